// curl: HTTP requests to servers on the machines and in the pods. Models curl 7.29.0 of CentOS 7.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/net/http_answer.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

constexpr Duration round_trip = milliseconds(1);
enum : int {
    bad_protocol = 1,
    usage_error = 2,
    bad_url = 3,
    no_host = 6,
    no_connection = 7,
    http_error = 22,
    write_error = 23,
    timed_out = 28,
    tls_error = 35,
    empty_reply = 52,
    untrusted = 60
};

struct Flags {
    bool silent = false, show_error = false, head = false, insecure = false, verbose = false,
         include = false, fail = false;
    bool ca = false, certificate = false;
    std::string method, data, output, write_out;
    std::vector<std::string> headers, urls;
    Duration connect_timeout = 0, max_time = 0;
    std::string error;
};

struct Url {
    std::string text, host, path = "/", query;
    int port = 80;
    bool tls = false, known = true;
};

struct CurlMemory {
    std::size_t next = 0;  // index of the current URL
    bool connecting = false;
    bool asked = false;  // waiting for a silent name server
    Time began = 0;
    Reach reach = Reach::refused;
    MachineId machine = -1;
    Pid pid = 0;
    std::string address, target;
    int port = 0;
    Time deadline = never;  // --connect-timeout or -m
    int status = 0;
};

template <class V>
void fields(V& v, CurlMemory& m) {
    v("next", m.next), v("connecting", m.connecting), v("asked", m.asked), v("began", m.began);
    v("reach", m.reach), v("machine", m.machine), v("pid", m.pid), v("address", m.address);
    v("target", m.target), v("port", m.port), v("deadline", m.deadline), v("status", m.status);
}

// ---- the command line ----

struct Long {
    const char* name;
    const char* letter;  // of the short option, or the option's own name
};
constexpr Long longs[] = {
    {"silent", "s"},  {"show-error", "S"}, {"head", "I"},       {"insecure", "k"},
    {"verbose", "v"}, {"include", "i"},    {"fail", "f"},       {"location", "L"},
    {"request", "X"}, {"data", "d"},       {"output", "o"},     {"write-out", "w"},
    {"header", "H"},  {"max-time", "m"},   {"user-agent", "A"}, {"user", "u"},
    {"cert", "E"},    {"globoff", "g"},    {"ipv4", "4"},       {"get", "G"}};

void take(Flags& f, char letter, const std::string& value) {
    switch (letter) {
        case 's':
            f.silent = true;
            break;
        case 'S':
            f.show_error = true;
            break;
        case 'I':
            f.head = true;
            break;
        case 'k':
            f.insecure = true;
            break;
        case 'v':
            f.verbose = true;
            break;
        case 'i':
            f.include = true;
            break;
        case 'f':
            f.fail = true;
            break;
        case 'X':
            f.method = value;
            break;
        case 'd':
            f.data += cat(f.data.empty() ? "" : "&", value);
            break;
        case 'o':
            f.output = value;
            break;
        case 'w':
            f.write_out = value;
            break;
        case 'H':
            f.headers.push_back(value);
            break;
        case 'm':
            f.max_time = leading_number(value);
            break;
        case 'E':
            f.certificate = true;
            break;
        default:
            break;
    }
}

bool takes_value(char letter) {
    return contains("XdowHmAuE", std::string_view(&letter, 1));
}

void read_long(Flags& f, const std::vector<std::string>& args, std::size_t& at) {
    const std::string name = args[at].substr(2);
    const bool more = at + 1 < args.size();
    if (name == "connect-timeout" || name == "cacert" || name == "key" || name == "retry" ||
        name == "max-redirs" || name == "resolve") {
        if (!more)
            f.error = cat("option ", args[at], ": requires parameter");
        else if (name == "connect-timeout")
            f.connect_timeout = leading_number(args[at + 1]);
        f.ca = f.ca || name == "cacert";
        ++at;
        return;
    }
    if (name == "compressed" || name == "http1.1" || name == "no-progress-bar") return;
    for (const Long& l : longs) {
        if (name != l.name && !(name == "data-binary" && l.letter[0] == 'd')) continue;
        const bool value = takes_value(l.letter[0]);
        if (value && !more) f.error = cat("option ", args[at], ": requires parameter");
        take(f, l.letter[0], value && more ? args[++at] : "");
        return;
    }
    f.error = cat("option ", args[at], ": is unknown");
}

