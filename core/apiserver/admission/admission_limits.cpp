// LimitRanger. Models plugin/pkg/admission/limitranger of v1.20.
#include <vector>

#include "core/api/objects/config.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/storage.h"
#include "core/apiserver/admission/admission.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

std::vector<Ref<LimitRange>> limit_ranges_in(const World& world, const std::string& ns) {
    std::vector<Ref<LimitRange>> out;
    const auto& objects = world.store.objects;
    const Kind kind = Kind::limit_range;
    for (auto it = objects.lower_bound(ObjectKey{kind, ns, ""}); it != objects.end(); ++it) {
        if (it->key.kind != kind || it->key.namespace_ != ns) break;
        out.push_back(std::static_pointer_cast<const LimitRange>(it->value));
    }
    return out;
}

// Fills in what a container leaves out; returns the names of what was filled in.
std::vector<std::string> fill(ResourceList& list, const ResourceList& defaults) {
    std::vector<std::string> set;
    for (const auto& [name, amount] : defaults)
        if (list.emplace(name, amount).second) set.push_back(name);
    return set;
}

void fill_containers(List<Container>& containers, const ResourceRequirements& defaults,
                     const char* what, std::vector<std::string>& notes) {
    if (containers.empty()) return;
    for (Container& c : containers.edit()) {
        const auto limits = fill(c.resources.limits, defaults.limits);
        const auto requests = fill(c.resources.requests, defaults.requests);
        if (!requests.empty())
            notes.push_back(cat(join(requests, ", "), " request for ", what, " ", c.name));
        if (!limits.empty())
            notes.push_back(cat(join(limits, ", "), " limit for ", what, " ", c.name));
    }
}

// Checks one object or container against a LimitRangeItem.
struct Checked {
    const LimitRangeItem& item;
    const ResourceList& requests;
    const ResourceList& limits;
    std::vector<std::string>& errors;
};

const Quantity* amount_of(const ResourceList& list, const std::string& name) {
    const auto it = list.find(name);
    return it == list.end() ? nullptr : &it->second;
}

// The common checks of a bound: `order` is -1 for a minimum, 1 for a maximum; `first` must be
// given, `second` is checked only when given.
struct Bound {
    const char* word;  // "minimum"
    int order;
    const char* first_word;   // "request"
    const char* second_word;  // "limit", or null
};

void check_bound(const Checked& c, const Bound& bound, const std::string& name,
                 const Quantity& enforced, const Quantity* first, const Quantity* second) {
    const std::string usage =
        cat(bound.word, " ", name, " usage per ", c.item.type, " is ", enforced.text());
    const auto breaks = [&](const Quantity& q) { return compare(q, enforced) * bound.order > 0; };
    if (!first) {
        c.errors.push_back(cat(usage, ".  No ", bound.first_word, " is specified"));
    } else if (breaks(*first)) {
        c.errors.push_back(cat(usage, ", but ", bound.first_word, " is ", first->text()));
    } else if (second && breaks(*second)) {
        c.errors.push_back(cat(usage, ", but ", bound.second_word, " is ", second->text()));
    }
}

// limit/request with six digits after the point, as %f prints it.
std::string ratio_text(std::int64_t limit, std::int64_t request) {
    const std::int64_t whole = limit / request;
    const std::int64_t part = (limit % request * 1'000'000 + request / 2) / request;
    return cat(whole + part / 1'000'000, ".", pad_left(to_text(part % 1'000'000), 6, '0'));
}

void check_ratio(const Checked& c, const std::string& name, const Quantity& enforced) {
    const Quantity* request = amount_of(c.requests, name);
    const Quantity* limit = amount_of(c.limits, name);
    const std::string what = cat(name, " max limit to request ratio per ", c.item.type, " is ",
                                 enforced.text(), ", but ");
    if (!request || request->is_zero()) {
        c.errors.push_back(cat(what, "no request is specified or request is 0"));
        return;
    }
    if (!limit || limit->is_zero()) {
        c.errors.push_back(cat(what, "no limit is specified or limit is 0"));
        return;
    }
    // Compares thousandths where that cannot overflow, as upstream does.
    const bool fine = request->value() < (1ll << 40) && limit->value() < (1ll << 40);
    const std::int64_t r = fine ? request->milli_value() : request->value();
    const std::int64_t l = fine ? limit->milli_value() : limit->value();
    const std::int64_t max = enforced.milli_value();
    if (l / r * 1000 + l % r * 1000 / r > max || (l * 1000 / r == max && l * 1000 % r != 0))
        c.errors.push_back(cat(what, "provided ratio is ", ratio_text(l, r)));
}

