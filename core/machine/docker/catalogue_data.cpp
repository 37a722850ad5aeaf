// The images that Docker Hub and other registries had in August 2022, as people use them.
#include "core/machine/docker/catalogue_data.h"

#include <iterator>

#include "core/machine/docker/image_log.h"

namespace podfall {

namespace {

using enum ImageBase;
using enum ImageRun;

constexpr const char* download = "curl wget";  // of images that are built on buildpack-deps
constexpr const char* utf8 = "LANG=C.UTF-8";
constexpr const char* any_version = "{,v}{0..99}{,.{0..99}{,.{0..99}}} latest";

constexpr const char* mysql_needs =
    "MYSQL_ROOT_PASSWORD MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD";
constexpr const char* mariadb_needs =
    "MARIADB_ROOT_PASSWORD MARIADB_ALLOW_EMPTY_ROOT_PASSWORD MARIADB_RANDOM_ROOT_PASSWORD "
    "MYSQL_ROOT_PASSWORD MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD";

constexpr const char* nginx_tags =
    "1.7.{9..12} 1.8{,.0,.1} 1.9.{0..15} 1.{10,12,14,16,18,20,22}{,-alpine,-perl,-alpine-perl} "
    "1.10.{0..3}{,-alpine} 1.11.{0..13}{,-alpine} 1.12.{0..2}{,-alpine,-perl,-alpine-perl} "
    "1.13.{0..12}{,-alpine,-perl,-alpine-perl} 1.14.{0..2}{,-alpine,-perl,-alpine-perl} "
    "1.15.{0..12}{,-alpine,-perl,-alpine-perl} 1.16.{0,1}{,-alpine,-perl,-alpine-perl} "
    "1.17.{0..10}{,-alpine,-perl,-alpine-perl} 1.18.0{,-alpine,-perl,-alpine-perl} "
    "1.19.{0..10}{,-alpine,-perl,-alpine-perl} 1.20.{0..2}{,-alpine,-perl,-alpine-perl} "
    "1.21.{0..6}{,-alpine,-perl,-alpine-perl} 1.22.0{,-alpine,-perl,-alpine-perl} "
    "1.23.{0,1}{,-alpine,-perl,-alpine-perl} 1.{11,13,15,17,19,21,23}{,-alpine,-perl,-alpine-perl} "
    "1{,-alpine,-perl,-alpine-perl} latest alpine perl alpine-perl "
    "{mainline,stable}{,-alpine,-perl,-alpine-perl}";
constexpr const char* debian_tags =
    "latest {stable,oldstable,oldoldstable,testing,unstable,sid,jessie,stretch,buster,bullseye,"
    "bookworm}{,-slim} 8{,.{0..11}}{,-slim} 9{,.{0..13}}{,-slim} 10{,.{0..12}}{,-slim} "
    "11{,.{0..4}}{,-slim} {buster,bullseye}-backports experimental rc-buggy";
constexpr const char* python_tags =
    "latest slim alpine bullseye buster slim-bullseye slim-buster alpine3.16 alpine3.15 "
    "{2,2.7,2.7.18}{,-slim,-alpine,-buster,-slim-buster} "
    "{3,3.7,3.7.{0..13},3.8,3.8.{0..13},3.9,3.9.{0..13},3.10,3.10.{0..6}}"
    "{,-slim,-alpine,-bullseye,-buster,-slim-bullseye,-slim-buster,-alpine3.16,-alpine3.15} "
    "3.{5,6}{,-slim,-alpine} 3.5.{0..10}{,-slim,-alpine} 3.6.{0..15}{,-slim,-alpine} 3.11-rc";
constexpr const char* node_tags =
    "latest slim alpine bullseye buster bullseye-slim buster-slim alpine3.16 "
    "{lts,current}{,-slim,-alpine,-bullseye,-buster,-bullseye-slim,-buster-slim} "
    "{erbium,fermium,gallium}{,-slim,-alpine} {6,8,10,12,14,15,16,17,18}{,-slim,-alpine,-bullseye,"
    "-buster,-bullseye-slim,-buster-slim,-alpine3.16,-alpine3.15} "
    "10.{0..24}{,.{0..3}}{,-slim,-alpine} 12.{0..22}{,.{0..12}}{,-slim,-alpine} "
    "14.{0..20}{,.{0..3}}{,-slim,-alpine} 16.{0..16}{,.{0..3}}{,-slim,-alpine} "
    "18.{0..7}{,.0}{,-slim,-alpine}";
constexpr const char* golang_tags =
    "latest alpine bullseye buster 1{,-alpine,-bullseye,-buster} "
    "1.{9..19}{,-alpine,-bullseye,-buster} 1.13.{0..15}{,-alpine} 1.14.{0..15}{,-alpine} "
    "1.15.{0..15}{,-alpine} 1.16.{0..15}{,-alpine} 1.17.{0..13}{,-alpine} 1.18.{0..5}{,-alpine}";
constexpr const char* postgres_tags =
    "latest alpine bullseye {9,9.4,9.5,9.6,10,11,12,13,14}{,-alpine,-bullseye} "
    "9.6.{0..24}{,-alpine} 10.{0..22}{,-alpine} 11.{0..17}{,-alpine} 12.{0..12}{,-alpine} "
    "13.{0..8}{,-alpine} 14.{0..5}{,-alpine} 15beta{1..3}{,-alpine}";
constexpr const char* redis_tags =
    "latest alpine bullseye {2.8,3,3.0,3.2,4,4.0,5,5.0,6,6.0,6.2,7,7.0}{,-alpine,-bullseye} "
    "4.0.{0..14}{,-alpine} 5.0.{0..14}{,-alpine} 6.0.{0..16}{,-alpine} 6.2.{0..7}{,-alpine} "
    "7.0.{0..4}{,-alpine} 3.2.{0..12}{,-alpine}";
constexpr const char* jdk_tags =
    "latest {8,11,17,18}{,-jdk,-jre,-jdk-slim,-jre-slim,-jdk-alpine,-jre-alpine,-alpine,-slim,"
    "-jdk-focal,-jre-focal}";

constexpr const char* bitnami_tags = any_version;

}  // namespace

const CatalogueImage catalogue[] = {
    // clang-format off
    // Web servers and proxies
    {.name = "nginx", .tags = nginx_tags, .command = "nginx", .ports = "80", .log = nginx_log},
    {.name = "httpd", .tags = "latest alpine bullseye {2,2.2,2.4}{,-alpine} 2.2.{29..34}{,-alpine} "
       "2.4.{10..54}{,-alpine}", .ports = "80", .log = httpd_log},
    {.name = "nginxinc/nginx-unprivileged", .tags = nginx_tags, .command = "nginx",
     .ports = "8080", .user = "101", .log = nginx_log},
    {.name = "caddy", .tags = "latest alpine {2,2.{0..5}}{,-alpine} 2.4.{0..6}{,-alpine} "
       "2.5.{0..2}{,-alpine}", .base = alpine, .ports = "80 443 2019"},
    {.name = "traefik", .tags = "latest {1.7,2,2.{0..8},v1.7,v2.{0..8}}{,-alpine} "
       "{,v}2.{5..8}.{0..9}", .base = alpine, .ports = "80"},
    {.name = "haproxy", .tags = "latest lts alpine lts-alpine {1.{5..9},2.{0..7}}{,-alpine}",
     .base = debian, .run = once, .command = "haproxy", .says = "[ALERT]    (1) : Cannot open "
       "configuration file/directory /usr/local/etc/haproxy/haproxy.cfg : No such file or "
       "directory", .exit_code = 1, .user = "haproxy"},
    {.name = "envoyproxy/envoy", .tags = "v1.{14..23}.{0..9} v1.{14..23}-latest", .ports = "10000"},
    {.name = "tomcat",
     .tags = "latest {7,8,8.5,9,9.0,10,10.0,10.1}{,-jdk8,-jdk11,-jdk17,-jre8,-jre11}",
     .command = "catalina.sh run", .ports = "8080", .tools = "curl"},
    {.name = "jetty", .tags = "latest {9,9.4,10,10.0,11,11.0}{,-jdk11,-jdk17}", .ports = "8080"},
    {.name = "varnish", .tags = "latest stable fresh {6,6.0,7,7.0,7.1}{,-alpine}",
     .command = "varnishd", .ports = "80"},
    // Databases and queues
    {.name = "redis", .tags = redis_tags, .command = "redis-server *:6379", .ports = "6379",
     .log = redis_log},
    {.name = "mysql", .tags = "latest oracle debian {5,5.5,5.6,5.7,8,8.0}{,-oracle,-debian} "
       "5.6.{20..51} 5.7.{10..39} 8.0.{11..30}{,-oracle,-debian}", .base = red_hat,
     .command = "mysqld", .ports = "3306", .environment = "GOSU_VERSION=1.14", .needs = mysql_needs,
     .says = mysql_says, .exit_code = 1, .log = mysql_log},
    {.name = "mysql/mysql-server", .tags = "latest {5.7,8.0}{,.{11..39}}", .base = red_hat,
     .command = "mysqld", .ports = "3306"},
    {.name = "mariadb", .tags = "latest focal jammy {5.5,10,10.{0..9}}{,-focal,-jammy} "
       "10.3.{1..36} 10.4.{1..26} 10.5.{1..17} 10.6.{0..9} 10.7.{1..5} 10.8.{2..4}",
     .command = "mariadbd", .ports = "3306", .environment = "GOSU_VERSION=1.14",
     .needs = mariadb_needs, .says = mariadb_says, .exit_code = 1},
    {.name = "percona", .tags = "latest {5.6,5.7,8.0}", .base = red_hat, .command = "mysqld",
     .ports = "3306", .needs = mysql_needs, .says = mysql_says, .exit_code = 1},
    {.name = "postgres", .tags = postgres_tags, .ports = "5432",
     .environment = "LANG=en_US.utf8 PGDATA=/var/lib/postgresql/data",
     .needs = "POSTGRES_PASSWORD POSTGRES_HOST_AUTH_METHOD", .says = postgres_says,
     .exit_code = 1, .log = postgres_log},
    {.name = "postgis/postgis", .tags = "latest {10..14}-{2.5,3.0,3.1,3.2}{,-alpine}",
     .command = "postgres", .ports = "5432", .environment = "PGDATA=/var/lib/postgresql/data",
     .needs = "POSTGRES_PASSWORD POSTGRES_HOST_AUTH_METHOD", .says = postgres_says, .exit_code = 1},
    {.name = "timescale/timescaledb", .tags = "latest latest-pg{12..14} 2.{0..7}.{0..5}-pg{11..14}",
     .base = alpine, .command = "postgres", .ports = "5432",
     .needs = "POSTGRES_PASSWORD POSTGRES_HOST_AUTH_METHOD", .says = postgres_says, .exit_code = 1},
    {.name = "mongo", .tags = "latest focal {3,3.4,3.6,4,4.0,4.2,4.4,5,5.0,6,6.0}{,-focal} "
       "3.6.{0..23} 4.0.{0..28} 4.2.{0..22} 4.4.{0..15} 5.0.{0..10} 6.0.0", .command = "mongod",
     .ports = "27017"},
    {.name = "mongo-express", .tags = "latest 0.54 0.54.0 1.0.0-alpha", .base = alpine,
     .command = "node app", .ports = "8081"},
    {.name = "memcached", .tags = "latest alpine bullseye {1,1.4,1.5,1.6}{,-alpine} 1.5.{0..22} "
       "1.6.{0..16}", .ports = "11211", .user = "memcache"},
    {.name = "cassandra", .tags = "latest {2,2.1,2.2,3,3.0,3.11,4,4.0} 3.11.{0..13} 4.0.{0..5}",
     .ports = "7000 9042"},
    {.name = "rabbitmq", .tags = "latest alpine management management-alpine "
       "{3,3.{6..10}}{,-alpine,-management,-management-alpine} 3.8.{0..34}{,-alpine,-management} "
       "3.9.{0..22}{,-alpine,-management} 3.10.{0..7}{,-alpine,-management}",
     .command = "rabbitmq-server", .ports = "5672 15692 25672"},
    {.name = "nats", .tags = "latest alpine linux {1,1.4,2,2.{0..8}}{,-alpine,-linux} "
       "2.8.{0..4}{,-alpine}", .base = scratch, .command = "nats-server",
     .ports = "4222 6222 8222"},
    {.name = "zookeeper", .tags = "latest {3.4,3.5,3.6,3.7,3.8} 3.4.{9..14} 3.5.{5..10} 3.6.{0..3} "
       "3.7.{0,1} 3.8.0", .ports = "2181 8080"},
    {.name = "influxdb", .tags = "latest alpine {1.{0..8},2,2.{0..3}}{,-alpine}",
     .command = "influxd", .ports = "8086"},
    {.name = "couchdb", .tags = "latest {2,2.3,3,3.1,3.2} 3.2.{0..2}", .ports = "5984",
     .needs = "COUCHDB_PASSWORD", .says = "ERROR: CouchDB 3.0+ will no longer run in \"Admin "
       "Party\" mode. You *MUST* specify an admin user and password.", .exit_code = 1},
    {.name = "neo4j", .tags = "latest community enterprise {3.5,4.{0..4}}{,.{0..34}}{,-enterprise}",
     .ports = "7474 7687"},
    {.name = "elasticsearch", .tags = "{5,6,7,8}.{0..17}.{0..4} 2 5", .ports = "9200 9300",
     .tools = "curl"},
    {.name = "docker.elastic.co/elasticsearch/elasticsearch", .tags = "{5..8}.{0..17}.{0..4}",
     .ports = "9200 9300", .tools = "curl"},
    {.name = "kibana", .tags = "{5,6,7,8}.{0..17}.{0..4}", .ports = "5601", .tools = "curl"},
    {.name = "docker.elastic.co/kibana/kibana", .tags = "{5..8}.{0..17}.{0..4}", .ports = "5601",
     .tools = "curl"},
    {.name = "docker.elastic.co/beats/filebeat", .tags = "{5..8}.{0..17}.{0..4}", .ports = "",
     .tools = "curl"},
    {.name = "logstash", .tags = "{5,6,7,8}.{0..17}.{0..4}", .ports = "5044 9600", .tools = "curl"},
    {.name = "minio/minio", .tags = "latest edge "
       "RELEASE.2022-0{6-17T02-00-35,7-17T15-43-14,8-02T23-59-16}Z", .base = red_hat, .run = once,
     .says = "NAME:\n  minio - High Performance Object Storage"},
    // Distributions: CMD is a shell
    {.name = "busybox", .tags = "latest stable {glibc,musl,uclibc} stable-{glibc,musl,uclibc} "
       "{1,1.{21..35}}{,-glibc,-musl,-uclibc} 1.{24..29}.{0..4}{,-glibc,-musl,-uclibc} "
       "1.{30..33}.{0,1}{,-glibc,-musl,-uclibc} 1.34.{0,1}{,-glibc,-musl,-uclibc} 1.35.0",
     .base = busybox, .run = shell, .command = "sh"},
    {.name = "alpine", .tags = "latest edge 2.{6,7} 3 3.{1..16} 3.{12..16}.{0..12} "
       "3.{8..11}.{0..13} 20220715", .base = alpine, .run = shell, .command = "/bin/sh"},
    {.name = "ubuntu", .tags = "latest rolling devel trusty xenial bionic focal impish jammy "
       "kinetic 14.04 16.04 18.04 20.04 21.04 21.10 22.04 22.10 "
       "{trusty,xenial,bionic,focal,jammy}-20220801", .base = debian, .run = shell,
     .command = "bash"},
    {.name = "debian", .tags = debian_tags, .base = debian, .run = shell, .command = "bash"},
    {.name = "centos", .tags = "latest 5 6 7 8 centos{5,6,7,8} 6.{6..10} "
       "7.{0..6}.{1406,1503,1511,1611,1708,1804,1810} 7.9.2009 centos7.9.2009", .base = red_hat,
     .run = shell, .command = "/bin/bash"},
    {.name = "fedora", .tags = "latest rawhide branched {20..37}", .base = red_hat, .run = shell,
     .command = "/bin/bash"},
    {.name = "rockylinux", .tags = "8 9 8.{4..6} 9.0 8-minimal 9-minimal", .base = red_hat,
     .run = shell, .command = "/bin/bash"},
    {.name = "almalinux", .tags = "latest minimal 8 9 8.{3..6} 9.0 8-minimal 9-minimal",
     .base = red_hat, .run = shell, .command = "/bin/bash"},
    {.name = "oraclelinux", .tags = "6 7 8 9 7-slim 8-slim 9-slim 7.9 8.6", .base = red_hat,
     .run = shell, .command = "/bin/bash"},
    {.name = "amazonlinux", .tags = "latest 1 2 2-with-sources 2022", .base = red_hat, .run = shell,
     .command = "/bin/bash"},
    {.name = "archlinux", .tags = "latest base base-devel", .base = red_hat, .run = shell,
     .command = "/usr/bin/bash"},
    {.name = "opensuse/leap", .tags = "latest 15 15.{0..4} 42.3", .base = red_hat, .run = shell,
     .command = "/bin/bash"},
    {.name = "kalilinux/kali-rolling", .tags = "latest", .base = debian, .run = shell,
     .command = "bash"},
    {.name = "registry.access.redhat.com/ubi8/ubi", .tags = "latest 8.{0..6}", .base = red_hat,
     .run = shell, .command = "/bin/bash"},
    {.name = "registry.access.redhat.com/ubi8/ubi-minimal", .tags = "latest 8.{0..6}",
     .base = red_hat, .run = shell, .command = "/bin/bash"},
    {.name = "registry.access.redhat.com/ubi9/ubi", .tags = "latest 9.0.0", .base = red_hat,
     .run = shell, .command = "/bin/bash"},
    {.name = "photon", .tags = "latest 1.0 2.0 3.0 4.0", .base = red_hat, .run = shell,
     .command = "/bin/bash"},
    {.name = "bash", .tags = "latest {3,4,5,4.4,5.0,5.1,5.1.{0..16}}", .base = alpine, .run = shell,
     .command = "bash", .tools = "bash"},
    {.name = "buildpack-deps", .tags = "latest {stable,bullseye,buster,focal,jammy}{,-curl,-scm} "
       "curl scm", .base = debian, .run = language, .command = "bash", .tools = download},
    // Languages: CMD is an interpreter or a shell
    {.name = "python", .tags = python_tags, .base = debian, .run = language, .command = "python3",
     .tools = download, .environment = utf8},
    {.name = "pypy", .tags = "latest slim {2,3,2.7,3.8,3.9}{,-slim}", .base = debian,
     .run = language,
     .command = "pypy3", .tools = download, .environment = utf8},
    {.name = "node", .tags = node_tags, .base = debian, .run = language, .command = "node",
     .tools = download},
    {.name = "golang", .tags = golang_tags, .base = debian, .run = language, .command = "bash",
     .tools = download, .environment = "GOPATH=/go"},
    {.name = "rust", .tags = "latest slim alpine buster bullseye "
       "{1,1.{40..63}}{,-slim,-alpine,-buster,-bullseye}", .base = debian, .run = language,
     .command = "bash", .tools = download,
     .environment = "RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo"},
    {.name = "ruby", .tags = "latest slim alpine bullseye buster "
       "{2,3,2.{4..7},3.0,3.1}{,-slim,-alpine,-bullseye,-buster} 2.7.{0..6}{,-slim,-alpine} "
       "3.0.{0..4}{,-slim,-alpine} 3.1.{0..2}{,-slim,-alpine}", .base = debian, .run = language,
     .command = "irb", .tools = download, .environment = utf8},
    {.name = "perl", .tags = "latest slim {5,5.{26..36}}{,-slim} 5.34.{0,1} 5.36.0", .base = debian,
     .run = language, .command = "perl -de0", .tools = download},
    {.name = "openjdk", .tags = jdk_tags, .base = debian, .run = language, .command = "jshell",
     .environment = utf8},
    {.name = "eclipse-temurin", .tags = jdk_tags, .base = debian, .run = language,
     .command = "jshell",
     .tools = "curl"},
    {.name = "amazoncorretto", .tags = jdk_tags, .base = red_hat, .run = language,
     .command = "jshell",
     .tools = "curl"},
    {.name = "maven", .tags = "latest slim alpine "
       "{3,3.{5..8}}{,-jdk-8,-jdk-11,-openjdk-11,-openjdk-17}", .base = debian, .run = language,
     .command = "mvn", .tools = "curl"},
    {.name = "gradle", .tags = "latest jdk8 jdk11 jdk17 {5,6,7}{,-jdk8,-jdk11,-jdk17,-alpine}",
     .base = debian, .run = language, .command = "gradle", .tools = "curl wget"},
    {.name = "gcc", .tags = "latest {4..12} {9..12}.{1..4}", .base = debian, .run = language,
     .command = "bash", .tools = download},
    {.name = "erlang", .tags = "latest slim alpine {20..25}{,-slim,-alpine}", .base = debian,
     .run = language, .command = "erl", .tools = download},
    {.name = "elixir", .tags = "latest slim alpine 1.{8..13}{,-slim,-alpine}", .base = debian,
     .run = language, .command = "iex", .tools = download},
    {.name = "julia", .tags = "latest {1,1.{0..7}}", .base = debian, .run = language,
     .command = "julia"},
    {.name = "r-base", .tags = "latest 3.6.{0..3} 4.{0..2}.{0..5}", .base = debian, .run = language,
     .command = "R"},
    {.name = "swift", .tags = "latest slim 5 5.{0..6}{,-slim}", .base = debian, .run = language,
     .command = "bash"},
    {.name = "php", .tags = "latest cli alpine "
       "{7,8,5.6,7.{0..4},8.0,8.1}{,-cli,-alpine,-cli-alpine} 7.4.{0..30}{,-cli,-alpine} "
       "8.0.{0..22}{,-cli} 8.1.{0..9}{,-cli}", .base = debian, .run = language, .command = "php -a",
     .tools = "curl"},
    {.name = "docker", .tags = "latest dind git {18,19,20}{,-dind,-git} 19.03{,-dind,-git} "
       "20.10{,-dind,-git}", .base = alpine, .run = language, .command = "sh"},
    {.name = "haskell", .tags = "latest slim 8 9 8.{6..10} 9.{0..4}", .base = debian,
     .run = language,
     .command = "ghci", .tools = download},
    {.name = "mcr.microsoft.com/dotnet/sdk",
     .tags = "latest {3.1,5.0,6.0}{,-alpine,-focal,-bullseye-slim}", .base = debian,
     .run = language,
     .command = "bash", .tools = "curl wget"},
    {.name = "mcr.microsoft.com/dotnet/aspnet",
     .tags = "latest {3.1,5.0,6.0}{,-alpine,-focal,-bullseye-slim}", .base = debian,
     .run = language,
     .command = "bash"},
    {.name = "mcr.microsoft.com/dotnet/runtime", .tags = "latest {3.1,5.0,6.0}{,-alpine,-focal}",
     .base = debian, .run = language, .command = "bash"},
    // Tools
    {.name = "hello-world", .tags = "latest linux", .base = scratch, .run = once,
     .command = "/hello", .says = hello_says},
    {.name = "curlimages/curl", .tags = "latest 7.{65..84}.{0..2}", .base = alpine, .run = once,
     .command = "curl", .tools = "curl", .says = "curl: try 'curl --help' or 'curl --manual' for "
       "more information", .exit_code = 2, .user = "curl_user"},
    {.name = "radial/busyboxplus", .tags = "latest curl base git", .base = busybox, .run = shell,
     .command = "sh", .tools = "curl"},
    {.name = "yauritux/busybox-curl", .tags = "latest", .base = busybox, .run = shell,
     .command = "sh", .tools = "curl"},
    {.name = "appropriate/curl", .tags = "latest", .base = alpine, .run = once, .command = "curl",
     .tools = "curl", .exit_code = 2},
    {.name = "byrnedo/alpine-curl", .tags = "latest 0.1 0.1.{0..8}", .base = alpine, .run = once,
     .command = "curl", .tools = "curl", .exit_code = 2},
    {.name = "nicolaka/netshoot", .tags = "latest v0.{1..6}", .base = alpine, .run = language,
     .command = "zsh", .tools = "bash curl dig nslookup ss"},
    {.name = "praqma/network-multitool", .tags = "latest extra minimal alpine-extra alpine-minimal",
     .base = alpine, .command = "nginx", .ports = "80 443", .tools = "bash curl dig nslookup ss"},
    {.name = "wbitt/network-multitool", .tags = "latest extra minimal alpine-extra alpine-minimal",
     .base = alpine, .command = "nginx", .ports = "80 443", .tools = "bash curl dig nslookup ss"},
    {.name = "infoblox/dnstools", .tags = "latest v1 v2 v3", .base = alpine, .run = shell,
     .command = "sh", .tools = "curl dig nslookup"},
    {.name = "tutum/dnsutils", .tags = "latest", .base = debian, .run = shell, .command = "bash",
     .tools = "dig nslookup"},
    {.name = "k8s.gcr.io/e2e-test-images/jessie-dnsutils", .tags = "1.{0..5}", .base = debian,
     .run = shell, .command = "bash", .tools = "dig nslookup"},
    {.name = "gcr.io/kubernetes-e2e-test-images/dnsutils", .tags = "1.{0..3}", .base = alpine,
     .run = shell, .command = "sh", .tools = "dig nslookup"},
    {.name = "gcr.io/kubernetes-e2e-test-images/jessie-dnsutils", .tags = "1.{0..5}",
     .base = debian, .run = shell, .command = "bash", .tools = "dig nslookup"},
    {.name = "tutum/curl", .tags = "latest alpine trusty", .base = debian, .run = shell,
     .command = "bash", .tools = "curl"},
    {.name = "amouat/network-utils", .tags = "latest", .base = debian, .run = shell,
     .command = "bash", .tools = "curl dig nslookup"},
    {.name = "dwdraju/alpine-curl-jq", .tags = "latest", .base = alpine, .run = shell,
     .command = "sh", .tools = "curl"},
    {.name = "polinux/stress", .tags = "latest 1.0.4", .base = alpine, .run = language,
     .command = "/bin/sh"},
    {.name = "vish/stress", .tags = "latest", .base = scratch, .command = "/stress"},
    {.name = "progrium/stress", .tags = "latest", .base = debian, .run = once, .command = "stress"},
    {.name = "bitnami/kubectl", .tags = "latest 1.{16..24}{,.{0..17}}", .base = debian, .run = once,
     .command = "kubectl", .user = "1001"},
    {.name = "alpine/git", .tags = "latest {,v}2.{20..36}.{0..3}", .base = alpine, .run = once,
     .command = "git", .exit_code = 1},
    {.name = "alpine/curl", .tags = "latest", .base = alpine, .run = once, .command = "curl",
     .tools = "curl", .exit_code = 2},
    {.name = "mikefarah/yq", .tags = "latest 3 4", .base = alpine, .run = once, .command = "yq"},
    {.name = "amazon/aws-cli", .tags = "latest 2.{0..7}.{0..35}", .base = red_hat, .run = once,
     .command = "aws", .exit_code = 2},
    {.name = "hashicorp/terraform", .tags = "latest light 0.{12..15}.{0..31} 1.{0..2}.{0..11}",
     .base = alpine, .run = once, .command = "terraform", .exit_code = 127},
    {.name = "docker/whalesay", .tags = "latest", .base = debian, .run = language,
     .command = "/bin/bash"},
    // Samples of the documentation and of courses
    {.name = "k8s.gcr.io/echoserver", .tags = "1.{0..10}", .command = "nginx", .ports = "8080"},
    {.name = "gcr.io/google_containers/echoserver", .tags = "1.{0..10}", .command = "nginx",
     .ports = "8080"},
    {.name = "k8s.gcr.io/liveness", .tags = "latest", .base = scratch, .command = "/server",
     .ports = "8080"},
    {.name = "k8s.gcr.io/goproxy", .tags = "0.1", .base = scratch, .command = "/goproxy",
     .ports = "8080"},
    {.name = "k8s.gcr.io/hpa-example", .tags = "latest", .command = "apache2-foreground",
     .ports = "80"},
    {.name = "k8s.gcr.io/busybox", .tags = "latest 1.24 1.27 1.27.2", .base = busybox, .run = shell,
     .command = "sh"},
    {.name = "gcr.io/google_containers/busybox", .tags = "latest 1.24 1.27", .base = busybox,
     .run = shell, .command = "sh"},
    {.name = "k8s.gcr.io/nginx-slim", .tags = "0.{1..8}", .command = "nginx", .ports = "80"},
    {.name = "k8s.gcr.io/serve_hostname", .tags = "v1.{1..4} latest", .base = scratch,
     .command = "/serve_hostname", .ports = "9376"},
    {.name = "k8s.gcr.io/test-webserver", .tags = "latest", .base = scratch,
     .command = "/test-webserver", .ports = "80"},
    {.name = "k8s.gcr.io/e2e-test-images/agnhost", .tags = "2.{8..39}", .base = alpine,
     .command = "/agnhost pause", .tools = "bash curl dig nslookup"},
    {.name = "k8s.gcr.io/fluentd-elasticsearch", .tags = "1.20 v2.{0..4}.{0..1}"},
    {.name = "quay.io/fluentd_elasticsearch/fluentd", .tags = "v2.{5..9}.{0..2} v3.{0..4}.{0..1}"},
    {.name = "gcr.io/google-samples/hello-app", .tags = "1.0 2.0", .base = scratch,
     .command = "./hello-app", .ports = "8080"},
    {.name = "gcr.io/google-samples/node-hello", .tags = "1.0", .command = "node server.js",
     .ports = "8080"},
    {.name = "gcr.io/google-samples/kubernetes-bootcamp", .tags = "v1", .command = "node server.js",
     .ports = "8080", .tools = "curl"},
    {.name = "jocatalin/kubernetes-bootcamp", .tags = "latest v1 v2", .command = "node server.js",
     .ports = "8080", .tools = "curl"},
    {.name = "gcr.io/google-samples/gb-frontend", .tags = "v{1..6}",
     .command = "apache2-foreground", .ports = "80"},
    {.name = "gcr.io/google_samples/gb-frontend", .tags = "v{1..6}",
     .command = "apache2-foreground", .ports = "80"},
    {.name = "gcr.io/google_samples/gb-redisslave", .tags = "v{1..3}",
     .command = "redis-server *:6379", .ports = "6379"},
    {.name = "gcr.io/google_samples/gb-redis-follower", .tags = "v1 v2",
     .command = "redis-server *:6379", .ports = "6379"},
    {.name = "gcr.io/google-samples/cassandra", .tags = "v{11..14}", .command = "cassandra",
     .ports = "7000 9042"},
    {.name = "gcr.io/google-samples/xtrabackup", .tags = "1.0", .base = debian, .run = language,
     .command = "bash"},
    {.name = "gcr.io/kuar-demo/kuard-amd64", .tags = "1 2 3 blue green purple", .base = alpine,
     .command = "/kuard", .ports = "8080"},
    {.name = "hashicorp/http-echo", .tags = "latest 0.2.{1..3} alpine", .base = scratch,
     .run = once, .command = "/http-echo", .says = "Missing -text option!", .exit_code = 127},
    {.name = "nginxdemos/hello", .tags = "latest plain-text 0.{2,3} 0.{2,3}-plain-text",
     .base = alpine, .command = "nginx", .ports = "80"},
    {.name = "paulbouwer/hello-kubernetes", .tags = "1 1.{0..10} latest", .base = alpine,
     .command = "node server.js", .ports = "8080"},
    {.name = "kennethreitz/httpbin", .tags = "latest", .command = "gunicorn", .ports = "80"},
    {.name = "containous/whoami", .tags = "latest v1.{0..5}.0", .base = scratch,
     .command = "/whoami", .ports = "80"},
    {.name = "traefik/whoami", .tags = "latest v1.{6..8} v1.{6..8}.0", .base = scratch,
     .command = "/whoami", .ports = "80"},
    {.name = "stefanprodan/podinfo", .tags = "latest {3..6}.{0..7}.{0..4}", .base = alpine,
     .command = "./podinfo", .ports = "9797 9898 9999"},
    {.name = "ealen/echo-server", .tags = "latest 0.{1..7}.0", .base = alpine, .command = "node",
     .ports = "80"},
    {.name = "luksa/kubia", .tags = "latest v1 v2 v3 v4", .command = "node app.js", .ports = "8080",
     .tools = "curl"},
    {.name = "luksa/fortune", .tags = "latest env args", .command = "fortuneloop.sh"},
    {.name = "kodekloud/webapp-color", .tags = "latest v1 v2 v3", .base = alpine,
     .command = "python app.py", .ports = "8080"},
    {.name = "kodekloud/simple-webapp", .tags = "blue green v1 v2", .base = alpine,
     .command = "python app.py", .ports = "8080"},
    {.name = "dockersamples/examplevotingapp_vote", .tags = "latest before after", .base = alpine,
     .command = "gunicorn app:app", .ports = "80"},
    {.name = "dockersamples/examplevotingapp_result", .tags = "latest before after",
     .command = "node server.js", .ports = "80"},
    {.name = "dockersamples/examplevotingapp_worker", .tags = "latest dotnet java",
     .command = "Worker"},
    // sysnet4admin, the course that the recordings follow
    {.name = "sysnet4admin/echo-hname", .tags = "latest", .command = "nginx", .ports = "80"},
    {.name = "sysnet4admin/echo-hostname", .tags = "latest", .command = "nginx", .ports = "80"},
    {.name = "sysnet4admin/echo-ip", .tags = "latest", .command = "nginx", .ports = "80"},
    {.name = "sysnet4admin/chk-info", .tags = "latest", .command = "nginx", .ports = "80"},
    {.name = "sysnet4admin/chk-hn", .tags = "latest", .command = "nginx", .ports = "80"},
    {.name = "sysnet4admin/chk-log", .tags = "latest", .command = "nginx", .ports = "80"},
    {.name = "sysnet4admin/net-tools", .tags = "latest", .base = alpine, .run = shell,
     .command = "/bin/sh", .tools = "bash curl dig nslookup ss"},
    {.name = "sysnet4admin/net-tools-ifn", .tags = "latest", .base = alpine, .run = shell,
     .command = "/bin/sh", .tools = "bash curl dig nslookup ss"},
    {.name = "sysnet4admin/sleepy", .tags = "latest", .base = debian, .command = "sleep 3600"},
    {.name = "sysnet4admin/mysql-auth", .tags = "latest", .command = "mysqld", .ports = "3306"},
    {.name = "sysnet4admin/colorful", .tags = "latest", .command = "nginx", .ports = "80"},
    {.name = "sysnet4admin/dashboard", .tags = "latest", .command = "nginx", .ports = "80"},
    // Applications
    {.name = "wordpress", .tags = "latest apache fpm "
       "{4,5,6,4.{0..9},5.{0..9},6.0}{,-apache,-fpm,-php7.4,-php8.0,-php7.4-apache} 6.0.{0,1}",
     .command = "apache2 -DFOREGROUND", .ports = "80", .tools = "curl"},
    {.name = "drupal", .tags = "latest apache fpm {7,8,9,9.{0..4}}{,-apache,-fpm}",
     .command = "apache2 -DFOREGROUND", .ports = "80", .tools = "curl"},
    {.name = "joomla", .tags = "latest {3,4,3.10,4.{0..2}}{,-apache}",
     .command = "apache2 -DFOREGROUND", .ports = "80"},
    {.name = "nextcloud", .tags = "latest apache fpm stable {20..24}{,-apache,-fpm}",
     .command = "apache2 -DFOREGROUND", .ports = "80", .tools = "curl"},
    {.name = "ghost", .tags = "latest alpine {2..5}{,-alpine}", .command = "node current/index.js",
     .ports = "2368"},
    {.name = "redmine", .tags = "latest passenger {3,4,5}{,.0,.1,.2}{,-passenger}",
     .command = "rails server", .ports = "3000"},
    {.name = "phpmyadmin", .tags = "latest apache fpm {5,5.{0..2}}{,-apache,-fpm}",
     .command = "apache2 -DFOREGROUND", .ports = "80"},
    {.name = "phpmyadmin/phpmyadmin", .tags = "latest {4,5,5.{0..2}}",
     .command = "apache2 -DFOREGROUND", .ports = "80"},
    {.name = "adminer", .tags = "latest standalone {4,4.{2..8}}{,-standalone} 4.8.{0,1}",
     .base = alpine, .command = "php -S [::]:8080 -t /var/www/html", .ports = "8080"},
    {.name = "dpage/pgadmin4", .tags = "latest snapshot {4..6} {4..6}.{0..30}", .base = alpine,
     .command = "gunicorn", .ports = "80 443", .needs = "PGADMIN_DEFAULT_EMAIL",
     .says = "You need to define the PGADMIN_DEFAULT_EMAIL and PGADMIN_DEFAULT_PASSWORD "
       "environment variables.", .exit_code = 1},
    {.name = "jenkins/jenkins", .tags = "latest alpine lts lts-{alpine,jdk11,jdk17,slim} jdk11 "
       "2.{150..361}{,.{1..4}}", .command = "java -jar jenkins.war", .ports = "8080 50000",
     .tools = "curl", .user = "jenkins"},
    {.name = "sonarqube", .tags = "latest lts community {7,8,9}-community lts-community",
     .command = "java", .ports = "9000", .user = "sonarqube"},
    {.name = "sonatype/nexus3", .tags = "latest 3.{20..41}.{0..1}", .base = red_hat,
     .command = "nexus", .ports = "8081"},
    {.name = "gitea/gitea", .tags = "latest 1 1.{10..17} 1.{10..17}.{0..6}", .base = alpine,
     .command = "gitea web", .ports = "22 3000"},
    {.name = "gitlab/gitlab-ce", .tags = "latest {10..15}.{0..10}.{0..14}-ce.0",
     .command = "runsvdir", .ports = "22 80"},
    {.name = "gitlab/gitlab-runner", .tags = "latest alpine {,alpine-}v{10..15}.{0..11}.{0..3}",
     .command = "gitlab-runner run"},
    {.name = "registry", .tags = "latest 2 2.{0..8} 2.{6,7}.{0..2} 2.8.{0,1}", .base = alpine,
     .command = "registry serve", .ports = "5000"},
    {.name = "vault", .tags = "latest 1.{0..11}.{0..12}", .base = alpine, .command = "vault server",
     .ports = "8200"},
    {.name = "consul", .tags = "latest 1 1.{4..13} 1.{4..13}.{0..17}", .base = alpine,
     .command = "consul agent", .ports = "8300 8301 8500 8600"},
    {.name = "quay.io/keycloak/keycloak", .tags = "latest legacy "
       "{4..19}.{0..3}{,.{0..3}}{,-legacy}", .base = red_hat, .command = "java", .ports = "8080"},
    {.name = "eclipse-mosquitto", .tags = "latest openssl {1.{4..6},2,2.0}{,.{0..15}}{,-openssl}",
     .base = alpine, .command = "mosquitto", .ports = "1883"},
    {.name = "selenium/standalone-chrome", .tags = "latest 3 4 3.141.59 4.{0..4}.0",
     .command = "java", .ports = "4444"},
    {.name = "jupyter/base-notebook", .tags = "latest", .command = "jupyter lab", .ports = "8888"},
    {.name = "tensorflow/tensorflow", .tags = "latest latest-gpu latest-jupyter "
       "{1,2}.{0..15}.{0..4}{,-gpu}", .base = debian, .run = language, .command = "/bin/bash"},
    // Monitoring, logs, ingress
    {.name = "prom/prometheus", .tags = "latest main v2.{0..37}.{0..3}", .base = busybox,
     .command = "/bin/prometheus", .ports = "9090", .user = "nobody"},
    {.name = "quay.io/prometheus/prometheus", .tags = "latest main v2.{0..37}.{0..3}",
     .base = busybox, .command = "/bin/prometheus", .ports = "9090", .user = "nobody"},
    {.name = "prom/node-exporter", .tags = "latest v0.{15..18}.{0,1} v1.{0..3}.{0..2}",
     .base = busybox, .command = "/bin/node_exporter", .ports = "9100", .user = "nobody"},
    {.name = "quay.io/prometheus/node-exporter", .tags = "latest v0.{15..18}.{0,1} "
       "v1.{0..3}.{0..2}", .base = busybox, .command = "/bin/node_exporter", .ports = "9100",
     .user = "nobody"},
    {.name = "prom/alertmanager", .tags = "latest v0.{14..24}.0", .base = busybox,
     .command = "/bin/alertmanager", .ports = "9093 9094", .user = "nobody"},
    {.name = "prom/pushgateway", .tags = "latest v0.{4..10}.0 v1.{0..4}.{0..3}", .base = busybox,
     .command = "/bin/pushgateway", .ports = "9091", .user = "nobody"},
    {.name = "grafana/grafana", .tags = "latest main {5..9}.{0..5}.{0..15}{,-ubuntu}",
     .base = alpine, .command = "grafana-server", .ports = "3000", .user = "472"},
    {.name = "grafana/loki", .tags = "latest {1,2}.{0..6}.{0..2}", .base = alpine,
     .command = "loki", .ports = "3100 9095"},
    {.name = "grafana/promtail", .tags = "latest {1,2}.{0..6}.{0..2}", .command = "promtail",
     .ports = "80"},
    {.name = "fluent/fluentd", .tags = "latest edge v1.{0..15} v1.{0..15}-{1,debian-1}",
     .base = alpine, .command = "fluentd", .ports = "24224"},
    {.name = "fluent/fluent-bit", .tags = "latest 1.{0..9} 1.{0..9}.{0..11}", .base = scratch,
     .command = "fluent-bit", .ports = "2020"},
    {.name = "fluent/fluentd-kubernetes-daemonset",
     .tags = "v1-debian-{elasticsearch,forward,cloudwatch}", .command = "fluentd"},
    {.name = "jaegertracing/all-in-one", .tags = "latest 1 1.{6..37} 1.{6..37}.{0,1}",
     .base = scratch, .command = "all-in-one", .ports = "14268 16686"},
    {.name = "k8s.gcr.io/ingress-nginx/controller", .tags = "v0.{34..51}.{0..1} v1.{0..3}.{0..3}",
     .base = alpine, .command = "/nginx-ingress-controller", .ports = "80 443", .user = "www-data"},
    {.name = "quay.io/kubernetes-ingress-controller/nginx-ingress-controller",
     .tags = "0.{9..33}.0", .base = alpine, .command = "/nginx-ingress-controller",
     .ports = "80 443"},
    {.name = "nginx/nginx-ingress", .tags = "latest {1,2}.{0..12}.{0..2}{,-alpine}",
     .command = "/nginx-ingress", .ports = "80 443"},
    {.name = "kubernetesui/dashboard", .tags = "latest v2.{0..6}.{0..5}", .base = scratch,
     .command = "/dashboard", .ports = "8443 9090", .user = "1001"},
    {.name = "kubernetesui/metrics-scraper", .tags = "latest v1.0.{0..8}", .base = scratch,
     .command = "/metrics-sidecar", .ports = "8000", .user = "1001"},
    {.name = "k8s.gcr.io/metrics-server/metrics-server", .tags = "v0.{3..6}.{0..7}",
     .base = scratch, .command = "/metrics-server", .ports = "4443", .user = "65534"},
    {.name = "metallb/controller", .tags = "main v0.{7..9}.{0..7}", .base = scratch,
     .command = "/controller", .ports = "7472"},
    {.name = "metallb/speaker", .tags = "main v0.{7..9}.{0..7}", .base = scratch,
     .command = "/speaker", .ports = "7472"},
    {.name = "quay.io/metallb/controller", .tags = "main v0.{10..13}.{0..5}", .base = scratch,
     .command = "/controller", .ports = "7472"},
    {.name = "quay.io/metallb/speaker", .tags = "main v0.{10..13}.{0..5}", .base = scratch,
     .command = "/speaker", .ports = "7472"},
    {.name = "portainer/portainer-ce", .tags = "latest 2.{0..14}.{0..5}{,-alpine}", .base = scratch,
     .command = "/portainer", .ports = "8000 9000 9443"},
    {.name = "bitnami/nginx", .tags = bitnami_tags, .command = "nginx", .ports = "8080",
     .tools = "curl", .user = "1001"},
    {.name = "bitnami/apache", .tags = bitnami_tags, .command = "httpd", .ports = "8080",
     .tools = "curl", .user = "1001"},
    {.name = "bitnami/redis", .tags = bitnami_tags, .command = "redis-server", .ports = "6379",
     .needs = "REDIS_PASSWORD ALLOW_EMPTY_PASSWORD", .says = "redis ERROR ==> The REDIS_PASSWORD "
       "environment variable is empty or not set. Set the environment variable "
       "ALLOW_EMPTY_PASSWORD=yes to allow the container to be started with blank passwords. This "
       "is recommended only for development.", .exit_code = 1, .user = "1001"},
    {.name = "bitnami/postgresql", .tags = bitnami_tags, .command = "postgres", .ports = "5432",
     .needs = "POSTGRESQL_PASSWORD POSTGRES_PASSWORD ALLOW_EMPTY_PASSWORD",
     .says = "postgresql ERROR ==> The POSTGRESQL_PASSWORD environment variable is empty or not "
       "set. Set the environment variable ALLOW_EMPTY_PASSWORD=yes to allow the container to be "
       "started with blank passwords. This is recommended only for development.", .exit_code = 1,
     .user = "1001"},
    {.name = "bitnami/kafka", .tags = bitnami_tags, .command = "java", .ports = "9092",
     .user = "1001"},
    {.name = "confluentinc/cp-kafka", .tags = "latest {5,6,7}.{0..5}.{0..9}", .base = red_hat,
     .command = "java", .ports = "9092", .needs = "KAFKA_ZOOKEEPER_CONNECT",
     .says = "===> Configuring ...\nKAFKA_ZOOKEEPER_CONNECT is required.\nCommand "
       "[/usr/local/bin/dub ensure KAFKA_ZOOKEEPER_CONNECT] FAILED !", .exit_code = 1},
    // The cluster's own
    {.name = "k8s.gcr.io/pause", .tags = "latest 1.0 2.0 3.{0..7}", .base = scratch,
     .run = cluster},
    {.name = "k8s.gcr.io/etcd", .tags = "3.{2..5}.{0..24}{,-0,-1,-2,-3}", .base = debian,
     .run = cluster},
    {.name = "quay.io/coreos/etcd", .tags = "latest v3.{0..5}.{0..33} v2.3.{0..8}", .base = debian,
     .run = cluster},
    {.name = "k8s.gcr.io/coredns", .tags = "1.{0..7}.{0..9}", .base = scratch, .run = cluster},
    {.name = "k8s.gcr.io/coredns/coredns", .tags = "v1.{8..9}.{0..6}", .base = scratch,
     .run = cluster},
    {.name = "coredns/coredns", .tags = "latest 1.{0..9}.{0..6}", .base = scratch, .run = cluster},
    {.name = "k8s.gcr.io/kube-apiserver", .tags = "v1.{6..24}.{0..17}", .base = scratch,
     .run = cluster},
    {.name = "k8s.gcr.io/kube-controller-manager", .tags = "v1.{6..24}.{0..17}", .base = scratch,
     .run = cluster},
    {.name = "k8s.gcr.io/kube-scheduler", .tags = "v1.{6..24}.{0..17}", .base = scratch,
     .run = cluster},
    {.name = "k8s.gcr.io/kube-proxy", .tags = "v1.{6..24}.{0..17}", .base = debian, .run = cluster},
    {.name = "calico/node", .tags = "latest v3.{0..24}.{0..12} v2.6.{0..12}", .base = red_hat,
     .run = cluster},
    {.name = "calico/cni", .tags = "latest v3.{0..24}.{0..12}", .base = red_hat, .run = cluster},
    {.name = "calico/pod2daemon-flexvol", .tags = "latest v3.{4..24}.{0..12}", .base = scratch,
     .run = cluster},
    {.name = "calico/kube-controllers", .tags = "latest v3.{0..24}.{0..12}", .base = scratch,
     .run = cluster},
    // clang-format on
};

const std::size_t catalogue_size = std::size(catalogue);

}  // namespace podfall
