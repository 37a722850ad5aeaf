// A kustomization file, and the files that it names.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/api/format/json.h"
#include "core/terminal/command.h"

namespace podfall::kube {

struct Kustomization {
    std::string folder;  // absolute
    Json json;
};

// The folder that a command line or `bases` names, as an absolute path. Errors are those of
// kustomize's loader.
bool kustomization_folder(CommandContext& ctx, const std::string& name, std::string& folder,
                          std::string& error);
bool base_folder(CommandContext& ctx, const std::string& from, const std::string& path,
                 const std::vector<std::string>& visited, std::string& folder, std::string& error);

// Reads the kustomization of a folder and checks its fields.
bool load_kustomization(CommandContext& ctx, const std::string& folder, Kustomization& out,
                        std::string& error);

// A file in or below the kustomization's folder.
bool load_file(CommandContext& ctx, const std::string& folder, const std::string& path,
               std::string& content, std::string& error);

// Go's text of an object in an error: "{map[apiVersion:v1 kind:Pod]}".
std::string go_map(const Json& json);

}  // namespace podfall::kube
