// Which of the kernel's helpers a program calls.
#pragma once

#include <cstdint>
#include <vector>

struct bpf_program;

namespace lab {

// Helper ids of a loaded program, ascending, each once; none of one that is not loaded. On load libbpf has
// appended the subprograms to the instructions.
std::vector<uint32_t> helperIds(const bpf_program* program);

}  // namespace lab
