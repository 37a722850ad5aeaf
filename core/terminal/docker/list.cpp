// docker ps and docker images.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/docker/client.h"

namespace podfall::docker_cli {

namespace {

bool filter_matches(const Machine& machine, const DockerContainer& c, const std::string& key,
                    const std::string& value) {
    if (key == "name")
        return contains("/" + c.name, value[0] == '^' ? "/" + value.substr(1) : value);
    if (key == "id") return c.id.rfind(value, 0) == 0;
    if (key == "status") return value == state_word(c.state);
    if (key == "exited") return c.state == DockerState::exited && to_text(c.exit_code) == value;
    if (key == "ancestor") {
        const Image* image = machine.images.find(c.image_id);
        if (c.image == value || c.image == value + ":latest" || short_id(c.image_id) == value)
            return true;
        for (const std::string& tag : image ? image->tags : std::vector<std::string>{})
            if (tag == value || tag == value + ":latest") return true;
        return false;
    }
    if (key == "label") {
        const std::size_t equals = value.find('=');
        const std::string* have = c.labels.find(value.substr(0, equals));
        return have && (equals == std::string::npos || *have == value.substr(equals + 1));
    }
    return true;
}

bool known_filter(std::string_view key) {
    for (const char* name :
         {"name", "id", "status", "exited", "ancestor", "label", "network", "volume"})
        if (key == name) return true;
    return false;
}

// Filters with the same key are alternatives (except labels); different keys must all match.
bool wanted(const Machine& machine, const DockerContainer& c,
            const std::vector<std::string>& filters) {
    for (const std::string& filter : filters) {
        const std::string key = filter.substr(0, filter.find('='));
        bool any = false;
        for (const std::string& other : filters) {
            const std::size_t equals = other.find('=');
            if (other.substr(0, equals) != key) continue;
            if (key == "label" && other != filter) continue;
            any = any || filter_matches(machine, c, key, other.substr(equals + 1));
        }
        if (!any) return false;
    }
    return true;
}

Json container_row(const DockerContainer& c, Time now, bool whole) {
    Json row = Json::object();
    const std::string command = entry_point(c).text();
    row["ID"] = whole ? c.id : short_id(c.id);
    row["Image"] = whole ? c.image : listed_image(c);
    row["Command"] = cat("\"", whole ? command : ellipsis(command, 20), "\"");
    row["CreatedAt"] = docker_time(c.created);
    row["RunningFor"] = docker_duration(now - c.created) + " ago";
    row["Status"] = docker_status(c, now);
    row["State"] = state_word(c.state);
    std::string ports;
    for (const std::string& p : c.pid != 0 ? c.published : std::vector<std::string>{})
        ports += cat(ports.empty() ? "" : ", ", "0.0.0.0:", p.substr(0, p.find(':')), "->",
                     p.substr(p.find(':') + 1), "/tcp");
    if (ports.empty() && c.pid != 0 && c.network == "bridge" && contains(c.image, "nginx"))
        ports = "80/tcp";
    row["Ports"] = ports;
    row["Names"] = c.name;
    std::vector<std::string> labels;
    for (const auto& [key, value] : c.labels) labels.push_back(cat(key, "=", value));
    row["Labels"] = join(labels, ",");
    row["Mounts"] = "";
    row["LocalVolumes"] = "0";
    row["Networks"] = c.network.rfind("container:", 0) == 0 ? "" : c.network;
    row["Size"] = "0B";
    return row;
}

std::vector<DockerContainer> chosen(CommandContext& ctx, const Arguments& a) {
    std::int64_t last = 0;
    if (a.has("last")) parse_int(a.value("last"), last);
    if (a.has("latest")) last = 1;
    bool all = a.has("all") || last > 0;
    for (const std::string& f : a.values("filter"))
        all = all || f.rfind("status=", 0) == 0 || f.rfind("exited=", 0) == 0;
    const Machine& machine = ctx.machine();
    std::vector<DockerContainer> found;
    for (const auto& [id, c] : machine.containers) {
        const bool runs = c.state == DockerState::running || c.state == DockerState::paused;
        if ((all || runs) && wanted(machine, c, a.values("filter"))) found.push_back(c);
    }
    std::sort(found.begin(), found.end(), [](const DockerContainer& x, const DockerContainer& y) {
        return x.created != y.created ? x.created > y.created : x.id < y.id;
    });
    if (last > 0 && found.size() > static_cast<std::size_t>(last))
        found.resize(static_cast<std::size_t>(last));
    return found;
}

std::string table_of(const std::vector<Json>& rows,
                     const std::vector<std::pair<std::string, std::string>>& headings) {
    std::vector<std::vector<std::string>> cells(1);
    for (const auto& [name, heading] : headings) cells[0].push_back(heading);
    for (const Json& row : rows) {
        cells.emplace_back();
        for (const auto& [name, heading] : headings)
            cells.back().push_back(row[name].get<std::string>());
    }
    return table(cells);
}

Step ps(CommandContext& ctx, const Arguments& a) {
    for (const std::string& f : a.values("filter")) {
        if (!contains(f, "=")) {
            ctx.err("bad format of filter (expected name=value)\n");
            return exited(1);
        }
        if (!known_filter(f.substr(0, f.find('=')))) {
            ctx.err(cat("Error response from daemon: Invalid filter '", f.substr(0, f.find('=')),
                        "'\n"));
            return exited(1);
        }
    }
    const bool whole = a.has("no-trunc");
    std::vector<Json> rows;
    for (const DockerContainer& c : chosen(ctx, a))
        rows.push_back(container_row(c, ctx.now(), whole));
    int status = 0;
    if (a.has("quiet")) {
        for (const Json& row : rows) ctx.out(row["ID"].get<std::string>() + "\n");
        return exited(0);
    }
    std::vector<std::pair<std::string, std::string>> headings = {
        {"ID", "CONTAINER ID"},    {"Image", "IMAGE"},   {"Command", "COMMAND"},
        {"RunningFor", "CREATED"}, {"Status", "STATUS"}, {"Ports", "PORTS"},
        {"Names", "NAMES"}};
    if (a.has("format")) {
        for (const char* more :
             {"CreatedAt", "Labels", "Mounts", "Networks", "Size", "State", "LocalVolumes"})
            headings.emplace_back(more,
                                  cat(std::string_view(more) == "CreatedAt" ? "CREATED AT" : more));
        for (auto& [name, heading] : headings)
            for (char& ch : heading) ch = ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 32) : ch;
        print_formatted(ctx, a.value("format"), rows, headings, status);
        return exited(status);
    }
    ctx.out(table_of(rows, headings));
    return exited(0);
}

// go-units: three significant digits, powers of 1000.
std::string human_size(std::int64_t bytes) {
    constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    std::int64_t milli = bytes * 1000;
    while (milli >= 1'000'000 && unit < 4) {
        milli = (milli + 500) / 1000;
        ++unit;
    }
    if (unit == 0 || milli >= 100'000) return cat((milli + 500) / 1000, units[unit]);
    const std::int64_t step = milli >= 10'000 ? 100 : 10;
    milli = (milli + step / 2) / step * step;
    std::string fraction = pad_left(to_text(milli % 1000), 3, '0').substr(0, step == 100 ? 1 : 2);
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    return cat(milli / 1000, fraction.empty() ? "" : ".", fraction, units[unit]);
}

Step images(CommandContext& ctx, const Arguments& a) {
    std::vector<Json> rows;
    std::vector<std::pair<std::string, const Image*>> tags;
    const Table<std::string, Image> have = ctx.machine().images;
    for (const auto& [id, image] : have)
        for (const std::string& tag : image.tags) tags.emplace_back(tag, &image);
    std::sort(tags.begin(), tags.end(), [](const auto& x, const auto& y) {
        return x.second->created != y.second->created ? x.second->created > y.second->created
                                                      : x.first < y.first;
    });
    for (const auto& [tag, image] : tags) {
        const std::size_t colon = tag.rfind(':');
        const std::string name = tag.substr(0, colon);
        if (!a.names.empty() && a.names[0] != name && a.names[0] != tag) continue;
        Json row = Json::object();
        row["Repository"] = name;
        row["Tag"] = tag.substr(colon + 1);
        row["ID"] = a.has("no-trunc") ? image->id : short_id(image->id);
        row["CreatedSince"] = docker_duration(ctx.now() - image->created) + " ago";
        row["CreatedAt"] = docker_time(image->created);
        row["Digest"] = "<none>";
        row["Size"] = human_size(image->bytes);
        rows.push_back(std::move(row));
    }
    int status = 0;
    const std::vector<std::pair<std::string, std::string>> headings = {{"Repository", "REPOSITORY"},
                                                                       {"Tag", "TAG"},
                                                                       {"ID", "IMAGE ID"},
                                                                       {"CreatedSince", "CREATED"},
                                                                       {"Size", "SIZE"}};
    if (a.has("quiet")) {
        for (const Json& row : rows) ctx.out(row["ID"].get<std::string>() + "\n");
    } else if (a.has("format")) {
        print_formatted(ctx, a.value("format"), rows, headings, status);
    } else {
        ctx.out(table_of(rows, headings));
    }
    return exited(status);
}

}  // namespace

std::vector<Subcommand> listing_commands() {
    return {
        {"ps",
         "ps [OPTIONS]",
         "List containers",
         ps,
         {{"all", 'a'},
          {"quiet", 'q'},
          {"filter", 'f', true},
          {"format", 0, true},
          {"no-trunc"},
          {"last", 'n', true},
          {"latest", 'l'},
          {"size", 's'}},
         0,
         0},
        {"images",
         "images [OPTIONS] [REPOSITORY[:TAG]]",
         "List images",
         images,
         {{"all", 'a'},
          {"quiet", 'q'},
          {"filter", 'f', true},
          {"format", 0, true},
          {"no-trunc"},
          {"digests"}},
         0,
         1},
    };
}

}  // namespace podfall::docker_cli
