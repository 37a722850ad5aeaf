// A parsed Go template.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/api/format/json.h"

namespace podfall::kube {

struct TemplateNode;

struct TemplateTerm {
    enum class Type : unsigned char { literal, field, variable, pipeline, function } type{};
    std::string text;               // as written
    int line = 1;                   // line in the template, from 1
    std::size_t column = 0;         // bytes before it in that line
    std::string name;               // of a variable ("$x") or function
    std::vector<std::string> path;  // fields selected from it
    std::shared_ptr<Json> literal;
    std::vector<TemplateNode> inner;  // a pipeline in parentheses
};

struct TemplateNode {
    enum class Type : unsigned char { text, action, if_, range, with } type = Type::text;
    std::string text;
    std::vector<std::vector<TemplateTerm>> pipeline;  // commands, each a function with arguments
    std::vector<std::string> variables;               // "$x := ...", "$i, $x := range ..."
    bool declares = true;                             // := and not =
    std::vector<TemplateNode> body, otherwise;
};

struct Template {
    std::vector<TemplateNode> nodes;
};

// printf, len, index, eq, ... False with Go's error text, also for an unknown function.
bool call_template_function(const std::string& name, const std::vector<Json>& args, Json& out,
                            std::string& error);
bool is_template_function(const std::string& name);

}  // namespace podfall::kube
