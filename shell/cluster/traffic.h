// API traffic as marks that move along the ways requests take: the writer to the API server, the
// API server to etcd, and out to those whose watches are connected. A write takes milliseconds;
// here it takes about a second, one after another, so that an eye can follow.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shell/ui/ui.h"

namespace podfall {

class Traffic {
public:
    // One leg of a way; places are "machine/program", a machine's own is "machine/".
    struct Mark {
        std::string from, to;
        double begins = 0;  // real seconds
        bool gone = false;  // of a deletion
    };

    // Takes in what was written since the last look. `speed` beyond 10 times shows nothing.
    void follow(const World& world, double now, int speed, bool still);
    void place(std::string_view machine, std::string_view program, ImVec2 at);
    // `margin` is where the way between far machines runs, clear of their cards: an x of the
    // screen.
    void draw(Ui& ui, float margin);
    const std::vector<Mark>& marks() const { return marks_; }

private:
    void pass(const std::vector<std::string>& way, double begins, bool gone);
    void send(const World& world, const Change& change, double begins);

    std::vector<Mark> marks_;
    std::map<std::string, ImVec2> places_;
    Revision seen_ = -1;
    TurnId turn_ = 0;
    double next_ = 0;  // when the next write may begin
};

}  // namespace podfall
