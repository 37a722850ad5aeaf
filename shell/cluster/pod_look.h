// How a pod's state is displayed: mark, colour and meaning.
#pragma once

#include "shell/cluster/view.h"
#include "shell/ui/icon.h"
#include "shell/ui/strings.h"
#include "shell/ui/theme.h"

namespace podfall {

class Ui;
struct Rect;

struct PodMark {
    Icon icon;
    Colour colour;
    const char* about;
};

PodMark pod_mark(PodLook look, const Theme& theme, const Strings& words);

// The same for a unit or a program: "running" and its colour.
struct PartMark {
    Icon icon;
    Colour colour;
    const char* state;
};
PartMark part_mark(UnitState state, const Theme& theme, const Strings& words);
// Diagonal lines over unhealthy items: a sign that needs no colour.
void hatch(const Ui& ui, const Rect& box, Colour colour, float alpha);

const char* about_part(std::string_view name, const Strings& words);

}  // namespace podfall
