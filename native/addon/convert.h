// The core's values as JavaScript values, in the shapes of binding.ts and grader/model/layout.ts.
#pragma once

#include <napi.h>

#include <vector>

#include "../core/arena.h"
#include "../core/failure.h"
#include "../core/layout.h"
#include "../core/object.h"

namespace addon {

Napi::Value toJs(Napi::Env env, const lab::Failure& failure);
// Undefined for success.
Napi::Value toJs(Napi::Env env, const lab::Outcome& outcome);
Napi::Value toJs(Napi::Env env, const lab::StructLayout& layout);
Napi::Value toJs(Napi::Env env, const lab::TypeLayout& type);
Napi::Value toJs(Napi::Env env, const lab::ProgramInfo& program);
Napi::Value toJs(Napi::Env env, const lab::MapInfo& map);
Napi::Value toJs(Napi::Env env, const std::string& text);
Napi::Value toJs(Napi::Env env, uint32_t number);
Napi::Value toJs(Napi::Env env, const lab::DrainStatistics& statistics);
Napi::Value toJs(Napi::Env env, const std::vector<uint8_t>& bytes);
// Gives the memory to JavaScript, without a copy where there is much of it.
Napi::Value toJs(Napi::Env env, lab::Block block);

template <class T>
Napi::Array toJsArray(Napi::Env env, const std::vector<T>& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (size_t i = 0; i < items.size(); i++) array.Set(static_cast<uint32_t>(i), toJs(env, items[i]));
  return array;
}

}  // namespace addon
