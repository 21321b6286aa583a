import type { Refusal } from '../../../model/capture.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { exitForEnter } from '../structure/exit-for-enter.ts';
import { refused } from './scene.ts';
import { sectionPlace } from './sections.ts';
import { syscallOf } from './tracepoints.ts';
import { quote } from './wording.ts';

/** The same cause as where the program runs; the kernel notices it where more than one argument is read. */
export const exitAtAttach = rule({
  id: exitForEnter.id,
  meaning: exitForEnter.meaning,
  example: exitForEnter.example,
  needs: ['refusal'],
  find: ({ refusal, program }) => find(refusal, program),
});

function find(refusal: Refusal, program: CSource | undefined): readonly Finding[] {
  const { stage, errno, section = '' } = refusal;
  const call = syscallOf(section);
  if (stage !== 'attach' || errno !== 'EACCES' || call === undefined || call.entered) return [];
  const name = quote(refusal.program ?? 'The program');
  const message = `${name} runs when ${quote(call.syscall)} is over: at ${quote(`sys_exit_${call.syscall}`)} the arguments are gone, and only what it returned is there. Its SEC line has to end with ${quote(`sys_enter_${call.syscall}`)}.`;
  return refused(message, sectionPlace(program, refusal));
}
