import type { Refusal } from '../../../model/capture.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { refused } from './scene.ts';
import { sectionPlace } from './sections.ts';
import { nearestSection } from './tracepoints.ts';
import { quote } from './wording.ts';

/** libbpf tells the kind of program from the beginning of the section's name. */
export const misspeltSection = rule({
  id: 'misspelt-section',
  meaning: 'SEC() begins with a word that names no kind of program.',
  example: {
    code: 'SEC("tracepont/syscalls/sys_enter_openat")',
    message:
      'No kind of program is called `tracepont`, so nobody knows what `openat_entry` is to be attached to. Write `SEC("tracepoint/syscalls/sys_enter_openat")`.',
  },
  needs: ['refusal'],
  find: ({ refusal, program }) => find(refusal, program),
});

function find(refusal: Refusal, program: CSource | undefined): readonly Finding[] {
  const { section, libbpfLog } = refusal;
  if (section === undefined || !/missing BPF prog type/.test(libbpfLog)) return [];
  const name = quote(refusal.program ?? 'the program');
  const kind = /^[^/:]*/.exec(section)?.[0] ?? '';
  const what = /^(tracepoint|tp)$/.test(kind)
    ? `${quote(section)} is not written as a section has to be: its parts are divided by \`/\`.`
    : `No kind of program is called ${quote(kind)}, so nobody knows what ${name} is to be attached to.`;
  const meant = nearestSection(section);
  const how =
    meant === undefined ? '`SEC("tracepoint/…")` is for tracepoints.' : `Write ${quote(`SEC("${meant}")`)}.`;
  return refused(`${what} ${how}`, sectionPlace(program, refusal));
}
