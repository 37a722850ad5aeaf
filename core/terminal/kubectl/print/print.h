// Printing in kubectl: columns, the server's tables, and single objects by --output. Models
// text/tabwriter and cli-runtime/pkg/{printers,genericclioptions}.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/kubectl/kubectl.h"
#include "core/terminal/kubectl/print/jsonpath.h"
#include "core/terminal/kubectl/print/template.h"

namespace podfall::kube {

// Go's text/tabwriter: aligns lines whose cells are separated by tabs.
struct TabStyle {
    int min_width = 6, padding = 3;
    bool remember = true;  // columns never get narrower (liggitt/tabwriter)
};
std::string align_tabs(std::string_view text, const TabStyle& style, std::vector<int>& widths);
// The style of describe and rollout: two spaces between columns, no remembered widths.
std::string align_columns(std::string_view text);

struct TableOptions {
    bool no_headers = false, wide = false, with_namespace = false, show_labels = false;
    std::string with_kind;  // "deployment.apps", empty for none
    std::vector<std::string> label_columns;
};

// Prints tables of the server one after the other, with a header when the columns change.
struct TablePrinter {
    TableOptions options;
    std::shared_ptr<Json> last_columns;
    bool printed_headers = false;

    // The lines of a Table, with cells separated by tabs. `event` is the type of a watch event or
    // empty.
    std::string print(const Json& table, const std::string& event = {});
};

// The parsed --output flag.
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

// Prints objects one by one as --output and --template say.
class ObjectPrinter {
public:
    // Parses the flags. `operation` is the verb of the default output ("created"); with `human` the
    // formats of `get` are allowed too. False with `error`.
    bool init(Kubectl& k, std::string operation, Error& error, bool human = false,
              const char* default_format = "");
    Output format() const { return format_; }
    void set_operation(std::string operation) { operation_ = std::move(operation); }
    Error print(const Json& object, std::string& out);
    // Prints to the terminal.
    Error print(Kubectl& k, const Json& object);

    // Whether kubectl holds the object as a Go struct: its JSON then has the struct's field order.
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

// The suffix " (dry run)" of an operation, by the value of --dry-run.
std::string with_dry_run(std::string operation, int dry_run);

// "deployment.apps/web" for any object with apiVersion, kind and name.
std::string typed_name(const Json& object);

// The Go struct in which kubectl would hold the object; null for a kind that is not built in.
const Type* struct_of(const Json& object);

}  // namespace podfall::kube
