// A panel about one item of the cluster: summary, causes, YAML, events, logs. It only reads the
// world; the user's commands are emitted as UiCommands.
#pragma once

#include <string>
#include <vector>

#include "shell/cluster/thing.h"
#include "shell/cluster/view.h"
#include "shell/ui/ui.h"

namespace podfall {

class Inspector {
public:
    enum class Tab : std::uint8_t { summary, why, yaml, events, logs };
    static constexpr int tab_count = 5;

    void open(Thing subject);
    void open(Thing subject, Tab tab) {
        open(std::move(subject));
        tab_ = tab;
    }
    void close() { subject_ = {}; }
    bool is_open() const { return !subject_.none(); }
    const Thing& subject() const { return subject_; }

    void draw(Ui& ui, const Rect& box, const World& world);

    // The shown tab as text, for the page's mirror.
    std::string text() const;

private:
    enum class RowKind : std::uint8_t { pair, heading, words, mono, cause, event };
    struct Row {
        RowKind kind{};
        std::string a, b, c;  // key and value; time, who, what
        std::string rule;     // of a cause; of an event its message
        Time at = 0;          // the time that a press goes to
        bool now = false, bad = false;
        Thing go;  // of an event: the item that a press inspects
        float height = 0;
    };
    void header(Ui& ui, const Rect& box);
    void tabs(Ui& ui, const Rect& box);
    void refresh(Ui& ui, const World& world, float width);
    void measure(Ui& ui, float width);
    void draw_row(Ui& ui, const Row& row, const Rect& box, std::size_t index);
    void draw_cause(Ui& ui, const Row& row, const Rect& box, std::size_t index);

    void pair(std::string_view key, std::string_view value);
    void words(std::string_view text);
    void lines(std::string_view text);
    void summary(const World& world, const Strings& w);
    void summary_pod(const World& world, const Strings& w, const Object& object);
    void summary_node(const World& world, const Strings& w, const Object& object);
    void summary_program(const World& world, const Strings& w);
    void summary_other(const World& world, const Strings& w, const Object& object);
    // A control-plane program is a static pod too.
    ObjectKey object_key(const World& world) const;
    void causes(const World& world, const Strings& w);
    void yaml(const World& world);
    void events(const World& world, const Strings& w);
    void logs(const World& world, const Strings& w);

    Thing subject_;
    Tab tab_ = Tab::summary;
    std::vector<Row> rows_;
    std::string built_for_;  // what rows_ were built for
    float measured_ = 0;     // the width their heights are for
    bool to_top_ = false;
};

}  // namespace podfall
