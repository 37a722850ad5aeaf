// A TCP connection of the server.
#include "shell/serve/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace podfall {

namespace {

constexpr std::size_t part_size = 16 * 1024;

bool ready(int socket, short events, int milliseconds) {
    pollfd p = {socket, events, 0};
    int n = 0;
    do n = poll(&p, 1, milliseconds);
    while (n < 0 && errno == EINTR);
    return n > 0;
}

void read_address(int (*ask)(int, sockaddr*, socklen_t*), int socket, std::string& ip, int& port) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (ask(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return;
    char text[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    ip = text;
    port = ntohs(address.sin_port);
}

}  // namespace

HttpSocket::HttpSocket(int socket, int patience_milliseconds)
    : socket_(socket), patience_(patience_milliseconds) {}

HttpSocket::~HttpSocket() {
    shutdown(socket_, SHUT_RDWR);
    close(socket_);
}

bool HttpSocket::awaits_bytes(int milliseconds) const {
    return used_ < buffer_.size() || ready(socket_, POLLIN, milliseconds);
}

bool HttpSocket::wait_writable() const {
    char byte = 0;
    if (ready(socket_, POLLIN, 0) && recv(socket_, &byte, 1, MSG_PEEK) <= 0) return false;
    return ready(socket_, POLLOUT, patience_);
}

// httplib reads headers byte by byte: the buffer avoids a system call for each.
ssize_t HttpSocket::read(char* to, std::size_t size) {
    if (used_ == buffer_.size()) {
        if (!wait_readable()) return -1;
        buffer_.resize(part_size);
        const ssize_t n = recv(socket_, buffer_.data(), buffer_.size(), 0);
        buffer_.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
        used_ = 0;
        if (n <= 0) return n;
    }
    const std::size_t n = std::min(size, buffer_.size() - used_);
    std::copy_n(buffer_.data() + used_, n, to);
    used_ += n;
    return static_cast<ssize_t>(n);
}

// httplib ignores SIGPIPE for the whole process, so a closed connection is an error here.
ssize_t HttpSocket::write(const char* from, std::size_t size) {
    return ready(socket_, POLLOUT, patience_) ? ::send(socket_, from, size, 0) : -1;
}

time_t HttpSocket::duration() const {
    const auto open = std::chrono::steady_clock::now() - accepted_;
    return static_cast<time_t>(std::chrono::duration_cast<std::chrono::milliseconds>(open).count());
}

void HttpSocket::get_remote_ip_and_port(std::string& ip, int& port) const {
    read_address(getpeername, socket_, ip, port);
}

void HttpSocket::get_local_ip_and_port(std::string& ip, int& port) const {
    read_address(getsockname, socket_, ip, port);
}

bool HttpSocket::receive(std::string& bytes, std::size_t most, int milliseconds) {
    bytes.clear();
    if (!awaits_bytes(milliseconds)) return true;
    bytes.resize(std::min(most, part_size));
    const ssize_t n = read(bytes.data(), bytes.size());
    bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return n > 0;
}

bool HttpSocket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = write(bytes.data(), bytes.size());
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace podfall
