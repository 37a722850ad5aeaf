// The catalogue's table.
#pragma once

#include <cstddef>

#include "core/machine/docker/catalogue.h"

namespace podfall {

extern const CatalogueImage catalogue[];
extern const std::size_t catalogue_size;

}  // namespace podfall
