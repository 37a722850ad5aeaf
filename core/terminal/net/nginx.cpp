// The nginx program in containers of its image: -v, -V, -t, -T and -s.
#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/docker.h"
#include "core/machine/docker/web_server.h"
#include "core/runtime/process.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"

namespace podfall {

namespace {

Step signal_server(CommandContext& ctx, const DockerContainer& c, const std::string& word) {
    if (word != "stop" && word != "quit" && word != "reload" && word != "reopen") {
        ctx.err(cat("nginx: invalid option: \"-s ", word, "\"\n"));
        return exited(1);
    }
    const Process* server = ctx.machine().processes.find(c.pid);
    if (!server || server->program != "nginx") {
        ctx.err(
            "nginx: [error] open() \"/var/run/nginx.pid\" failed (2: No such file or directory)\n");
        return exited(1);
    }
    if (word == "reload")
        ctx.machine().processes.edit(c.pid)->ports = nginx_ports(ctx.machine(), c);
    else if (word != "reopen")
        docker_kill(ctx.world, ctx.machine_id, c.id, 15);
    return exited(0);
}

Step run_nginx(CommandContext& ctx) {
    const DockerContainer* found = own_container(ctx);
    if (!found) return exited(127);
    const DockerContainer c = *found;
    const std::string option = ctx.args().size() > 1 ? ctx.args()[1] : "";
    if (option == "-v" || option == "-V") {
        ctx.err(cat("nginx version: nginx/", nginx_version(c.image), "\n"));
        return exited(0);
    }
    if (option == "-s") return signal_server(ctx, c, ctx.args().size() > 2 ? ctx.args()[2] : "");
    if (option == "-t" || option == "-T") {
        ctx.err(
            "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n"
            "nginx: configuration file /etc/nginx/nginx.conf test is successful\n");
        return exited(0);
    }
    // A second server finds the port in use.
    ctx.err("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n");
    return exited(1);
}

}  // namespace

extern const Command nginx = {.name = "nginx",
                              .usage = "nginx [-v] [-t] [-s SIGNAL]",
                              .summary = "The web server (in containers).",
                              .run = run_nginx};

}  // namespace podfall
