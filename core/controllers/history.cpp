// Creates, finds and trims ControllerRevisions.
#include "core/controllers/history.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"

namespace podfall {

std::string template_patch(const PodTemplateSpec& pod_template) {
    Json inner = to_json(pod_template);
    inner["$patch"] = "replace";
    Json patch = Json::object();
    patch["spec"]["template"] = std::move(inner);
    return json_text(patch);
}

PodTemplateSpec template_of(const ControllerRevision& revision) {
    PodTemplateSpec out;
    const Json patch = Json::parse(revision.data.text, nullptr, false);
    if (!patch.is_object()) return out;
    const auto spec = patch.find("spec");
    if (spec == patch.end() || !spec->is_object()) return out;
    const auto inner = spec->find("template");
    if (inner != spec->end()) read_json(*inner, out);
    return out;
}

Status claim_revisions(LoopContext& loop, const Owner& owner, const Selector& selector,
                       Revisions& out) {
    Revisions orphans;
    loop.each_cached<ControllerRevision>(
        owner.meta().namespace_, [&](const Ref<ControllerRevision>& r) {
            if (controlled_by(r->metadata, owner.meta()))
                out.push_back(r);
            else if (!controller_of(r->metadata) && r->metadata.deletion_timestamp == 0 &&
                     selector.matches(r->metadata.labels))
                orphans.push_back(r);
        });
    if (owner.meta().deletion_timestamp != 0) orphans.clear();
    if (!orphans.empty())
        if (Status s = can_adopt(loop, owner); !s.ok()) return s;
    for (const Ref<ControllerRevision>& r : orphans) {
        ControllerRevision copy = *r;
        copy.metadata.owner_references.push_back(controller_ref(owner.kind, owner.meta()));
        const auto adopted = loop.api.update(std::move(copy));
        if (!adopted) return adopted.status();
        out.push_back(*adopted);
    }
    std::sort(out.begin(), out.end(),
              [](const Ref<ControllerRevision>& a, const Ref<ControllerRevision>& b) {
                  if (a->revision != b->revision) return a->revision < b->revision;
                  return a->metadata.name < b->metadata.name;
              });
    return {};
}

std::int64_t next_revision(const Revisions& revisions) {
    std::int64_t max = 0;
    for (const Ref<ControllerRevision>& r : revisions) max = std::max(max, r->revision);
    return max + 1;
}

}  // namespace podfall
