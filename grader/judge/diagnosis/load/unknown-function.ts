import type { Refusal } from '../../../model/capture.ts';
import { near } from '../module/near.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { type Place, placeAt } from '../source/text.ts';
import { codeOf } from '../structure/code.ts';
import { logOf, refused } from './scene.ts';
import { ownPlace } from './site.ts';
import { quote } from './wording.ts';

export const unknownFunction = rule({
  id: 'unknown-function',
  meaning: 'A function (or variable) is declared, and neither the program nor the kernel has it.',
  example: {
    code: 'int fill_event(struct event *event);\n…\n\tfill_event(event);',
    message:
      '`fill_event` is declared here, and it is written nowhere: neither in this program nor in the kernel. Write it, or call what there is.',
  },
  needs: ['refusal', 'program'],
  find: ({ refusal, program }) => byName(refusal, program) ?? byNumber(refusal, program) ?? [],
});

/** libbpf looks for what the object leaves open, before the kernel sees it. */
const OPEN: readonly RegExp[] = [
  /failed to find BTF for extern '(\w+)'/,
  /extern \(\w+ ksym\) '(\w+)': not found/,
  /extern \(\w+ ksym\) '(\w+)':.* incompatible with kernel/,
  /extern '(\w+)' \(strong\)?: not resolved/,
  /(?:kfunc|kernel function) '?(\w+)'? is referenced but wasn't resolved/,
];

function byName({ libbpfLog, verifierLog }: Refusal, program: CSource): readonly Finding[] | undefined {
  const log = `${libbpfLog}\n${verifierLog.slice(-2000)}`;
  const name = OPEN.flatMap((pattern) => pattern.exec(log)?.[1] ?? [])[0];
  if (name === undefined) return undefined;
  const place = firstMention(program, name);
  if (/incompatible with kernel/.test(log))
    return refused(
      `The kernel has a function ${quote(name)}, but with other parameters than it is declared with here.`,
      place,
    );
  const code = codeOf(program);
  const isCalled = code.calls.some(({ callee }) => callee === name);
  const close = near(
    name,
    code.functions.map((own) => own.name),
  );
  const mend =
    close === undefined
      ? isCalled
        ? ' Write it, or call what there is.'
        : ' Define it without `extern`.'
      : ` Was ${quote(close)} meant?`;
  const where = isCalled ? 'written nowhere: neither in this program nor in the kernel' : 'defined nowhere';
  return refused(`${quote(name)} is declared here, and it is ${where}.${mend}`, place);
}

/** A helper's number that this kernel does not know. */
function byNumber(refusal: Refusal, program: CSource): readonly Finding[] | undefined {
  const log = refusal.stage === 'load' ? logOf(refusal) : undefined;
  const number = /^(?:invalid|unknown) func unknown#(\d+)/.exec(log?.message ?? '')?.[1];
  if (number === undefined) return undefined;
  const place = ownPlace({ program }, log?.path.at(-1)?.source);
  return refused(
    `This kernel has no helper with the number ${number}: it is newer than the kernel, or there is none.`,
    place,
  );
}

function firstMention(program: CSource, name: string): Place | undefined {
  const at = codeOf(program).text.search(new RegExp(`\\b${name}\\b`));
  return at < 0 ? undefined : placeAt(program, at);
}
