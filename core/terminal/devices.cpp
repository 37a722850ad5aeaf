// The devices of devices.h: their paths and what reading them returns.
#include "core/terminal/devices.h"

namespace podfall {

Device device_named(std::string_view path) {
    return path == "/dev/zero"                               ? Device::zero
           : path == "/dev/urandom" || path == "/dev/random" ? Device::random
           : path == "/dev/full"                             ? Device::full
                                                             : Device::none;
}

std::string read_device(World& world, Device device) {
    constexpr std::size_t zeros = 65536, words = 512, bytes_a_word = 8;
    if (device != Device::random) return std::string(zeros, '\0');
    std::string out;
    for (std::size_t i = 0; i < words; ++i) {
        std::uint64_t word = world.random.next();
        for (std::size_t k = 0; k < bytes_a_word; ++k, word >>= 8) out += static_cast<char>(word);
    }
    return out;
}

}  // namespace podfall
