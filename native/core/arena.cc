#include "arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <utility>

namespace lab {

namespace {

constexpr size_t kFirst = size_t{1} << 20;

uint8_t* remap(const Block& block, size_t capacity) {
  void* mapped = block.data == nullptr
                     ? mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                     : mremap(block.data, block.capacity, capacity, MREMAP_MAYMOVE);
  return mapped == MAP_FAILED ? nullptr : static_cast<uint8_t*>(mapped);
}

}  // namespace

void Block::release() {
  if (data != nullptr) munmap(data, capacity);
  *this = Block{};
}

uint8_t* Arena::extend(size_t bytes) {
  if (bytes > limit_ || block_.size > limit_ - bytes) return nullptr;
  const size_t needed = block_.size + bytes;
  if (needed > block_.capacity && !grow(needed)) return nullptr;
  uint8_t* place = block_.data + block_.size;
  block_.size = needed;
  return place;
}

Block Arena::detach() { return std::exchange(block_, Block{}); }

bool Arena::grow(size_t needed) {
  size_t capacity = std::max(block_.capacity, kFirst);
  while (capacity < needed) capacity *= 2;
  uint8_t* moved = remap(block_, capacity);
  if (moved == nullptr) return false;
  block_.data = moved;
  block_.capacity = capacity;
  return true;
}

}  // namespace lab
