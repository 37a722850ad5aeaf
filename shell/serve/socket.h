// A TCP connection of a client of `podfall serve`: httplib reads requests from it, and after an
// upgrade it carries another protocol.
#pragma once

#include <httplib.h>

#include <chrono>
#include <string>
#include <string_view>

namespace podfall {

class HttpSocket : public httplib::Stream {
public:
    // Takes an accepted socket and closes it at the end. A read or write that makes no progress for
    // `patience_milliseconds` fails.
    HttpSocket(int socket, int patience_milliseconds);
    ~HttpSocket();
    HttpSocket(const HttpSocket&) = delete;
    HttpSocket& operator=(const HttpSocket&) = delete;

    // What every release of httplib from 0.11 on asks of a Stream, each under its own names; so
    // none is marked `override`.
    bool is_readable() const { return awaits_bytes(patience_); }
    bool wait_readable() const { return awaits_bytes(patience_); }
    bool is_writable() const { return wait_writable(); }
    bool wait_writable() const;  // false too when the client is gone
    ssize_t read(char* to, std::size_t size);
    ssize_t write(const char* from, std::size_t size);
    void get_remote_ip_and_port(std::string& ip, int& port) const;
    void get_local_ip_and_port(std::string& ip, int& port) const;
    socket_t socket() const { return socket_; }
    time_t duration() const;  // milliseconds since the connection was accepted

    // Whether bytes (or the end of the connection) can be read within that time.
    bool awaits_bytes(int milliseconds) const;

    // Received bytes, at most `most`, after waiting up to that long; false once the client has
    // closed.
    bool receive(std::string& bytes, std::size_t most, int milliseconds);
    // Writes everything; false if the client does not accept it.
    bool send(std::string_view bytes);

private:
    int socket_, patience_;
    std::chrono::steady_clock::time_point accepted_ = std::chrono::steady_clock::now();
    std::string buffer_;    // read from the socket, not consumed yet
    std::size_t used_ = 0;  // bytes of it that were consumed
};

}  // namespace podfall
