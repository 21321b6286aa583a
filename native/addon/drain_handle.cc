#include "drain_handle.h"

#include "convert.h"

namespace addon {

Napi::Function DrainHandle::define(Napi::Env env) {
  return DefineClass(
      env, "NativeDrain",
      {InstanceMethod<&DrainHandle::take>("take"), InstanceMethod<&DrainHandle::flush>("flush"),
       InstanceMethod<&DrainHandle::statistics>("statistics"), InstanceMethod<&DrainHandle::stop>("stop")});
}

Napi::Value DrainHandle::create(Napi::Env env, std::shared_ptr<lab::Drain> drain, Napi::Object object) {
  const auto seed = Napi::External<std::shared_ptr<lab::Drain>>::New(env, &drain);
  return Environment::of(env).drainClass.New({seed, object});
}

DrainHandle::DrainHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<DrainHandle>(info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "Illegal constructor");
  drain_ = *info[0].As<Napi::External<std::shared_ptr<lab::Drain>>>().Data();
  object_ = Napi::Persistent(info[1].As<Napi::Object>());
  hook_.emplace(info.Env(), [](void* drain) { static_cast<lab::Drain*>(drain)->stop(); }, drain_.get());
}

DrainHandle::~DrainHandle() {
  if (drain_) drain_->stop();
}

Napi::Value DrainHandle::take(const Napi::CallbackInfo& info) {
  const lab::Block block = drain_->withRecords([](lab::Arena& arena) { return arena.detach(); });
  return block.size == 0 ? info.Env().Undefined() : toJs(info.Env(), block);
}

void DrainHandle::flush(const Napi::CallbackInfo& info) {
  if (!drain_->flush()) throw Napi::Error::New(info.Env(), "closed");
}

Napi::Value DrainHandle::statistics(const Napi::CallbackInfo& info) {
  return toJs(info.Env(), drain_->statistics());
}

void DrainHandle::stop(const Napi::CallbackInfo&) {
  drain_->stop();
  hook_.reset();
  object_.Reset();
}

}  // namespace addon
