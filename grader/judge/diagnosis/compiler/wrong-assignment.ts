import { showName } from '../../text.ts';
import { textBetween } from './calls.ts';
import type { CompilerError, Failure, Said } from './failure.ts';
import { statementStart } from './syntax.ts';
import { meaningOf } from './variables.ts';

/** Flags of the compiler for values of another type; without one, it may be anything that is wrong with a statement. */
export function isMismatch(category: string): boolean {
  return /^-W(int-conversion|incompatible-.*)$/.test(category);
}

/** `event->flags = filename;` */
export function wrongAssignment(failure: Failure, { at, diagnostic }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const start = statementStart(failure, at);
  const end = tokens.findIndex(({ text }, index) => index > at && text === ';');
  if (tokens[at]?.text !== '=' || end === -1) return undefined;
  const [target, value] = [textBetween(failure, start, at - 1), textBetween(failure, at + 1, end - 1)];
  const uncalled = notCalled(failure, value, at);
  if (uncalled !== undefined) return uncalled;
  const type = memberType(failure, target);
  // Without a flag, the compiler may only want to say that nothing can be written there.
  if (!isMismatch(diagnostic.category) && !type?.text.includes('struct')) return undefined;
  const declared = type === undefined ? '' : ` It is declared as \`${type.text}\`, in line ${type.line}.`;
  return {
    message: `The value \`${showName(value)}\` has a type that does not fit \`${showName(target)}\`.${declared}`,
    at: tokens[at + 1]?.from ?? 0,
  };
}

/** `event->timestamp_raw = bpf_ktime_get_boot_ns;` */
function notCalled({ program, tokens }: Failure, value: string, at: number): Said | undefined {
  const offset = tokens[at]?.from ?? 0;
  const isFunction = /^(bpf|gadget)_\w+$/.test(value) || program.functions.some(({ name }) => name === value);
  if (!isFunction || meaningOf(program, value, offset) !== undefined) return undefined;
  return {
    message: `\`${value}\` is a function and is not called here: its parentheses are missing, \`${value}()\`.`,
    at: tokens[at + 1]?.from ?? 0,
  };
}

/** What the struct says of the member. */
function memberType(
  { program }: Failure,
  target: string,
): { readonly text: string; readonly line: number } | undefined {
  const name = /(?:->|\.)\s*(\w+)$/.exec(target)?.[1];
  const members = program.structs.flatMap((struct) =>
    struct.members.filter((member) => member.name === name),
  );
  return members.length === 1 ? members[0] : undefined;
}
