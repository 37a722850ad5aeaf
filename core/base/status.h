// Errors as the API server reports them: the parts of a metav1.Status that callers use.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace podfall {

// `code` is the HTTP status; 200 means no error. A code below 0 did not come from the API server:
// the connection failed, and `message` is the error text of Go's net package.
struct Status {
    int code = 200;
    std::string reason;   // "NotFound", "AlreadyExists", "Conflict", "Invalid", "Forbidden", ...
    std::string message;  // without the "Error from server" that kubectl puts before it
    std::string details;  // the details object as JSON, or empty

    bool ok() const { return code >= 200 && code < 300; }
    bool is(const char* r) const { return reason == r; }
};

// A value, or the Status that explains why there is none.
template <class T>
class Result {
public:
    Result(T value) : value_(std::move(value)) {}
    Result(Status error) : error_(std::move(error)) {}

    bool ok() const { return value_.has_value(); }
    explicit operator bool() const { return ok(); }
    const T& operator*() const { return *value_; }
    T& operator*() { return *value_; }
    const T* operator->() const { return &*value_; }
    T* operator->() { return &*value_; }
    const Status& status() const { return error_; }

private:
    std::optional<T> value_;
    Status error_;
};

}  // namespace podfall
