// kubectl get. Models kubectl/pkg/cmd/get/get.go.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/base/human_duration.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/raw.h"
#include "core/terminal/kubectl/print/print.h"
#include "core/terminal/kubectl/print/sort.h"

namespace podfall {

namespace kube {

namespace {

constexpr const char* table_accept =
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;"
    "g=meta.k8s.io,application/json";
constexpr int stage_watching = 2;
constexpr int stage_repeated =
    3;  // a watch of one object first repeats the object that was printed

bool human(const ObjectPrinter& printer) {
    return printer.format() == Output::table || printer.format() == Output::wide;
}

bool is_table(const Json& object) {
    return text_at(object, "kind") == "Table";
}

TableOptions table_options(const Kubectl& k, const ObjectPrinter& printer) {
    TableOptions options;
    options.no_headers = k.flags.on("no-headers");
    options.wide = printer.format() == Output::wide;
    options.show_labels = k.flags.on("show-labels");
    options.label_columns = k.flags.list("label-columns");
    return options;
}

Builder get_builder(Kubectl& k, bool as_table) {
    Builder b = make_builder(k);
    b.allow_empty_selector = true;
    b.latest = true;
    const std::string sort = k.flags.text("sort-by");
    const bool watching = k.flags.on("watch") || k.flags.on("watch-only");
    b.chunk = !sort.empty() && !watching ? 0 : k.flags.number("chunk-size");
    if (as_table && k.flags.on("server-print")) {
        b.accept = table_accept;
        if (!sort.empty()) b.extra.emplace_back("includeObject", "Object");
    }
    return b;
}

// The table that older printers make of an object that is not a Table: name and age.
Json plain_table(Kubectl& k, const Json& object) {
    Json row = {{"object", object}};
    row["cells"] = Json::array({text_at(object, "metadata.name"), "<unknown>"});
    const Time created = time_at(object, "metadata.creationTimestamp");
    if (created) row["cells"][1] = human_duration(k.ctx.now() - created);
    return {{"kind", "Table"},
            {"columnDefinitions",
             {{{"name", "Name"}, {"type", "string"}, {"format", "name"}},
              {{"name", "Age"}, {"type", "string"}}}},
            {"rows", list_of(row)}};
}

Step no_resources(Kubectl& k, bool namespaced) {
    k.err(namespaced ? cat("No resources found in ", k.namespace_(), " namespace.\n")
                     : "No resources found\n");
    return k.done();
}

Step print_tables(Kubectl& k, std::vector<Info>& infos, Errors& errors, ObjectPrinter& printer) {
    bool several = false, all_namespaced = !k.flags.on("all-namespaces");
    for (const Info& info : infos) {
        several = several || info.resource.api_version() != infos[0].resource.api_version() ||
                  info.resource.kind != infos[0].resource.kind;
    }
    const std::string sort = k.flags.text("sort-by");
    TablePrinter table;
    std::vector<int> widths;
    std::string pending;
    bool written = false, separate = false;
    const auto flush = [&] {
        if (pending.empty()) return;
        if (separate) k.out("\n");
        separate = false;
        written = true;
        k.out(align_tabs(pending, {}, widths));
        pending.clear();
    };
    const Resource* last = nullptr;
    for (Info& info : infos) {
        all_namespaced = all_namespaced && info.resource.namespaced;
        if (!last || last->group_resource() != info.resource.group_resource() ||
            last->version != info.resource.version) {
            flush();
            widths.clear();
            separate = last && !k.flags.on("no-headers") && written;
            table = {};
            table.options = table_options(k, printer);
            table.options.with_namespace = k.flags.on("all-namespaces") && info.resource.namespaced;
            if (several || k.flags.on("show-kind")) {
                table.options.with_kind = info.resource.typed();
            }
            last = &info.resource;
        }
        Json object =
            is_table(*info.object) ? std::move(*info.object) : plain_table(k, *info.object);
        // A table that cannot be sorted is silently not printed.
        if (!sort.empty() && items(at(object, "rows")).size() > 1 &&
            sort_by(object["rows"].get_ref<Json::array_t&>(), sort, "object"))
            continue;
        pending += table.print(object);
    }
    flush();
    if (!errors.empty()) return k.fail(errors);
    if (written || k.flags.on("ignore-not-found")) return k.done();
    return no_resources(k, all_namespaced);
}

// Lists get apiVersion v1 and kind List, whatever was requested.
Json display_list(Json::array_t list, const Json& metadata) {
    Json out = {{"apiVersion", "v1"}, {"kind", "List"}, {"items", std::move(list)}};
    out["metadata"] = {{"resourceVersion", text_at(metadata, "resourceVersion")},
                       {"selfLink", text_at(metadata, "selfLink")}};
    return out;
}

Step print_objects(Kubectl& k, const Builder& b, std::vector<Info>& infos, Errors& errors,
                   ObjectPrinter& printer) {
    if (!errors.empty() && b.single_item_implied) return k.fail(errors);
    if (infos.empty() && k.flags.on("ignore-not-found")) {
        return errors.empty() ? k.done() : k.fail(errors);
    }
    Json object;
    if (b.single_item_implied && infos.size() == 1) {
        object = std::move(*infos[0].object);
        if (at(object, "items").is_array()) {
            object = display_list(items(at(object, "items")), at(object, "metadata"));
        }
    } else {
        Json::array_t list;
        for (Info& info : infos) list.push_back(std::move(*info.object));
        object = display_list(std::move(list), {});
    }
    const std::string sort = k.flags.text("sort-by");
    if (!sort.empty() && object["items"].is_array()) {
        const Error error = sort_by(object["items"].get_ref<Json::array_t&>(), sort, "");
        if (error) errors.push_back(error);
    }
    if (errors.empty() || !infos.empty()) {
        if (Error error = printer.print(k, object)) errors.push_back(std::move(error));
    }
    return errors.empty() ? k.done() : k.fail(errors);
}

Step raw(Kubectl& k) {
    if (!k.args().empty()) return k.fail("arguments may not be passed when --raw is specified");
    if (k.flags.on("watch") || k.flags.on("watch-only") || k.flags.changed("selector")) {
        return k.fail(
            "--raw may not be specified with other flags that filter the server request "
            "or alter the output");
    }
    if (k.flags.changed("output")) {
        return k.usage_error("--raw and --output are mutually exclusive");
    }
    const std::string uri = k.flags.text("raw");
    if (uri[0] != '/') {
        return k.usage_error(
            cat("--raw must be a valid URL path: parse ", quote(uri), ": invalid URI for request"));
    }
    return request_raw(k, "GET");
}

// The printer of a watch: its table's columns are kept in the process's memory between turns.
std::string watch_lines(Kubectl& k, ObjectPrinter& printer, const Json& object,
                        const std::string& event) {
    std::string out;
    const std::string shown = k.flags.on("output-watch-events") ? event : "";
    if (!human(printer)) {
        const bool plain = shown.empty() || printer.format() == Output::name;
        printer.print(plain ? object : Json{{"object", object}, {"type", shown}}, out);
        return out;
    }
    TablePrinter table;
    table.options = table_options(k, printer);
    table.options.with_namespace = k.flags.on("all-namespaces");
    if (k.flags.on("show-kind")) table.options.with_kind = k.memory.items.at(0);
    if (!k.memory.text.empty()) {
        table.last_columns = std::make_shared<Json>(Json::parse(k.memory.text, nullptr, false));
        table.printed_headers = k.memory.exit_code == 1;
    }
    const std::string lines =
        table.print(is_table(object) ? object : plain_table(k, object), shown);
    if (table.last_columns) k.memory.text = json_text(*table.last_columns);
    k.memory.exit_code = table.printed_headers;
    return align_tabs(lines, {}, k.memory.widths);
}

Step watch_on(Kubectl& k, ObjectPrinter& printer) {
    Watch& watch = k.memory.watches[0];
    for (const std::string& line : split_lines(next_events(k.ctx.world, watch))) {
        const Json event = Json::parse(line, nullptr, false);
        const std::string type = text_at(event, "type");
        if (type == "ERROR") {
            k.err(check_err_text(status_error(at(event, "object"), 410)));
            return exited(1);
        }
        if (type == "BOOKMARK") continue;
        // A watch of one object starts by repeating it.
        if (std::exchange(k.memory.stage, stage_watching) == stage_repeated) continue;
        k.out(watch_lines(k, printer, at(event, "object"), type));
    }
    return watch.closed || k.ctx.now() >= k.memory.deadline ? exited(0)
                                                            : wait_change(k.memory.deadline);
}

// --request-timeout, which also ends a watch: "1s" or a number of seconds.
Duration request_timeout(const Kubectl& k) {
    const std::string text = k.flags.text("request-timeout");
    std::int64_t whole = 0;
    Duration limit = 0;
    if (parse_int(text, whole)) return seconds(whole);
    return parse_duration(text, limit) ? limit : 0;
}

Step start_watch(Kubectl& k, ObjectPrinter& printer) {
    if (!k.flags.text("sort-by").empty()) {
        k.err("warning: --watch or --watch-only requested, --sort-by will be ignored\n");
    }
    Builder b = get_builder(k, human(printer));
    b.single_resource_type = true;
    Error fatal;
    Errors errors;
    std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors);
    if (infos.size() != 1) {
        return k.fail(infos.empty() ? "you may only watch a single resource or type of resource at "
                                      "a time"
                                    : cat("watch is only supported on individual resources and "
                                          "resource collections - more than 1 resource was found"));
    }
    const Info& info = infos[0];
    k.memory.items = {info.resource.typed()};
    const Json& object = *info.object;
    // The revision of a single object may have been compacted; that of a list is current.
    const std::string version =
        info.name.empty() ? text_at(object, "metadata.resourceVersion") : "0";
    if (!k.flags.on("watch-only")) {
        const Json::array_t one = {object};
        const bool list = at(object, "items").is_array();
        for (const Json& item : list ? items(at(object, "items")) : one) {
            k.out(watch_lines(k, printer, item, "ADDED"));
        }
    }
    Query query;
    std::string fields = b.field_selector;
    if (!info.name.empty()) fields = cat("metadata.name=", info.name);
    if (!fields.empty()) query.emplace_back("fieldSelector", fields);
    if (!b.label_selector.empty()) query.emplace_back("labelSelector", b.label_selector);
    query.emplace_back("resourceVersion", version);
    k.memory.watches.resize(1);
    Error error;
    if (!k.watch(info.resource.path(info.namespace_), query, k.memory.watches[0], error,
                 b.accept.empty() ? "application/json" : b.accept)) {
        return k.fail(error);
    }
    k.memory.stage = info.name.empty() ? stage_watching : stage_repeated;
    if (Duration limit = request_timeout(k); limit > 0) k.memory.deadline = k.ctx.now() + limit;
    return wait_change(k.memory.deadline);
}

Step get(Kubectl& k) {
    if (!k.flags.text("raw").empty()) return raw(k);
    const std::string output = k.flags.text("output");
    const bool watching = k.flags.on("watch") || k.flags.on("watch-only");
    if (!watching && k.args().empty() && k.flags.list("filename").empty() &&
        k.flags.text("kustomize").empty()) {
        k.err(
            "You must specify the type of resource to get. Use \"kubectl api-resources\" for a "
            "complete list of supported resources.\n\n");
        return k.usage_error(
            "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed "
            "description of that resource (e.g. kubectl explain pods).");
    }
    if (k.flags.on("show-labels") && !output.empty() && output != "wide") {
        return k.fail(cat("--show-labels option cannot be used with ", output, " printer"));
    }
    if (k.flags.on("output-watch-events") && !watching) {
        return k.usage_error(
            "--output-watch-events option can only be used with --watch or --watch-only");
    }
    ObjectPrinter printer;
    Error bad_format;
    printer.init(k, "", bad_format, true);
    if (k.memory.stage >= stage_watching) return watch_on(k, printer);
    if (watching) return bad_format ? k.fail(bad_format) : start_watch(k, printer);
    // An invalid format is reported after the objects were fetched.
    Builder b = get_builder(k, !bad_format && human(printer));
    b.flatten = b.continue_on_error = true;
    Error fatal;
    Errors errors;
    std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (k.flags.on("ignore-not-found")) {
        std::erase_if(errors, [](const Error& e) { return e.not_found(); });
    }
    if (bad_format) {
        if (!errors.empty() && b.single_item_implied) return k.fail(errors);
        return k.fail(bad_format);
    }
    if (human(printer)) return print_tables(k, infos, errors, printer);
    return print_objects(k, b, infos, errors, printer);
}

Step run_get(CommandContext& ctx) {
    return run(ctx, "get", get);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_get = {
    .name = "kubectl get",
    .summary = "Display one or many resources",
    .run = kube::run_get,
};

}  // namespace podfall
