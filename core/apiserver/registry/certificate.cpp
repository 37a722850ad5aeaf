// Strategy and validation of CertificateSigningRequests.
#include "core/apiserver/registry/certificate.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/rules/validation.h"
#include "core/api/schema/scalars.h"
#include "core/apiserver/authorizer.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

Json body_of(const RawObject& object) {
    Json body = Json::parse(object.body.text, nullptr, false);
    return body.is_object() ? body : Json::object();
}

// %#v of a []byte.
std::string go_bytes(std::string_view bytes) {
    constexpr char hex[] = "0123456789abcdef";
    std::string out = "[]byte{";
    for (const char c : bytes) {
        const auto b = static_cast<unsigned char>(c);
        out += out.back() == '{' ? "0x" : ", 0x";
        if (b >= 16) out += hex[b >> 4];
        out += hex[b & 15];
    }
    return out + "}";
}

}  // namespace

Status begin_certificate_request(const World& world, const Caller& caller, RawObject& next) {
    Json body = body_of(next);
    Json spec = object_member(body, "spec");
    const Result<UserInfo> user = user_of(world, caller);
    if (!user) return user.status();
    spec["username"] = (*user).name;
    spec["groups"] = (*user).groups;
    FieldErrors errors;
    std::string request;
    if (!base64_decode(text_member(spec, "request"), request) ||
        !contains(request, "-----BEGIN CERTIFICATE REQUEST-----"))
        errors.push_back({"FieldValueInvalid", "spec.request",
                          cat("Invalid value: ", go_bytes(request),
                              ": PEM block type must be CERTIFICATE REQUEST")});
    if (!spec.contains("usages") || spec["usages"].empty())
        errors.push_back(
            {"FieldValueRequired", "spec.usages", "Required value: usages must be provided"});
    if (text_member(spec, "signerName").empty())
        errors.push_back({"FieldValueRequired", "spec.signerName", "Required value"});
    if (!errors.empty())
        return invalid(Kind::certificate_signing_request, next.metadata.name, errors);
    body["spec"] = std::move(spec);
    body["status"] = Json::object();
    next.body.text = body.dump();
    return {};
}

void keep_certificate_request(const World& world, RawObject& next, const RawObject& old,
                              Subresource part) {
    Json body = body_of(old);
    if (part == Subresource::status) {
        Json status = object_member(body_of(next), "status");
        if (status.contains("conditions") && status["conditions"].is_array())
            for (Json& c : status["conditions"])
                for (const char* key : {"lastUpdateTime", "lastTransitionTime"})
                    if (c.is_object() && text_member(c, key).empty()) c[key] = rfc3339(world.now);
        body["status"] = std::move(status);
    }
    next.body.text = body.dump();
}

}  // namespace podfall
