// Draws the sandbox panel.
#include "shell/lesson/sandbox.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/lesson/files.h"
#include "shell/cluster/context_menu.h"
#include "shell/ui/icon.h"
#include "shell/ui/rich_text.h"

namespace podfall {

ClusterSize size_of(const World& world) {
    ClusterSize size{0, 0};
    for (const auto& [id, machine] : world.machines)
        ++(machine.control_plane ? size.masters : size.workers);
    return size;
}

bool can_be_built(const ClusterSize& size) {
    return size.workers >= 1 && size.workers <= most_workers &&
           (size.masters == 1 || size.masters == 3);
}

Lesson sandbox_lesson(ClusterSize size) {
    Lesson lesson;
    lesson.id = sandbox_id;
    for (std::size_t i = 0; i < language_files_count; ++i)
        lesson.title.set(language_files[i].language,
                         find_strings(language_files[i].language).sandbox);
    lesson.release = Release::v1_20_15;
    lesson.workers = std::clamp(size.workers, 1, most_workers);
    lesson.masters = size.masters == 3 ? 3 : 1;
    lesson.files = sandbox_files();
    LessonStep step;
    step.id = "free";
    step.title = lesson.title;
    lesson.steps.push_back(std::move(step));
    return lesson;
}

void SandboxPanel::heading(Ui& ui, const char* words) {
    y_ += ui.px(20);
    ui.put({x_, y_}, Face::sans_bold, type::small, ui.theme->dim, words);
    y_ += ui.px(type::small + 8);
}

void SandboxPanel::size(Ui& ui, const World& world) {
    const ClusterSize there = size_of(world);
    if (workers_ == 0) workers_ = there.workers;
    if (masters_ == 0) masters_ = there.masters;
    heading(ui, ui.text->workers);
    const float side = ui.px(ui.button_height()), gap = ui.px(6);
    float x = x_;
    const auto step = [&](const char* id, const char* label, int to) {
        if (ui.button(id, {x, y_, side, side}, label)) workers_ = std::clamp(to, 1, most_workers);
        x += side + gap;
    };
    step("fewer", "-", workers_ - 1);
    ui.put_centred({x, y_, ui.px(34), side}, Face::sans_bold, type::lead, ui.theme->text,
                   to_text(workers_));
    x += ui.px(34) + gap;
    step("more workers", "+", workers_ + 1);
    x += ui.px(10);
    for (const int n : {1, 3, 10, 50}) {
        const std::string label = to_text(n);
        const float w = ui.button_width(label);
        if (ui.button(cat("workers", n).c_str(), {x, y_, w, side}, label, false, workers_ == n))
            workers_ = n;
        x += w + gap;
    }
    y_ += side;
    heading(ui, ui.text->masters);
    x = x_;
    for (const int n : {1, 3}) {
        const std::string label = to_text(n);
        const float w = std::max(side, ui.button_width(label));
        if (ui.button(cat("masters", n).c_str(), {x, y_, w, side}, label, false, masters_ == n))
            masters_ = n;
        x += w + gap;
    }
    ui.put_within({x + ui.px(4), y_ + (side - ui.px(type::small)) / 2},
                  std::max(0.0f, x_ + width_ - x - ui.px(4)), Face::sans, type::small,
                  ui.theme->dim, masters_ == 3 ? ui.text->three_masters : ui.text->one_master);
    y_ += side + ui.px(14);
    const bool same = ClusterSize{workers_, masters_} == there;
    const char* words = same ? ui.text->build_again : ui.text->build;
    if (ui.button("build", {x_, y_, ui.button_width(words), side}, words, !same))
        ui.emit(act::OpenSandbox{workers_, masters_});
    y_ += side;
}

// A command that a press types into a machine's terminal.
bool SandboxPanel::row(Ui& ui, const char* id, std::string_view title, std::string_view line) {
    const Rect box{x_, y_, width_, ui.px(line.empty() ? 34 : 46)};
    const Ui::Press p = ui.press(id, box);
    ui.fill(box, p.hovered ? ui.theme->hover : ui.theme->raised, 6);
    ui.put_within({box.x + ui.px(12), box.y + ui.px(line.empty() ? 10 : 7)}, box.w - ui.px(24),
                  Face::sans_bold, type::label, ui.theme->text, title);
    ui.put_within({box.x + ui.px(12), box.y + ui.px(27)}, box.w - ui.px(24), Face::mono,
                  type::small, ui.theme->code, line);
    y_ += box.h + ui.px(6);
    return p.pressed;
}

void SandboxPanel::faults(Ui& ui, const World& world) {
    heading(ui, ui.text->faults);
    const std::size_t count = world.machines.size();
    machine_ = std::min(machine_, count - 1);
    const Machine& machine = *world.machines.find(static_cast<MachineId>(machine_));
    const float side = ui.px(ui.button_height());
    if (ui.button("last machine", {x_, y_, side, side}, "‹"))
        machine_ = (machine_ + count - 1) % count;
    ui.put_centred({x_ + side, y_, ui.px(90), side}, Face::mono, type::label, ui.theme->text,
                   machine.name);
    if (ui.button("next machine", {x_ + side + ui.px(90), y_, side, side}, "›"))
        machine_ = (machine_ + 1) % count;
    y_ += side + ui.px(10);
    std::vector<MenuItem> items = menu_items(world, machine_thing(machine.name), *ui.text);
    if (machine.control_plane &&
        machine.powered)  // its programs are broken through their manifests
        for (const char* part :
             {"kube-apiserver", "etcd", "kube-scheduler", "kube-controller-manager"})
            for (const MenuItem& i : menu_items(world, program_thing(machine.name, part), *ui.text))
                if (i.label == ui.text->do_take_manifest || i.label == ui.text->do_put_manifest)
                    items.push_back({cat(part, ": ", i.label), i.machine, i.line});
    for (std::size_t n = 0; n < items.size(); ++n) {
        if (items[n].label == ui.text->do_describe) continue;
        if (row(ui, cat("fault", n).c_str(), items[n].label, items[n].line))
            ui.emit(act::TypeText{items[n].line, items[n].machine});
    }
    ui.put_within({x_, y_}, width_, Face::sans, type::small, ui.theme->dim, ui.text->menu_note);
    y_ += ui.px(16);
}

void SandboxPanel::session(Ui& ui) {
    heading(ui, ui.text->session);
    const float side = ui.px(ui.button_height());
    const float w = ui.button_width(ui.text->save_session);
    if (ui.button("save", {x_, y_, w, side}, ui.text->save_session)) ui.emit(act::SaveSession{});
    if (ui.button("load", {x_ + w + ui.px(8), y_, ui.button_width(ui.text->load_session), side},
                  ui.text->load_session, false, takes_paste_))
        takes_paste_ = !takes_paste_;
    y_ += side + ui.px(8);
    y_ +=
        put_wrapped(ui, takes_paste_ ? ui.text->paste_session : ui.text->session_note, Face::sans,
                    type::label, takes_paste_ ? ui.theme->accent : ui.theme->dim, {x_, y_}, width_);
}

void SandboxPanel::lessons(Ui& ui) {
    heading(ui, ui.text->lessons);
    if (lessons_.empty()) lessons_ = lesson_contents();
    for (const LessonEntry& entry : lessons_)
        if (row(ui, entry.id.c_str(), entry.title[ui.language], ""))
            ui.emit(act::OpenLesson{entry.id});
}

void SandboxPanel::draw(Ui& ui, const Rect& box, const World& world) {
    ImGui::SetCursorScreenPos(box.min());
    ImGui::BeginChild("sandbox", {box.w, box.h}, ImGuiChildFlags_NavFlattened);
    const float margin = ui.px(20), start = box.y + ui.px(24) - ImGui::GetScrollY();
    x_ = box.x + margin;
    y_ = start;
    width_ = std::min(box.w - 2 * margin, ui.px(640));
    ui.put({x_, y_}, Face::sans_bold, type::title, ui.theme->text, ui.text->sandbox);
    y_ += ui.px(36);
    y_ += put_wrapped(ui, ui.text->sandbox_about, Face::sans, type::body, ui.theme->text, {x_, y_},
                      width_);
    if (!complaint_.empty()) {
        y_ += ui.px(10);
        y_ += put_wrapped(ui, complaint_.c_str(), Face::sans_bold, type::label, ui.theme->warn,
                          {x_, y_}, width_);
    }
    size(ui, world);
    faults(ui, world);
    session(ui);
    lessons(ui);
    ImGui::SetCursorScreenPos({box.x, start});
    ImGui::Dummy({1, y_ - start + ui.px(40)});
    ImGui::EndChild();
}

}  // namespace podfall
