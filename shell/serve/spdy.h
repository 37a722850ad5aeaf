// The server's end of SPDY/3.1 as far as Kubernetes's streams need it: exec, attach and
// port-forward are several byte streams, each with headers, on one upgraded connection. Bytes in,
// bytes out: it does not know sockets. Models the draft "SPDY Protocol 3.1" as implemented by
// moby/spdystream. Simplified: no flow control, as in spdystream.
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
        std::string received;                        // taken out by its user
        bool ended = false;                          // the client has finished sending
        bool closed = false;                         // nothing more is sent to the client
    };

    SpdySession();
    ~SpdySession();
    SpdySession(const SpdySession&) = delete;
    SpdySession& operator=(const SpdySession&) = delete;

    // Handles bytes of the client. False if they are not SPDY/3.1, or exceed what a session may
    // buffer (`most_waiting` bytes, `most_streams`): the connection is unusable then.
    bool take(std::string_view bytes);

    void send(Id stream, std::string_view data);
    void end(Id stream);   // after everything that was sent
    void drop(Id stream);  // forgets a stream that both sides have finished

    // The client announced that it closes the connection.
    bool going() const { return going_; }

    // Takes the bytes to send to the client.
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

// The initial dictionary of header compression, known to both ends.
std::string spdy_dictionary();

}  // namespace podfall
