#include "helpers.h"

#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <set>

namespace lab {

namespace {

// A call with source register 0 is a helper's; subprograms and kernel functions have other pseudo numbers.
// libbpf replaces dead CO-RE code by calls of a helper 0x0bad2310, which is none.
constexpr int32_t kPoison = 0x0bad2310;

bool callsHelper(const bpf_insn& instruction) {
  return instruction.code == (BPF_JMP | BPF_CALL) && instruction.src_reg == 0 && instruction.imm > 0 &&
         instruction.imm < kPoison;
}

}  // namespace

std::vector<uint32_t> helperIds(const bpf_program* program) {
  if (bpf_program__fd(program) < 0) return {};
  const bpf_insn* instructions = bpf_program__insns(program);
  const size_t count = bpf_program__insn_cnt(program);
  std::set<uint32_t> ids;
  for (size_t i = 0; i < count; i++)
    if (callsHelper(instructions[i])) ids.insert(static_cast<uint32_t>(instructions[i].imm));
  return {ids.begin(), ids.end()};
}

}  // namespace lab
