import type { Refusal } from '../../../model/capture.ts';
import { rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { type Place, placeAt } from '../source/text.ts';
import { codeOf } from '../structure/code.ts';
import { calledBy } from './log-lines.ts';
import { logOf, refused } from './scene.ts';
import { quote } from './wording.ts';

export const licenseMissing = rule({
  id: 'license-missing',
  meaning: 'The program does not say under which license it stands.',
  example: {
    code: '// no char LICENSE[] SEC("license") = "GPL";',
    message:
      'The program has no license, and the kernel lends `bpf_probe_read_kernel()` to programs under the GPL only. Add `char LICENSE[] SEC("license") = "GPL";`.',
  },
  needs: ['refusal', 'program'],
  find: ({ refusal, program }) => {
    const helper = lentToGpl(refusal);
    return helper === undefined || licenseOf(program) !== undefined
      ? []
      : refused(...missing(program, helper));
  },
});

export const licenseNotGpl = rule({
  id: 'license-not-gpl',
  meaning: 'The license is none that the kernel takes for the GPL.',
  example: {
    code: 'char LICENSE[] SEC("license") = "MIT";',
    message:
      'The kernel lends `bpf_probe_read_kernel()` to programs under the GPL only, and does not take `"MIT"` for it. It knows `"GPL"`, `"GPL v2"` and `"Dual MIT/GPL"`, in capitals.',
  },
  needs: ['refusal', 'program'],
  find: ({ refusal, program }) => {
    const helper = lentToGpl(refusal);
    const license = licenseOf(program);
    if (helper === undefined || license === undefined) return [];
    const lent = `The kernel lends ${quote(`${helper}()`)} to programs under the GPL only`;
    if (COMPATIBLE.includes(license.text))
      return refused(
        `${lent}, and cannot read the license here: it has to be an array, as in \`char LICENSE[]\`, and no pointer.`,
        license,
      );
    const message = `The kernel lends ${quote(`${helper}()`)} to programs under the GPL only, and does not take ${quote(`"${license.text}"`)} for it. It knows \`"GPL"\`, \`"GPL v2"\` and \`"Dual MIT/GPL"\`, in capitals.`;
    return refused(message, license);
  },
});

/** As the kernel compares them, letter by letter. */
const COMPATIBLE: readonly string[] = [
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
];

/** The helper that is refused for want of the license. */
function lentToGpl(refusal: Refusal): string | undefined {
  const log = refusal.stage === 'load' ? logOf(refusal) : undefined;
  if (log === undefined || !/cannot call GPL-restricted function/.test(log.message)) return undefined;
  const last = log.path.at(-1);
  return (last && calledBy(last)) ?? 'the helper';
}

interface License extends Place {
  readonly text: string;
}

function licenseOf(program: CSource): License | undefined {
  // Texts are blank in what counts; where they stand is the same.
  const match = /\bSEC\s*\(\s*"license"\s*\)\s*(?:__attribute__\s*\(\(.*?\)\)\s*)?=\s*"([^"\n]*)"/.exec(
    program.text,
  );
  if (match === null || !/\S/.test(codeOf(program).text[match.index] ?? '')) return undefined;
  return { text: match[1] ?? '', ...placeAt(program, match.index) };
}

function missing(program: CSource, helper: string): readonly [string, Place] {
  const need = `the kernel lends ${quote(`${helper}()`)} to programs under the GPL only`;
  const add = 'Add `char LICENSE[] SEC("license") = "GPL";`.';
  const near = almost(program);
  if (near === undefined) return [`The program has no license, and ${need}. ${add}`, endOf(program)];
  const how =
    near.section === undefined
      ? `The license is in no section, so nobody finds it, and ${need}. Put \`SEC("license")\` before its \`=\`.`
      : `The section of the license is called ${quote(near.section)} where it has to be \`license\`, so nobody finds it, and ${need}.`;
  return [how, near];
}

/** What was to be the license: in a section with another name, or in none. */
function almost(program: CSource): (Place & { readonly section: string | undefined }) | undefined {
  const { text } = codeOf(program);
  const pattern = /^[^\n]*\blicen[sc]e\w*\b[^\n]*=\s*"[^"\n]*"/gim;
  for (const match of program.text.matchAll(pattern)) {
    const start = match.index + match[0].search(/\S/);
    if (!/\S/.test(text[start] ?? '')) continue;
    return { section: /SEC\s*\(\s*"([^"]*)"/.exec(match[0])?.[1], ...placeAt(program, start) };
  }
  return undefined;
}

/** The last line that holds something: behind it there is room. */
function endOf(program: CSource): Place {
  const line = program.lines.findLastIndex((text) => text.trim() !== '') + 1;
  return { file: program.file, line: Math.max(1, line), column: 1 };
}
