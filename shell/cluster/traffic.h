// API traffic as marks that move along the paths of requests: from the writer to the API server,
// from the API server to etcd, and out to the connected watches. A write takes milliseconds; here
// it takes about a second, one after another, so that it can be followed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shell/ui/ui.h"

namespace podfall {

class Traffic {
public:
    // One leg of a path; its ends are "machine/program", a machine itself is "machine/".
    struct Mark {
        std::string from, to;
        double begins = 0;  // real seconds
        bool gone = false;  // of a deletion
    };

    // Adds what was written since the last call. At a `speed` above 10, nothing is shown.
    void follow(const World& world, double now, int speed, bool still);
    void place(std::string_view machine, std::string_view program, ImVec2 at);
    // `margin` is the x coordinate of paths between distant machines, clear of their cards.
    void draw(Ui& ui, float margin);
    const std::vector<Mark>& marks() const { return marks_; }

private:
    void pass(const std::vector<std::string>& way, double begins, bool gone);
    void send(const World& world, const Change& change, double begins);

    std::vector<Mark> marks_;
    std::map<std::string, ImVec2> places_;
    Revision seen_ = -1;
    TurnId turn_ = 0;
    double next_ = 0;  // when the next write may start
};

}  // namespace podfall
