// docker pull, rmi, tag. Models docker/cli and moby 19.03 (distribution/pull_v2.go, daemon/images).
#include <nlohmann/json.hpp>

#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/machine/docker/image.h"
#include "core/machine/host/program.h"
#include "core/machine/profile.h"
#include "core/terminal/docker/client.h"

namespace podfall::docker_cli {

namespace {

// The layers and their number are derived from the image's name.
std::vector<std::string> layers_of(const std::string& image) {
    Hasher h;
    h.add(image);
    Random random{.state = h.value()};
    std::vector<std::string> layers(2 + random.below(4));
    for (std::string& layer : layers) layer = random_hex(random, 12);
    return layers;
}

std::string digest_of(const Image& image) {
    const std::string id = pullable_id(image);
    return id.substr(id.find('@') + 1);
}

std::string tag_of(const std::string& image) {
    return image.substr(image.rfind(':') + 1);
}
std::string name_of(const std::string& image) {
    return image.substr(0, image.rfind(':'));
}

std::string in_library(const std::string& name) {
    return contains(name, "/") ? name : "library/" + name;
}

}  // namespace

bool pull_image(CommandContext& ctx, Memory& memory, const std::string& image, PullOutput output,
                std::string& problem, Step& step) {
    const bool quiet = output == PullOutput::nothing;
    const auto say = [&](std::string_view text) {
        output == PullOutput::error ? ctx.err(text) : ctx.out(text);
    };
    const std::string full = with_tag(image);
    const bool here = find_image(ctx.machine(), full) != nullptr;
    if (memory.next == 0) {
        problem = pull_problem(image);
        memory.next = 1;
        if (!problem.empty()) return true;
        if (!quiet) say(cat(tag_of(full), ": Pulling from ", in_library(name_of(full)), "\n"));
        if (!quiet && !here && !ctx.output_is_terminal())
            for (const std::string& layer : layers_of(full)) say(layer + ": Pulling fs layer\n");
        step =
            sleep_until(ctx.now() + (here ? milliseconds(900)
                                          : profile_of(ctx.machine()).pull.draw(ctx.world.random)));
        return false;
    }
    if (!quiet && !here)
        for (const std::string& layer : layers_of(full)) {
            if (!ctx.output_is_terminal())
                say(cat(layer, ": Verifying Checksum\n", layer, ": Download complete\n"));
            say(layer + ": Pull complete\n");
        }
    add_image(ctx.machine(), full);
    if (quiet) return true;
    say(cat("Digest: ", digest_of(*find_image(ctx.machine(), full)), "\nStatus: ",
            here ? "Image is up to date for " : "Downloaded newer image for ", full, "\n"));
    return true;
}

namespace {

Step pull(CommandContext& ctx, const Arguments& a) {
    const std::string full = with_tag(a.names[0]);
    Memory& memory = ctx.memory<Memory>();
    if (memory.next == 0 && full != a.names[0] && !contains(a.names[0], ":") && !a.has("quiet"))
        ctx.out("Using default tag: latest\n");
    std::string problem;
    Step step;
    if (!pull_image(ctx, memory, full, a.has("quiet") ? PullOutput::nothing : PullOutput::out,
                    problem, step))
        return step;
    if (!problem.empty()) return ctx.err(problem + "\n"), exited(1);
    const std::string name = name_of(full);
    const bool hub = !contains(name.substr(0, name.find('/')), ".");
    ctx.out(cat(hub ? cat("docker.io/", in_library(full)) : full, "\n"));
    return exited(0);
}

// The image of a reference or of an ID prefix.
const Image* find_reference(const Machine& machine, const std::string& name) {
    if (const Image* image = find_image(machine, name)) return image;
    for (const auto& [id, image] : machine.images)
        if (name.size() >= 3 && (id.rfind(name, 0) == 0 || id.substr(7).rfind(name, 0) == 0))
            return &image;
    return nullptr;
}

std::string remove_problem(const Machine& machine, const Image& image, const std::string& name,
                           bool by_id, bool force) {
    for (const auto& [id, c] : machine.containers) {
        if (c.image_id != image.id) continue;
        const bool runs = c.pid != 0;
        if (!by_id && image.tags.size() > 1) continue;
        if (by_id && runs)
            return cat("conflict: unable to delete ", short_id(image.id),
                       " (cannot be forced) - image is being used by running container ",
                       short_id(id));
        if (force) continue;
        return by_id ? cat("conflict: unable to delete ", short_id(image.id),
                           " (must be forced) - image is being used by stopped container ",
                           short_id(id))
                     : cat("conflict: unable to remove repository reference \"", name,
                           "\" (must force) - container ", short_id(id),
                           " is using its referenced image ", short_id(image.id));
    }
    return "";
}

Step remove_images(CommandContext& ctx, const Arguments& a) {
    int status = 0;
    for (const std::string& name : a.names) {
        const Image* found = find_reference(ctx.machine(), name);
        if (!found) {
            ctx.err(cat("Error: No such image: ", name, "\n"));
            status = 1;
            continue;
        }
        const Image image = *found;
        const std::string tag = with_tag(name);
        bool by_id = true;
        for (const std::string& t : image.tags) by_id = by_id && t != tag;
        if (const std::string why =
                remove_problem(ctx.machine(), image, name, by_id, a.has("force"));
            !why.empty()) {
            ctx.err(cat("Error response from daemon: ", why, "\n"));
            status = 1;
            continue;
        }
        std::vector<std::string>& tags = ctx.machine().images.edit(image.id)->tags;
        for (const std::string& t : image.tags)
            if (by_id || t == tag) ctx.out(cat("Untagged: ", t, "\n"));
        std::erase_if(tags, [&](const std::string& t) { return by_id || t == tag; });
        if (!tags.empty()) continue;
        ctx.out(cat("Untagged: ", name_of(image.tags[0]), "@", digest_of(image),
                    "\nDeleted: ", image.id, "\n"));
        ctx.machine().images.erase(image.id);
    }
    return exited(status);
}

Step add_tag(CommandContext& ctx, const Arguments& a) {
    const Image* image = find_reference(ctx.machine(), a.names[0]);
    if (!image) {
        ctx.err(cat("Error response from daemon: No such image: ", with_tag(a.names[0]), "\n"));
        return exited(1);
    }
    const std::string id = image->id, tag = with_tag(a.names[1]);
    for (const auto& [other, i] : Table<std::string, Image>(ctx.machine().images))
        std::erase(ctx.machine().images.edit(other)->tags, tag);
    ctx.machine().images.edit(id)->tags.push_back(tag);
    return exited(0);
}

}  // namespace

std::vector<Subcommand> image_commands() {
    return {
        {"pull",
         "pull [OPTIONS] NAME[:TAG|@DIGEST]",
         "Pull an image or a repository from a registry",
         pull,
         {{"quiet", 'q'}},
         1,
         1},
        {"rmi",
         "rmi [OPTIONS] IMAGE [IMAGE...]",
         "Remove one or more images",
         remove_images,
         {{"force", 'f'}, {"no-prune"}},
         1},
        {"tag",
         "tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
         "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
         add_tag,
         {},
         2,
         2},
    };
}

}  // namespace podfall::docker_cli