void check_item(const Checked& c) {
    static constexpr Bound minimum = {"minimum", -1, "request", "limit"};
    static constexpr Bound maximum = {"maximum", 1, "limit", "request"};
    static constexpr Bound maximum_request = {"maximum", 1, "request", nullptr};
    const bool claim = c.item.type == "PersistentVolumeClaim";
    for (const auto& [name, q] : c.item.min)
        check_bound(c, minimum, name, q, amount_of(c.requests, name), amount_of(c.limits, name));
    for (const auto& [name, q] : c.item.max) {
        if (claim)
            check_bound(c, maximum_request, name, q, amount_of(c.requests, name), nullptr);
        else
            check_bound(c, maximum, name, q, amount_of(c.limits, name),
                        amount_of(c.requests, name));
    }
    if (claim) return;
    for (const auto& [name, q] : c.item.max_limit_request_ratio) check_ratio(c, name, q);
}

// The sum over all containers; a value that one of them leaves out is left out of the sum.
ResourceList sum_of_all(const List<Container>& containers, bool limits) {
    ResourceList sum;
    std::map<std::string, std::size_t> named;
    for (const Container& c : containers) {
        for (const auto& [name, q] : limits ? c.resources.limits : c.resources.requests) {
            sum[name] = name == "cpu"
                            ? make_milli_quantity(sum[name].milli_value() + q.milli_value())
                            : make_quantity(sum[name].value() + q.value());
            ++named[name];
        }
    }
    for (const auto& [name, count] : named)
        if (count != containers.size()) sum.erase(name);
    return sum;
}

ResourceList pod_total(const PodSpec& spec, bool limits) {
    ResourceList total = sum_of_all(spec.containers, limits);
    for (const Container& c : spec.init_containers) {
        for (const auto& [name, q] : limits ? c.resources.limits : c.resources.requests) {
            const auto it = total.find(name);
            if (it == total.end() || compare(it->second, q) < 0) total[name] = q;
        }
    }
    return total;
}

void check_pod(const LimitRangeItem& item, const PodSpec& spec, std::vector<std::string>& errors) {
    if (item.type == "Container") {
        for (const List<Container>* list : {&spec.containers, &spec.init_containers})
            for (const Container& c : *list)
                check_item({item, c.resources.requests, c.resources.limits, errors});
    } else if (item.type == "Pod") {
        const ResourceList requests = pod_total(spec, false), limits = pod_total(spec, true);
        check_item({item, requests, limits, errors});
    }
}

}  // namespace

Status admit_limit_ranges(Admission& a) {
    Pod& pod = static_cast<Pod&>(*a.object);
    for (const auto& range : limit_ranges_in(a.world, a.namespace_)) {
        ResourceRequirements defaults;
        for (const LimitRangeItem& item : range->spec.limits) {
            if (item.type != "Container") continue;
            for (const auto& [name, q] : item.default_request) defaults.requests[name] = q;
            for (const auto& [name, q] : item.default_) defaults.limits[name] = q;
        }
        std::vector<std::string> notes;
        fill_containers(pod.spec.containers, defaults, "container", notes);
        fill_containers(pod.spec.init_containers, defaults, "init container", notes);
        if (!notes.empty())
            pod.metadata.annotations["kubernetes.io/limit-ranger"] =
                cat("LimitRanger plugin set: ", join(notes, "; "));
    }
    return {};
}

Status check_limit_ranges(Admission& a) {
    if (a.old && a.old->metadata.deletion_timestamp) return {};
    for (const auto& range : limit_ranges_in(a.world, a.namespace_)) {
        std::vector<std::string> errors;
        for (const LimitRangeItem& item : range->spec.limits) {
            if (a.kind == Kind::pod) {
                check_pod(item, static_cast<const Pod&>(*a.object).spec, errors);
            } else if (item.type == "PersistentVolumeClaim") {
                const auto& claim = static_cast<const PersistentVolumeClaim&>(*a.object);
                check_item({item, claim.spec.resources.requests, {}, errors});
            }
        }
        if (errors.size() == 1) return forbidden(a.kind, a.name, errors[0]);
        if (!errors.empty()) return forbidden(a.kind, a.name, cat("[", join(errors, ", "), "]"));
    }
    return {};
}

}  // namespace podfall
