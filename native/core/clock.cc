#include "clock.h"

#include <ctime>

namespace lab {

namespace {

int64_t read(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

int64_t bootOffset() {
  int64_t offset = 0;
  int64_t tightest = INT64_MAX;
  for (int i = 0; i < 16; i++) {
    const int64_t before = read(CLOCK_BOOTTIME);
    const int64_t wall = read(CLOCK_REALTIME);
    const int64_t width = read(CLOCK_BOOTTIME) - before;
    if (width >= tightest) continue;
    tightest = width;
    offset = wall - (before + width / 2);
  }
  return offset;
}

}  // namespace lab
