// Converts values to trees for go-cmp's report.
#include <algorithm>

#include "core/api/format/go_diff.h"
#include "core/api/rules/field_errors.h"

namespace podfall {

namespace {

using Form = GoValue::Form;

GoValue scalar(std::string type, std::string text, bool zero) {
    GoValue out;
    out.type = std::move(type);
    out.text = std::move(text);
    out.zero = zero;
    return out;
}

// Quotes texts; with backquotes when that avoids escapes.
GoValue text_value(const std::string& text) {
    std::string quoted = quote(text);
    const bool raw = quoted.size() != text.size() + 2 && text.find('`') == std::string::npos &&
                     text.find('\n') == std::string::npos;
    return scalar("string", raw ? cat("`", text, "`") : quoted, text.empty());
}

GoValue structure(std::string type) {
    GoValue out;
    out.form = Form::structure;
    out.type = std::move(type);
    out.zero = true;
    return out;
}

void add(GoValue& owner, std::string key, GoValue value) {
    owner.zero = owner.zero && value.zero;
    owner.keys.push_back(std::move(key));
    owner.items.push_back(std::move(value));
}

GoValue quantity_value(const Quantity& q) {
    GoValue amount = structure("resource.int64Amount");
    add(amount, "value", scalar("int64", to_text(q.amount), q.amount == 0));
    add(amount, "scale", scalar("resource.Scale", to_text(q.scale), q.scale == 0));
    GoValue out = structure("resource.Quantity");
    out.opaque = true;
    add(out, "i", std::move(amount));
    add(out, "s", text_value(q.text()));
    constexpr const char* formats[] = {"", "DecimalSI", "BinarySI", "DecimalExponent"};
    add(out, "Format", text_value(formats[static_cast<int>(q.format)]));
    return out;
}

GoValue list_value(const Type& type, const void* p) {
    GoValue out;
    out.form = Form::list;
    out.type = go_type_name(type);
    const std::size_t n = type.list->size(p);
    out.nil = out.zero = n == 0;
    const Type& element = type.element();
    for (std::size_t i = 0; i < n; ++i) {
        out.items.push_back(go_value_of(element, at_offset(type.list->items(p), i * element.size)));
    }
    return out;
}

GoValue map_value(const Type& type, const void* p) {
    GoValue out;
    out.form = Form::map;
    out.type = go_type_name(type);
    out.nil = out.zero = type.map->size(p) == 0;
    struct Context {
        GoValue& out;
        const Type& element;
    } context{out, type.element()};
    type.map->each(p, &context, [](void* c, const std::string& key, const void* value) {
        Context& context = *static_cast<Context*>(c);
        context.out.keys.push_back(quote(key));
        context.out.items.push_back(go_value_of(context.element, value));
    });
    return out;
}

GoValue pointer_value(const Type& type, const void* inner) {
    GoValue out;
    out.form = Form::pointer;
    out.type = go_type_name(type);
    out.nil = out.zero = inner == nullptr;
    if (inner) out.items.push_back(go_value_of(type.element(), inner));
    return out;
}

GoValue struct_value(const Type& type, const void* p) {
    GoValue out = structure(go_type_name(type));
    for (const Field& f : type.fields) {
        GoValue value = go_value_of(f.type(), at_offset(p, f.offset));
        if (const std::string_view named = f.detail("type=");
            !named.empty() && value.form != Form::structure) {
            value.type = replace_all(named, "v1.", "core.");
        }
        add(out, f.go_name(), std::move(value));
    }
    return out;
}

// Takes the member called `name` out of a struct.
GoValue take(GoValue& owner, std::string_view name) {
    const auto it = std::find(owner.keys.begin(), owner.keys.end(), name);
    const auto at = it - owner.keys.begin();
    GoValue out = std::move(owner.items[static_cast<std::size_t>(at)]);
    owner.keys.erase(it);
    owner.items.erase(owner.items.begin() + at);
    return out;
}

}  // namespace

GoValue go_value_of(const Type& type, const void* p) {
    switch (type.shape) {
        case Shape::boolean: {
            const bool b = *static_cast<const bool*>(p);
            return scalar("bool", b ? "true" : "false", !b);
        }
        case Shape::int32: {
            const auto n = *static_cast<const std::int32_t*>(p);
            return scalar("int32", to_text(n), n == 0);
        }
        case Shape::int64: {
            const auto n = *static_cast<const std::int64_t*>(p);
            return scalar("int64", to_text(n), n == 0);
        }
        case Shape::string:
            return text_value(*static_cast<const std::string*>(p));
        case Shape::quantity:
            return quantity_value(*static_cast<const Quantity*>(p));
        case Shape::int_or_string: {
            const auto& v = *static_cast<const IntOrString*>(p);
            GoValue out = structure("intstr.IntOrString");
            add(out, "Type", scalar("intstr.Type", v.is_string ? "1" : "0", !v.is_string));
            add(out, "IntVal", scalar("int32", to_text(v.number), v.number == 0));
            add(out, "StrVal", text_value(v.string));
            return out;
        }
        case Shape::list:
            return list_value(type, p);
        case Shape::map:
            return map_value(type, p);
        case Shape::optional:
        case Shape::box:
            return pointer_value(type, type.box->get(p));
        case Shape::held:
            return go_value_of(type.element(), type.box->get(p));
        case Shape::structure:
            return struct_value(type, p);
        default:
            return scalar(type.name, "", true);  // a spec has no times, bytes or raw JSON
    }
}

GoValue internal_pod_spec(const PodSpec& spec) {
    GoValue v1 = go_value_of(type_of<PodSpec>(), &spec);
    const PodSecurityContext& context = *spec.security_context;
    GoValue old_context = go_value_of(type_of<PodSecurityContext>(), &context);
    GoValue inner = structure("core.PodSecurityContext");
    for (const char* name : {"HostNetwork", "HostPID", "HostIPC", "ShareProcessNamespace"}) {
        add(inner, name, take(v1, name));
    }
    for (const char* name :
         {"SELinuxOptions", "WindowsOptions", "RunAsUser", "RunAsGroup", "RunAsNonRoot",
          "SupplementalGroups", "FSGroup", "FSGroupChangePolicy", "Sysctls", "SeccompProfile"}) {
        add(inner, name, take(old_context, name));
    }
    GoValue pointer;
    pointer.form = Form::pointer;
    pointer.type = "*core.PodSecurityContext";
    pointer.nil = pointer.zero = !spec.security_context && inner.zero;
    if (!pointer.nil) pointer.items.push_back(std::move(inner));
    GoValue out = structure("core.PodSpec");
    for (const char* name : {"Volumes",
                             "InitContainers",
                             "Containers",
                             "EphemeralContainers",
                             "RestartPolicy",
                             "TerminationGracePeriodSeconds",
                             "ActiveDeadlineSeconds",
                             "DNSPolicy",
                             "NodeSelector",
                             "ServiceAccountName",
                             "AutomountServiceAccountToken",
                             "NodeName",
                             "SecurityContext",
                             "ImagePullSecrets",
                             "Hostname",
                             "Subdomain",
                             "SetHostnameAsFQDN",
                             "Affinity",
                             "SchedulerName",
                             "Tolerations",
                             "HostAliases",
                             "PriorityClassName",
                             "Priority",
                             "PreemptionPolicy",
                             "DNSConfig",
                             "ReadinessGates",
                             "RuntimeClassName",
                             "Overhead",
                             "EnableServiceLinks",
                             "TopologySpreadConstraints"}) {
        const bool moved = name == std::string_view("SecurityContext");
        add(out, name, moved ? std::move(pointer) : take(v1, name));
    }
    return out;
}

}  // namespace podfall
