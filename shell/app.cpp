// Owns session and panels, dispatches input, lays the panels out.
#include "shell/app.h"

#include <imgui.h>

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "shell/lesson/commands.h"
#include "shell/lesson/contents.h"
#include "shell/terminal/pasted.h"
#include "shell/ui/icon.h"

namespace podfall {

namespace {

constexpr double notice_time = 4;  // seconds

ImVec4 vec(Colour c, float alpha = 1) {
    return ImGui::ColorConvertU32ToFloat4(packed(c, alpha));
}

}  // namespace

App::App(Backend& backend) : backend_(backend), theme_name_(backend.parameter("theme")) {
    ui_.fonts = &backend.fonts();
    ui_.language = spoken_language(backend.parameter("lang"));
    more_contrast_ = backend.parameter("contrast") == "more";
    ui_.reduced_motion = backend.parameter("motion") == "reduce";
    progress_ = load_progress(backend.load("progress"));
    std::int64_t size = 0;
    if (parse_int(backend.load("font"), size)) font_size_ = static_cast<float>(size);
    apply_theme();
    open_lesson(backend.parameter("lesson"));
}

bool App::in_sandbox() const {
    return lesson_->id == sandbox_id;
}

bool App::open_sandbox(ClusterSize size, std::string_view session) {
    const std::string_view saved = session.substr(std::min(session.find('\n') + 1, session.size()));
    std::string error;
    std::optional<Sim> sim;
    if (!session.empty()) sim = Sim::open_saved(saved, error);
    if (!session.empty() && !sim) return false;
    if (sim) size = size_of(sim->world());
    auto lesson = std::make_unique<Lesson>(sandbox_lesson(size));
    lab_ = std::make_unique<Lab>(lesson.get(), LessonProgress(), session);
    lesson_ = std::move(lesson);
    step_ = 0;
    show_cluster();
    sandbox_.done();
    return true;
}

// `?workers=N&masters=N`: a missing value defaults to the saved one, else to the built-in default.
void App::open_sandbox_of_address() {
    const std::string session = backend_.load(cat("session.", sandbox_id));
    const bool kept = !session.empty() && open_sandbox({}, session);
    const ClusterSize there = kept ? size_of(lab_->world()) : ClusterSize{};
    ClusterSize size = there;
    bool read = true;
    const auto take = [&](const char* name, int& out) {
        const std::string text = backend_.parameter(name);
        std::int64_t n = 0;
        if (text.empty()) return;
        read = parse_int(text, n) && n >= 0 && n <= 1000 && read;
        out = static_cast<int>(std::clamp<std::int64_t>(n, 0, 1000));
    };
    take("workers", size.workers);
    take("masters", size.masters);
    const bool good = read && can_be_built(size);
    if (!good) size = {std::clamp(size.workers, 1, most_workers), size.masters == 3 ? 3 : 1};
    if (!kept || size != there) open_sandbox(size, "");
    if (!good) sandbox_.complain(cat(ui_.text->bad_size, size.masters, " + ", size.workers));
}

void App::open_lesson(std::string_view id) {
    if (id == sandbox_id) return open_sandbox_of_address();
    auto lesson = read_embedded(id);
    const std::string session = backend_.load(cat("session.", lesson->id));
    const LessonProgress& progress = progress_.lessons[lesson->id];
    Still still;
    const bool fresh = session.empty() && progress.steps.empty();
    if (fresh && read_still(backend_.still(lesson->id), still))
        lab_ = std::make_unique<Lab>(lesson.get(), std::move(still));
    else
        lab_ = std::make_unique<Lab>(lesson.get(), progress, session);
    lesson_ = std::move(lesson);
    step_ = lab_->run().current();
    show_cluster();
    lesson_panel_.show_top();
}

void App::begin() {
    if (!lab_->still()) return;
    lab_->begin();
    dirty_ = true;
}

void App::show_cluster() {
    cluster_ = {};
    terminal_panel_ = TerminalPanel();
    cluster_panel_ = ClusterPanel();
    terminal_panel_.show(lab_->world(), "m-k8s");
    terminal_panel_.remember(lab_->sim().timeline().inputs());
}

void App::apply_theme() {
    ui_.theme = &find_theme(theme_name_, more_contrast_);
    ui_.text = &find_strings(ui_.language);
    ui_.scale = backend_.scale();
    const Theme& t = *ui_.theme;
    ImGuiStyle& style = ImGui::GetStyle();
    style = ImGuiStyle();
    style.WindowPadding = style.ItemSpacing = {0, 0};
    style.WindowBorderSize = style.ChildBorderSize = 0;
    style.WindowRounding = ui_.px(8);
    style.ScrollbarSize = ui_.px(8);
    style.ScrollbarRounding = ui_.px(4);
    style.FontSizeBase = type::body;
    style.FontScaleDpi = ui_.scale;
    style.Colors[ImGuiCol_WindowBg] = vec(t.page);
    style.Colors[ImGuiCol_ChildBg] = {0, 0, 0, 0};
    style.Colors[ImGuiCol_ScrollbarBg] = {0, 0, 0, 0};
    style.Colors[ImGuiCol_ScrollbarGrab] = vec(t.edge, 0.45f);
    style.Colors[ImGuiCol_ScrollbarGrabHovered] = vec(t.edge, 0.8f);
    style.Colors[ImGuiCol_ScrollbarGrabActive] = vec(t.edge);
    style.Colors[ImGuiCol_NavCursor] = {0, 0, 0, 0};  // Ui::press draws the focus ring
}

void App::save() {
    progress_.lessons[lesson_->id] = lab_->run().progress();
    backend_.save("progress", save_progress(progress_));
    backend_.save(cat("session.", lesson_->id), lab_->session());
}

void App::wake() {
    dirty_ = true;
    last_input_ = now_;
}

void App::notice(std::string words) {
    notice_ = std::move(words);
    notice_until_ = now_ + notice_time;
}

// ---- input ----

void App::text(std::string_view utf8) {
    wake();
    // A phone's keyboard types its clipboard's text.
    if (utf8.find('\n') != utf8.npos) return paste(utf8);
    if (lesson_takes_text()) return lesson_panel_.search_text(utf8);
    // Text goes to the terminal wherever the user last clicked; a space may press a button.
    if (focus_ != PanelId::terminal && utf8 == " " && ImGui::GetIO().NavVisible)
        return send_to_imgui(Key{' '}, {});
    go_to_panel(PanelId::terminal, false);
    terminal_panel_.text(utf8, lab_->sim(), ui_.commands);
}

void App::preedit(std::string_view utf8) {
    wake();
    if (lesson_takes_text()) return lesson_panel_.search_preedit(utf8);
    terminal_panel_.preedit(utf8);
}

void App::paste(std::string_view utf8) {
    wake();
    if (in_sandbox() && sandbox_.takes_paste()) {
        const bool opened = open_sandbox({}, utf8);
        notice(opened ? ui_.text->session_opened : ui_.text->no_session);
        if (opened) save();
        return;
    }
    if (lesson_takes_text())
        return lesson_panel_.search_text(clean_paste(utf8.substr(0, utf8.find('\n'))));
    go_to_panel(PanelId::terminal, false);
    terminal_panel_.paste(utf8, lab_->sim(), ui_.commands);
}

// Keys that work in every panel.
std::optional<UiCommand> App::shortcut(Key key, Modifiers modifiers) const {
    switch (static_cast<int>(key) - static_cast<int>(Key::f1) + 1) {
        case 7:
            return act::PreviousChange{};
        case 8:
            if (lab_->playing() && !lab_->resting()) return act::Pause{};
            return act::Play{};
        case 9:
            return act::NextChange{};
        case 10:  // with Shift it opens the cluster's menu
            if (modifiers.shift && focus_ == PanelId::cluster) return {};
            return act::SetSpeed{next_speed(lab_->speed())};
        default:
            break;
    }
    const bool turn = key == Key::enter && modifiers.ctrl;
    const LessonRun& run = lab_->run();
    const bool may = !in_sandbox() && step_ < run.step_count() &&
                     (run.done(step_) || run.lesson().steps[step_].goals.empty());
    if (!turn || !may) return {};
    return act::FinishReading{step_};
}

KeyUse App::key(Key key, Modifiers modifiers) {
    wake();
    if (static_cast<int>(key) == static_cast<int>(Key::f1) + 5) {  // F6
        const int by = modifiers.shift ? panel_count - 1 : 1;
        go_to_panel(static_cast<PanelId>((static_cast<int>(focus_) + by) % panel_count), true);
        return KeyUse::taken;
    }
    if (std::optional<UiCommand> command = shortcut(key, modifiers)) {
        ui_.emit(std::move(*command));
        return KeyUse::taken;
    }
    if (lesson_takes_text() && lesson_panel_.search_key(key, modifiers)) return KeyUse::taken;
    if (focus_ == PanelId::terminal) {
        ImGui::SetNavCursorVisible(false);
        return terminal_panel_.key(key, modifiers, lab_->sim(), ui_.commands);
    }
    if (key == Key::escape && focus_ == PanelId::cluster && cluster_panel_.escape())
        return KeyUse::taken;
    if (key == Key::escape) {
        go_to_panel(PanelId::terminal, false);
        return KeyUse::imgui;
    }
    // A lesson is one column: arrow keys move through its items and never sideways into another
    // panel.
    if (focus_ == PanelId::lesson && (key == Key::up || key == Key::down)) {
        send_to_imgui(Key::tab, {.shift = key == Key::up});
        return KeyUse::taken;
    }
    // Copying the terminal's selection, and Ctrl+C, work in every panel.
    if (modifiers.ctrl) return terminal_panel_.key(key, modifiers, lab_->sim(), ui_.commands);
    return KeyUse::imgui;
}

void App::focus(bool focused) {
    focused_ = focused;
    wake();
}

void App::set(std::string_view name, std::string_view value) {
    if (name == "theme") theme_name_ = value;
    if (name == "contrast") more_contrast_ = value == "more";
    if (name == "print")
        return backend_.mirror_region("print",
                                      print_text(*lesson_, lab_->world(), ui_.language, *ui_.text));
    if (name == "where") {
        ui_.sought = value;
        ui_.found = {};
        dirty_ = true;
        return;
    }
    if (name == "no clipboard") notice(ui_.text->no_clipboard);
    if (name == "motion") ui_.reduced_motion = value == "reduce";
    if (name == "lang") ui_.language = spoken_language(value);
    if (name == "lesson" && value != lesson_->id) open_lesson(value);
    apply_theme();
    dirty_ = true;
}

void App::go_to_panel(PanelId id, bool by_key) {
    focus_ = id;
    if (id != PanelId::time) panel_ = id;
    enter_panel_ = by_key && id != PanelId::terminal;
    dirty_ = true;
}

// ---- drawing ----

double App::next_frame(double now) const {
    if (dirty_ || ui_.animating || !ui_.commands.empty()) return now;
    double next = lab_->next_tick(now);
    if (focused_ && focus_ == PanelId::terminal && !ui_.reduced_motion)
        next = std::min(next, terminal_panel_.next_blink(now, last_input_));
    if (notice_until_ > now) next = std::min(next, notice_until_);
    return next;
}

void App::draw_header(const Rect& box) {
    Ui& ui = ui_;
    ui.fill(box, ui.theme->panel);
    ui.fill({box.x, box.bottom() - 1, box.w, 1}, ui.theme->line);
    const float side = ui.px(ui.finger(32)), top = box.y + (box.h - side) / 2;
    float right = box.right() - ui.px(ui.touch ? 8 : 12) - side;
    const bool is_light = theme_name_ == "light";
    const Rect theme{right, top, side, side};
    const Ui::Press p = ui.press("theme", theme);
    if (p.pressed) ui.emit(act::SetTheme{is_light ? "dark" : "light"});
    if (p.hovered) ui.fill(theme, ui.theme->hover, 6);
    if (p.hovered || p.focused) ui.tooltip(is_light ? ui.text->dark : ui.text->light, "");
    put_icon(ui, is_light ? Icon::moon : Icon::sun, theme.inset((side - ui.px(16)) / 2),
             ui.theme->dim);
    const LanguageFile& other = next_language(ui.language);
    const float w = ui.width(Face::sans_bold, type::label, other.name) + ui.px(20);
    right -= w + ui.px(4);
    const Rect language{right, top, w, side};
    const Ui::Press l = ui.press("language", language);
    if (l.pressed) ui.emit(act::SetLanguage{std::string(other.language.code())});
    if (l.hovered) ui.fill(language, ui.theme->hover, 6);
    ui.put_centred(language, Face::sans_bold, type::label, ui.theme->dim, other.name);
    float x = box.x + ui.px(16);
    const float mark = ui.px(10);  // the name's mark: a pod that falls out of its row
    const float y = box.y + box.h / 2;
    ui.fill({x, y - mark, mark, mark}, ui.theme->accent, 2);
    ui.fill({x + mark + ui.px(2), y - mark + ui.px(5), mark, mark}, ui.theme->good, 2);
    x += 2 * mark + ui.px(12);
    ui.put({x, y - ui.px(9)}, Face::sans_bold, 17, ui.theme->text, "Podfall");
    x += ui.width(Face::sans_bold, 17, "Podfall") + ui.px(16);
    if (right - x < ui.px(130)) return;
    ui.fill({x, y - ui.px(8), 1, ui.px(16)}, ui.theme->line);
    ui.put_within({x + ui.px(16), y - ui.px(8)}, right - x - ui.px(32), Face::sans, type::body,
                  ui.theme->dim, lesson_->title[ui.language]);
}

void App::draw_tabs(const Rect& box) {
    if (box.w <= 0) return;
    Ui& ui = ui_;
    const char* const labels[] = {ui.text->lesson, ui.text->terminal, ui.text->cluster};
    const float w = box.w / 3;
    ui.fill(box, ui.theme->panel);
    for (int i = 0; i < 3; ++i) {
        const Rect tab{box.x + w * static_cast<float>(i), box.y, w, box.h};
        const bool on = static_cast<int>(panel_) == i;
        const Ui::Press p = ui.press(labels[i], tab);
        if (p.pressed) ui.emit(act::ShowPanel{static_cast<PanelId>(i)});
        if (p.hovered && !on) ui.fill(tab, ui.theme->hover);
        ui.put_centred(tab, on ? Face::sans_bold : Face::sans, type::body,
                       on ? ui.theme->text : ui.theme->dim, labels[i]);
        // A dot on the lesson's tab: the shown step is done.
        const LessonRun& run = lab_->run();
        if (i == 0 && !on && step_ < run.step_count() && run.done(step_))
            ImGui::GetWindowDrawList()->AddCircleFilled(
                {tab.right() - ui.px(18), tab.y + ui.px(14)}, ui.px(4), packed(ui.theme->good));
        if (on)
            ui.fill({tab.x + ui.px(16), tab.bottom() - ui.px(3), tab.w - ui.px(32), ui.px(3)},
                    ui.theme->accent, 2);
    }
    ui.fill({box.x, box.bottom() - 1, box.w, 1}, ui.theme->line);
}

// A frame around the panel that has the keyboard, during keyboard navigation.
void App::draw_panel_frame(const Rect& box, PanelId id) {
    if (focus_ != id || !ImGui::GetIO().NavVisible) return;
    ui_.outline(box, ui_.theme->accent, 0, 2, 0.6f);
}

// `alone`: the lesson is behind another tab.
TerminalPanelInput App::terminal_input(bool alone) const {
    TerminalPanelInput in{&lab_->sim(),    lab_->jumps(), focused_ && focus_ == PanelId::terminal,
                          lab_->in_past(), last_input_,   font_size_};
    if (!alone || in_sandbox()) return in;
    const LessonDeeds deeds{&lab_->run(), step_, &lab_->world(), &lab_->sim().timeline().inputs()};
    if (const std::optional<std::size_t> next = next_command(deeds)) {
        in.next = lab_->run().lesson().steps[step_].commands[*next];
        in.next->line = fill_names(in.next->line, lab_->world());
        if (in.next->wait > 0) in.wait_left = wait_left(deeds, *next);
    }
    in.lesson_waits = lesson_waits(deeds);
    return in;
}

void App::draw_panels(const Layout& layout) {
    const auto enter = [this](PanelId id) {
        ui_.focus_next = enter_panel_ && focus_ == id;
        if (ui_.focus_next) enter_panel_ = false;
    };
    const auto& [lesson, terminal, cluster] = layout.panels;
    if (layout.shows(PanelId::lesson)) {
        ui_.fill(lesson, ui_.theme->panel);
        enter(PanelId::lesson);
        if (in_sandbox())
            sandbox_.draw(ui_, lesson, lab_->world());
        else
            lesson_panel_.draw(ui_, lesson,
                               {&lab_->run(), &lab_->world(), step_, &progress_,
                                &lab_->sim().timeline().inputs()});
        draw_panel_frame(lesson, PanelId::lesson);
    }
    if (layout.shows(PanelId::terminal)) {
        terminal_panel_.draw(ui_, terminal, terminal_input(layout.form == LayoutForm::tabs));
        draw_panel_frame(terminal, PanelId::terminal);
    }
    cluster_panel_.hide();
    if (layout.shows(PanelId::cluster)) {
        ui_.fill(cluster, ui_.theme->panel);
        enter(PanelId::cluster);
        cluster_panel_.draw(ui_, cluster, cluster_, lab_->world(), lab_->speed());
        draw_panel_frame(cluster, PanelId::cluster);
    }
    enter(PanelId::time);
    time_bar_.draw(ui_, layout.time, *lab_);
    draw_panel_frame(layout.time, PanelId::time);
    ui_.focus_next = false;
    // If the keyboard focus moved by itself, its panel has it; the terminal only gets text once it
    // is asked for.
    for (const PanelId id : {PanelId::lesson, PanelId::cluster, PanelId::time}) {
        const Rect& box = id == PanelId::time ? layout.time : layout.panels[static_cast<int>(id)];
        if (focus_ != PanelId::terminal && ui_.focused &&
            box.holds({ui_.focused->x + ui_.focused->w / 2, ui_.focused->y + 1}))
            focus_ = id;
    }
    if (!ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
        !ImGui::IsMouseClicked(ImGuiMouseButton_Right))
        return;
    for (int i = 0; i < 3; ++i)
        if (layout.panels[i].holds(ImGui::GetMousePos())) focus_ = static_cast<PanelId>(i);
}

// One line above the time bar: the position in time, or what just happened.
void App::draw_notice(const Layout& layout) {
    std::string words;
    if (now_ < notice_until_)
        words = notice_;
    else if (lab_->in_past())
        words = cat(ui_.text->past, " ", clock_text(lab_->world(), lab_->world().now), ". ",
                    ui_.text->past_note);
    if (words.empty()) return;
    const float w = std::min(ui_.width(Face::sans, type::label, words) + ui_.px(32),
                             layout.time.w - ui_.px(16));
    // On a phone the terminal's keys are above the time bar: a message there would cover Enter.
    const bool over_keys = layout.form == LayoutForm::tabs && layout.shows(PanelId::terminal);
    const float y = over_keys ? layout.tabs.bottom() + ui_.px(48) : layout.time.y - ui_.px(44);
    const Rect box{(layout.time.w - w) / 2, y, w, ui_.px(36)};
    ui_.fill(box, ui_.theme->text, 8);
    ui_.put_within({box.x + ui_.px(16), box.y + (box.h - ui_.px(type::label)) / 2}, w - ui_.px(32),
                   Face::sans, type::label, ui_.theme->panel, words);
}

void App::mirror() {
    for (const std::string& line : terminal_panel_.take_mirror()) backend_.mirror_line(line);
    std::string lesson =
        lesson_text({&lab_->run(), &lab_->world(), step_}, ui_.language, *ui_.text);
    if (in_sandbox() && !sandbox_.complaint().empty()) lesson += cat("\n", sandbox_.complaint());
    if (lesson != mirrored_lesson_) backend_.mirror_region("lesson", lesson);
    mirrored_lesson_ = std::move(lesson);
    const std::string state =
        cat(cluster_.fingerprint, ui_.language.code(), cluster_panel_.inspected());
    if (state == mirrored_cluster_) return;
    backend_.mirror_region(
        "cluster", cat(ClusterPanel::text(cluster_, *ui_.text), cluster_panel_.inspected()));
    mirrored_cluster_ = state;
}

void App::frame(double now) {
    if (backend_.scale() != ui_.scale) apply_theme();
    now_ = ui_.now = now;
    if (dirty_ && last_input_ < 0) last_input_ = now;
    dirty_ = ui_.animating = false;
    ui_.focused.reset();
    // What was typed since the last frame comes first: an input counts from the time it was made.
    for (const UiCommand& command : std::exchange(ui_.commands, {})) carry_out(command);
    const std::size_t step = lab_->run().current();
    lab_->tick(now);
    const std::uint64_t before = cluster_.fingerprint;
    if (lab_->still())
        cluster_ = *lab_->still();
    else
        update_view(cluster_, lab_->world(), lab_->jumps());
    if (cluster_.fingerprint != before) lab_->noticed(now);
    const bool advanced = lab_->run().current() != step;
    if (advanced) save();

    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::Begin("lab", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse |
                     ImGuiWindowFlags_NoSavedSettings);
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    ui_.touch = ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen || size.x < ui_.px(600);
    const float slack = ui_.touch ? ui_.px(4) : 0;
    ImGui::GetStyle().TouchExtraPadding = {slack, slack};
    const Layout layout = lay_out(ui_, size, panel_, splits_, time_bar_.height(ui_, size));
    if (advanced && !layout.shows(PanelId::lesson)) notice(ui_.text->goals_met);
    draw_header(layout.header);
    draw_tabs(layout.tabs);
    draw_panels(layout);
    drag_splitters(ui_, layout, splits_);
    draw_notice(layout);
    ImGui::End();
    if (terminal_panel_.pressed()) focus_ = PanelId::terminal;
    const bool search = lesson_takes_text();
    const Rect& caret = search ? lesson_panel_.caret_box() : terminal_panel_.caret_box();
    backend_.place_caret(
        caret.x, caret.y, caret.h,
        search || (layout.shows(PanelId::terminal) && focus_ == PanelId::terminal));
    mirror();
    if (!ui_.sought.empty()) tell_place();
}

// Requested by App::set("where"): CSS pixels, all 0 if the item does not exist, and 1 if it is not
// scrolled out of view.
void App::tell_place() {
    const Rect& box = ui_.found;
    const auto css = [this](float px) { return static_cast<std::int64_t>(px / ui_.scale); };
    backend_.publish("where", cat(css(box.x), " ", css(box.y), " ", css(box.w), " ", css(box.h),
                                  " ", ui_.found_in_sight ? 1 : 0));
    ui_.sought.clear();
}

}  // namespace podfall
