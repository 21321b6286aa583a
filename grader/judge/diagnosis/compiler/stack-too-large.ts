import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { type Local, localsOf } from './locals.ts';

/** What the kernel gives a program for its variables. */
const STACK = 512;

export const stackTooLarge = compilerRule({
  id: 'stack-too-large',
  meaning: 'The variables of a function need more than the 512 bytes that an eBPF program has for them.',
  example: {
    code: 'char path[1024];\nbpf_probe_read_user_str(path, sizeof(path), filename);',
    message:
      '`path` takes 1024 bytes, and an eBPF program has 512 for all of its variables. Write straight into the event that `gadget_reserve_buf` gave, or make it smaller.',
  },
  explain: (failure) => {
    const { first, program } = failure;
    if (first === undefined || !isOfStack(first)) return undefined;
    const [largest, ...others] = [...localsOf(program)].sort((a, b) => b.size - a.size);
    if (largest === undefined || largest.size < 64) return unnamed(failure, first);
    return { message: tooLarge(largest, others), at: largest.at };
  },
});

/** The code generator's own class, or none in clang 19; of those without a name in quotes it is the one of the stack. */
function isOfStack({ diagnostic: { category, message } }: CompilerError): boolean {
  return (category === 'Backend Issue' || category === '') && /\bstack limit\b/.test(message);
}

function tooLarge(largest: Local, others: readonly Local[]): string {
  const has = `an eBPF program has ${STACK} for all of its variables`;
  const advice = 'Write straight into the event that `gadget_reserve_buf` gave, or make it smaller.';
  const next = others.find(({ size }) => size >= 64);
  if (largest.size > STACK || next === undefined)
    return `\`${largest.name}\` takes ${largest.size} bytes, and ${has}. ${advice}`;
  const sum = largest.size + others.reduce((total, { size }) => total + size, 0);
  return `The variables of this program take ${sum} bytes, \`${largest.name}\` alone ${largest.size}, and ${has}. ${advice}`;
}

function unnamed({ program }: Failure, { offset }: CompilerError): Said {
  return {
    message: `The variables of this function take more than the ${STACK} bytes that an eBPF program has for them. Write straight into the event that \`gadget_reserve_buf\` gave.`,
    at: offset ?? { file: program.file },
  };
}
