// Prints values as go-spew prints the Go structs they model: the input of object hashes. Every
// struct member appears with its Go name and type, nil or not, in order of declaration.
#include "core/api/rules/template_hash.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// Go's name of a type that has no override.
std::string go_type(const Type& type) {
    switch (type.shape) {
        case Shape::list:
            return "[]" + go_type(type.element());
        case Shape::map:
            return "map[string]" + go_type(type.element());
        case Shape::optional:
        case Shape::box:
            return "*" + go_type(type.element());
        case Shape::held:
            return go_type(type.element());
        default:
            return type.name;
    }
}

std::string go_type(const Field& field) {
    if (const std::string_view named = field.detail("type="); !named.empty()) {
        return std::string(named);
    }
    return (field.has(pointer) ? "*" : "") + go_type(field.type());
}

struct Printer {
    std::string out;
    void value(const Type& type, const void* p);
    void list(const Type& type, const void* p);
    void map(const Type& type, const void* p);
    void structure(const Type& type, const void* p);
    void quantity(const Quantity& q);
};

// Go keeps the text of a quantity next to its number when a quick test shows that the text is
// canonical; an object that was sent to the server was parsed from canonical text.
bool keeps_text(std::string_view text) {
    if (text == "0") return true;
    const std::size_t end = text.find_first_not_of("+-0123456789.");
    const std::string_view digits = text.substr(0, end);
    const std::string_view suffix = end == std::string_view::npos ? "" : text.substr(end);
    if (suffix.size() == 2 && suffix[1] == 'i') {
        std::int64_t n = 0;
        return parse_int(digits, n) && (n & 7) != 0;
    }
    const bool thousands = digits.size() >= 3 && digits.substr(digits.size() - 3) == "000";
    return !thousands && digits[0] != '0' && digits != "-0";
}

// Go's rule for storing a number in 64 bits instead of as a big decimal.
bool is_small(std::string_view text, const Quantity& q) {
    const std::size_t end = text.find_first_not_of("+-0123456789.");
    std::size_t digits = 0;
    for (const char c : text.substr(0, end)) digits += c >= '0' && c <= '9';
    const bool binary = q.format == QuantityFormat::binary_si;
    if (!binary) return digits <= 18;
    constexpr std::string_view powers = "KMGTPE";
    const std::size_t power = end == std::string_view::npos ? 0 : powers.find(text[end]) + 1;
    return 15 - static_cast<int>(digits) - static_cast<int>(power * 3) - 1 >= 0;
}

void Printer::quantity(const Quantity& q) {
    constexpr const char* formats[] = {"", "DecimalSI", "BinarySI", "DecimalExponent"};
    const std::string text = q.text();
    Quantity parsed;
    parse_quantity(text, parsed);
    const char* format = formats[static_cast<int>(parsed.format)];
    if (is_small(text, parsed)) {
        // The scale follows from the suffix; our Quantity may store the same number at another
        // scale.
        out +=
            cat("{i:(resource.int64Amount){value:(int64)", parsed.amount, " scale:(resource.Scale)",
                static_cast<int>(parsed.scale),
                "} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)",
                keeps_text(text) ? text : std::string(), " Format:(resource.Format)", format, "}");
        return;
    }
    // A big decimal is stored with nine decimals, as an array of 64-bit words, lowest first.
    unsigned __int128 unscaled =
        static_cast<std::uint64_t>(parsed.amount < 0 ? -parsed.amount : parsed.amount);
    for (int i = -9; i < parsed.scale; ++i) unscaled *= 10;
    std::string words;
    for (; unscaled != 0; unscaled >>= 64) {
        std::string digits;
        for (auto w = static_cast<std::uint64_t>(unscaled); w != 0; w /= 10) {
            digits.insert(digits.begin(), static_cast<char>('0' + w % 10));
        }
        words += cat(words.empty() ? "" : " ", digits.empty() ? "0" : digits);
    }
    out +=
        cat("{i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} "
            "d:(resource.infDecAmount){Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)",
            parsed.amount < 0 ? "true" : "false", " abs:(big.nat)[", words,
            "]} scale:(inf.Scale)9}} s:(string) Format:(resource.Format)", format, "}");
}

