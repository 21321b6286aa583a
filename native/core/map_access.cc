// Reading and writing the maps of a loaded object.
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>

#include "log.h"
#include "object.h"

namespace lab {

namespace {

bool isPerCpu(const bpf_map* map) {
  switch (bpf_map__type(map)) {
    case BPF_MAP_TYPE_PERCPU_ARRAY:
    case BPF_MAP_TYPE_PERCPU_HASH:
    case BPF_MAP_TYPE_LRU_PERCPU_HASH:
    case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE: return true;
    default: return false;
  }
}

// The kernel pads every CPU's value to 8 bytes.
size_t valueSize(const bpf_map* map) {
  const size_t size = bpf_map__value_size(map);
  if (!isPerCpu(map)) return size;
  const size_t processors = static_cast<size_t>(std::max(libbpf_num_possible_cpus(), 1));
  return (size + 7) / 8 * 8 * processors;
}

// libbpf answers ENOENT for a map that is not loaded, which would look like a key that is not there.
int usable(const bpf_map* map) {
  if (map == nullptr) return ENOENT;
  return bpf_map__fd(map) < 0 ? EBADF : 0;
}

}  // namespace

Outcome Object::updateMap(const std::string& map, Bytes key, Bytes value) {
  LogCapture log;
  const bpf_map* found = findMap(map);
  if (const int error = usable(found)) return failure("map-update", error);
  const int error = bpf_map__update_elem(found, key.data, key.size, value.data, value.size, BPF_ANY);
  if (error != 0) return failure("map-update", -error, log.take());
  return std::nullopt;
}

Outcome Object::deleteMapKey(const std::string& map, Bytes key) {
  LogCapture log;
  const bpf_map* found = findMap(map);
  if (const int error = usable(found)) return failure("map-delete", error);
  const int error = bpf_map__delete_elem(found, key.data, key.size, 0);
  if (error != 0) return failure("map-delete", -error, log.take());
  return std::nullopt;
}

Result<std::optional<std::vector<uint8_t>>> Object::lookupMap(const std::string& map, Bytes key) const {
  LogCapture log;
  const bpf_map* found = findMap(map);
  if (const int error = usable(found)) return failure("map-lookup", error);
  std::vector<uint8_t> value(valueSize(found));
  const int error = bpf_map__lookup_elem(found, key.data, key.size, value.data(), value.size(), 0);
  if (error == -ENOENT) return std::optional<std::vector<uint8_t>>();
  if (error != 0) return failure("map-lookup", -error, log.take());
  return std::optional(std::move(value));
}

}  // namespace lab
