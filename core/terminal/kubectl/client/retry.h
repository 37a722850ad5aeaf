// A request that the API server holds, or answers with "try again": the command that made it goes
// on when that is over. Models checkWait of client-go's rest/request.go.
//
// A command makes its requests in one turn. When one must wait, what the turn has printed is taken
// back, the turn ends, and the next one begins the command again with the answers that it had.
#pragma once

#include <vector>

#include "core/apiserver/request.h"
#include "core/base/time.h"
#include "core/terminal/command.h"

namespace podfall::kube {

struct RetryMemory {
    std::vector<Response> answers;  // of this turn, or of the one that had to wait
    std::size_t used = 0;           // of them, in this turn
    bool records = false;           // this turn may be repeated
    int tries = 0;                  // of the request that waits
    Duration interval = 0;          // between tries of the server's own
    Time again = 0;                 // when to repeat the turn; 0: it continues
};

template <class V>
void fields(V& v, RetryMemory& m) {
    v("answers", m.answers), v("used", m.used), v("records", m.records), v("tries", m.tries);
    v("interval", m.interval), v("again", m.again);
}

// Whether the request that got this answer is made again, at RetryMemory::again.
bool must_wait(CommandContext& ctx, RetryMemory& memory, const Response& response);

}  // namespace podfall::kube
