// The functions of Go templates. Models text/template/funcs.go and kubectl's two additional ones.
#include <nlohmann/json.hpp>

#include "core/api/schema/scalars.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/jsonpath.h"
#include "core/terminal/kubectl/print/template.h"
#include "core/terminal/kubectl/print/template_tree.h"

namespace podfall::kube {

namespace {

using Args = std::vector<Json>;

constexpr const char* names[] = {
    "and", "base64decode", "eq", "exists", "ge", "gt",    "html",   "index",   "js",    "le",
    "len", "lt",           "ne", "not",    "or", "print", "printf", "println", "slice", "urlquery"};

bool truth(const Json& j) {
    if (j.is_null()) return false;
    if (j.is_boolean()) return j.get<bool>();
    if (j.is_number()) return j.get<double>() != 0;
    if (j.is_string()) return !j.get_ref<const std::string&>().empty();
    return !j.empty();
}

// Go's fmt.Sprintf for the verbs that templates use.
std::string formatted(const Args& args) {
    const std::string format = text_of(args[0]);
    std::string out;
    std::size_t next = 1;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            out += format[i];
            continue;
        }
        const std::size_t begin = ++i;
        bool left = false, zeros = false;
        std::size_t width = 0;
        for (; i < format.size() && contains("-+ #0123456789.", format.substr(i, 1)); ++i) {
            if (format[i] == '-')
                left = true;
            else if (format[i] == '0' && width == 0)
                zeros = true;
            else if (format[i] >= '0' && format[i] <= '9') {
                width = width * 10 + static_cast<std::size_t>(format[i] - '0');
            }
        }
        if (i >= format.size()) return out + "%!(NOVERB)";
        if (format[i] == '%' && i == begin) {
            out += '%';
            continue;
        }
        if (next >= args.size()) {
            out += cat("%!", format[i], "(MISSING)");
            continue;
        }
        const Json& value = args[next++];
        std::string text = format[i] == 'q'   ? quote(go_value(value))
                           : format[i] == 'T' ? std::string(value.type_name())
                                              : go_value(value);
        if (format[i] == 'd' && !value.is_number_integer())
            text = cat("%!d(", value.is_number() ? "float64" : "string", "=", text, ")");
        const bool minus = zeros && !left && value.is_number() && !text.empty() && text[0] == '-';
        if (minus) text = "-" + pad_left(text.substr(1), width > 0 ? width - 1 : 0, '0');
        out += left ? pad_right(text, width)
                    : pad_left(text, width, zeros && value.is_number() ? '0' : ' ');
    }
    return out;
}

bool index(const Args& args, Json& out, std::string& error) {
    Json value = args[0];
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (value.is_array() && args[i].is_number_integer()) {
            const std::int64_t n = args[i].get<std::int64_t>();
            if (n < 0 || n >= static_cast<std::int64_t>(value.size())) {
                error = cat("index out of range: ", n);
                return false;
            }
            const Json next = value[static_cast<std::size_t>(n)];
            value = next;
        } else if (value.is_object() && args[i].is_string()) {
            const Json next = member(value, args[i].get<std::string>());
            value = next;
        } else if (value.is_null()) {
            error = "index of untyped nil";
            return false;
        } else {
            error = cat("cannot index slice/array with type ", args[i].type_name());
            return false;
        }
    }
    out = value;
    return true;
}

bool exists(const Args& args) {
    const Json* value = &args[0];
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i].is_string()) {
            value = &member(*value, args[i].get<std::string>());
        } else if (value->is_array() && args[i].is_number_integer() &&
                   args[i].get<std::size_t>() < value->size()) {
            value = &(*value)[args[i].get<std::size_t>()];
        } else {
            return false;
        }
        if (value->is_null()) return false;
    }
    return true;
}

std::string joined(const Args& args, bool line) {
    std::string out;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const bool blank = line || (i && !args[i].is_string() && !args[i - 1].is_string());
        out += cat(i && blank ? " " : "", go_value(args[i]));
    }
    return out + (line ? "\n" : "");
}

bool compare(const std::string& name, const Args& args, Json& out, std::string& error) {
    if (args.size() < 2) {
        error = "missing argument for comparison";
        return false;
    }
    // Numbers in an object are int64 if possible.
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[0].is_number_float() == args[i].is_number_float() &&
            args[0].is_number() == args[i].is_number() &&
            args[0].is_string() == args[i].is_string())
            continue;
        error = "incompatible types for comparison";
        return false;
    }
    if (name == "eq") {
        bool any = false;
        for (std::size_t i = 1; i < args.size(); ++i) any = any || args[0] == args[i];
        out = any;
        return true;
    }
    const bool less = args[0] < args[1], more = args[1] < args[0];
    out = name == "ne"   ? less || more
          : name == "lt" ? less
          : name == "le" ? !more
          : name == "gt" ? more
                         : !less;
    return true;
}

std::string escaped_html(const std::string& text) {
    std::string out = replace_all(text, "&", "&amp;");
    out = replace_all(replace_all(out, "<", "&lt;"), ">", "&gt;");
    return replace_all(replace_all(out, "\"", "&#34;"), "'", "&#39;");
}

}  // namespace

bool is_template_function(const std::string& name) {
    for (const char* known : names) {
        if (name == known) return true;
    }
    return false;
}

bool call_template_function(const std::string& name, const std::vector<Json>& args, Json& out,
                            std::string& error) {
    if (name == "print" || name == "println") {
        out = joined(args, name == "println");
        return true;
    }
    if (args.empty()) {
        error = "wrong number of args: want at least 1 got 0";
        return false;
    }
    if (name == "eq" || name == "ne" || name == "lt" || name == "le" || name == "gt" ||
        name == "ge") {
        return compare(name, args, out, error);
    }
    if (name == "index") return index(args, out, error);
    if (name == "printf")
        out = formatted(args);
    else if (name == "exists")
        out = exists(args);
    else if (name == "not")
        out = !truth(args[0]);
    else if (name == "html" || name == "js" || name == "urlquery")
        out = escaped_html(joined(args, false));
    else if (name == "len") {
        if (args[0].is_null() || args[0].is_number() || args[0].is_boolean()) {
            error = cat("len of type ", args[0].type_name());
            return false;
        }
        out = args[0].is_string() ? args[0].get_ref<const std::string&>().size() : args[0].size();
    } else if (name == "and" || name == "or") {
        out = args.back();
        for (const Json& a : args) {
            if (truth(a) == (name == "or")) {
                out = a;
                break;
            }
        }
    } else if (name == "base64decode") {
        std::string text;
        if (!base64_decode(text_of(args[0]), text)) {
            error = "base64 decode failed: illegal base64 data at input byte 0";
            return false;
        }
        out = text;
    } else {
        error = cat("function ", quote(name), " not defined");
        return false;
    }
    return true;
}

}  // namespace podfall::kube
