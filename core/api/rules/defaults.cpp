// Defaults of pods, pod templates and everything in them.
#include "core/api/rules/defaults.h"

#include "core/api/rules/defaults_parts.h"

namespace podfall {

namespace {

// The registry's rule: a reference without tag and digest means "latest".
bool means_latest(std::string_view image) {
    const std::size_t slash = image.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? image : image.substr(slash + 1);
    if (last.find('@') != std::string_view::npos) return false;
    const std::size_t colon = last.find(':');
    return colon == std::string_view::npos || last.substr(colon + 1) == "latest";
}

// Amounts finer than a thousandth are rounded up.
void round_to_milli(ResourceList& resources) {
    for (auto& [name, q] : resources) {
        if (q.scale < -3) q = make_milli_quantity(q.milli_value(), q.format);
    }
}

void default_http_get(Handler& handler) {
    if (!handler.http_get) return;
    HTTPGetAction& get = handler.http_get.edit();
    if (get.path.empty()) get.path = "/";
    if (get.scheme.empty()) get.scheme = "HTTP";
}

void default_probe(Box<Probe>& box) {
    if (!box) return;
    Probe& probe = box.edit();
    if (probe.timeout_seconds == 0) probe.timeout_seconds = 1;
    if (probe.period_seconds == 0) probe.period_seconds = 10;
    if (probe.success_threshold == 0) probe.success_threshold = 1;
    if (probe.failure_threshold == 0) probe.failure_threshold = 3;
    default_http_get(probe.handler);
}

void default_field_ref(Box<ObjectFieldSelector>& ref) {
    if (ref && ref->api_version.empty()) ref.edit().api_version = "v1";
}

template <class C>
void default_container(C& c) {
    if (c.image_pull_policy.empty()) {
        c.image_pull_policy = means_latest(c.image) ? "Always" : "IfNotPresent";
    }
    if (c.termination_message_path.empty()) c.termination_message_path = "/dev/termination-log";
    if (c.termination_message_policy.empty()) c.termination_message_policy = "File";
    if (!c.ports.empty()) {
        for (ContainerPort& port : c.ports.edit()) {
            if (port.protocol.empty()) port.protocol = "TCP";
        }
    }
    for (std::size_t i = 0; i < c.env.size(); ++i) {
        if (c.env[i].value_from && c.env[i].value_from->field_ref) {
            default_field_ref(c.env.edit()[i].value_from.edit().field_ref);
        }
    }
    round_to_milli(c.resources.limits);
    round_to_milli(c.resources.requests);
    default_probe(c.liveness_probe);
    default_probe(c.readiness_probe);
    default_probe(c.startup_probe);
    if (c.lifecycle) {
        Lifecycle& lifecycle = c.lifecycle.edit();
        if (lifecycle.post_start) default_http_get(lifecycle.post_start.edit());
        if (lifecycle.pre_stop) default_http_get(lifecycle.pre_stop.edit());
    }
}

constexpr std::int32_t mode_0644 = 420;

void default_projection(VolumeProjection& p) {
    if (p.downward_api) {
        for (DownwardAPIVolumeFile& f : p.downward_api.edit().items.edit())
            default_field_ref(f.field_ref);
    }
    if (p.service_account_token && !p.service_account_token->expiration_seconds) {
        p.service_account_token.edit().expiration_seconds = 3600;
    }
}

void default_azure_disk(AzureDiskVolumeSource& disk) {
    if (!disk.caching_mode) disk.caching_mode = "ReadWrite";
    if (!disk.kind) disk.kind = "Shared";
    if (!disk.fs_type) disk.fs_type = "ext4";
    if (!disk.read_only) disk.read_only = false;
}

void default_network_disks(VolumeSource& s) {
    if (s.iscsi && s.iscsi->iscsi_interface.empty()) s.iscsi.edit().iscsi_interface = "default";
    if (s.rbd) {
        RBDVolumeSource& rbd = s.rbd.edit();
        if (rbd.pool.empty()) rbd.pool = "rbd";
        if (rbd.user.empty()) rbd.user = "admin";
        if (rbd.keyring.empty()) rbd.keyring = "/etc/ceph/keyring";
    }
    if (s.scale_io) {
        ScaleIOVolumeSource& io = s.scale_io.edit();
        if (io.storage_mode.empty()) io.storage_mode = "ThinProvisioned";
        if (io.fs_type.empty()) io.fs_type = "xfs";
    }
    if (s.azure_disk) default_azure_disk(s.azure_disk.edit());
}

void default_volume(Volume& v) {
    const VolumeSource nothing;
    VolumeSource& s = v.source.edit();
    if (equal(s, nothing)) s.empty_dir.edit();
    if (s.host_path && !s.host_path->type) s.host_path.edit().type = "";
    if (s.secret && !s.secret->default_mode) s.secret.edit().default_mode = mode_0644;
    if (s.config_map && !s.config_map->default_mode) s.config_map.edit().default_mode = mode_0644;
    if (s.downward_api) {
        DownwardAPIVolumeSource& d = s.downward_api.edit();
        if (!d.default_mode) d.default_mode = mode_0644;
        for (DownwardAPIVolumeFile& f : d.items.edit()) default_field_ref(f.field_ref);
    }
    if (s.projected) {
        ProjectedVolumeSource& p = s.projected.edit();
        if (!p.default_mode) p.default_mode = mode_0644;
        for (VolumeProjection& source : p.sources.edit()) default_projection(source);
    }
    if (s.ephemeral && s.ephemeral->volume_claim_template) {
        default_claim_spec(s.ephemeral.edit().volume_claim_template.edit().spec);
    }
    default_network_disks(s);
}

void default_host_ports(List<Container>& containers) {
    if (containers.empty()) return;
    for (Container& c : containers.edit()) {
        if (c.ports.empty()) continue;
        for (ContainerPort& port : c.ports.edit()) {
            if (port.host_port == 0) port.host_port = port.container_port;
        }
    }
}

void requests_from_limits(List<Container>& containers) {
    for (std::size_t i = 0; i < containers.size(); ++i) {
        if (containers[i].resources.limits.empty()) continue;
        ResourceRequirements& r = containers.edit()[i].resources;
        for (const auto& [name, limit] : r.limits) r.requests.emplace(name, limit);
    }
}

}  // namespace

void default_claim_spec(PersistentVolumeClaimSpec& spec) {
    if (!spec.volume_mode) spec.volume_mode = "Filesystem";
    round_to_milli(spec.resources.limits);
    round_to_milli(spec.resources.requests);
}

void default_resources(ResourceList& resources) {
    round_to_milli(resources);
}

void apply_pod_spec_defaults(PodSpec& spec) {
    if (!spec.volumes.empty()) {
        for (Volume& v : spec.volumes.edit()) default_volume(v);
    }
    if (!spec.init_containers.empty()) {
        for (Container& c : spec.init_containers.edit()) default_container(c);
    }
    if (!spec.containers.empty()) {
        for (Container& c : spec.containers.edit()) default_container(c);
    }
    if (!spec.ephemeral_containers.empty()) {
        for (EphemeralContainer& c : spec.ephemeral_containers.edit()) default_container(c.common);
    }
    round_to_milli(spec.overhead);
    if (spec.dns_policy.empty()) spec.dns_policy = "ClusterFirst";
    if (spec.restart_policy.empty()) spec.restart_policy = "Always";
    if (spec.host_network) {
        default_host_ports(spec.containers);
        default_host_ports(spec.init_containers);
    }
    if (!spec.security_context) spec.security_context.edit();
    if (!spec.termination_grace_period_seconds) spec.termination_grace_period_seconds = 30;
    if (spec.scheduler_name.empty()) spec.scheduler_name = "default-scheduler";
    // The conversion keeps the field's old name equal to the new one.
    if (spec.service_account_name.empty()) spec.service_account_name = spec.service_account;
    spec.service_account = spec.service_account_name;
}

void apply_pod_defaults(Pod& pod) {
    requests_from_limits(pod.spec.containers);
    requests_from_limits(pod.spec.init_containers);
    if (!pod.spec.enable_service_links) pod.spec.enable_service_links = true;
    apply_pod_spec_defaults(pod.spec);
}

}  // namespace podfall
