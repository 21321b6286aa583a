// The memory that the kernel's verifier writes its log into.
#pragma once

#include <cstddef>
#include <string>

struct bpf_object;

namespace lab {

// Address space only: a program that loads touches none of its pages. One buffer serves all programs, since
// libbpf asks for a log only when a program was refused, and stops there.
class VerifierLog {
 public:
  VerifierLog();
  ~VerifierLog();
  VerifierLog(const VerifierLog&) = delete;
  VerifierLog& operator=(const VerifierLog&) = delete;

  // Makes every program of the object write here.
  void serve(bpf_object* object);

  // What the kernel wrote; the last 16 MiB of it (the decisive lines come last).
  std::string text() const;

 private:
  char* memory_ = nullptr;
  size_t size_ = 0;
};

}  // namespace lab
