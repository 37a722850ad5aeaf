// Finding images in the catalogue of what the registries have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/machine/docker/catalogue_data.h"

namespace podfall {

// The image of a reference with or without a tag, or null when no registry has its repository.
const CatalogueImage* find_in_catalogue(std::string_view image);

// Whether a tag is among patterns that are separated by spaces. In a pattern, {a,b} is one of
// these words (which may be empty), and {3..9} a number in that range.
bool matches_tag(std::string_view patterns, std::string_view tag);

// Registries whose names DNS resolves.
bool is_registry(std::string_view host);

// "quay.io" of "quay.io/coreos/etcd"; empty: Docker Hub.
std::string_view registry_host(std::string_view image);

// Whether the image wants a variable that is not among these ("NAME=value").
bool lacks_setting(const CatalogueImage& image, const std::vector<std::string>& environment);

}  // namespace podfall
