// kubectl cp. Models kubectl/pkg/cmd/cp: tar in the container packs or unpacks the files.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/container_client.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/net/pod_connection.h"
#include "core/terminal/system/tar_archive.h"

namespace podfall {

namespace kube {

namespace {

enum : int { copy_testing = 2, copy_sending, copy_fetching };

// [[NAMESPACE/]POD:]FILE. Models extractFileSpec.
struct FileSpec {
    bool good = true;
    std::string namespace_, pod, file;
};

FileSpec file_spec(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return {true, "", "", text};
    const std::vector<std::string> parts = split(text.substr(0, colon), '/');
    return {colon > 0 && parts.size() <= 2, parts.size() == 2 ? parts[0] : "", parts.back(),
            text.substr(colon + 1)};
}

// path.Clean for paths that are only shown or compared.
std::string clean(const std::string& path) {
    const std::string absolute = absolute_path("/", path);
    return !path.empty() && path[0] == '/' ? absolute : absolute == "/" ? "." : absolute.substr(1);
}

// The error in the arguments; empty if there is none.
std::string copy_problem(Kubectl& k, FileSpec& from, FileSpec& to) {
    if (k.args().size() < 2) return "source and destination are required";
    from = file_spec(k.args()[0]);
    to = file_spec(k.args()[1]);
    if (!from.good || !to.good)
        return "filespec must match the canonical format: [[namespace/]pod:]file/path";
    if (!from.pod.empty() && !to.pod.empty())
        return "one of src or dest must be a local file specification";
    if (from.pod.empty() && to.pod.empty())
        return "one of src or dest must be a remote file specification";
    if (from.file.empty() || to.file.empty()) return "filepath can not be empty";
    if (from.pod.empty() && !find_file(k.ctx.machine(), k.ctx.absolute(from.file)))
        return cat(from.file, " doesn't exist in local filesystem");
    return "";
}

// Starts a program in the pod of `spec`. False after filling `failed`.
bool start(Kubectl& k, const FileSpec& spec, std::vector<std::string> words, bool feeds,
           Step& failed) {
    Json pod;
    Error error;
    const std::string namespace_ = spec.namespace_.empty() ? k.namespace_() : spec.namespace_;
    if (!k.get(cat("/api/v1/namespaces/", namespace_, "/pods/", spec.pod), {}, pod, error))
        return failed = k.fail(error), false;
    const std::string phase = text_at(pod, "status.phase");
    if (phase == "Succeeded" || phase == "Failed")
        return failed = k.fail(cat("cannot exec into a container in a completed pod; current "
                                   "phase is ",
                                   phase)),
               false;
    std::string container = k.flags.text("container");
    if (container.empty()) {
        const auto& all = items(at(pod, "spec.containers"));
        container = text_at(all[0], "name");
        const std::string hint = cat("Defaulting container name to ", container, ".\n");
        if (all.size() > 1 && k.memory.stage == copy_sending) k.err(hint);
        if (all.size() > 1 && k.memory.stage == copy_fetching) k.out(hint);
    }
    Query query;
    for (const std::string& word : words) query.emplace_back("command", word);
    query.emplace_back("container", container);
    if (feeds) query.emplace_back("stdin", "true");
    query.emplace_back("stdout", "true");
    query.emplace_back("stderr", "true");
    PodEnd end;
    if (!upgrade(k, pod, "exec", query, end, failed)) return false;
    ContainerClient& client = k.ctx.memory<ContainerClient>();
    client = {};
    client.machine = end.machine;
    client.container = end.container;
    std::string problem;
    if (!begin_program(k.ctx, client, std::move(words),
                       feeds ? ProgramInput::client : ProgramInput::none, problem)) {
        client.pid = 0;
        if (k.memory.stage == copy_testing) return false;  // upstream tests without a word
        if (k.memory.stage == copy_sending) k.out(problem + "\n");
        k.err("command terminated with exit code 126\n");
        failed = exited(126);
        return false;
    }
    k.ctx.memory<PodConnection>() = open_connection_to(k, end.machine);
    return true;
}

void pack(Kubectl& k, const std::string& path, const std::string& name, std::string& archive) {
    const File* file = find_file(k.ctx.machine(), path);
    const std::vector<FolderEntry> inside =
        file->folder ? list_folder(k.ctx.machine(), path) : std::vector<FolderEntry>{};
    for (const FolderEntry& e : inside)
        pack(k, cat(path, "/", e.name), cat(name, "/", e.name), archive);
    if (!inside.empty()) return;
    TarEntry entry{name, file->folder, file->mode, file->modified, {}};
    if (file->content) entry.content = *file->content;
    write_tar_entry(archive, entry);
}

// Sends the archive; `k.memory.text` is the path in the container.
Step send(Kubectl& k, const FileSpec& from, const FileSpec& to) {
    const std::string target = clean(k.memory.text);
    std::vector<std::string> words = {"tar"};
    if (k.flags.on("no-preserve")) {
        words.push_back("--no-same-permissions");
        words.push_back("--no-same-owner");
    }
    const std::size_t slash = target.rfind('/');
    const std::string parent = slash == std::string::npos ? "."
                               : slash == 0               ? "/"
                                                          : target.substr(0, slash);
    for (const char* word : {"-xmf", "-", "-C"}) words.push_back(word);
    words.push_back(parent);
    k.memory.stage = copy_sending;
    Step failed;
    if (!start(k, to, std::move(words), true, failed)) return failed;
    k.memory.text.clear();
    pack(k, k.ctx.absolute(from.file), base_name(target), k.memory.text);
    end_tar(k.memory.text);
    return sleep_until(k.ctx.now() + milliseconds(10));
}

// Writes the files of an archive. Models untarAll. Empty, or an error.
std::string unpack(Kubectl& k, std::string_view archive, std::string prefix,
                   const std::string& to) {
    TarEntry entry;
    std::string error;
    while (read_tar_entry(archive, entry, error)) {
        if (entry.name.rfind(prefix, 0) != 0) return "tar contents corrupted";
        const std::string rest = entry.name.substr(prefix.size());
        const std::string path =
            k.ctx.absolute(cat(to, rest.empty() || rest[0] == '/' ? "" : "/", rest));
        for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
            const bool whole = at == std::string::npos;
            if (whole && !entry.folder) break;
            const std::string part = path.substr(0, at);
            if (!find_file(k.ctx.machine(), part))
                make_folder(k.ctx.world, k.ctx.machine(), part, error);
            if (whole) break;
        }
        if (entry.folder || k.ctx.write_file(path, entry.content, error)) continue;
        return cat("open ", rest.empty() ? to : path, ": ", to_lower(error));
    }
    return error.empty() ? "" : "unexpected EOF";
}

std::string prefix_of(const std::string& file) {
    std::string path = clean(file);
    while (path.rfind("../", 0) == 0) path.erase(0, 3);
    if (path == "." || path == "..") path.clear();
    return path.rfind('/', 0) == 0 ? path.substr(1) : path;
}

Step begin_copy(Kubectl& k, const FileSpec& from, const FileSpec& to) {
    Step failed = sleep_until(k.ctx.now());  // changed by a failure that is shown
    k.memory.text.clear();
    if (from.pod.empty()) {
        k.memory.stage = copy_testing;
        std::string target = to.file;
        if (target.size() > 1 && target.back() == '/') target.pop_back();
        const bool tests = start(k, to, {"test", "-d", target}, false, failed);
        k.memory.text = target;
        if (!tests) return failed.what == Step::What::exited ? failed : send(k, from, to);
    } else {
        k.memory.stage = copy_fetching;
        if (!start(k, from, {"tar", "cf", "-", from.file}, false, failed)) return failed;
    }
    return sleep_until(k.ctx.now() + milliseconds(10));
}

Step copy(Kubectl& k) {
    FileSpec from, to;
    if (const std::string problem = copy_problem(k, from, to); !problem.empty())
        return k.fail(problem);
    if (k.memory.stage < copy_testing) return begin_copy(k, from, to);
    ContainerClient& client = k.ctx.memory<ContainerClient>();
    if (!connection_carries(k.ctx.world, k.ctx.machine_id, k.ctx.memory<PodConnection>()))
        return sleep_until(k.ctx.now() + milliseconds(100));
    if (client.feeds && takes_input(k.ctx.world, client)) {
        feed_program(k.ctx.world, client, k.memory.text, true);
        client.feeds = false;
        k.memory.text.clear();
    }
    const ProgramNews news = news_of_program(k.ctx.world, client);
    if (k.memory.stage == copy_fetching) k.memory.text += news.out;
    if (k.memory.stage == copy_sending) k.out(news.out);
    if (k.memory.stage == copy_sending) k.err(news.err);
    if (k.memory.stage == copy_fetching) k.out(news.err);  // upstream's ErrOut is its output
    if (!news.over) return sleep_until(next_look(client, k.ctx.now()));
    collect_program(k.ctx.world, client, news.status);
    if (k.memory.stage == copy_testing) {
        if (news.status == 0)
            k.memory.text +=
                cat(k.memory.text == "/" ? "" : "/", base_name(k.ctx.absolute(from.file)));
        return send(k, from, to);
    }
    if (news.status != 0) {
        k.err(cat("command terminated with exit code ", news.status, "\n"));
        return exited(news.status);
    }
    if (k.memory.stage == copy_fetching) {
        const std::string problem = unpack(k, k.memory.text, prefix_of(from.file), to.file);
        if (!problem.empty()) return k.fail(problem);
    }
    return k.done();
}

Step run_copy(CommandContext& ctx) {
    return run(ctx, "cp", copy);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_cp = {.name = "kubectl cp",
                                   .summary = "Copy files and directories to and from containers",
                                   .run = kube::run_copy};

}  // namespace podfall
