// A refused call as data: no wording, no policy. Whoever stands above decides what to say about it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace lab {

struct Failure {
  // What was tried: "open", "load", "attach", ... (string literals only).
  const char* operation = "";
  // Positive; libbpf's own codes start at 4000.
  int error = 0;
  // The program that it is about, if one.
  std::string program;
  // The verifier's log of that program.
  std::string verifierLog;
  // What libbpf printed during the call.
  std::string libbpfLog;
};

// Nothing where the call did its work.
using Outcome = std::optional<Failure>;

template <class T>
using Result = std::variant<T, Failure>;

inline Failure failure(const char* operation, int error, std::string libbpfLog = {}) {
  Failure made;
  made.operation = operation;
  made.error = error;
  made.libbpfLog = std::move(libbpfLog);
  return made;
}

// "EACCES"; for libbpf's own codes "LIBBPF_ERRNO__FORMAT"; for unknown ones the number.
std::string errorSymbol(int error);

}  // namespace lab
