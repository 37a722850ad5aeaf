// Prints the server's Tables. Models cli-runtime/pkg/printers/tableprinter.go.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/jsonpath.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall::kube {

namespace {

std::string upper(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string label_header(const std::string& label) {
    return upper(label.substr(label.rfind('/') + 1));
}

std::string labels_text(const Json& labels) {
    std::string text;
    for (const auto& [key, value] : members(labels)) {
        text += cat(text.empty() ? "" : ",", key, "=", text_of(value));
    }
    return text.empty() ? "<none>" : text;
}

std::string event_text(const std::string& type) {
    return pad_right(type, 8);
}

std::string cell_text(const Json& cell) {
    return cell.is_null() ? "" : go_value(cell);
}

// Whether the column is shown.
bool shown(const Json& column, const TableOptions& options) {
    return options.wide || number_at(column, "priority") == 0;
}

std::string header(const Json& columns, const TableOptions& options, bool event) {
    std::vector<std::string> names;
    if (event) names.push_back("EVENT");
    if (options.with_namespace) names.push_back("NAMESPACE");
    for (const Json& column : items(columns)) {
        if (shown(column, options)) names.push_back(upper(text_at(column, "name")));
    }
    for (const std::string& label : options.label_columns) names.push_back(label_header(label));
    if (options.show_labels) names.push_back("LABELS");
    return join(names, "\t") + "\n";
}

std::string row_text(const Json& row, const Json& columns, const TableOptions& options,
                     const std::string& event) {
    std::vector<std::string> cells;
    const Json& metadata = at(row, "object.metadata");
    if (!event.empty()) cells.push_back(event_text(event));
    if (options.with_namespace) cells.push_back(text_at(metadata, "namespace"));
    bool named = options.with_kind.empty();
    const Json::array_t& values = items(at(row, "cells"));
    const Json::array_t& definitions = items(columns);
    for (std::size_t i = 0; i < values.size() && i < definitions.size(); ++i) {
        const bool name = !named && text_at(definitions[i], "format") == "name" &&
                          text_at(definitions[i], "type") == "string";
        named = named || name;
        if (!shown(definitions[i], options)) continue;
        const std::string text = cell_text(values[i]);
        cells.push_back(name ? cat(options.with_kind, "/", text) : text);
    }
    const Json& labels = at(metadata, "labels");
    for (const std::string& label : options.label_columns) {
        cells.push_back(text_of(member(labels, label)));
    }
    if (options.show_labels) cells.push_back(labels_text(labels));
    return join(cells, "\t") + "\n";
}

}  // namespace

std::string TablePrinter::print(const Json& table, const std::string& event) {
    const Json* columns = &at(table, "columnDefinitions");
    bool headers = !options.no_headers;
    const bool given = columns->is_array() && !columns->empty();
    if (printed_headers && (!given || (last_columns && *columns == *last_columns))) headers = false;
    if (!given && last_columns) {
        columns = last_columns.get();
    } else if (given && !(last_columns && *columns == *last_columns)) {
        last_columns = std::make_shared<Json>(*columns);
        printed_headers = false;
    }
    const Json::array_t& rows = items(at(table, "rows"));
    if (rows.empty()) return {};
    printed_headers = true;
    std::string text = headers ? header(*columns, options, !event.empty()) : "";
    for (const Json& row : rows) text += row_text(row, *columns, options, event);
    return text;
}

}  // namespace podfall::kube
