// --raw of get, create, replace and delete: requests a path of the API server unchanged. Models
// kubectl/pkg/rawhttp.
#include "core/terminal/kubectl/client/raw.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"

namespace podfall::kube {

namespace {

// The error if other arguments do not go with --raw; empty if they do.
std::string problem_of(const Kubectl& k, std::size_t fewest) {
    const std::vector<std::string> files = k.flags.list("filename");
    if (files.size() > 1 || files.size() < fewest)
        return "--raw can only use a single local file or stdin";
    if (!files.empty() && (files[0].rfind("http://", 0) == 0 || files[0].rfind("https://", 0) == 0))
        return "--raw cannot read from a url";
    if (k.flags.on("recursive")) return "--raw and --recursive are mutually exclusive";
    if (!k.flags.text("output").empty()) return "--raw and --output are mutually exclusive";
    const std::string uri = k.flags.text("raw");
    return uri[0] == '/' ? ""
                         : cat("--raw must be a valid URL path: parse ", quote(uri),
                               ": invalid URI for request");
}

}  // namespace

Step request_raw(Kubectl& k, const char* verb, const std::string& body) {
    const std::string uri = k.flags.text("raw");
    Query query;
    const std::size_t mark = uri.find('?');
    for (const std::string& pair : mark == std::string::npos ? std::vector<std::string>{}
                                                             : split(uri.substr(mark + 1), '&')) {
        const std::size_t equals = pair.find('=');
        query.emplace_back(pair.substr(0, equals),
                           equals == std::string::npos ? "" : pair.substr(equals + 1));
    }
    std::string answer;
    Error error;
    const char* content = std::string_view(verb) == "GET" ? "" : "application/json";
    if (!k.request(verb, uri.substr(0, mark), query, content, body, answer, error))
        return k.fail(error);
    k.out(answer);
    return k.done();
}

Step send_raw(Kubectl& k, const char* verb) {
    const bool deletes = std::string_view(verb) == "DELETE";
    if (const std::string why = problem_of(k, deletes ? 0 : 1); !why.empty())
        return deletes ? k.fail(why) : k.usage_error(why);
    const std::vector<std::string> files = k.flags.list("filename");
    std::string body, error;
    if (!files.empty() && files[0] == "-") {
        if (!k.ctx.input_ended()) return wait_input();
        body = all_input(k);
    } else if (!files.empty() && !k.ctx.read_file(k.ctx.absolute(files[0]), body, error)) {
        return k.fail(cat("open ", files[0], ": ", to_lower(error)));
    }
    return request_raw(k, verb, body);
}

}  // namespace podfall::kube
