// Watches: which events arrive, in which form, and when the watch ends.
#include "tests/apiserver/fixture.h"

using namespace podfall;

namespace {

struct Watching {
    Door& door;
    Watch watch;

    Watching(Door& d, const std::string& target, const char* accept = "") : door(d) {
        Request r = door.request("GET", target);
        r.accept = accept;
        const Response response = open_watch(door.world, r, watch);
        CHECK(response.code == 200);
        CHECK(response.watch);
    }
    std::vector<Json> events() {
        std::vector<Json> out;
        for (const std::string& line : split_lines(next_events(door.world, watch)))
            out.push_back(Json::parse(line, nullptr, false));
        return out;
    }
    // "ADDED a, DELETED b"
    std::string names() {
        std::string out;
        for (const Json& e : events())
            out += cat(out.empty() ? "" : ", ", e["type"].get<std::string>(), " ",
                       e["object"]["metadata"].value("name", "?"));
        return out;
    }
};

void label(Door& door, const char* pod, const char* value) {
    Pod next = *door.get<Pod>(pod);
    next.metadata.labels["app"] = value;
    CHECK(door.try_update(next).ok());
}

}  // namespace

TEST_CASE("watch: without a version it begins with the present objects") {
    Door door;
    door.create(nginx_pod("a"));
    Watching w(door, cat(pods, "?watch=1"));
    CHECK(w.names() == "ADDED a");
    CHECK(w.names() == "");
    door.create(nginx_pod("b"));
    label(door, "b", "x");
    door.remove<Pod>("a");
    CHECK(w.names() == "ADDED b, MODIFIED b, MODIFIED a, DELETED a");
}

TEST_CASE("watch: from a version on it only sends newer changes") {
    Door door;
    door.create(nginx_pod("a"));
    const Revision seen = door.world.store.revision;
    door.create(nginx_pod("b"));
    Watching w(door, cat(pods, "?watch=true&resourceVersion=", seen));
    const auto events = w.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0]["object"]["metadata"]["name"] == "b");
    CHECK(events[0]["object"]["kind"] == "Pod");
}

TEST_CASE("watch: an object that leaves the selection is gone, one that enters it new") {
    Door door;
    door.create(nginx_pod("a"));
    Watching w(door, cat(pods, "?watch=1&labelSelector=app=x"));
    CHECK(w.names() == "");
    label(door, "a", "x");
    CHECK(w.names() == "ADDED a");
    label(door, "a", "y");
    const auto events = w.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0]["type"] == "DELETED");
    CHECK(events[0]["object"]["metadata"]["labels"]["app"] == "x");
    CHECK(events[0]["object"]["metadata"]["resourceVersion"] == to_text(door.world.store.revision));
}

TEST_CASE("watch: a table sends its columns once") {
    Door door;
    Watching w(door, cat(pods, "?watch=1"), "application/json;as=Table;v=v1;g=meta.k8s.io");
    door.create(nginx_pod("a"));
    door.create(nginx_pod("b"));
    w.watch.started = true;
    w.watch.seen = door.world.store.revision - 2;
    const auto events = w.events();
    REQUIRE(events.size() == 2);
    CHECK(events[0]["object"]["columnDefinitions"].size() == 9);
    CHECK(events[1]["object"]["columnDefinitions"].is_null());
    CHECK(events[1]["object"]["rows"][0]["cells"][2] == "Pending");
}

TEST_CASE("watch: a compacted version") {
    Door door;
    door.world.store.compacted = door.world.store.revision;
    Watching w(door, cat(pods, "?watch=1&resourceVersion=3"));
    const auto events = w.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0]["type"] == "ERROR");
    CHECK(events[0]["object"]["code"] == 410);
    CHECK(w.watch.closed);
}

TEST_CASE("watch: it ends with the server process, with its time, or after long silence") {
    Door door;
    Watching timed(door, cat(pods, "?watch=1&timeoutSeconds=10"));
    timed.names();
    door.world.now += seconds(11);
    timed.names();
    CHECK(timed.watch.closed);

    Watching frozen(door, cat(pods, "?watch=1"));
    frozen.names();
    door.world.machines.edit(0)->processes.edit(11)->state = ProcessState::paused;
    CHECK(frozen.names() == "");
    CHECK(!frozen.watch.closed);
    door.world.now += seconds(46);
    frozen.names();
    CHECK(frozen.watch.closed);

    door.world.machines.edit(0)->processes.edit(11)->state = ProcessState::running;
    Watching killed(door, cat(pods, "?watch=1"));
    door.world.machines.edit(0)->processes.erase(11);
    killed.names();
    CHECK(killed.watch.closed);
}