void Printer::list(const Type& type, const void* p) {
    const std::size_t n = type.list->size(p);
    if (n == 0) {
        out += "<nil>";
        return;
    }
    const Type& element = type.element();
    const void* items = type.list->items(p);
    out += '[';
    for (std::size_t i = 0; i < n; ++i) {
        if (i) out += ' ';
        value(element, at_offset(items, i * element.size));
    }
    out += ']';
}

void Printer::map(const Type& type, const void* p) {
    if (type.map->size(p) == 0) {
        out += "<nil>";
        return;
    }
    struct Context {
        Printer* printer;
        const Type* element;
        bool first = true;
    } context{this, &type.element()};
    out += "map[";
    type.map->each(p, &context, [](void* c, const std::string& key, const void* item) {
        Context& context = *static_cast<Context*>(c);
        if (!context.first) context.printer->out += ' ';
        context.first = false;
        context.printer->out += key;
        context.printer->out += ':';
        context.printer->value(*context.element, item);
    });
    out += ']';
}

void Printer::structure(const Type& type, const void* p) {
    out += '{';
    bool first = true;
    for (const Field& f : type.fields) {
        if (!first) out += ' ';
        first = false;
        out += cat(f.go_name(), ":(", go_type(f), ")");
        const void* member = at_offset(p, f.offset);
        const bool nil_time = f.has(pointer) && *static_cast<const Time*>(member) == 0;
        if (nil_time) {
            out += "<nil>";
        } else {
            value(f.type(), member);
        }
    }
    out += '}';
}

void Printer::value(const Type& type, const void* p) {
    switch (type.shape) {
        case Shape::boolean:
            out += *static_cast<const bool*>(p) ? "true" : "false";
            return;
        case Shape::int32:
            out += to_text(*static_cast<const std::int32_t*>(p));
            return;
        case Shape::int64:
            out += to_text(*static_cast<const std::int64_t*>(p));
            return;
        case Shape::string:
            out += *static_cast<const std::string*>(p);
            return;
        case Shape::decimal:
            if (const auto n = *static_cast<const std::int64_t*>(p)) out += to_text(n);
            return;
        case Shape::time:
        case Shape::micro_time: {
            // Seconds since the year 1, as Go counts them, and nanoseconds.
            const Time t = *static_cast<const Time*>(p);
            constexpr std::int64_t unix_epoch = 62'135'596'800;
            out += cat("{Time:(time.Time){wall:(uint64)", t % seconds(1) * 1000, " ext:(int64)",
                       t == 0 ? 0 : t / seconds(1) + unix_epoch, " loc:(*time.Location)<nil>}}");
            return;
        }
        case Shape::bytes:
            out += static_cast<const Bytes*>(p)->data;
            return;
        case Shape::raw: {
            const std::string& text = static_cast<const RawJson*>(p)->text;
            out += text.empty() ? "<nil>" : text;
            return;
        }
        case Shape::quantity:
            quantity(*static_cast<const Quantity*>(p));
            return;
        case Shape::int_or_string: {
            const auto& v = *static_cast<const IntOrString*>(p);
            out += cat("{Type:(intstr.Type)", v.is_string ? 1 : 0, " IntVal:(int32)", v.number,
                       " StrVal:(string)", v.string, "}");
            return;
        }
        case Shape::list:
            list(type, p);
            return;
        case Shape::map:
            map(type, p);
            return;
        case Shape::optional:
        case Shape::box:
        case Shape::held:
            if (const void* inner = type.box->get(p)) {
                value(type.element(), inner);
            } else {
                out += "<nil>";
            }
            return;
        case Shape::structure:
            structure(type, p);
            return;
    }
}

}  // namespace

std::string spew_text(const Type& type, const void* value) {
    Printer printer;
    printer.out = cat("(", go_type(type), ")");
    printer.value(type, value);
    return printer.out;
}

}  // namespace podfall
