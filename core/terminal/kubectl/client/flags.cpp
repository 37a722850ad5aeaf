// Parses kubectl's flags.
#include "core/terminal/kubectl/client/flags.h"

#include <limits>

#include "core/base/check.h"
#include "core/base/text.h"

namespace podfall::kube {

namespace {

constexpr const char* print_flags = "allow-missing-template-keys=true output,o='' template=''";
constexpr const char* file_flags = "filename,f=[] kustomize,k='' recursive,R=false";

bool digits(std::string_view s) {
    if (!s.empty() && s[0] == '-') s.remove_prefix(1);
    if (s.empty()) return false;
    for (char c : s) {
        if (c < '0' || c > '9') return false;
    }
    return true;
}

FlagType type_of_default(std::string_view d) {
    if (d == "true" || d == "false") return FlagType::boolean;
    if (d == "[[") return FlagType::array;
    if (d[0] == '[') return FlagType::list;
    if (d[0] == '\'') return FlagType::text;
    return digits(d) ? FlagType::number : FlagType::duration;
}

FlagSpec read_spec(std::string_view word) {
    FlagSpec spec;
    const std::size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals), value = word.substr(equals + 1);
    if (name[0] == '!') {
        spec.hidden = true;
        name.remove_prefix(1);
    }
    if (const std::size_t comma = name.find(','); comma != std::string_view::npos) {
        spec.shorthand = name[comma + 1];
        name = name.substr(0, comma);
    }
    spec.name = name;
    spec.type = type_of_default(value);
    if (spec.type == FlagType::text) value = value.substr(1, value.size() - 2);
    if (spec.type == FlagType::list) value = value.substr(1, value.size() - 2);
    if (spec.type == FlagType::array) value = {};
    spec.default_ = value;
    if (spec.type == FlagType::boolean) spec.no_option = "true";
    if (name == "dry-run") spec.no_option = "unchanged";
    if (name == "cascade") spec.no_option = "background";
    return spec;
}

void add_specs(std::string_view words, std::vector<FlagSpec>& out) {
    for (const std::string& word : split_words(words)) {
        if (word == "%p")
            add_specs(print_flags, out);
        else if (word == "%f")
            add_specs(file_flags, out);
        else
            out.push_back(read_spec(word));
    }
}

// Whether `text` is a value of the type; if not, the reason in strconv's words.
bool check_value(const FlagSpec& spec, const std::string& text, std::string& error) {
    const FlagType type = spec.type;
    if (type == FlagType::boolean) {
        for (const char* word :
             {"1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"}) {
            if (text == word) return true;
        }
        error = cat("strconv.ParseBool: parsing ", quote(text), ": invalid syntax");
        return false;
    }
    std::int64_t n = 0;
    if (type == FlagType::number && !parse_int(text[0] == '+' ? text.substr(1) : text, n)) {
        error = cat("strconv.ParseInt: parsing ", quote(text), ": ",
                    digits(text) ? "value out of range" : "invalid syntax");
        return false;
    }
    const bool too_large = spec.name == "value" && (n > std::numeric_limits<std::int32_t>::max() ||
                                                    n < std::numeric_limits<std::int32_t>::min());
    if (type == FlagType::number && too_large) {  // of a PriorityClass: an int32
        error = cat("strconv.ParseInt: parsing ", quote(text), ": value out of range");
        return false;
    }
    Duration d = 0;
    if (type == FlagType::duration && !parse_duration(text, d)) {
        error = cat(digits(text) ? "time: missing unit in duration " : "time: invalid duration ",
                    quote(text));
        return false;
    }
    return true;
}

}  // namespace

std::vector<FlagSpec> flag_specs(const CommandFlags& command, bool with_global) {
    std::vector<FlagSpec> out;
    add_specs(command.flags, out);
    if (with_global) add_specs(global_flags, out);
    return out;
}

const CommandFlags* find_command_flags(std::string_view path) {
    for (std::size_t i = 0; i < command_table_size; ++i) {
        if (path == command_table[i].path) return &command_table[i];
    }
    return nullptr;
}

const Flags::Value* Flags::find(std::string_view name) const {
    for (const Value& v : values_) {
        if (v.spec.name == name) return &v;
    }
    return nullptr;
}

Flags::Value* Flags::find(std::string_view name) {
    return const_cast<Value*>(static_cast<const Flags*>(this)->find(name));
}

bool Flags::known(std::string_view name) const {
    return find(name) != nullptr;
}

const Flags::Value& Flags::declared(std::string_view name) const {
    const Value* v = find(name);
    if (!v) check_failed(cat("the command declares --", name).c_str(), __FILE__, __LINE__);
    return *v;
}

