// service: the System V front end, which redirects to systemctl. Models initscripts 9.49.
#include "core/base/text.h"
#include "core/machine/host/unit.h"
#include "core/terminal/command.h"

namespace podfall {

namespace {

struct ServiceMemory {
    bool started = false;
};

template <class V>
void fields(V& v, ServiceMemory& m) {
    v("started", m.started);
}

Step run_service(CommandContext& ctx) {
    ServiceMemory& memory = ctx.memory<ServiceMemory>();
    if (memory.started) return exited(ctx.child_exit());
    if (ctx.args().size() < 3) {
        ctx.err(
            "Usage: service < option > | --status-all | [ service_name [ command | "
            "--full-restart ] ]\n");
        return exited(1);
    }
    const std::string unit = unit_name(ctx.args()[1]) + ".service", verb = ctx.args()[2];
    ctx.err(cat("Redirecting to /bin/systemctl ", verb, " ", unit, "\n"));
    memory.started = true;
    ctx.start_child({"systemctl", verb, unit});
    return wait_child();
}

}  // namespace

extern const Command service_ = {.name = "service",
                                 .usage = "service NAME COMMAND",
                                 .summary = "systemctl COMMAND NAME",
                                 .run = run_service};

}  // namespace podfall
