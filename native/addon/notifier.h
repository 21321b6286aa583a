#pragma once

#include <napi.h>

#include <atomic>
#include <memory>

namespace addon {

// Calls a JavaScript function from any thread; calls that come while one is on its way are merged with it.
// Does not keep the process alive.
class Notifier {
 public:
  Notifier(Napi::Env env, Napi::Function callback);
  // On the JavaScript thread; what is on its way is dropped.
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  void notify();

 private:
  using Pending = std::atomic<bool>;

  static void call(napi_env env, napi_value callback, void* pending, void*);

  // Outlives this: a queued call still looks at it.
  std::unique_ptr<Pending> made_ = std::make_unique<Pending>(false);
  Pending* pending_ = made_.get();
  napi_threadsafe_function function_ = nullptr;
};

}  // namespace addon
