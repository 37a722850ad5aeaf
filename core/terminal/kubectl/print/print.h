// How kubectl prints: columns, tables of the server, and single objects by --output.
// Models text/tabwriter and cli-runtime/pkg/{printers,genericclioptions}.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/kubectl/kubectl.h"
#include "core/terminal/kubectl/print/jsonpath.h"
#include "core/terminal/kubectl/print/template.h"

namespace podfall::kube {

// Go's text/tabwriter: text whose lines are cells between tabs becomes aligned columns.
struct TabStyle {
    int min_width = 6, padding = 3;
    bool remember = true;  // columns never get narrower (liggitt/tabwriter)
};
std::string align_tabs(std::string_view text, const TabStyle& style, std::vector<int>& widths);
// The style of describe and rollout: two blanks between columns, nothing remembered.
std::string align_columns(std::string_view text);

struct TableOptions {
    bool no_headers = false, wide = false, with_namespace = false, show_labels = false;
    std::string with_kind;  // "deployment.apps", empty for none
    std::vector<std::string> label_columns;
};

// Prints tables of the server one after the other, a header where the columns change.
struct TablePrinter {
    TableOptions options;
    std::shared_ptr<Json> last_columns;
    bool printed_headers = false;

    // The lines of a Table, cells between tabs. `event` is the type of a watch event or empty.
    std::string print(const Json& table, const std::string& event = {});
};

// What --output asks for.
enum class Output : unsigned char {
    table,
    wide,
    name,
    json,
    yaml,
    json_path,
    json_path_json,
    go_template,
    columns,
};

// Prints objects one by one in the way that --output and --template ask for.
class ObjectPrinter {
public:
    // Reads the flags. `operation` is what the default output says ("created"); with
    // `human` the formats of `get` are allowed too. False with `error`.
    bool init(Kubectl& k, std::string operation, Error& error, bool human = false,
              const char* default_format = "");
    Output format() const { return format_; }
    void set_operation(std::string operation) { operation_ = std::move(operation); }
    Error print(const Json& object, std::string& out);
    // Prints to the terminal.
    Error print(Kubectl& k, const Json& object);

    // Whether kubectl holds the object as a Go struct: its JSON then has the struct's order.
    bool typed = false;

private:
    friend class ColumnPrinter;
    bool read_argument(Kubectl& k, const std::string& format, std::string& argument, Error& error);
    Error print_name(const Json& object, std::string& out) const;
    Error print_path(const Json& object, std::string& out);
    Output format_ = Output::name;
    std::string operation_, argument_;
    bool short_ = false, allow_missing_ = true;
    int printed_ = 0;
    JsonPath path_;
    std::shared_ptr<Template> template_;
    struct Column {
        std::string header;
        JsonPath path;
    };
    std::vector<Column> columns_;
    bool no_headers_ = false, header_done_ = false;
    bool read_columns(const std::string& spec, bool file, Error& error);
    Error print_columns(const Json& object, std::string& out);
    friend class Get;
};

// " (dry run)" behind an operation, by --dry-run's value.
std::string with_dry_run(std::string operation, int dry_run);

// "deployment.apps/web" of any object with apiVersion, kind and name.
std::string typed_name(const Json& object);

// The Go struct that kubectl would hold the object in; null for a kind that is not built in.
const Type* struct_of(const Json& object);

}  // namespace podfall::kube
