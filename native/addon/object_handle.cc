#include "object_handle.h"

#include <cstdint>

#include "arguments.h"
#include "convert.h"
#include "drain_handle.h"
#include "notifier.h"

namespace addon {

namespace {

// Tells our objects from others that claim to be: drawn at random once.
constexpr napi_type_tag kTag = {0x4a1f6c0de2b94d37, 0x9b53e8817f0ac26d};
constexpr uint64_t kLargestInteger = uint64_t{1} << 53;

}  // namespace

Napi::Function ObjectHandle::define(Napi::Env env) {
  return DefineClass(
      env, "NativeObject",
      {InstanceAccessor<&ObjectHandle::programs>("programs", napi_enumerable),
       InstanceAccessor<&ObjectHandle::maps>("maps", napi_enumerable),
       InstanceAccessor<&ObjectHandle::variables>("variables", napi_enumerable),
       InstanceMethod<&ObjectHandle::structLayout>("struct"),
       InstanceMethod<&ObjectHandle::variableType>("variable"),
       InstanceMethod<&ObjectHandle::constant>("constant"),
       InstanceMethod<&ObjectHandle::setConstant>("setConstant"),
       InstanceMethod<&ObjectHandle::setMaxEntries>("setMaxEntries"),
       InstanceMethod<&ObjectHandle::setAutoload>("setAutoload"),
       InstanceMethod<&ObjectHandle::reuseMap>("reuseMap"), InstanceMethod<&ObjectHandle::load>("load"),
       InstanceMethod<&ObjectHandle::helpers>("helpers"), InstanceMethod<&ObjectHandle::attach>("attach"),
       InstanceMethod<&ObjectHandle::detach>("detach"), InstanceMethod<&ObjectHandle::updateMap>("updateMap"),
       InstanceMethod<&ObjectHandle::deleteMapKey>("deleteMapKey"),
       InstanceMethod<&ObjectHandle::lookupMap>("lookupMap"), InstanceMethod<&ObjectHandle::drain>("drain"),
       InstanceMethod<&ObjectHandle::close>("close")});
}

Napi::Value ObjectHandle::create(Napi::Env env, std::unique_ptr<lab::Object> object) {
  const auto seed = Napi::External<std::unique_ptr<lab::Object>>::New(env, &object);
  return Environment::of(env).objectClass.New({seed});
}

ObjectHandle::ObjectHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ObjectHandle>(info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "Illegal constructor");
  object_ = std::move(*info[0].As<Napi::External<std::unique_ptr<lab::Object>>>().Data());
  info.This().As<Napi::Object>().TypeTag(&kTag);
  hook_.emplace(info.Env(), [](void* object) { static_cast<lab::Object*>(object)->close(); }, object_.get());
}

lab::Object& ObjectHandle::open(const Napi::CallbackInfo& info) {
  if (object_->closed()) throw Napi::Error::New(info.Env(), "closed");
  return *object_;
}

ObjectHandle& ObjectHandle::handleAt(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsObject() || !info[index].As<Napi::Object>().CheckTypeTag(&kTag))
    throw Napi::TypeError::New(info.Env(),
                               "argument " + std::to_string(index + 1) + " must be a NativeObject");
  return *Unwrap(info[index].As<Napi::Object>());
}

Napi::Value ObjectHandle::programs(const Napi::CallbackInfo& info) {
  return toJsArray(info.Env(), open(info).programs());
}

Napi::Value ObjectHandle::maps(const Napi::CallbackInfo& info) {
  return toJsArray(info.Env(), open(info).maps());
}

Napi::Value ObjectHandle::variables(const Napi::CallbackInfo& info) {
  return toJsArray(info.Env(), lab::variableNames(open(info).types()));
}

Napi::Value ObjectHandle::structLayout(const Napi::CallbackInfo& info) {
  const auto layout = lab::structLayout(open(info).types(), stringAt(info, 0).c_str());
  return layout ? toJs(info.Env(), *layout) : info.Env().Undefined();
}

