#include "log.h"

#include <bpf/libbpf.h>
#include <cstdarg>
#include <cstdio>
#include <mutex>

namespace lab {

namespace {

// A hostile object can make libbpf warn without end.
constexpr size_t kTextLimit = 1 << 20;

thread_local LogCapture* current = nullptr;

std::string format(const char* pattern, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int length = vsnprintf(nullptr, 0, pattern, again);
  va_end(again);
  if (length <= 0) return {};
  std::string text(static_cast<size_t>(length) + 1, '\0');
  vsnprintf(text.data(), text.size(), pattern, arguments);
  text.pop_back();
  return text;
}

}  // namespace

struct LogSink {
  // Called from C: nothing may be thrown through it.
  static int print(libbpf_print_level level, const char* pattern, va_list arguments) noexcept {
    if (current == nullptr || level == LIBBPF_DEBUG) return 0;
    current->append(format(pattern, arguments));
    return 0;
  }
};

LogCapture::LogCapture() : outer_(current) {
  static std::once_flag installed;
  std::call_once(installed, [] { libbpf_set_print(LogSink::print); });
  current = this;
}

LogCapture::~LogCapture() { current = outer_; }

void LogCapture::append(const std::string& line) {
  static const std::string prefix = "libbpf: prog '";
  if (line.compare(0, prefix.size(), prefix) == 0) {
    const size_t end = line.find('\'', prefix.size());
    if (end != std::string::npos) program_ = line.substr(prefix.size(), end - prefix.size());
  }
  if (text_.size() + line.size() <= kTextLimit) text_ += line;
}

}  // namespace lab
