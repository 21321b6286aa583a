import { refused, verifierRule } from './scene.ts';
import { quote } from './wording.ts';

/** The verifier looks at a function that is not static on its own, without what its callers pass. */
export const globalFunction = verifierRule({
  id: 'global-function',
  meaning: 'A function of the program’s own is not `static`, and cannot be understood without its callers.',
  example: {
    code: 'int handle_open(struct syscall_trace_enter *ctx, const char *filename)',
    message:
      '`handle_open` is not `static`, so the kernel looks at it on its own, and does not accept what it is called with. Write `static __always_inline` before it.',
  },
  find: ({ log, code, refusal }) => {
    const text = [log.message, ...log.notes].join('\n');
    const called = /Caller passes invalid args into func#\d+ \('(\w+)'\)/.exec(text)?.[1];
    const name = called ?? underCheck(refusal.verifierLog);
    const own = code.functions.find((other) => other.name === name);
    if (own === undefined || own.section !== undefined) return [];
    const why =
      called === undefined
        ? 'and does not know what its parameters are'
        : 'and does not accept what it is called with';
    return refused(
      `${quote(own.name)} is not \`static\`, so the kernel looks at it on its own, ${why}. Write \`static __always_inline\` before it.`,
      own,
    );
  },
});

/** The function that was being looked at as the log ends; those before it were found to be safe. */
function underCheck(log: string): string | undefined {
  const last = [...log.matchAll(/Validating (\w+)\(\) func#\d+/g)].at(-1);
  if (last === undefined) return undefined;
  const rest = log.slice(last.index);
  // Older kernels look at these functions before the program itself.
  return /is safe for any args|; int .*\(struct syscall_trace_enter/.test(rest) ? undefined : last[1];
}
