// The logs of images.
#include "core/machine/docker/image_log.h"

namespace podfall {

const char mysql_says[] =
    "{time}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server {tag|8.0.30-1.el8} "
    "started.\n"
    "{time}+00:00 [Note] [Entrypoint]: Switching to dedicated user 'mysql'\n"
    "{time}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server {tag|8.0.30-1.el8} "
    "started.\n"
    "{time}+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not "
    "specified\n"
    "    You need to specify one of the following as an environment variable:\n"
    "    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n"
    "    - MYSQL_RANDOM_ROOT_PASSWORD";
const char mariadb_says[] =
    "{time}+00:00 [Note] [Entrypoint]: Entrypoint script for MariaDB Server "
    "{tag|1:10.8.3+maria~jammy} started.\n"
    "{time}+00:00 [Note] [Entrypoint]: Switching to dedicated user 'mysql'\n"
    "{time}+00:00 [Note] [Entrypoint]: Entrypoint script for MariaDB Server "
    "{tag|1:10.8.3+maria~jammy} started.\n"
    "{time}+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not "
    "specified\n"
    "\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and "
    "MARIADB_RANDOM_ROOT_PASSWORD";
const char postgres_says[] =
    "Error: Database is uninitialized and superuser password is not specified.\n"
    "       You must specify POSTGRES_PASSWORD to a non-empty value for the\n"
    "       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".";
const char hello_says[] =
    "\nHello from Docker!\n"
    "This message shows that your installation appears to be working correctly.\n\n"
    "To generate this message, Docker took the following steps:\n"
    " 1. The Docker client contacted the Docker daemon.\n"
    " 2. The Docker daemon pulled the \"hello-world\" image from the Docker Hub.\n"
    "    (amd64)\n"
    " 3. The Docker daemon created a new container from that image which runs the\n"
    "    executable that produces the output you are currently reading.\n"
    " 4. The Docker daemon streamed that output to the Docker client, which sent it\n"
    "    to your terminal.\n\n"
    "To try something more ambitious, you can run an Ubuntu container with:\n"
    " $ docker run -it ubuntu bash\n\n"
    "Share images, automate workflows, and more with a free Docker ID:\n"
    " https://hub.docker.com/\n\n"
    "For more examples and ideas, visit:\n"
    " https://docs.docker.com/get-started/\n";

#define PODFALL_ENTRYPOINT "[1.19]/docker-entrypoint.sh: "
#define PODFALL_NOTICE "[1.21]{date|/} [notice] 1#1: "
const char nginx_log[] = PODFALL_ENTRYPOINT
    "/docker-entrypoint.d/ is not empty, will attempt to perform configuration\n" PODFALL_ENTRYPOINT
    "Looking for shell scripts in /docker-entrypoint.d/\n" PODFALL_ENTRYPOINT
    "Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh\n"
    "[1.19]10-listen-on-ipv6-by-default.sh: info: Getting the checksum of "
    "/etc/nginx/conf.d/default.conf\n"
    "[1.19]10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in "
    "/etc/nginx/conf.d/default.conf\n" PODFALL_ENTRYPOINT
    "Launching /docker-entrypoint.d/20-envsubst-on-templates.sh\n"
    "[1.20]/docker-entrypoint.sh: Launching "
    "/docker-entrypoint.d/30-tune-worker-processes.sh\n" PODFALL_ENTRYPOINT
    "Configuration complete; ready for start up\n" PODFALL_NOTICE
    "using the \"epoll\" event method\n" PODFALL_NOTICE "nginx/{tag|1.23.1}\n" PODFALL_NOTICE
    "OS: Linux 3.10.0-1127.19.1.el7.x86_64\n" PODFALL_NOTICE
    "getrlimit(RLIMIT_NOFILE): 1048576:1048576\n" PODFALL_NOTICE
    "start worker processes\n" PODFALL_NOTICE "start worker process 31";
#undef PODFALL_ENTRYPOINT
#undef PODFALL_NOTICE
const char httpd_log[] =
    "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using "
    "{address}. Set the 'ServerName' directive globally to suppress this message\n"
    "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using "
    "{address}. Set the 'ServerName' directive globally to suppress this message\n"
    "AH00489: Apache/{tag|2.4.54} (Unix) configured -- resuming normal operations\n"
    "AH00094: Command line: 'httpd -D FOREGROUND'";
const char redis_log[] =
    "1:C {day} # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n"
    "1:C {day} # Redis version={tag|7.0.4}, bits=64, commit=00000000, modified=0, pid=1, just "
    "started\n"
    "1:C {day} # Warning: no config file specified, using the default config. In order to "
    "specify a config file use redis-server /path/to/redis.conf\n"
    "1:M {day} * Running mode=standalone, port=6379.\n"
    "1:M {day} # Server initialized\n"
    "1:M {day} * Ready to accept connections";
const char mysql_log[] =
    "{time}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server {tag|8.0.30-1.el8} "
    "started.\n"
    "{time}+00:00 [Note] [Entrypoint]: Switching to dedicated user 'mysql'\n"
    "{time}+00:00 [Note] [Entrypoint]: Initializing database files\n"
    "{time}+00:00 [Note] [Entrypoint]: Database files initialized\n"
    "{time}+00:00 [Note] [Entrypoint]: MySQL init process done. Ready for start up.";
const char postgres_log[] =
    "PostgreSQL init process complete; ready for start up.\n\n"
    "{time} UTC [1] LOG:  listening on IPv4 address \"0.0.0.0\", port 5432\n"
    "{time} UTC [1] LOG:  listening on IPv6 address \"::\", port 5432\n"
    "{time} UTC [1] LOG:  database system is ready to accept connections";

}  // namespace podfall
