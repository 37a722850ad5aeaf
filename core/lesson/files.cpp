// Reads the files of lessons and of the sandbox from their JSON.
#include "core/lesson/files.h"

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/lesson/embedded.h"
#include "core/lesson/json_place.h"

namespace podfall {

namespace {

// The machines of a lesson's cluster.
constexpr std::initializer_list<const char*> machines = {default_machine, "w1-k8s", "w2-k8s",
                                                         "w3-k8s"};

}  // namespace

std::string read_lines(const JsonPlace& place) {
    if (!place.exists() || !place.json().is_array()) return place.text();
    std::string out;
    for (const JsonPlace& line : place.items()) out += line.text() + "\n";
    return out;
}

std::vector<InstalledFile> read_files(const JsonPlace& place) {
    std::vector<InstalledFile> files;
    for (const JsonPlace& item : place.items()) {
        item.only({"machine", "path", "lines"});
        InstalledFile file{.machine = default_machine};
        if (const JsonPlace machine = item.member("machine"); machine.exists()) {
            file.machine = machine.text();
            machine.word(machines);
        }
        const JsonPlace path = item.required("path");
        file.path = path.text();
        if (file.path.size() < 2 || file.path.front() != '/' || file.path.back() == '/')
            path.error("must be the absolute path of a file");
        file.content = read_lines(item.required("lines"));
        files.push_back(std::move(file));
    }
    return files;
}

std::vector<InstalledFile> sandbox_files() {
    const Json json =
        Json::parse(std::string_view(embedded_sandbox.json, embedded_sandbox.size), nullptr, false);
    std::vector<std::string> errors;
    const JsonPlace root(&json, "", &errors);
    root.only({"$schema", "files"});
    std::vector<InstalledFile> files = read_files(root.required("files"));
    CHECK_ALWAYS(errors.empty());
    return files;
}

}  // namespace podfall