bool Flags::changed(std::string_view name) const {
    return declared(name).changed;
}

std::string Flags::text(std::string_view name) const {
    const Value& v = declared(name);
    return v.changed ? v.values.back() : v.spec.default_;
}

bool Flags::on(std::string_view name) const {
    const std::string t = text(name);
    return !t.empty() && (t[0] == 't' || t[0] == 'T' || t[0] == '1');
}

std::int64_t Flags::number(std::string_view name) const {
    std::int64_t n = 0;
    const std::string t = text(name);
    parse_int(!t.empty() && t[0] == '+' ? t.substr(1) : t, n);
    return n;
}

Duration Flags::duration(std::string_view name) const {
    Duration d = 0;
    parse_duration(text(name), d);
    return d;
}

std::vector<std::string> Flags::list(std::string_view name) const {
    const Value& v = declared(name);
    std::vector<std::string> out;
    if (!v.changed) {
        if (!v.spec.default_.empty()) out.push_back(v.spec.default_);
        return out;
    }
    for (const std::string& value : v.values) {
        if (v.spec.type == FlagType::array) {
            out.push_back(value);
        } else if (!value.empty()) {
            for (std::string& part : split(value, ',')) out.push_back(std::move(part));
        }
    }
    return out;
}

bool Flags::set(Value& value, const std::string& text, const std::string& shown,
                std::string& error) {
    std::string why;
    if (!check_value(value.spec, text, why)) {
        const std::string name =
            value.spec.shorthand ? cat("-", value.spec.shorthand, ", --", value.spec.name) : shown;
        error = cat("invalid argument ", quote(text), " for ", quote(name), " flag: ", why);
        return false;
    }
    value.changed = true;
    value.values.push_back(text);
    given_.push_back(cat("--", value.spec.name, "=", text));
    return true;
}

bool Flags::parse_long(const std::vector<std::string>& words, std::size_t& i, std::string& error) {
    const std::string& word = words[i];
    std::string name = word.substr(2);
    if (name[0] == '-' || name[0] == '=') {
        error = cat("bad flag syntax: ", word);
        return false;
    }
    const std::size_t equals = name.find('=');
    std::string value = equals == std::string::npos ? "" : name.substr(equals + 1);
    name = replace_all(name.substr(0, equals), "_", "-");
    Value* flag = find(name);
    if (!flag) {
        error = name == "help" ? "help" : cat("unknown flag: --", name);
        return false;
    }
    if (equals == std::string::npos) {
        if (!flag->spec.no_option.empty()) {
            value = flag->spec.no_option;
        } else if (i + 1 < words.size()) {
            value = words[++i];
        } else {
            error = cat("flag needs an argument: ", word);
            return false;
        }
    }
    return set(*flag, value, cat("--", name), error);
}

bool Flags::parse_short(const std::vector<std::string>& words, std::size_t& i, std::string& error) {
    const std::string all = words[i].substr(1);
    for (std::string letters = all; !letters.empty();) {
        Value* flag = nullptr;
        for (Value& v : values_) {
            if (v.spec.shorthand == letters[0]) flag = &v;
        }
        if (!flag) {
            error = letters[0] == 'h'
                        ? "help"
                        : cat("unknown shorthand flag: '", letters[0], "' in -", letters);
            return false;
        }
        std::string value, rest = letters.substr(1);
        if (rest.size() > 1 && rest[0] == '=') {
            value = rest.substr(1);
            rest.clear();
        } else if (!flag->spec.no_option.empty()) {
            value = flag->spec.no_option;
        } else if (!rest.empty()) {
            value = rest;
            rest.clear();
        } else if (i + 1 < words.size()) {
            value = words[++i];
        } else {
            error = cat("flag needs an argument: '", letters[0], "' in -", letters);
            return false;
        }
        if (!set(*flag, value, "", error)) return false;
        letters = rest;
    }
    return true;
}

bool Flags::parse(const std::vector<FlagSpec>& specs, const std::vector<std::string>& words,
                  std::string& error) {
    values_.clear();
    given_.clear();
    args.clear();
    dash_at = -1;
    for (const FlagSpec& spec : specs) {
        if (!known(spec.name)) values_.push_back({spec, false, {}});
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--") {
            dash_at = static_cast<int>(args.size());
            args.insert(args.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                        words.end());
            return true;
        }
        if (word.size() < 2 || word[0] != '-') {
            args.push_back(word);
        } else if (!(word[1] == '-' ? parse_long(words, i, error) : parse_short(words, i, error))) {
            return false;
        }
    }
    return true;
}

}  // namespace podfall::kube