Flags read_flags(const std::vector<std::string>& args) {
    Flags f;
    for (std::size_t at = 1; at < args.size() && f.error.empty(); ++at) {
        const std::string& word = args[at];
        if (word.rfind("--", 0) == 0) {
            read_long(f, args, at);
        } else if (word.size() > 1 && word[0] == '-') {
            for (std::size_t i = 1; i < word.size(); ++i) {
                if (!contains("sSIkvifXdowHmAuELgG4#N", word.substr(i, 1))) {
                    f.error = cat("option ", word, ": is unknown");
                    break;
                }
                if (!takes_value(word[i])) {
                    take(f, word[i], "");
                    continue;
                }
                const bool here = i + 1 < word.size();
                if (!here && at + 1 >= args.size())
                    f.error = cat("option ", word, ": requires parameter");
                else
                    take(f, word[i], here ? word.substr(i + 1) : args[at + 1]);
                at += here ? 0 : 1;
                break;
            }
        } else {
            f.urls.push_back(word);
        }
    }
    return f;
}

Url read_url(const std::string& text) {
    Url u;
    u.text = text;
    std::string rest = text;
    const std::size_t scheme = rest.find("://");
    if (scheme != std::string::npos) {
        const std::string name = to_lower(rest.substr(0, scheme));
        u.tls = name == "https";
        u.known = u.tls || name == "http";
        rest = rest.substr(scheme + 3);
    } else {
        u.text = "http://" + text;
    }
    u.port = u.tls ? 443 : 80;
    const std::size_t slash = rest.find_first_of("/?");
    std::string authority = rest.substr(0, slash);
    if (slash != std::string::npos)
        u.path = rest[slash] == '?' ? "/" + rest.substr(slash) : rest.substr(slash);
    const std::size_t question = u.path.find('?');
    if (question != std::string::npos) {
        u.query = u.path.substr(question + 1);
        u.path.resize(question);
    }
    const std::size_t colon = authority.rfind(':');
    std::int64_t port = 0;
    if (colon != std::string::npos && parse_int(authority.substr(colon + 1), port))
        u.port = static_cast<int>(port);
    u.host = authority.substr(0, colon);
    return u;
}

// ---- one request ----

// Prints curl's error unless -s was given.
int complain_curl(CommandContext& ctx, const Flags& f, int code, std::string_view text) {
    if (!f.silent || f.show_error) ctx.err(cat("curl: (", code, ") ", text, "\n"));
    return code;
}

bool shows_meter(CommandContext& ctx, const Flags& f) {
    return !f.silent && !f.head && (!f.output.empty() || !ctx.output_is_terminal());
}

void meter(CommandContext& ctx, const Flags& f, std::size_t bytes, bool ended) {
    if (!shows_meter(ctx, f)) return;
    const std::string n = pad_left(to_text(static_cast<std::int64_t>(bytes)), 5);
    ctx.err(cat(
        "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
        "                                 Dload  Upload   Total   Spent    Left  Speed\n",
        ended ? "100 " : "  0 ", n, ended ? "  100 " : "    0 ", n, "    0     0 ",
        pad_left(to_text(static_cast<std::int64_t>(bytes) * 240), 6),
        "      0 --:--:-- --:--:-- --:--:--",
        ended ? pad_left(to_text(static_cast<std::int64_t>(bytes) * 300), 6) + "\n" : "     0"));
}

void write_out(CommandContext& ctx, const Flags& f, const CurlMemory& m, const Url& u, int code,
               std::size_t size) {
    if (f.write_out.empty()) return;
    std::string text =
        replace_all(replace_all(replace_all(f.write_out, "\\n", "\n"), "\\t", "\t"), "\\r", "\r");
    const std::pair<const char*, std::string> values[] = {
        {"%{http_code}", pad_left(to_text(code), 3, '0')},
        {"%{response_code}", pad_left(to_text(code), 3, '0')},
        {"%{time_total}", fixed_text(ctx.now() - m.began, 3)},
        {"%{time_connect}", fixed_text(code == 0 ? 0 : round_trip, 3)},
        {"%{remote_ip}", code == 0 ? "" : m.address},
        {"%{remote_port}", to_text(u.port)},
        {"%{size_download}", to_text(static_cast<std::int64_t>(size))},
        {"%{url_effective}", u.text},
        {"%%", "%"}};
    for (const auto& [name, value] : values) text = replace_all(text, name, value);
    ctx.out(text);
}

