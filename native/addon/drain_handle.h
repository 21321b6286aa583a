#pragma once

#include <napi.h>

#include <memory>
#include <optional>

#include "../core/ring.h"
#include "environment.h"

namespace addon {

// NativeDrain of binding.ts.
class DrainHandle : public Napi::ObjectWrap<DrainHandle> {
 public:
  static Napi::Function define(Napi::Env env);
  // `object` stays alive as long as the drain runs.
  static Napi::Value create(Napi::Env env, std::shared_ptr<lab::Drain> drain, Napi::Object object);

  explicit DrainHandle(const Napi::CallbackInfo& info);
  ~DrainHandle() override;

 private:
  Napi::Value take(const Napi::CallbackInfo& info);
  void flush(const Napi::CallbackInfo& info);
  Napi::Value statistics(const Napi::CallbackInfo& info);
  void stop(const Napi::CallbackInfo& info);

  std::shared_ptr<lab::Drain> drain_;
  Napi::ObjectReference object_;
  std::optional<CleanUpHook> hook_;
};

}  // namespace addon
