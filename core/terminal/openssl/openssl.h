// openssl's sub-commands. Models OpenSSL 1.0.2k of CentOS 7.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/crypto/x509.h"
#include "core/terminal/command.h"

namespace podfall::openssl {

// The options of a sub-command, all with one dash, in their order.
struct Given {
    struct Option {
        std::string name, value;
    };
    std::vector<Option> options;
    std::vector<std::string> rest;
    std::string problem;  // printed when an option is unknown or lacks its value

    bool has(std::string_view name) const;
    std::string value(std::string_view name, std::string_view fallback = {}) const;
};

// `accepted` lists names between blanks; one with ":" takes a value (" in: noout text ").
Given read_options(const std::vector<std::string>& args, std::string_view accepted);

// Writes to the file of an option, or to stdout.
bool write_result(CommandContext& ctx, const Given& given, std::string_view text,
                  const char* option = "out");

// The file of -in or stdin; false after printing why it cannot be read.
bool read_source(CommandContext& ctx, const std::string& path, const char* what, std::string& text);

// "/CN=john/O=dev" as -subj has it; false if it is malformed.
bool read_subject(std::string_view text, DistinguishedName& name);

std::string slash_name(const DistinguishedName& name);  // "/O=dev/CN=john"
std::string comma_name(const DistinguishedName& name);  // "O=dev, CN=john"
std::string time_text(Time t);                          // "Dec  1 04:57:00 2021 GMT"
std::string colon_hex(std::string_view bytes, bool upper);
std::string certificate_text(const Certificate& certificate);
std::string request_text(const CertificateRequest& request);
// The lines of one extension by its short name ("subjectAltName"); empty: it is not there.
std::string extension_text(const CertificateFields& fields, std::string_view name,
                           std::size_t indent);

Time clock_of(CommandContext& ctx);  // of the machine
RsaKey new_key(CommandContext& ctx, int bits);

Step run_x509(CommandContext& ctx, const std::vector<std::string>& args);
Step run_req(CommandContext& ctx, const std::vector<std::string>& args);

}  // namespace podfall::openssl
