// Decides which responses of the API server are retried, and after how long.
#include "core/terminal/kubectl/client/retry.h"

#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

constexpr int most_tries = 10;  // of client-go, and of the service account admission

// The default account of a new namespace is on its way: admission looks for it ten times, 100 to
// 200 ms apart (plugin/pkg/admission/serviceaccount, getServiceAccount). The server of this lab
// answers at once, so its client has the time.
bool lacks_default_account(const Response& response) {
    return response.code == 403 && contains(response.body, "error looking up service account ") &&
           contains(response.body, "/default: serviceaccount \\\"default\\\" not found");
}

// Seconds of the Retry-After header that the server sends with such a Status.
std::int64_t retry_after(const Response& response) {
    if (response.code != 429 && response.code < 500) return 0;
    const Json json = Json::parse(response.body, nullptr, false);
    const Json& seconds = at(json, "details.retryAfterSeconds");
    return seconds.is_number_integer() ? seconds.get<std::int64_t>() : 0;
}

}  // namespace

bool must_wait(CommandContext& ctx, RetryMemory& memory, const Response& response) {
    if (memory.tries + 1 >= most_tries) return false;
    if (lacks_default_account(response)) {
        if (memory.interval == 0)
            memory.interval = ctx.world.random.between(milliseconds(100), milliseconds(199));
        memory.again = ctx.now() + memory.interval;
    } else if (const std::int64_t after = retry_after(response); after > 0) {
        memory.again = ctx.now() + seconds(after);
    } else {
        return false;
    }
    ++memory.tries;
    return true;
}

}  // namespace podfall::kube
