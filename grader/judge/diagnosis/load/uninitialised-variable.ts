import type { CheckSpec } from '../../../model/check-spec.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import type { CFunction } from '../source/functions.ts';
import { type Code, codeOf } from '../structure/code.ts';
import { logOf, refused } from './scene.ts';
import { ownPlace } from './site.ts';
import { type Unset, unsetIn } from './unset-variables.ts';
import type { VerifierLog } from './verifier-log.ts';
import { quote } from './wording.ts';

/** Clang makes of such a variable whatever suits it; the kernel may or may not notice. */
export const uninitialisedVariable = rule({
  id: 'uninitialised-variable',
  meaning: 'A local variable is used that was never given a value.',
  example: {
    code: '\tstruct event *event;\n\n\tevent->timestamp_raw = bpf_ktime_get_boot_ns();',
    message:
      '`event` is declared here and never given a value, so what is done with it is done with anything. Give it its value before it is used.',
  },
  needs: ['program'],
  find: (evidence) => {
    const code = codeOf(evidence.program);
    const [unset] = code.functions.flatMap((own) => unsetIn(evidence.program, code, own));
    if (unset === undefined) return [];
    const explains = explainedBy(evidence, code, unset);
    const what =
      unset.setIn === undefined
        ? 'is declared here and never given a value'
        : `is used here and given its value in line ${unset.setIn}`;
    const message = `${quote(unset.name)} ${what}, so what is done with it is done with anything. Give it its value before it is used.`;
    if (explains.length === 0) return [];
    return refused(message, unset).map((finding) => ({ ...finding, explains }));
  },
});

/** What goes wrong by it: the load, where the kernel stumbles over it, or the members that get it. */
function explainedBy(evidence: Evidence, code: Code, unset: Unset): Finding['explains'] {
  const { refusal, failed } = evidence;
  if (refusal !== undefined) {
    const log = refusal.stage === 'load' ? logOf(refusal) : undefined;
    return log !== undefined && isNoticed(evidence, log, unset) ? ['load'] : [];
  }
  const members = reachedBy(code, unset.name, unset.function, new Set());
  return failed.filter(({ spec }) => isAbout(spec, members)).map(({ spec }) => spec.id);
}

/** Behind what cannot be, clang leaves everything out; else it must be the line that is refused. */
function isNoticed({ program }: Evidence, { message, path }: VerifierLog, { name }: Unset): boolean {
  if (/last insn is not an exit or jmp|unreachable insn/.test(message)) return true;
  if (!/!read_ok|invalid mem access|type=(scalar|inv|fp) expected/.test(message)) return false;
  const line = program && ownPlace({ program }, path.at(-1)?.source)?.line;
  return line !== undefined && new RegExp(`\\b${name}\\b`).test(program?.lines[line - 1] ?? '');
}

function isAbout(spec: CheckSpec, members: ReadonlySet<string>): boolean {
  if (spec.kind !== 'equals' && spec.kind !== 'userMemory') return false;
  const name = typeof spec.field === 'string' ? spec.field : spec.field.name;
  return members.has(name);
}

/** Members of the event that the variable is written to, also in functions that it is passed to. */
function reachedBy(code: Code, name: string, home: CFunction, seen: Set<CFunction>): Set<string> {
  const members = new Set<string>();
  if (seen.has(home)) return members;
  seen.add(home);
  const mention = new RegExp(`(?<![.>\\w])${name}\\b`);
  for (const { function: own, value, member } of code.assignments)
    if (own === home && member !== undefined && mention.test(value)) members.add(member);
  for (const call of code.calls.filter(({ function: own }) => own === home)) {
    const at = call.arguments.findIndex(({ text }) => mention.test(text));
    if (at < 0) continue;
    for (const { text } of call.arguments) {
      const member = /(?:->|\.)\s*([\w.]+)\s*(?:\[\d*\])?$/.exec(text)?.[1];
      if (member !== undefined) members.add(member);
    }
    const own = code.functions.find((other) => other.name === call.callee);
    const parameter = own?.parameters[at]?.name;
    if (own !== undefined && parameter)
      for (const found of reachedBy(code, parameter, own, seen)) members.add(found);
  }
  return members;
}
