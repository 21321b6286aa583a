// One growing, contiguous stretch of memory that can be given away without a copy.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lab {

// Memory that belongs to whoever holds it; `release` gives it back.
struct Block {
  uint8_t* data = nullptr;
  // Bytes used, and bytes mapped.
  size_t size = 0;
  size_t capacity = 0;

  void release();
};

// Anonymous pages, grown by moving page tables (mremap) and so never copied. Not thread-safe. Never throws.
class Arena {
 public:
  explicit Arena(size_t limit) : limit_(limit) {}
  ~Arena() { block_.release(); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Room for that many more bytes (to be written at once), or null where limit or memory are reached.
  uint8_t* extend(size_t bytes);

  size_t size() const { return block_.size; }
  const uint8_t* data() const { return block_.data; }

  // Forgets the content and keeps the memory.
  void clear() { block_.size = 0; }

  // Hands over the memory; the arena starts anew.
  Block detach();

 private:
  bool grow(size_t needed);

  Block block_;
  size_t limit_;
};

}  // namespace lab
