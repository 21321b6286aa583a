#include "verifier_log.h"

#include <bpf/libbpf.h>
#include <sys/mman.h>
#include <cstring>

namespace lab {

namespace {

// A program of a million instructions fills more than 16 MiB, and a log that does not fit makes the kernel
// answer ENOSPC in place of the true errno.
constexpr size_t kLargest = size_t{256} << 20;
constexpr size_t kSmallest = size_t{1} << 20;
constexpr size_t kReported = size_t{16} << 20;

}  // namespace

VerifierLog::VerifierLog() {
  for (size_t size = kLargest; size >= kSmallest; size /= 2) {
    void* mapped =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) continue;
    memory_ = static_cast<char*>(mapped);
    size_ = size;
    return;
  }
}

VerifierLog::~VerifierLog() {
  if (memory_ != nullptr) munmap(memory_, size_);
}

void VerifierLog::serve(bpf_object* object) {
  if (memory_ == nullptr) return;
  bpf_program* program;
  bpf_object__for_each_program(program, object) bpf_program__set_log_buf(program, memory_, size_);
}

std::string VerifierLog::text() const {
  if (memory_ == nullptr) return {};
  const size_t length = strnlen(memory_, size_);
  const size_t skipped = length > kReported ? length - kReported : 0;
  return std::string(memory_ + skipped, length - skipped);
}

}  // namespace lab
