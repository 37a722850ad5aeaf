// Operator commands for an item of the cluster panel. Choosing one types it into the terminal of
// the right machine; it does not run it.
#pragma once

#include <string>
#include <vector>

#include "shell/cluster/thing.h"
#include "shell/ui/ui.h"

namespace podfall {

struct MenuItem {
    std::string label;
    std::string machine;  // the machine of the terminal
    std::string line;
};

std::vector<MenuItem> menu_items(const World& world, const Thing& subject, const Strings& words);

class ContextMenu {
public:
    void open(Thing subject, ImVec2 at);
    bool is_open() const { return !subject_.none(); }
    void close() { subject_ = {}; }
    void draw(Ui& ui, const World& world);

private:
    Thing subject_;
    ImVec2 at_;
    bool opening_ = false;
};

}  // namespace podfall
