// The OpenAPI v2 document of the API server, generated from the field lists of core/api. The real
// kubectl uses it to validate manifests, explain fields, and find out whether a kind supports dry
// runs. Models k8s.io/kube-openapi's builder; the wire format is gnostic's OpenAPIv2.proto.
#pragma once

#include <string>

namespace podfall {

// `release` is the API server's version in the document ("v1.20.2").
std::string openapi_json(const char* release);

// The same as protocol buffers: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf".
std::string openapi_protobuf(const char* release);

}  // namespace podfall
