// Which ring buffers of an object are being drained.
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>

#include "object.h"

namespace lab {

bool Object::isDrained(const bpf_map* map) const {
  return std::any_of(drains_.begin(), drains_.end(), [map](const ActiveDrain& active) {
    const std::shared_ptr<Drain> drain = active.drain.lock();
    return active.map == map && drain && !drain->stopped();
  });
}

Result<std::shared_ptr<Drain>> Object::drain(const std::string& map, size_t limit, Drain::Notify notify) {
  bpf_map* found = findMap(map);
  if (found == nullptr) return failure("drain", ENOENT);
  if (bpf_map__type(found) != BPF_MAP_TYPE_RINGBUF) return failure("drain", EINVAL);
  // Two consumers would both move the ring's one consumer position.
  if (isDrained(found)) return failure("drain", EBUSY);
  drains_.erase(std::remove_if(drains_.begin(), drains_.end(),
                               [](const ActiveDrain& active) { return active.drain.expired(); }),
                drains_.end());
  auto started = Drain::start(bpf_map__fd(found), bpf_map__max_entries(found), limit, std::move(notify));
  if (const auto* drain = std::get_if<std::shared_ptr<Drain>>(&started)) drains_.push_back({found, *drain});
  return started;
}

}  // namespace lab
