#include "ring.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>

#include "log.h"

namespace lab {

namespace {

using Clock = std::chrono::steady_clock;

// Records taken per turn of the lock, so that `take` on another thread never waits long.
constexpr size_t kBatch = 2048;
constexpr auto kFlushPatience = std::chrono::milliseconds(100);

// Signals are the business of the threads that were there before.
std::thread startWithoutSignals(std::function<void()> body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread started;
  try {
    started = std::thread(std::move(body));
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_setname_np(started.native_handle(), "ring-drain");
  return started;
}

}  // namespace

Result<std::shared_ptr<Drain>> Drain::start(int mapFd, size_t ringSize, size_t limit, Notify notify) {
  FileDescriptor map(fcntl(mapFd, F_DUPFD_CLOEXEC, 0));
  if (!map) return failure("drain", errno);
  FileDescriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return failure("drain", errno);
  RingView view(map.get());
  if (!view.valid()) return failure("drain", errno);
  std::shared_ptr<Drain> drain(
      new Drain(std::move(map), std::move(wake), std::move(view), ringSize, limit, std::move(notify)));
  if (Outcome refused = drain->open()) return std::move(*refused);
  return drain;
}

Drain::Drain(FileDescriptor map, FileDescriptor wake, RingView view, size_t ringSize, size_t limit,
             Notify notify)
    : map_(std::move(map)),
      wake_(std::move(wake)),
      view_(std::move(view)),
      notify_(std::move(notify)),
      arena_(limit) {
  statistics_.ringSize = ringSize;
}

Drain::~Drain() { stop(); }

Outcome Drain::open() {
  LogCapture log;
  ring_ = ring_buffer__new(map_.get(), onRecord, this, nullptr);
  if (ring_ == nullptr) return failure("drain", errno, log.take());
  try {
    thread_ = startWithoutSignals([this] { run(); });
  } catch (const std::system_error& refused) {
    return failure("drain", refused.code().value());
  }
  return std::nullopt;
}

void Drain::run() {
  pollfd sources[] = {{map_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
  while (!ending_) {
    if (poll(sources, 2, -1) < 0 && errno != EINTR) return;
    for (size_t taken = kBatch; taken == kBatch && !ending_;) {
      taken = drainBatch();
      if (taken > 0 && notify_) notify_();
    }
  }
}

size_t Drain::drainBatch() {
  const std::lock_guard<FairMutex> lock(mutex_);
  statistics_.peak = std::max(statistics_.peak, view_->produced() - view_->consumed());
  batch_ = 0;
  ring_buffer__consume(ring_);
  return batch_;
}

bool Drain::flush() {
  if (stopped()) return false;
  const uint64_t target = view_->produced();
  const auto deadline = Clock::now() + kFlushPatience;
  while (true) {
    drainBatch();
    if (view_->consumed() >= target || Clock::now() >= deadline) return true;
    std::this_thread::yield();
  }
}

DrainStatistics Drain::statistics() {
  const std::lock_guard<FairMutex> lock(mutex_);
  return statistics_;
}

void Drain::stop() {
  if (thread_.joinable()) {
    ending_ = true;
    eventfd_write(wake_.get(), 1);
    thread_.join();
  }
  // Whatever it holds is let go on the thread that stops.
  notify_ = nullptr;
  ring_buffer__free(std::exchange(ring_, nullptr));
  view_.reset();
  map_ = FileDescriptor();
  wake_ = FileDescriptor();
}

int Drain::onRecord(void* drain, void* data, size_t size) {
  return static_cast<Drain*>(drain)->store(data, size);
}

// A negative answer makes libbpf return after this record.
int Drain::store(const void* data, size_t size) {
  const uint32_t length = static_cast<uint32_t>(size);
  const size_t stored = (sizeof length + size + 7) & ~size_t{7};
  if (uint8_t* place = arena_.extend(stored)) {
    memcpy(place, &length, sizeof length);
    memcpy(place + sizeof length, data, size);
    memset(place + sizeof length + size, 0, stored - sizeof length - size);
    statistics_.records++;
    statistics_.bytes += size;
  } else {
    statistics_.dropped++;
  }
  return ++batch_ >= kBatch ? -EAGAIN : 0;
}

}  // namespace lab