Napi::Value ObjectHandle::variableType(const Napi::CallbackInfo& info) {
  const auto type = lab::variableType(open(info).types(), stringAt(info, 0).c_str());
  return type ? toJs(info.Env(), *type) : info.Env().Undefined();
}

Napi::Value ObjectHandle::constant(const Napi::CallbackInfo& info) {
  const auto bytes = open(info).constant(stringAt(info, 0));
  return bytes ? toJs(info.Env(), *bytes) : info.Env().Undefined();
}

Napi::Value ObjectHandle::setConstant(const Napi::CallbackInfo& info) {
  return toJs(info.Env(), open(info).setConstant(stringAt(info, 0), bytesAt(info, 1)));
}

Napi::Value ObjectHandle::setMaxEntries(const Napi::CallbackInfo& info) {
  const auto entries = static_cast<uint32_t>(integerAt(info, 1, UINT32_MAX));
  return toJs(info.Env(), open(info).setMaxEntries(stringAt(info, 0), entries));
}

Napi::Value ObjectHandle::setAutoload(const Napi::CallbackInfo& info) {
  return toJs(info.Env(), open(info).setAutoload(stringAt(info, 0), booleanAt(info, 1)));
}

Napi::Value ObjectHandle::reuseMap(const Napi::CallbackInfo& info) {
  lab::Object& from = handleAt(info, 1).open(info);
  return toJs(info.Env(), open(info).reuseMap(stringAt(info, 0), from, stringAt(info, 2)));
}

Napi::Value ObjectHandle::load(const Napi::CallbackInfo& info) { return toJs(info.Env(), open(info).load()); }

Napi::Value ObjectHandle::helpers(const Napi::CallbackInfo& info) {
  const auto ids = open(info).helpers(stringAt(info, 0));
  if (!ids) throw Napi::RangeError::New(info.Env(), "no such program");
  return toJsArray(info.Env(), *ids);
}

Napi::Value ObjectHandle::attach(const Napi::CallbackInfo& info) {
  return toJs(info.Env(), open(info).attach());
}

void ObjectHandle::detach(const Napi::CallbackInfo& info) { open(info).detach(); }

Napi::Value ObjectHandle::updateMap(const Napi::CallbackInfo& info) {
  return toJs(info.Env(), open(info).updateMap(stringAt(info, 0), bytesAt(info, 1), bytesAt(info, 2)));
}

Napi::Value ObjectHandle::deleteMapKey(const Napi::CallbackInfo& info) {
  return toJs(info.Env(), open(info).deleteMapKey(stringAt(info, 0), bytesAt(info, 1)));
}

Napi::Value ObjectHandle::lookupMap(const Napi::CallbackInfo& info) {
  const auto found = open(info).lookupMap(stringAt(info, 0), bytesAt(info, 1));
  if (const auto* failure = std::get_if<lab::Failure>(&found)) return toJs(info.Env(), *failure);
  const auto& value = std::get<0>(found);
  return value ? toJs(info.Env(), *value) : info.Env().Undefined();
}

Napi::Value ObjectHandle::drain(const Napi::CallbackInfo& info) {
  lab::Object& object = open(info);
  const std::string map = stringAt(info, 0);
  const auto limit = static_cast<size_t>(integerAt(info, 1, kLargestInteger));
  lab::Drain::Notify notify;
  if (info[2].IsFunction()) {
    const auto notifier = std::make_shared<Notifier>(info.Env(), info[2].As<Napi::Function>());
    notify = [notifier] { notifier->notify(); };
  } else if (!info[2].IsUndefined()) {
    throw Napi::TypeError::New(info.Env(), "argument 3 must be a function");
  }
  auto started = object.drain(map, limit, std::move(notify));
  if (const auto* failure = std::get_if<lab::Failure>(&started)) return toJs(info.Env(), *failure);
  return DrainHandle::create(info.Env(), std::get<0>(started), info.This().As<Napi::Object>());
}

void ObjectHandle::close(const Napi::CallbackInfo&) {
  object_->close();
  hook_.reset();
}

}  // namespace addon
