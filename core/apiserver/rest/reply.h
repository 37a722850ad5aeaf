// Responses: objects, lists and errors in the form that the request accepts. Models
// apiserver/pkg/endpoints/handlers/{negotiation,responsewriters,response.go} of v1.20.
#pragma once

#include <string>
#include <vector>

#include "core/api/format/json.h"
#include "core/apiserver/rest/route.h"
#include "core/base/status.h"

namespace podfall {

struct World;

// What the Accept header asks for.
enum class View : std::uint8_t { object, table, metadata, none };
View view_of(const Request& request);

Response reply(int code, std::string body);
Response reply_text(int code, std::string body);

// A metav1.Status.
std::string status_json(const Status& status);
Response reply_error(const Status& status);
// metav1.Status of a success, with `details` as JSON or empty.
Response reply_success(int code, const std::string& details);

// An object's JSON with the route's apiVersion. `revision` replaces its resourceVersion unless 0.
std::string object_text(const Route& route, const Object& object, Revision revision = 0);

// One object in the form the request accepts. `columns` = false leaves out a Table's column
// definitions, as all events of a watch after the first do.
std::string view_text(const World& world, const Request& request, const Route& route,
                      const Object& object, Revision revision = 0, bool columns = true);
Response reply_object(const World& world, const Request& request, const Route& route, int code,
                      const Object& object);

struct ListMeta {
    Revision revision = 0;
    std::string continue_token;
    std::int64_t remaining = 0;
};
Response reply_list(const World& world, const Request& request, const Route& route,
                    const std::vector<Ref<Object>>& items, const ListMeta& meta);

}  // namespace podfall
