#pragma once

#include <mutex>

namespace lab {

// A mutex that two threads pass to each other: whoever waits gets it next, even when the holder locks again
// at once (std::mutex lets a busy thread starve the other).
class FairMutex {
 public:
  void lock() {
    const std::lock_guard<std::mutex> queue(next_);
    held_.lock();
  }
  void unlock() { held_.unlock(); }

 private:
  std::mutex next_;
  std::mutex held_;
};

}  // namespace lab
