// What can be changed in an object between open and load.
#include <cerrno>
#include <cstring>

#include "log.h"
#include "object.h"
#include "rodata.h"

namespace lab {

namespace {

Outcome outcome(const char* operation, int error, LogCapture& log) {
  if (error == 0) return std::nullopt;
  return failure(operation, -error, log.take());
}

}  // namespace

std::optional<std::vector<uint8_t>> Object::constant(const std::string& name) const {
  const Constant found = findConstant(object_, name.c_str());
  if (found.data == nullptr) return std::nullopt;
  return std::vector<uint8_t>(found.data, found.data + found.size);
}

Outcome Object::setConstant(const std::string& name, Bytes value) {
  const Constant found = findConstant(object_, name.c_str());
  if (found.data == nullptr) return failure("set-constant", ENOENT);
  // After load the memory is mapped read-only.
  if (loaded_) return failure("set-constant", EBUSY);
  if (found.size != value.size) return failure("set-constant", EINVAL);
  memcpy(found.data, value.data, value.size);
  return std::nullopt;
}

Outcome Object::setMaxEntries(const std::string& map, uint32_t entries) {
  LogCapture log;
  bpf_map* found = findMap(map);
  if (found == nullptr) return failure("set-max-entries", ENOENT);
  return outcome("set-max-entries", bpf_map__set_max_entries(found, entries), log);
}

Outcome Object::setAutoload(const std::string& program, bool autoload) {
  LogCapture log;
  bpf_program* found = findProgram(program);
  if (found == nullptr) return failure("set-autoload", ENOENT);
  return outcome("set-autoload", bpf_program__set_autoload(found, autoload), log);
}

Outcome Object::reuseMap(const std::string& map, const Object& from, const std::string& fromMap) {
  LogCapture log;
  bpf_map* mine = findMap(map);
  const bpf_map* other = from.findMap(fromMap);
  if (mine == nullptr || other == nullptr) return failure("reuse-map", ENOENT);
  if (loaded_) return failure("reuse-map", EBUSY);
  return outcome("reuse-map", bpf_map__reuse_fd(mine, bpf_map__fd(other)), log);
}

}  // namespace lab
