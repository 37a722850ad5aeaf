// md5sum, sha256sum: digests of files. Models GNU coreutils 8.22.
#include "core/base/crypto/md5.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

std::string digest_of(std::string_view command, std::string_view bytes) {
    return command == "md5sum" ? md5_hex(bytes) : sha256_hex(bytes);
}

// -c: each line names a digest and a file.
int check_list(CommandContext& ctx, std::string_view list) {
    std::int64_t bad = 0, unread = 0;
    for (const std::string& line : split_lines(list)) {
        const std::vector<std::string> words = split_words(line);
        if (words.size() != 2) continue;
        std::string text, error;
        const std::string name = words[1].substr(words[1][0] == '*' ? 1 : 0);
        if (!ctx.read_file(name, text, error)) {
            complain(ctx, name, error);
            ctx.out(cat(name, ": FAILED open or read\n"));
            ++unread;
            continue;
        }
        const bool same = digest_of(ctx.args()[0], text) == words[0];
        ctx.out(cat(name, same ? ": OK\n" : ": FAILED\n"));
        bad += !same;
    }
    if (unread > 0)
        ctx.err(cat(ctx.args()[0], ": WARNING: ", unread, " listed file", unread > 1 ? "s" : "",
                    " could not be read\n"));
    if (bad > 0)
        ctx.err(cat(ctx.args()[0], ": WARNING: ", bad, " computed checksum", bad > 1 ? "s" : "",
                    " did NOT match\n"));
    return bad + unread > 0;
}

Step run_digest(CommandContext& ctx) {
    const Options options(ctx, "cbt", {{"check", 'c'}, {"binary", 'b'}, {"text", 't'}});
    if (!options.ok()) return exited(1);
    std::vector<InputFile> files;
    bool failed = false;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    for (const InputFile& file : files) {
        if (options.has('c'))
            failed |= check_list(ctx, file.text) != 0;
        else
            ctx.out(cat(digest_of(ctx.args()[0], file.text), "  ", file.name, "\n"));
    }
    return exited(failed ? 1 : 0);
}

}  // namespace

extern const Command md5sum = {.name = "md5sum",
                               .usage = "md5sum [-c] [FILE]...",
                               .summary = "MD5 digests of files",
                               .run = run_digest};
extern const Command sha256sum = {.name = "sha256sum",
                                  .usage = "sha256sum [-c] [FILE]...",
                                  .summary = "SHA-256 digests of files",
                                  .run = run_digest};

}  // namespace podfall
