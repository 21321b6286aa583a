// Where a `const volatile` variable lies in an opened object's memory.
#pragma once

#include <cstddef>
#include <cstdint>

struct bpf_object;

namespace lab {

struct Constant {
  uint8_t* data = nullptr;
  size_t size = 0;
};

// `data` is null where no `.rodata` section holds such a variable.
Constant findConstant(bpf_object* object, const char* name);

}  // namespace lab
