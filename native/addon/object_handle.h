#pragma once

#include <napi.h>

#include <memory>
#include <optional>

#include "../core/object.h"
#include "environment.h"

namespace addon {

// NativeObject of binding.ts.
class ObjectHandle : public Napi::ObjectWrap<ObjectHandle> {
 public:
  static Napi::Function define(Napi::Env env);
  static Napi::Value create(Napi::Env env, std::unique_ptr<lab::Object> object);

  explicit ObjectHandle(const Napi::CallbackInfo& info);

 private:
  Napi::Value programs(const Napi::CallbackInfo& info);
  Napi::Value maps(const Napi::CallbackInfo& info);
  Napi::Value variables(const Napi::CallbackInfo& info);
  Napi::Value structLayout(const Napi::CallbackInfo& info);
  Napi::Value variableType(const Napi::CallbackInfo& info);
  Napi::Value constant(const Napi::CallbackInfo& info);
  Napi::Value setConstant(const Napi::CallbackInfo& info);
  Napi::Value setMaxEntries(const Napi::CallbackInfo& info);
  Napi::Value setAutoload(const Napi::CallbackInfo& info);
  Napi::Value reuseMap(const Napi::CallbackInfo& info);
  Napi::Value load(const Napi::CallbackInfo& info);
  Napi::Value helpers(const Napi::CallbackInfo& info);
  Napi::Value attach(const Napi::CallbackInfo& info);
  void detach(const Napi::CallbackInfo& info);
  Napi::Value updateMap(const Napi::CallbackInfo& info);
  Napi::Value deleteMapKey(const Napi::CallbackInfo& info);
  Napi::Value lookupMap(const Napi::CallbackInfo& info);
  Napi::Value drain(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  // Throws once it is closed.
  lab::Object& open(const Napi::CallbackInfo& info);
  static ObjectHandle& handleAt(const Napi::CallbackInfo& info, size_t index);

  std::unique_ptr<lab::Object> object_;
  std::optional<CleanUpHook> hook_;
};

}  // namespace addon