int fail_request(CommandContext& ctx, const Flags& f, const CurlMemory& m, const Url& u, int code,
                 const std::string& text) {
    meter(ctx, f, 0, false);
    write_out(ctx, f, m, u, 0, 0);
    return complain_curl(ctx, f, code, text);
}

std::string header_text(const HttpAnswer& a) {
    std::string out = cat("HTTP/1.1 ", a.code, " ", http_reason(a.code), "\r\n");
    for (const auto& [name, value] : a.headers) out += cat(name, ": ", value, "\r\n");
    return out + "\r\n";
}

void verbose_request(CommandContext& ctx, const HttpAsk& ask, const Flags& f, const Url& u,
                     const HttpAnswer& a) {
    ctx.err(cat("> ", ask.method, " ", u.path, u.query.empty() ? "" : "?", u.query,
                " HTTP/1.1\n> User-Agent: ", ask.agent, "\n> Host: ", ask.host,
                "\n> Accept: */*\n"));
    for (const std::string& h : f.headers) ctx.err(cat("> ", h, "\n"));
    ctx.err("> \n");
    if (a.kind != HttpAnswer::Kind::answer) return;
    for (const std::string& line : split_lines(replace_all(header_text(a), "\r", "")))
        ctx.err(cat("< ", line, "\n"));
}

HttpAsk make_ask(CommandContext& ctx, const Flags& f, const Url& u) {
    HttpAsk ask{.path = u.path, .query = u.query, .host = u.host, .body = f.data, .tls = u.tls};
    ask.method = !f.method.empty() ? f.method : f.head ? "HEAD" : f.data.empty() ? "GET" : "POST";
    ask.content_type = f.data.empty() ? "" : "application/x-www-form-urlencoded";
    if (u.port != (u.tls ? 443 : 80)) ask.host += cat(":", u.port);
    std::string error;
    if (!f.data.empty() && f.data[0] == '@') ctx.read_file(f.data.substr(1), ask.body, error);
    for (const std::string& h : f.headers) {
        const std::string name = to_lower(h.substr(0, h.find(':')));
        const std::string value(
            trim(std::string_view(h).substr(std::min(h.find(':') + 1, h.size()))));
        if (name == "host") ask.host = value;
        if (name == "content-type") ask.content_type = value;
    }
    ask.admin = f.certificate;
    if (const DockerContainer* c = own_container(ctx)) {
        ask.client = address_of(ctx.machine(), *c);
        ask.agent = "curl/7.74.0";
    }
    return ask;
}

int receive(CommandContext& ctx, const Flags& f, const CurlMemory& m, const Url& u) {
    const HttpAsk ask = make_ask(ctx, f, u);
    const Connection c{Reach::ok, m.machine, m.pid, m.target, m.port};
    const HttpAnswer a = http_answer(ctx.world, ctx.machine_id, c, ask);
    if (a.kind == HttpAnswer::Kind::no_tls)
        return fail_request(ctx, f, m, u, tls_error,
                            "SSL received a record that exceeded the maximum permissible length.");
    if (u.tls && !f.insecure && !f.ca)
        return fail_request(ctx, f, m, u, untrusted,
                            "Peer's Certificate issuer is not recognized.\nMore details here: "
                            "http://curl.haxx.se/docs/sslcerts.html");
    if (f.verbose) verbose_request(ctx, ask, f, u, a);
    if (a.kind == HttpAnswer::Kind::empty)
        return fail_request(ctx, f, m, u, empty_reply, "Empty reply from server");
    if (f.fail && a.code >= 400)
        return fail_request(
            ctx, f, m, u, http_error,
            cat("The requested URL returned error: ", a.code, " ", http_reason(a.code)));
    const std::string body = f.head ? header_text(a) : cat(f.include ? header_text(a) : "", a.body);
    meter(ctx, f, a.body.size(), true);
    std::string error;
    if (f.output.empty() || f.output == "-")
        ctx.out(body);
    else if (f.output != "/dev/null" && !ctx.write_file(f.output, body, error))
        return fail_request(
            ctx, f, m, u, write_error,
            cat("Failed writing body (0 != ", static_cast<std::int64_t>(body.size()), ")"));
    if (f.verbose) ctx.err(cat("* Connection #0 to host ", u.host, " left intact\n"));
    write_out(ctx, f, m, u, a.code, f.head ? 0 : a.body.size());
    return 0;
}

