// One TCP connection of a client of `podfall serve`: what httplib reads requests from, and, after
// an upgrade, what another protocol's bytes travel on.
#pragma once

#include <httplib.h>

#include <string>
#include <string_view>

namespace podfall {

class HttpSocket : public httplib::Stream {
public:
    // Takes an accepted socket and closes it in the end. A read or write that gets no byte through
    // for `patience_milliseconds` fails.
    HttpSocket(int socket, int patience_milliseconds);
    ~HttpSocket() override;
    HttpSocket(const HttpSocket&) = delete;
    HttpSocket& operator=(const HttpSocket&) = delete;

    bool is_readable() const override { return awaits_bytes(patience_); }
    bool is_writable() const override;  // false too when the client is gone
    ssize_t read(char* to, std::size_t size) override;
    ssize_t write(const char* from, std::size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    int socket() const override { return socket_; }

    // Whether bytes (or the connection's end) can be read within that time.
    bool awaits_bytes(int milliseconds) const;

    // What has come, at most `most` bytes, after waiting so long for it; false once the client has
    // closed.
    bool receive(std::string& bytes, std::size_t most, int milliseconds);
    // All of it; false when the client does not take it.
    bool send(std::string_view bytes);

private:
    int socket_, patience_;
    std::string buffer_;    // read, and asked for by nobody yet
    std::size_t used_ = 0;  // bytes of it that were
};

}  // namespace podfall
