// Arguments of a call, checked: a wrong type throws TypeError before anything happens.
#pragma once

#include <napi.h>

#include <string>

#include "../core/object.h"

namespace addon {

std::string stringAt(const Napi::CallbackInfo& info, size_t index);
bool booleanAt(const Napi::CallbackInfo& info, size_t index);
// An integer from 0 up to `most` (itself at most 2^53).
uint64_t integerAt(const Napi::CallbackInfo& info, size_t index, uint64_t most);
// Valid during the call only.
lab::Bytes bytesAt(const Napi::CallbackInfo& info, size_t index);

}  // namespace addon
