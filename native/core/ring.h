// Empties a ring buffer map into memory, on a thread of its own.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "arena.h"
#include "failure.h"
#include "fair_mutex.h"
#include "file_descriptor.h"
#include "ring_view.h"

struct ring_buffer;

namespace lab {

struct DrainStatistics {
  // Records kept and the bytes in them; `dropped` found the limit reached.
  uint64_t records = 0;
  uint64_t bytes = 0;
  uint64_t dropped = 0;
  // Bytes of the ring, and the most that were seen waiting in it.
  uint64_t ringSize = 0;
  uint64_t peak = 0;
};

// Records are stored as a u32 length (native order), the bytes, and zero padding to a multiple of 8.
class Drain {
 public:
  // Called on the drain's thread when records wait; must not throw.
  using Notify = std::function<void()>;

  // The ring's map may be closed by its owner meanwhile: the drain holds a descriptor of its own.
  static Result<std::shared_ptr<Drain>> start(int mapFd, size_t ringSize, size_t limit, Notify notify);

  ~Drain();
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;

  // Empties the ring on the calling thread: everything that was reserved before the call is waited for (a
  // record that some CPU is still writing hides the ones behind it), for a tenth of a second at most. False
  // after `stop`.
  bool flush();

  // Runs `use(Arena&)` while nobody writes into the arena.
  template <class Use>
  auto withRecords(Use use) {
    const std::lock_guard<FairMutex> lock(mutex_);
    return use(arena_);
  }

  DrainStatistics statistics();

  // Ends the thread and lets go of the ring; the records stay. Idempotent, for one thread only.
  void stop();
  bool stopped() const { return ring_ == nullptr; }

 private:
  Drain(FileDescriptor map, FileDescriptor wake, RingView view, size_t ringSize, size_t limit, Notify notify);

  Outcome open();
  void run();
  // Empties some of the ring; how many records that was.
  size_t drainBatch();
  int store(const void* data, size_t size);
  static int onRecord(void* drain, void* data, size_t size);

  FileDescriptor map_;
  FileDescriptor wake_;
  std::optional<RingView> view_;
  Notify notify_;
  ring_buffer* ring_ = nullptr;
  std::thread thread_;
  std::atomic<bool> ending_{false};

  // Guards the consumer's side of the ring and everything below.
  FairMutex mutex_;
  Arena arena_;
  DrainStatistics statistics_;
  size_t batch_ = 0;
};

}  // namespace lab
