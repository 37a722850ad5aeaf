// The cells of one row. Internal to the columns_*.cpp files: one function for each kind.
#pragma once

#include <string>
#include <string_view>

#include "core/api/objects/container.h"
#include "core/api/objects/meta.h"
#include "core/world/world.h"

namespace podfall {

// Builds a JSON array of texts and numbers.
class Cells {
public:
    explicit Cells(const World& world) : world_(world) {}

    Cells& text(std::string_view s);
    Cells& text_or(std::string_view s, std::string_view otherwise);  // when `s` is empty
    Cells& number(std::int64_t n);
    Cells& boolean(bool b);
    Cells& age(Time since);                                // "5m"
    Cells& containers(const List<Container>& containers);  // two cells: names, images
    Time now() const { return world_.now; }
    std::string done() { return out_ + "]"; }

private:
    void begin();
    const World& world_;
    std::string out_ = "[";
};

// labels.FormatLabels: "a=b,c=d", "<none>" when empty.
std::string format_labels(const StringMap& labels);

using Print = void (*)(Cells&, const Object&);

void print_pod(Cells&, const Object&);
void print_pod_template(Cells&, const Object&);
void print_deployment(Cells&, const Object&);
void print_replica_set(Cells&, const Object&);
void print_replication_controller(Cells&, const Object&);
void print_daemon_set(Cells&, const Object&);
void print_stateful_set(Cells&, const Object&);
void print_job(Cells&, const Object&);
void print_cron_job(Cells&, const Object&);
void print_controller_revision(Cells&, const Object&);
void print_service(Cells&, const Object&);
void print_endpoints(Cells&, const Object&);
void print_endpoint_slice(Cells&, const Object&);
void print_ingress(Cells&, const Object&);
void print_ingress_class(Cells&, const Object&);
void print_network_policy(Cells&, const Object&);
void print_node(Cells&, const Object&);
void print_namespace(Cells&, const Object&);
void print_event(Cells&, const Object&);
void print_component_status(Cells&, const Object&);
void print_config_map(Cells&, const Object&);
void print_secret(Cells&, const Object&);
void print_service_account(Cells&, const Object&);
void print_resource_quota(Cells&, const Object&);
void print_priority_class(Cells&, const Object&);
void print_runtime_class(Cells&, const Object&);
void print_lease(Cells&, const Object&);
void print_disruption_budget(Cells&, const Object&);
void print_autoscaler(Cells&, const Object&);
void print_role_binding(Cells&, const Object&);
void print_cluster_role_binding(Cells&, const Object&);
void print_persistent_volume(Cells&, const Object&);
void print_persistent_volume_claim(Cells&, const Object&);
void print_storage_class(Cells&, const Object&);
void print_volume_attachment(Cells&, const Object&);
void print_csi_node(Cells&, const Object&);
void print_csi_driver(Cells&, const Object&);
void print_webhooks(Cells&, const Object&);
void print_certificate_request(Cells&, const Object&);
void print_api_service(Cells&, const Object&);
void print_flow_schema(Cells&, const Object&);
void print_priority_level(Cells&, const Object&);
void print_security_policy(Cells&, const Object&);

}  // namespace podfall
