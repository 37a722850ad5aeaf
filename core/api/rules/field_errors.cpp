// The texts of validation errors, and small rules that many kinds share.
#include "core/api/rules/field_errors.h"

#include "core/api/schema/equal.h"

namespace podfall {

void Errors::add(const char* reason, const char* words, const Path& path, std::string_view shown,
                 std::string_view detail) {
    std::string message = words;
    if (!shown.empty()) message += cat(": ", shown);
    if (!detail.empty()) message += cat(": ", detail);
    list.push_back({reason, path.empty() ? "<nil>" : path, std::move(message)});
}

void Errors::invalid(const Path& path, std::string_view shown, std::string_view detail) {
    add("FieldValueInvalid", "Invalid value", path, shown, detail);
}
void Errors::each_invalid(const Path& path, std::string_view text,
                          const std::vector<std::string>& details) {
    for (const std::string& detail : details) invalid_text(path, text, detail);
}
void Errors::required(const Path& path, std::string_view detail) {
    add("FieldValueRequired", "Required value", path, "", detail);
}
void Errors::duplicate(const Path& path, std::string_view shown, std::string_view detail) {
    add("FieldValueDuplicate", "Duplicate value", path, shown, detail);
}
void Errors::not_supported(const Path& path, std::string_view shown,
                           std::initializer_list<const char*> supported) {
    std::vector<std::string> quoted;
    for (const char* s : supported) quoted.push_back(quote(s));
    add("FieldValueNotSupported", "Unsupported value", path, shown,
        cat("supported values: ", join(quoted, ", ")));
}
void Errors::forbidden(const Path& path, std::string_view detail) {
    add("FieldValueForbidden", "Forbidden", path, "", detail);
}
void Errors::not_found(const Path& path, std::string_view text) {
    add("FieldValueNotFound", "Not found", path, quote(text), "");
}
void Errors::too_long(const Path& path, std::size_t limit) {
    add("FieldValueTooLong", "Too long", path, "", cat("must have at most ", limit, " bytes"));
}
void Errors::nonnegative(const Path& path, std::int64_t value) {
    if (value < 0) invalid(path, to_text(value), "must be greater than or equal to 0");
}
void Errors::one_of(const Path& path, std::string_view value,
                    std::initializer_list<const char*> supported) {
    for (const char* s : supported) {
        if (value == s) return;
    }
    if (value.empty()) return required(path);
    not_supported(path, quote(value), supported);
}
void Errors::port_number(const Path& path, std::int64_t port) {
    if (port < 1 || port > 65535) {
        invalid(path, to_text(port), "must be between 1 and 65535, inclusive");
    }
}

void check_label_name(Errors& errors, const Path& path, std::string_view key) {
    errors.each_invalid(path, key, qualified_name_problems(key));
}

void check_labels(Errors& errors, const Path& path, const StringMap& labels) {
    for (const auto& [key, value] : labels) {
        check_label_name(errors, path, key);
        errors.each_invalid(path, value, label_value_problems(value));
    }
}

void check_annotations(Errors& errors, const Path& path, const StringMap& annotations) {
    constexpr std::size_t limit = 256 * 1024;
    std::size_t size = 0;
    for (const auto& [key, value] : annotations) {
        errors.each_invalid(path, key, qualified_name_problems(to_lower(key)));
        size += key.size() + value.size();
    }
    if (size > limit) errors.too_long(path, limit);
}

void check_label_selector(Errors& errors, const Path& path, const LabelSelector& selector) {
    check_labels(errors, path / "matchLabels", selector.match_labels);
    for (std::size_t i = 0; i < selector.match_expressions.size(); ++i) {
        const LabelSelectorRequirement& r = selector.match_expressions[i];
        const Path item = at(path / "matchExpressions", i);
        if (r.operator_ == "In" || r.operator_ == "NotIn") {
            if (r.values.empty()) {
                errors.required(item / "values",
                                "must be specified when `operator` is 'In' or 'NotIn'");
            }
        } else if (r.operator_ == "Exists" || r.operator_ == "DoesNotExist") {
            if (!r.values.empty()) {
                errors.forbidden(
                    item / "values",
                    "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }
        } else {
            errors.invalid_text(item / "operator", r.operator_, "not a valid selector operator");
        }
        check_label_name(errors, item / "key", r.key);
    }
}

void check_port_or_name(Errors& errors, const Path& path, const IntOrString& port) {
    if (port.is_string) {
        errors.each_invalid(path, port.string, port_name_problems(port.string));
    } else if (port.number < 1 || port.number > 65535) {
        // Go's int is not among the types that are printed plainly, but prints the same.
        errors.port_number(path, port.number);
    }
}

static bool is_percent(std::string_view text) {
    if (text.size() < 2 || text.back() != '%') return false;
    return text.find_first_not_of("0123456789") == text.size() - 1;
}

void check_int_or_percent(Errors& errors, const Path& path, const IntOrString& value) {
    if (!value.is_string) return errors.nonnegative(path, value.number);
    if (is_percent(value.string)) return;
    errors.invalid(
        path, go_syntax(value),
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
        " or '93%', regex used for validation is '[0-9]+%')");
}

void check_at_most_100_percent(Errors& errors, const Path& path, const IntOrString& value) {
    std::int64_t n = 0;
    if (!value.is_string || !is_percent(value.string)) return;
    const std::string_view digits =
        std::string_view(value.string).substr(0, value.string.size() - 1);
    if (parse_int(digits, n) && n > 100) {
        errors.invalid(path, go_syntax(value), "must not be greater than 100%");
    }
}

}  // namespace podfall
