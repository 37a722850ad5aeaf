// SPDY/3.1, the server's end, as far as Kubernetes's streams need it: exec, attach and port-forward
// are several streams of bytes, each with headers, on one connection that was upgraded. Bytes in,
// bytes out: it knows no socket. Models the draft "SPDY Protocol 3.1" and how moby/spdystream
// speaks it. Simplified: no flow control, as spdystream has none.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace podfall {

class SpdySession {
public:
    using Id = std::uint32_t;
    struct Stream {
        std::map<std::string, std::string> headers;  // names in lower case
        std::string received;                        // whoever uses it takes it out
        bool ended = false;                          // the client sends no more
        bool closed = false;                         // nothing more is sent to the client
    };

    SpdySession();
    ~SpdySession();
    SpdySession(const SpdySession&) = delete;
    SpdySession& operator=(const SpdySession&) = delete;

    // Bytes of the client. False when they are no SPDY/3.1, or more than a session may have waiting
    // (`most_waiting` bytes, `most_streams`): the connection is no use then.
    bool take(std::string_view bytes);

    void send(Id stream, std::string_view data);
    void end(Id stream);   // after what was sent
    void drop(Id stream);  // forgets one of which both sides are done

    // The client said that it goes.
    bool going() const { return going_; }

    // What is to be sent to the client, once.
    std::string take_output();

    std::map<Id, Stream>& streams() { return streams_; }

    static constexpr std::size_t most_waiting = 3 * 1024 * 1024;
    static constexpr std::size_t most_streams = 256;

private:
    bool take_frame();
    bool control(std::uint16_t type, std::uint8_t flags, std::string_view body);
    bool data(Id id, std::uint8_t flags, std::string_view body);
    bool open(std::uint8_t flags, std::string_view body);
    bool read_headers(std::string_view block, std::map<std::string, std::string>& headers);
    std::string no_headers();  // an empty header block
    void put_control(std::uint16_t type, std::uint8_t flags, std::string_view body);

    z_stream inflate_{}, deflate_{};  // one for all header blocks of a direction
    std::map<Id, Stream> streams_;
    std::string in_, out_;
    bool going_ = false;
};

// The words that header blocks are compressed with, by which both ends begin.
std::string spdy_dictionary();

}  // namespace podfall
