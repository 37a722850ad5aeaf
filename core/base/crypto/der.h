// DER (X.690): the encoding of certificates and keys. Written here because a library for X.509
// would weigh more in the page than the whole simulation of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace podfall {

namespace der {

enum Tag : unsigned char {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    null = 0x05,
    object_id = 0x06,
    utf8_string = 0x0c,
    printable_string = 0x13,
    ia5_string = 0x16,
    utc_time = 0x17,
    generalized_time = 0x18,
    sequence = 0x30,
    set = 0x31,
    context = 0x80,              // [0] implicit, primitive
    context_constructed = 0xa0,  // [0] explicit
};

std::string value(unsigned tag, std::string_view content);
std::string unsigned_integer(std::string_view big_endian);  // with the zero that keeps it positive
std::string small_integer(std::uint32_t v);
std::string id(std::string_view dotted);  // "2.5.4.3"
std::string bits(std::string_view bytes, unsigned unused = 0);
std::string sequence_of(std::string_view content);

// Reads one value after another.
struct Reader {
    std::string_view rest;
    unsigned tag = 0;
    std::string_view content;  // of the value that was read last
    std::string_view whole;    // with tag and length

    bool next();                   // false at the end, or where the encoding is wrong
    bool next(unsigned expected);  // also false, without a step, for another tag
    bool at(unsigned expected) const;
};

std::string dotted_id(std::string_view content);

}  // namespace der

}  // namespace podfall
