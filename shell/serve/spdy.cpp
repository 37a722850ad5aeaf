// Encodes and decodes SPDY/3.1 frames.
#include "shell/serve/spdy.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

namespace {

constexpr std::uint16_t version = 3;
constexpr std::size_t head_size = 8, largest_frame = 1024 * 1024, largest_header_block = 64 * 1024,
                      data_part = 16 * 1024;
enum : std::uint16_t { syn_stream = 1, syn_reply = 2, rst_stream = 3, ping = 6, goaway = 7 };
enum : std::uint8_t { flag_fin = 1 };

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < size; ++i) n = n << 8 | static_cast<unsigned char>(bytes[at + i]);
    return n;
}

std::string bytes_of(std::uint32_t n, int size) {
    std::string out;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(n >> shift & 0xff);
    return out;
}

constexpr std::uint32_t low_31 = 0x7fffffff, control_bit = 0x80000000;

void put_input(z_stream& z, std::string_view bytes) {
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    z.avail_in = static_cast<uInt>(bytes.size());
}

void put_output(z_stream& z, char* to, std::size_t size) {
    z.next_out = reinterpret_cast<Bytef*>(to);
    z.avail_out = static_cast<uInt>(size);
}

}  // namespace

SpdySession::SpdySession() {
    const std::string words = spdy_dictionary();
    inflateInit(&inflate_);
    deflateInit(&deflate_, Z_DEFAULT_COMPRESSION);
    deflateSetDictionary(&deflate_, reinterpret_cast<const Bytef*>(words.data()),
                         static_cast<uInt>(words.size()));
}

SpdySession::~SpdySession() {
    inflateEnd(&inflate_);
    deflateEnd(&deflate_);
}

bool SpdySession::take(std::string_view bytes) {
    in_ += bytes;
    while (in_.size() >= head_size) {
        const std::size_t length = number(in_, 5, 3);
        if (length > largest_frame) return false;
        if (in_.size() < head_size + length) return true;
        if (!take_frame()) return false;
        in_.erase(0, head_size + length);
    }
    return true;
}

bool SpdySession::take_frame() {
    const std::uint32_t first = number(in_, 0, 4);
    const std::string_view body = std::string_view(in_).substr(head_size, number(in_, 5, 3));
    const auto flags = static_cast<std::uint8_t>(in_[4]);
    if ((first & control_bit) == 0) return data(first, flags, body);
    if ((first >> 16 & 0x7fff) != version) return false;
    return control(static_cast<std::uint16_t>(first & 0xffff), flags, body);
}

bool SpdySession::control(std::uint16_t type, std::uint8_t flags, std::string_view body) {
    switch (type) {
        case syn_stream:
            return open(flags, body);
        case ping:
            return put_control(ping, 0, body), true;
        case goaway:
            return going_ = true;
        case rst_stream:
            if (body.size() < 4) return false;
            if (const auto it = streams_.find(number(body, 0, 4) & low_31); it != streams_.end())
                it->second.ended = it->second.closed = true;
            return true;
        default:
            return true;  // settings and window updates, which are not used here
    }
}

bool SpdySession::data(Id id, std::uint8_t flags, std::string_view body) {
    const auto it = streams_.find(id);
    if (it == streams_.end()) return true;  // of a stream that was dropped meanwhile
    Stream& s = it->second;
    if (!s.ended) s.received += body;
    s.ended = s.ended || (flags & flag_fin) != 0;
    std::size_t waiting = 0;
    for (const auto& [other, stream] : streams_) waiting += stream.received.size();
    return waiting <= most_waiting;
}

bool SpdySession::open(std::uint8_t flags, std::string_view body) {
    constexpr std::size_t before_headers = 10;  // two IDs, priority, slot
    if (body.size() < before_headers || streams_.size() >= most_streams) return false;
    const Id id = number(body, 0, 4) & low_31;
    if (id == 0 || streams_.count(id) != 0) return false;
    Stream s;
    s.ended = (flags & flag_fin) != 0;
    if (!read_headers(body.substr(before_headers), s.headers)) return false;
    streams_[id] = std::move(s);
    put_control(syn_reply, 0, bytes_of(id, 4) + no_headers());  // client-go waits for it
    return true;
}

bool SpdySession::read_headers(std::string_view block,
                               std::map<std::string, std::string>& headers) {
    std::string text(largest_header_block, '\0');
    put_input(inflate_, block);
    put_output(inflate_, text.data(), text.size());
    int result = inflate(&inflate_, Z_SYNC_FLUSH);
    if (result == Z_NEED_DICT) {
        const std::string words = spdy_dictionary();
        if (inflateSetDictionary(&inflate_, reinterpret_cast<const Bytef*>(words.data()),
                                 static_cast<uInt>(words.size())) != Z_OK)
            return false;
        result = inflate(&inflate_, Z_SYNC_FLUSH);
    }
    if ((result != Z_OK && result != Z_BUF_ERROR) || inflate_.avail_in != 0) return false;
    text.resize(text.size() - inflate_.avail_out);
    std::size_t at = 0;
    const auto word = [&](std::string& out) {
        if (at + 4 > text.size()) return false;
        const std::size_t size = number(text, at, 4);
        at += 4;
        if (size > text.size() - at) return false;
        out = text.substr(at, size);
        at += size;
        return true;
    };
    if (text.size() < 4) return false;
    const std::uint32_t pairs = number(text, 0, 4);
    at = 4;
    for (std::uint32_t i = 0; i < pairs; ++i) {
        std::string name, value;
        if (!word(name) || !word(value)) return false;
        headers[to_lower(name)] = value;
    }
    return true;
}

std::string SpdySession::no_headers() {
    const std::string none = bytes_of(0, 4);
    std::string out(256, '\0');
    put_input(deflate_, none);
    put_output(deflate_, out.data(), out.size());
    deflate(&deflate_, Z_SYNC_FLUSH);
    out.resize(out.size() - deflate_.avail_out);
    return out;
}

void SpdySession::put_control(std::uint16_t type, std::uint8_t flags, std::string_view body) {
    out_ += bytes_of(control_bit | static_cast<std::uint32_t>(version) << 16 | type, 4);
    out_ += static_cast<char>(flags);
    out_ += bytes_of(static_cast<std::uint32_t>(body.size()), 3);
    out_ += body;
}

void SpdySession::send(Id id, std::string_view data) {
    const auto it = streams_.find(id);
    if (it == streams_.end() || it->second.closed) return;
    for (std::size_t at = 0; at < data.size(); at += data_part) {
        const std::string_view part = data.substr(at, data_part);
        out_ += bytes_of(id, 4) + '\0' + bytes_of(static_cast<std::uint32_t>(part.size()), 3);
        out_ += part;
    }
}

void SpdySession::end(Id id) {
    const auto it = streams_.find(id);
    if (it == streams_.end() || it->second.closed) return;
    it->second.closed = true;
    out_ += bytes_of(id, 4) + static_cast<char>(flag_fin) + bytes_of(0, 3);
}

void SpdySession::drop(Id id) {
    streams_.erase(id);
}

std::string SpdySession::take_output() {
    std::string out;
    out.swap(out_);
    return out;
}

}  // namespace podfall