std::string failure_text(CommandContext& ctx, const Flags& f, const CurlMemory& m, const Url& u,
                         int& code) {
    code = no_connection;
    const bool limited = m.deadline != never && ctx.now() >= m.deadline;
    if (limited) {
        code = timed_out;
        return cat("Connection timed out after ",
                   (f.connect_timeout != 0 ? f.connect_timeout : f.max_time) / milliseconds(1) + 1,
                   " milliseconds");
    }
    return cat(own_container(ctx) ? cat("Failed to connect to ", u.host, " port ", u.port, ": ")
                                  : cat("Failed connect to ", u.host, ":", u.port, "; "),
               m.reach == Reach::refused    ? "Connection refused"
               : m.reach == Reach::no_route ? "No route to host"
                                            : "Connection timed out");
}

// Opens the connection; false after an immediate failure.
bool begin_request(CommandContext& ctx, const Flags& f, CurlMemory& m, const Url& u, Time& until) {
    m.began = ctx.now();
    if (!u.known) {
        const std::string scheme = u.text.substr(0, u.text.find(':'));
        m.status = complain_curl(ctx, f, bad_protocol,
                                 cat("Protocol ", scheme, " not supported or disabled in libcurl"));
        return false;
    }
    if (u.host.empty()) {
        m.status = complain_curl(ctx, f, bad_url, "<url> malformed");
        return false;
    }
    const DnsAnswer name = look_up(ctx, u.host);
    if (name.result == DnsAnswer::Result::silence && !m.asked) {
        m.asked = true;
        until = ctx.now() + 2 * dns_try;
        return true;
    }
    if (name.result != DnsAnswer::Result::found) {
        m.status = fail_request(
            ctx, f, m, u, no_host,
            cat("Could not resolve host: ", u.host, own_container(ctx) ? "" : "; Unknown error"));
        return false;
    }
    m.address = name.addresses[0];
    if (f.verbose)
        ctx.err(cat("* About to connect() to ", u.host, " port ", u.port, " (#0)\n*   Trying ",
                    m.address, "...\n"));
    const Connection c = connect_from(ctx, m.address, u.port);
    m.reach = c.reach;
    m.machine = c.machine;
    m.pid = c.pid;
    m.target = c.address;
    m.port = c.port;
    m.connecting = true;
    const Duration limit = f.connect_timeout != 0 && f.max_time != 0
                               ? std::min(f.connect_timeout, f.max_time)
                               : f.connect_timeout + f.max_time;
    m.deadline = limit == 0 ? never : ctx.now() + limit;
    until = std::min(m.deadline,
                     ctx.now() + (c.reach == Reach::ok ? round_trip : failure_time(c.reach)));
    return true;
}

Step run_curl(CommandContext& ctx) {
    const Flags f = read_flags(ctx.args());
    if (!f.error.empty() || f.urls.empty()) {
        if (!f.error.empty())
            ctx.err(cat("curl: ", f.error, "\n"));
        else
            ctx.err("curl: no URL specified!\n");
        ctx.err("curl: try 'curl --help' or 'curl --manual' for more information\n");
        return exited(usage_error);
    }
    CurlMemory& m = ctx.memory<CurlMemory>();
    while (m.next < f.urls.size()) {
        const Url u = read_url(f.urls[m.next]);
        Time until = 0;
        if (!m.connecting) {
            if (begin_request(ctx, f, m, u, until)) return sleep_until(until);
        } else if (m.reach == Reach::ok) {
            if (f.verbose)
                ctx.err(
                    cat("* Connected to ", u.host, " (", m.address, ") port ", u.port, " (#0)\n"));
            m.status = receive(ctx, f, m, u);
        } else {
            int code = 0;
            const std::string why = failure_text(ctx, f, m, u, code);
            if (f.verbose)
                ctx.err(cat("* ", code == timed_out ? why : why.substr(why.find_last_of(";:") + 2),
                            "\n* Closing connection 0\n"));
            m.status = fail_request(ctx, f, m, u, code, why);
        }
        m.connecting = m.asked = false;
        ++m.next;
    }
    return exited(m.status);
}

}  // namespace

extern const Command curl = {
    .name = "curl",
    .usage = "curl [-skvIif] [-o FILE] [-w FORMAT] [-m SECONDS] [--connect-timeout SECONDS] URL...",
    .summary = "Asks a server over HTTP.",
    .run = run_curl,
    .startup = milliseconds(8)};

}  // namespace podfall
