// Catches what libbpf prints during a call, on this thread only.
#pragma once

#include <string>
#include <utility>

namespace lab {

// While it lives, libbpf's warnings of this thread go into it; without one they are discarded. Nests.
class LogCapture {
 public:
  LogCapture();
  ~LogCapture();
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  std::string take() { return std::move(text_); }

  // The program that libbpf warned about last: it prefixes such lines with "prog 'NAME': ".
  const std::string& program() const { return program_; }

 private:
  friend struct LogSink;
  void append(const std::string& line);

  std::string text_;
  std::string program_;
  LogCapture* outer_;
};

}  // namespace lab
