// Helpers shared by the sub-commands that write.
#pragma once

#include <string>

#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall::kube {

// A resource that kubectl knows without discovery, because typed clients are compiled in.
Resource known_resource(const char* group, const char* version, const char* plural,
                        const char* kind, bool namespaced = true);

// ?dryRun=All&fieldManager=...; the manager defaults to --field-manager.
Query write_query(const Kubectl& k, int dry_run, const char* manager = nullptr);

Error post(Kubectl& k, const Resource& resource, const std::string& namespace_, const Json& object,
           int dry_run, Json& answer);
enum class PatchType : unsigned char { strategic, merge, json };
Error patch(Kubectl& k, const Info& info, PatchType type, const std::string& body, int dry_run,
            Json& answer, const std::string& part = {}, const char* manager = nullptr);

// The value of kubectl.kubernetes.io/last-applied-configuration: the object without that
// annotation, as one line of JSON with a newline (util.GetModifiedConfiguration).
inline constexpr const char* last_applied = "kubectl.kubernetes.io/last-applied-configuration";
// `typed`: kubectl holds the object as a Go struct.
std::string modified_configuration(const Json& object, bool annotate, bool typed = false);
void set_annotation(Json& object, const std::string& key, const std::string& value);

// Handles --save-config and --record.
void save_config(Kubectl& k, Json& object, bool typed = false);
void record(Kubectl& k, Json& object);
bool recording(const Kubectl& k);
std::string change_cause(const Kubectl& k);

// The last step of `create KIND NAME`: posts the object (unless --dry-run=client) and prints it.
// `prefix` is put before an error's text ("failed to create deployment: "); null leaves errors
// unchanged.
Step create_and_print(Kubectl& k, const Resource& resource, Json object, const char* prefix);

// The one NAME argument of `create KIND NAME`. False after setting the usage error.
bool name_argument(Kubectl& k, std::string& name, Step& failed);

// "a=b,c=d" as an object. False with generate.ParseLabels' error text.
bool parse_labels(const std::string& text, Json& out, std::string& error);

// "cpu=1,memory=2Gi" as an object.
bool parse_resources(const std::string& text, Json& out, std::string& error);

// A number if the text is one, otherwise the text: intstr.Parse.
Json int_or_text(const std::string& text);

}  // namespace podfall::kube
