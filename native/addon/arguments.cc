#include "arguments.h"

namespace addon {

namespace {

[[noreturn]] void refuse(const Napi::CallbackInfo& info, size_t index, const std::string& wanted) {
  throw Napi::TypeError::New(info.Env(), "argument " + std::to_string(index + 1) + " must be " + wanted);
}

}  // namespace

std::string stringAt(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsString()) refuse(info, index, "a string");
  return info[index].As<Napi::String>().Utf8Value();
}

bool booleanAt(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsBoolean()) refuse(info, index, "a boolean");
  return info[index].As<Napi::Boolean>().Value();
}

uint64_t integerAt(const Napi::CallbackInfo& info, size_t index, uint64_t most) {
  const std::string wanted = "an integer from 0 to " + std::to_string(most);
  if (!info[index].IsNumber()) refuse(info, index, wanted);
  const double value = info[index].As<Napi::Number>().DoubleValue();
  // Also false for NaN.
  if (!(value >= 0 && value <= static_cast<double>(most))) refuse(info, index, wanted);
  const auto integer = static_cast<uint64_t>(value);
  if (static_cast<double>(integer) != value) refuse(info, index, wanted);
  return integer;
}

lab::Bytes bytesAt(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsTypedArray() || info[index].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    refuse(info, index, "a Uint8Array");
  const auto array = info[index].As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

}  // namespace addon
