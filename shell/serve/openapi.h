// The OpenAPI v2 document of the API server, made from the field lists of core/api. The real
// kubectl validates manifests with it, explains fields by it, and asks it whether a kind knows dry
// run. Models k8s.io/kube-openapi's builder; the wire form is gnostic's OpenAPIv2.proto.
#pragma once

#include <string>

namespace podfall {

// `release` is the API server's version ("v1.20.2"), which the document names.
std::string openapi_json(const char* release);

// The same as protocol buffers: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf".
std::string openapi_protobuf(const char* release);

}  // namespace podfall
