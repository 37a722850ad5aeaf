// keepalived and haproxy in front of several API servers.
#include "core/machine/components/api_endpoint.h"

#include "core/base/text.h"
#include "core/machine/host/host_file.h"

namespace podfall {

namespace {

constexpr const char* keepalived_conf = R"(! Configuration File for keepalived
global_defs {
    router_id LVS_DEVEL
}
vrrp_script check_apiserver {
    script "/etc/keepalived/check_apiserver.sh"
    interval 3
    weight -2
    fall 10
    rise 2
}

vrrp_instance VI_1 {
    state @STATE@
    interface eth1
    virtual_router_id 51
    priority @PRIORITY@
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 42
    }
    virtual_ipaddress {
        @VIP@
    }
    track_script {
        check_apiserver
    }
}
)";

constexpr const char* check_script = R"(#!/bin/sh
fail() {
    echo "*** $*" 1>&2
    exit 1
}

curl -s -k -m 2 https://localhost:@PORT@/ -o /dev/null || )"
                                     R"(fail "no answer from https://localhost:@PORT@/"
if ip addr | grep -q @VIP@; then
    curl -s -k -m 2 https://@VIP@:@PORT@/ -o /dev/null || )"
                                     R"(fail "no answer from https://@VIP@:@PORT@/"
fi
)";

// The guide's timeouts of 20 s would end a quiet `kubectl get -w`; four hours are usual instead.
constexpr const char* haproxy_cfg = R"(global
    log         127.0.0.1 local2
    maxconn     4000
    user        haproxy
    group       haproxy
    daemon

defaults
    log                     global
    option                  dontlognull
    option                  redispatch
    retries                 1
    timeout queue           20s
    timeout connect         5s
    timeout client          4h
    timeout server          4h
    timeout check           10s

frontend apiserver
    bind *:@PORT@
    mode tcp
    option tcplog
    default_backend @BACKEND@

backend @BACKEND@
    mode tcp
    option ssl-hello-chk
    balance roundrobin
    default-server inter 2s fall 3 rise 2
)";

Unit service(const char* description, const char* name, const char* exec) {
    Unit unit;
    unit.description = description;
    unit.fragment = cat("/usr/lib/systemd/system/", name, ".service");
    unit.exec = exec;
    return unit;
}

}  // namespace

void install_api_endpoint(const World& world, Machine& machine) {
    machine.units.set(
        "haproxy",
        service("HAProxy Load Balancer", "haproxy",
                "/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid"));
    machine.units.set("keepalived", service("LVS and VRRP High Availability Monitor", "keepalived",
                                            "/usr/sbin/keepalived -D"));
    MachineId self = 0;
    std::string servers;
    for (const auto& [id, m] : world.machines) {
        if (!m.control_plane) continue;
        if (m.name == machine.name) self = id;
        servers += cat("    server ", m.name, " ", m.ip, ":6443 check\n");
    }
    const auto fill = [&](std::string_view text) {
        std::string out = replace_all(text, "@VIP@", world.api_endpoint.ip);
        out = replace_all(out, "@PORT@", to_text(world.api_endpoint.port));
        out = replace_all(out, "@STATE@", self == 0 ? "MASTER" : "BACKUP");
        out = replace_all(out, "@BACKEND@", balancer_back_end);
        return replace_all(out, "@PRIORITY@", to_text(keepalived_priority(self)));
    };
    put_file(machine, "/etc/keepalived/keepalived.conf", fill(keepalived_conf), world.now);
    put_file(machine, "/etc/keepalived/check_apiserver.sh", fill(check_script), world.now,
             "rwxr-xr-x");
    put_file(machine, "/etc/haproxy/haproxy.cfg", fill(haproxy_cfg) + servers, world.now);
}

}  // namespace podfall
