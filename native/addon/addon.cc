// The addon's entry: NativeBinding of binding.ts.
#include <napi.h>

#include "../core/clock.h"
#include "../core/mounts.h"
#include "arguments.h"
#include "convert.h"
#include "drain_handle.h"
#include "environment.h"
#include "object_handle.h"

namespace addon {

namespace {

Napi::Value openObject(const Napi::CallbackInfo& info) {
  auto opened = lab::Object::open(bytesAt(info, 0), stringAt(info, 1));
  if (const auto* failure = std::get_if<lab::Failure>(&opened)) return toJs(info.Env(), *failure);
  return ObjectHandle::create(info.Env(), std::move(std::get<0>(opened)));
}

Napi::Value enterMountNamespace(const Napi::CallbackInfo& info) {
  return toJs(info.Env(), lab::enterMountNamespace());
}

Napi::Value bootOffset(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), lab::bootOffset());
}

Napi::Value libbpfVersion(const Napi::CallbackInfo& info) {
  return toJs(info.Env(),
              std::to_string(libbpf_major_version()) + "." + std::to_string(libbpf_minor_version()));
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  auto* environment = new Environment;
  env.SetInstanceData(environment);
  environment->objectClass = Napi::Persistent(ObjectHandle::define(env));
  environment->drainClass = Napi::Persistent(DrainHandle::define(env));
  exports.Set("openObject", Napi::Function::New<openObject>(env, "openObject"));
  exports.Set("enterMountNamespace", Napi::Function::New<enterMountNamespace>(env, "enterMountNamespace"));
  exports.Set("bootOffset", Napi::Function::New<bootOffset>(env, "bootOffset"));
  exports.Set("libbpfVersion", Napi::Function::New<libbpfVersion>(env, "libbpfVersion"));
  return exports;
}

}  // namespace

NODE_API_MODULE(gadget_lab, initialize)

}  // namespace addon
