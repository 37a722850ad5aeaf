// -o custom-columns. Models kubectl/pkg/cmd/get/customcolumn.go.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall::kube {

bool ObjectPrinter::read_columns(const std::string& spec, bool file, Error& error) {
    std::vector<std::pair<std::string, std::string>> parts;
    if (file) {
        const std::vector<std::string> lines = split_lines(spec);
        const std::vector<std::string> heads = lines.empty() ? lines : split_words(lines[0]);
        const std::vector<std::string> paths =
            lines.size() < 2 ? std::vector<std::string>{} : split_words(lines[1]);
        if (heads.size() != paths.size()) {
            error = plain_error(cat("number of headers (", heads.size(),
                                    ") and field specifications (", paths.size(), ") don't match"));
            return false;
        }
        for (std::size_t i = 0; i < heads.size(); ++i) parts.emplace_back(heads[i], paths[i]);
    } else {
        for (const std::string& part : split(spec, ',')) {
            const std::size_t colon = part.find(':');
            if (colon == std::string::npos) {
                error = plain_error(cat("unexpected custom-columns spec: ", part,
                                        ", expected <header>:<json-path-expr>"));
                return false;
            }
            parts.emplace_back(part.substr(0, colon), part.substr(colon + 1));
        }
    }
    for (const auto& [head, path] : parts) {
        std::string relaxed, why;
        Column column{head, {}};
        if (!relaxed_json_path(path, relaxed, why) || !parse_json_path(relaxed, column.path, why)) {
            error = plain_error(why);
            return false;
        }
        columns_.push_back(std::move(column));
    }
    return true;
}

Error ObjectPrinter::print_columns(const Json& object, std::string& out) {
    std::string text;
    if (!header_done_ && !no_headers_) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            text += cat(i ? "\t" : "", columns_[i].header);
        }
        text += '\n';
        header_done_ = true;
    }
    const bool list = at(object, "items").is_array();
    const Json::array_t one = {object};
    for (const Json& item : list ? items(at(object, "items")) : one) {
        std::vector<std::string> cells;
        for (const Column& column : columns_) {
            JsonPathRun run(true);
            std::vector<JsonPathRun::Values> found;
            std::string why;
            if (!run.find(column.path, item, found, why)) return plain_error(why);
            std::vector<std::string> values;
            for (const JsonPathRun::Values& group : found) {
                for (const Json* v : group) values.push_back(go_value(*v));
            }
            cells.push_back(values.empty() ? "<none>" : join(values, ","));
        }
        text += join(cells, "\t") + "\n";
    }
    std::vector<int> widths;
    out += align_tabs(text, {}, widths);
    return {};
}

}  // namespace podfall::kube
