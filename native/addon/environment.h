// What the addon keeps per Node environment (the main thread, each worker).
#pragma once

#include <napi.h>

namespace addon {

// Freed with the environment.
struct Environment {
  Napi::FunctionReference objectClass;
  Napi::FunctionReference drainClass;

  static Environment& of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }
};

// Calls `run(self)` when the environment ends while this lives. Hooks run in reverse order of their making.
class CleanUpHook {
 public:
  CleanUpHook(napi_env env, void (*run)(void*), void* self) : env_(env), run_(run), self_(self) {
    napi_add_env_cleanup_hook(env_, call, this);
  }
  ~CleanUpHook() {
    if (!ran_) napi_remove_env_cleanup_hook(env_, call, this);
  }
  CleanUpHook(const CleanUpHook&) = delete;
  CleanUpHook& operator=(const CleanUpHook&) = delete;

 private:
  // After this, the environment may no longer be asked for anything.
  static void call(void* hook) {
    auto* that = static_cast<CleanUpHook*>(hook);
    that->ran_ = true;
    that->run_(that->self_);
  }

  napi_env env_;
  void (*run_)(void*);
  void* self_;
  bool ran_ = false;
};

}  // namespace addon
