#include "convert.h"

#include <cstring>

namespace addon {

namespace {

// Below that a copy is cheaper than a finalizer.
constexpr size_t kWorthHandingOver = 64 * 1024;

Napi::Number number(Napi::Env env, uint64_t value) {
  return Napi::Number::New(env, static_cast<double>(value));
}

Napi::Value copied(Napi::Env env, const uint8_t* data, size_t size) {
  Napi::Uint8Array array = Napi::Uint8Array::New(env, size);
  if (size > 0) memcpy(array.Data(), data, size);
  return array;
}

}  // namespace

Napi::Value toJs(Napi::Env env, const lab::Failure& failure) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("failed", Napi::Boolean::New(env, true));
  object.Set("operation", failure.operation);
  object.Set("errno", failure.error);
  object.Set("symbol", lab::errorSymbol(failure.error));
  if (!failure.program.empty()) object.Set("program", failure.program);
  object.Set("verifierLog", failure.verifierLog);
  object.Set("libbpfLog", failure.libbpfLog);
  return object;
}

Napi::Value toJs(Napi::Env env, const lab::Outcome& outcome) {
  return outcome ? toJs(env, *outcome) : env.Undefined();
}

Napi::Value toJs(Napi::Env env, const lab::ProgramInfo& program) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", program.name);
  object.Set("section", program.section);
  object.Set("type", program.type);
  return object;
}

Napi::Value toJs(Napi::Env env, const lab::MapInfo& map) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", map.name);
  object.Set("type", map.type);
  object.Set("keySize", map.keySize);
  object.Set("valueSize", map.valueSize);
  object.Set("maxEntries", map.maxEntries);
  return object;
}

Napi::Value toJs(Napi::Env env, const std::string& text) { return Napi::String::New(env, text); }

Napi::Value toJs(Napi::Env env, uint32_t value) { return number(env, value); }

Napi::Value toJs(Napi::Env env, const lab::DrainStatistics& statistics) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("records", Napi::BigInt::New(env, statistics.records));
  object.Set("bytes", Napi::BigInt::New(env, statistics.bytes));
  object.Set("dropped", Napi::BigInt::New(env, statistics.dropped));
  object.Set("ringSize", number(env, statistics.ringSize));
  object.Set("peak", number(env, statistics.peak));
  return object;
}

Napi::Value toJs(Napi::Env env, const std::vector<uint8_t>& bytes) {
  return copied(env, bytes.data(), bytes.size());
}

Napi::Value toJs(Napi::Env env, lab::Block block) {
  if (block.size < kWorthHandingOver) {
    const Napi::Value array = copied(env, block.data, block.size);
    block.release();
    return array;
  }
  const auto release = [](Napi::Env, void*, lab::Block* held) {
    held->release();
    delete held;
  };
  const auto buffer = Napi::ArrayBuffer::New(env, block.data, block.size, release, new lab::Block(block));
  return Napi::Uint8Array::New(env, block.size, buffer, 0);
}

}  // namespace addon
