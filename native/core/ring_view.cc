#include "ring_view.h"

#include <sys/mman.h>
#include <unistd.h>

namespace lab {

namespace {

size_t pageSize() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

uint64_t position(const uint8_t* page) {
  // The kernel's counter is an unsigned long.
  return __atomic_load_n(reinterpret_cast<const unsigned long*>(page), __ATOMIC_ACQUIRE);
}

}  // namespace

RingView::RingView(int mapFd) {
  void* mapped = mmap(nullptr, 2 * pageSize(), PROT_READ, MAP_SHARED, mapFd, 0);
  pages_ = mapped == MAP_FAILED ? nullptr : static_cast<uint8_t*>(mapped);
}

RingView::~RingView() {
  if (pages_ != nullptr) munmap(pages_, 2 * pageSize());
}

uint64_t RingView::consumed() const { return position(pages_); }

uint64_t RingView::produced() const { return position(pages_ + pageSize()); }

}  // namespace lab
