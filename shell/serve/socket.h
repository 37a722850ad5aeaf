// A TCP connection of a client of `podfall serve`: httplib reads requests from it, and after an
// upgrade it carries another protocol.
#pragma once

#include <httplib.h>

#include <string>
#include <string_view>

namespace podfall {

class HttpSocket : public httplib::Stream {
public:
    // Takes an accepted socket and closes it at the end. A read or write that makes no progress for
    // `patience_milliseconds` fails.
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

    // Whether bytes (or the end of the connection) can be read within that time.
    bool awaits_bytes(int milliseconds) const;

    // Received bytes, at most `most`, after waiting up to that long; false once the client has
    // closed.
    bool receive(std::string& bytes, std::size_t most, int milliseconds);
    // Writes everything; false if the client does not accept it.
    bool send(std::string_view bytes);

private:
    int socket_, patience_;
    std::string buffer_;    // read from the socket, not consumed yet
    std::size_t used_ = 0;  // bytes of it that were consumed
};

}  // namespace podfall
