// The texts of the front end, one file per language: shell/languages/XX.json. The build generates
// tables from them; missing texts fall back to English.
#pragma once

#include "core/explain/explain.h"
#include "core/lesson/language.h"

namespace podfall {

inline constexpr int happening_count = static_cast<int>(Happening::waits) + 1;
inline constexpr int rule_count = static_cast<int>(Rule::count_);

struct Strings {
    // panels
    const char* lesson;
    const char* terminal;
    const char* cluster;
    const char* time;
    const char* dark;
    const char* light;
    // lesson
    const char* lessons;
    const char* search;  // in lessons and the glossary
    const char* nothing_found;
    const char* predict;        // title of the question
    const char* predict_first;  // below it, until it is answered
    const char* you_said;       // below it, once answered: {s}; nothing is judged yet
    const char* your_guess;     // heads the verdict, before what was said
    const char* right;
    const char* not_quite;
    const char* try_it;  // title of the commands
    const char* try_it_note;
    const char* goals;
    const char* hint;
    const char* more_hints;
    const char* show_me;          // the last hint: the answer
    const char* answer;           // its title
    const char* let_pass;         // before a time
    const char *cover, *uncover;  // what is to be recalled
    const char* why;              // title of the explanation
    const char* next_step;
    const char* next_lesson;
    const char* open_sandbox;  // in place of it, after the last
    const char* finish;
    const char* recap;
    const char* finished;
    const char* redo_step;
    const char* restart;
    const char* restart_sure;
    const char* steps;
    const char* step_done;
    const char* waiting;  // the goals are not met yet
    const char* copied;
    // cluster
    const char* workloads;
    const char* no_workloads;
    const char* control_plane;
    const char* worker;
    const char* ready;
    const char* not_ready;
    const char* unknown;
    const char* powered_off;
    const char* cordoned;
    const char* system_pods;
    const char* no_pods;
    const char* pods;
    const char* node;
    const char* namespace_;
    const char* owner;
    const char* no_owner;
    const char* restarts;
    const char* age;
    const char* image;
    const char* state;
    const char* events;
    const char* no_events;
    const char* close;
    const char* unscheduled;
    // what pod states mean
    const char* about_pending;
    const char* about_assigned;
    const char* about_creating;
    const char* about_running;
    const char* about_not_ready;
    const char* about_terminating;
    const char* about_failed;
    const char* about_evicted;
    const char* about_image;
    const char* about_crash;
    const char* about_succeeded;
    const char* about_unknown;
    // what machines' parts do
    const char* about_kubelet;
    const char* about_docker;
    const char* about_etcd;
    const char* about_api_server;
    const char* about_controller_manager;
    const char* about_scheduler;
    const char* about_haproxy;
    const char* about_keepalived;
    const char* about_unit;
    const char* unit_active;
    const char* unit_inactive;
    const char* unit_failed;
    const char* unit_changing;
    // time
    const char* play;
    const char* pause;
    const char *next_change, *previous_change;
    const char* skip_time;       // {t} of it
    const char* back_to_lesson;  // on a phone's terminal
    const char* goals_met;
    const char* speed;
    const char* live;
    const char* past;  // while in the past
    const char* past_note;
    const char* resting;  // time waits for the user
    const char* since_start;
    const char* no_change;  // nothing changed within the limit
    const char* step_turn;
    const char* next_node;
    const char* no_node_change;
    const char* other_future;       // the one set aside by acting in the past
    const char* other_future_note;  // shown when it is restored
    const char *show_lanes, *hide_lanes;
    const char *lane_you, *lane_scheduler, *lane_controllers, *lane_kubelets, *lane_faults;
    // inspector
    const char *tab_summary, *tab_why, *tab_logs;
    const char *no_logs, *no_causes, *now_waiting, *you;
    const char* node_unknown;  // Ready is Unknown; kubectl says NotReady
    const char* nodes;
    const char* happenings[happening_count];  // by Happening: {s} subject, {f} from, {t} to
    const char* rules[rule_count];  // by Rule: {w} waited, {p} {q} {r} periods, {d} detail, ...
    // context menu: labels of commands
    const char *do_stop, *do_start, *do_restart, *do_status, *do_log, *do_describe, *do_delete;
    const char *do_cut, *do_join, *do_power_off, *do_power_on, *do_cordon, *do_uncordon, *do_drain;
    const char* leader;  // of several replicas: it is active, the others wait
    const char *do_take_manifest, *do_put_manifest, *do_more, *do_less, *do_roll, *do_exec;
    const char* menu_note;
    // terminal
    const char* find;
    const char *older_match, *newer_match;
    const char* command_help;
    const char* what_next;  // title of the words that can come next
    const char *smaller_text, *larger_text;
    const char* two_machines;
    const char* more_tools;
    const char* put_name;    // puts it on the line
    const char* many_lines;  // below {n} pasted lines
    const char* enter_runs;  // below a line that a press put there
    const char* type_here;   // in an empty terminal; {c} is a command of that machine
    const char* more_below;
    // Durations: a number precedes them.
    const char *unit_day, *unit_hour, *unit_minute, *unit_second;
    const char *paste, *no_clipboard;
    // sandbox
    const char *sandbox, *sandbox_about, *workers, *masters, *one_master, *three_masters, *bad_size,
        *build, *build_again, *faults, *session;
    const char *save_session, *load_session, *session_note, *paste_session, *session_copied,
        *session_opened, *no_session;
    // phone keys
    const char* key_tab;
    const char* key_escape;
};

// A glossary term in one language.
struct Term {
    const char* key;    // in every language: "kubelet", "ReplicaSet"
    const char* names;  // several with '|'
    const char* meaning;
};

// The contents of a language file. Missing texts are null.
struct LanguageFile {
    Language language;
    const char* name;  // in the language itself
    Strings words;
    const Term* terms;
    std::size_t terms_count;
};

// Sorted by code; English is among them. Generated by .cmake/languages.cmake.
extern const LanguageFile language_files[];
extern const std::size_t language_files_count;

// Null for a language without a file.
const LanguageFile* find_language_file(Language language);
// The language that a parameter or locale names, if it has a file; otherwise English.
Language spoken_language(std::string_view code);
// The next language in a cycle, for the language switch.
const LanguageFile& next_language(Language language);

const Strings& find_strings(Language language);

// `own`, with missing texts taken from `full`.
Strings completed(const Strings& own, const Strings& full);

// A duration in a sentence: "40초", "5분", "1 min 30 s". Only its significant parts.
std::string length_text(Duration length, const Strings& words);

// The label of a button that lets a duration pass.
std::string skip_words(const Strings& words, Duration time);

}  // namespace podfall
