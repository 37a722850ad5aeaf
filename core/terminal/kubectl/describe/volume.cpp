// Volumes in descriptions of pods, pod templates and persistent volumes.
#include <nlohmann/json.hpp>

#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/describe/describe.h"

namespace podfall::kube {

namespace {

// How each volume type is described: the type, then titles with the members they show. "?" before a
// path prints false for a missing member, "|" gives the text for it.
struct VolumeLayout {
    const char *member, *type, *lines;
};
constexpr VolumeLayout layouts[] = {
    {"hostPath", "HostPath (bare host directory volume)", "Path=path;HostPathType=type|<none>"},
    {"emptyDir", "EmptyDir (a temporary directory that shares a pod's lifetime)",
     "Medium=medium;SizeLimit=sizeLimit|<unset>"},
    {"secret", "Secret (a volume populated by a Secret)",
     "SecretName=secretName;Optional=?optional"},
    {"configMap", "ConfigMap (a volume populated by a ConfigMap)", "Name=name;Optional=?optional"},
    {"persistentVolumeClaim",
     "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
     "ClaimName=claimName;ReadOnly=?readOnly"},
    {"nfs", "NFS (an NFS mount that lasts the lifetime of a pod)",
     "Server=server;Path=path;ReadOnly=?readOnly"},
    {"local", "LocalVolume (a persistent volume backed by local storage on a node)", "Path=path"},
    {"csi", "CSI (a Container Storage Interface (CSI) volume source)",
     "Driver=driver;FSType=fsType;ReadOnly=?readOnly"},
};

std::string shown(const Json& source, std::string path) {
    std::string missing;
    if (path[0] == '?') {
        missing = "false";
        path.erase(0, 1);
    }
    if (const std::size_t bar = path.find('|'); bar != std::string::npos) {
        missing = path.substr(bar + 1);
        path.resize(bar);
    }
    const Json& value = at(source, path);
    return value.is_null() ? missing : text_of(value);
}

void projected(Description& d, const Json& source) {
    d.write(2, "Type:\tProjected (a volume that contains injected data from multiple sources)\n");
    for (const Json& s : items(at(source, "sources"))) {
        const Json &secret = at(s, "secret"), &map = at(s, "configMap");
        const Json& token = at(s, "serviceAccountToken");
        const auto optional = [](const Json& ref) {
            const Json& o = at(ref, "optional");
            return o.is_null() ? std::string("<nil>") : text_of(o);
        };
        if (secret.is_object()) {
            d.write(2, "SecretName:\t", text_at(secret, "name"), "\n    SecretOptionalName:\t",
                    optional(secret), "\n");
        } else if (at(s, "downwardAPI").is_object()) {
            d.write(2, "DownwardAPI:\ttrue\n");
        } else if (map.is_object()) {
            d.write(2, "ConfigMapName:\t", text_at(map, "name"), "\n    ConfigMapOptional:\t",
                    optional(map), "\n");
        } else if (token.is_object()) {
            d.write(2, "TokenExpirationSeconds:\t", number_at(token, "expirationSeconds"), "\n");
        }
    }
}

void downward(Description& d, const Json& source) {
    d.write(2,
            "Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:\n");
    for (const Json& item : items(at(source, "items"))) {
        const std::string field = text_at(item, "fieldRef.fieldPath");
        d.write(3, field.empty() ? text_at(item, "resourceFieldRef.resource") : field, " -> ",
                text_at(item, "path"), "\n");
    }
}

}  // namespace

void describe_volume_source(Description& d, const Json& source) {
    if (at(source, "projected").is_object()) return projected(d, at(source, "projected"));
    if (at(source, "downwardAPI").is_object()) return downward(d, at(source, "downwardAPI"));
    for (const VolumeLayout& layout : layouts) {
        const Json& found = at(source, layout.member);
        if (!found.is_object()) continue;
        d.write(2, "Type:\t", layout.type, "\n");
        for (const std::string& line : split(layout.lines, ';')) {
            const std::size_t equals = line.find('=');
            d.write(2, line.substr(0, equals), ":\t", shown(found, line.substr(equals + 1)), "\n");
        }
        return;
    }
    d.write(1, "<unknown>\n");
}

void describe_volumes(Description& d, const Json& volumes, std::string_view indent) {
    const Json::array_t& list = items(volumes);
    d.write(0, indent, list.empty() ? "Volumes:\t<none>\n" : "Volumes:\n");
    for (const Json& v : list) {
        d.write(1, indent.empty() ? "" : " ", text_at(v, "name"), ":\n");
        describe_volume_source(d, v);
    }
}

}  // namespace podfall::kube
