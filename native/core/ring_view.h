#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace lab {

// A read-only look at the two counters in front of a ring buffer map (kernel/bpf/ringbuf.c: one page with the
// consumer's position, one with the producer's; both only ever grow).
class RingView {
 public:
  // `valid()` is false (and errno set) where the map cannot be mapped.
  explicit RingView(int mapFd);
  RingView(RingView&& other) noexcept : pages_(std::exchange(other.pages_, nullptr)) {}
  ~RingView();
  RingView& operator=(RingView&&) = delete;

  bool valid() const { return pages_ != nullptr; }
  uint64_t consumed() const;
  uint64_t produced() const;

 private:
  uint8_t* pages_;
};

}  // namespace lab
