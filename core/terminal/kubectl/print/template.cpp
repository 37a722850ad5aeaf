// Executes Go templates. Models text/template/exec.go for the values that JSON documents contain.
#include "core/terminal/kubectl/print/template.h"

#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/jsonpath.h"
#include "core/terminal/kubectl/print/template_tree.h"

namespace podfall::kube {

namespace {

// A missing key prints "<no value>" where a null prints "<nil>".
struct Value {
    Json json;
    bool missing = false;
};

bool truth(const Value& v) {
    const Json& j = v.json;
    if (v.missing || j.is_null()) return false;
    if (j.is_boolean()) return j.get<bool>();
    if (j.is_number()) return j.get<double>() != 0;
    if (j.is_string()) return !j.get_ref<const std::string&>().empty();
    return !j.empty();
}

std::string shown(const Value& v) {
    return v.missing || v.json.is_null() ? "<no value>" : go_value(v.json);
}

class Run {
public:
    Run(const Json& data, bool allow_missing, std::string& out)
        : allow_missing_(allow_missing), out_(out) {
        variables_.push_back({"$", {data, false}});
    }
    std::string error;

    // False on an error. `dot` is the value of ".".
    bool block(const std::vector<TemplateNode>& nodes, const Value& dot) {
        for (const TemplateNode& node : nodes) {
            if (!run(node, dot)) return false;
        }
        return true;
    }

private:
    using Values = std::vector<Value>;
    // The position in Go's error: the term, with the whole command for a function.
    bool fail_at(const TemplateTerm& first, std::string_view shown_text, std::string_view why) {
        return fail(cat(first.line, ":", first.column, ": executing \"output\" at <", shown_text,
                        ">: ", why));
    }
    bool fail(std::string text) {
        if (error.empty()) error = std::move(text);
        return false;
    }

    bool run(const TemplateNode& node, const Value& dot) {
        const std::size_t scope = variables_.size();
        Value value;
        switch (node.type) {
            case TemplateNode::Type::text:
                out_ += node.text;
                return true;
            case TemplateNode::Type::action:
                if (!pipeline(node, dot, value)) return false;
                if (node.variables.empty()) out_ += shown(value);
                return true;
            case TemplateNode::Type::if_:
            case TemplateNode::Type::with: {
                if (!pipeline(node, dot, value)) return false;
                const bool yes = truth(value);
                const Value& inner = node.type == TemplateNode::Type::with && yes ? value : dot;
                const bool ok = block(yes ? node.body : node.otherwise, inner);
                variables_.resize(scope);
                return ok;
            }
            case TemplateNode::Type::range: {
                const bool ok = range(node, dot);
                variables_.resize(scope);
                return ok;
            }
        }
        return true;
    }

    bool range(const TemplateNode& node, const Value& dot) {
        TemplateNode plain = node;
        plain.variables.clear();
        Value over;
        if (!pipeline(plain, dot, over)) return false;
        if (!over.json.is_array() && !over.json.is_object() && !over.json.is_null()) {
            const TemplateTerm& first = node.pipeline[0][0];
            return fail_at(first, first.text, cat("range can't iterate over ", shown(over)));
        }
        if (over.json.empty()) return block(node.otherwise, dot);
        std::int64_t index = 0;
        for (auto it = over.json.begin(); it != over.json.end(); ++it, ++index) {
            const std::size_t scope = variables_.size();
            const Value key{over.json.is_object() ? Json(it.key()) : Json(index), false};
            const Value item{*it, false};
            if (node.variables.size() == 2) variables_.push_back({node.variables[0], key});
            if (!node.variables.empty()) variables_.push_back({node.variables.back(), item});
            if (!block(node.body, item)) return false;
            variables_.resize(scope);
        }
        return true;
    }

    bool pipeline(const TemplateNode& node, const Value& dot, Value& value) {
        bool have = false;
        for (const std::vector<TemplateTerm>& command : node.pipeline) {
            Value next;
            if (!call(command, dot, have ? &value : nullptr, next)) return false;
            value = std::move(next);
            have = true;
        }
        for (const std::string& name : node.variables) {
            if (!node.declares) {
                for (std::size_t i = variables_.size(); i-- > 0;) {
                    if (variables_[i].first == name) {
                        variables_[i].second = value;
                        break;
                    }
                }
            } else {
                variables_.push_back({name, value});
            }
        }
        return true;
    }

    bool term(const TemplateTerm& t, const Value& dot, Value& out) {
        switch (t.type) {
            case TemplateTerm::Type::literal:
                out.json = *t.literal;
                return true;
            case TemplateTerm::Type::field:
                return path(t, dot, out);
            case TemplateTerm::Type::variable:
                for (std::size_t i = variables_.size(); i-- > 0;) {
                    if (variables_[i].first == t.name) return path(t, variables_[i].second, out);
                }
                return fail_at(t, t.text, cat("undefined variable: ", t.name));
            case TemplateTerm::Type::pipeline: {
                Value inner;
                return pipeline(t.inner[0], dot, inner) && path(t, inner, out);
            }
            case TemplateTerm::Type::function:
                return call({t}, dot, nullptr, out);
        }
        return true;
    }

    bool path(const TemplateTerm& t, const Value& from, Value& out) {
        out = from;
        for (const std::string& name : t.path) {
            if (out.missing && allow_missing_) continue;  // missingkey=default: still "<no value>"
            if (out.missing || out.json.is_null()) {
                return fail_at(t, t.text, cat("nil data; no entry for key ", quote(name)));
            }
            if (!out.json.is_object()) {
                return fail_at(t, t.text,
                               cat("can't evaluate field ", name, " in type interface {}"));
            }
            const auto it = out.json.find(name);
            if (it == out.json.end()) {
                if (!allow_missing_)
                    return fail_at(t, t.text, cat("map has no entry for key ", quote(name)));
                out = {Json(), true};
                continue;
            }
            const Json next = *it;
            out = {next, false};
        }
        return true;
    }

    bool call(const std::vector<TemplateTerm>& command, const Value& dot, const Value* piped,
              Value& out) {
        const TemplateTerm& first = command[0];
        if (first.type != TemplateTerm::Type::function) {
            if (command.size() > 1 || piped) {
                return fail_at(first, first.text,
                               cat("can't give argument to non-function ", first.text));
            }
            return term(first, dot, out);
        }
        Values args;
        for (std::size_t i = 1; i < command.size(); ++i) {
            Value value;
            if (!term(command[i], dot, value)) return false;
            args.push_back(std::move(value));
        }
        if (piped) args.push_back(*piped);
        std::string why;
        std::vector<Json> values;
        for (const Value& v : args) values.push_back(v.json);
        if (!call_template_function(first.name, values, out.json, why)) {
            std::string words;
            for (const TemplateTerm& t : command) words += cat(words.empty() ? "" : " ", t.text);
            return fail_at(first, words, cat("error calling ", first.name, ": ", why));
        }
        return true;
    }

    bool allow_missing_;
    std::string& out_;
    std::vector<std::pair<std::string, Value>> variables_;
};

}  // namespace

bool run_template(const Template& parsed, const Json& data, bool allow_missing, std::string& out,
                  std::string& error) {
    Run run(data, allow_missing, out);
    if (run.block(parsed.nodes, {data, false})) return true;
    error = cat("template: output:", run.error);
    return false;
}

}  // namespace podfall::kube
