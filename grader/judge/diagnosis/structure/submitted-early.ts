import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import { type CallStep, isSubmit } from './delivery.ts';
import { processMember, timestampMember } from './event-members.ts';
import { failedWhere, isAbout } from './failed-checks.ts';
import { at, type Entry, entriesOf, inWords, type Scene, SYSCALLS, sceneOf, submitsOf } from './scene.ts';
import { writes } from './writes.ts';

export const submittedEarly = rule({
  id: 'submitted-early',
  meaning: 'The event is handed over before all is in it.',
  example: {
    code: 'gadget_output_buf(ctx, &events, &event, sizeof(event));\nevent.flags = flags;',
    message:
      'The event is handed over before `flags` is written into it: what is written afterwards stays behind. Move `gadget_output_buf()` below it.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const entries = SYSCALLS.flatMap((name) => entriesOf(scene, name));
    const early = entries.map((entry) => ({ entry, late: lateMembers(evidence, scene, entry) }));
    const first = early.find(({ late }) => late.length > 0);
    const submit = first && submitsOf(first.entry)[0];
    if (first === undefined || submit === undefined) return [];
    return [toFinding(evidence, scene, submit, [...new Set(early.flatMap(({ late }) => late))])];
  },
});

/** Members that a failed check is about, and that are written behind the last handing over only. */
function lateMembers(evidence: Evidence, scene: Scene, { steps }: Entry): readonly string[] {
  const submits = steps.filter(isSubmit).filter(({ behind, hidden }) => behind === undefined && !hidden);
  const [only] = submits;
  if (submits.length !== 1 || only === undefined) return [];
  const at = steps.indexOf(only);
  return concerned(evidence, scene).filter((member) => {
    const written = steps.flatMap((step, index) => (writes(step, member) ? [index] : []));
    return written.length > 0 && written.every((index) => index > at);
  });
}

/** The members of the event that failed checks are about. */
function concerned({ failed }: Evidence, scene: Scene): readonly string[] {
  const names = failed.flatMap(({ spec }) => {
    if (spec.kind === 'timestamp') return timestampMember(scene) ?? [];
    if (spec.kind !== 'equals' && spec.kind !== 'userMemory') return [];
    return typeof spec.field === 'string' ? (spec.field.split('.')[0] ?? []) : (processMember(scene) ?? []);
  });
  return [...new Set(names)];
}

function toFinding(evidence: Evidence, scene: Scene, submit: CallStep, late: readonly string[]): Finding {
  const explains = failedWhere(evidence, (spec) => {
    if (spec.kind === 'timestamp') return late.includes(timestampMember(scene) ?? '');
    if (spec.kind !== 'equals' && spec.kind !== 'userMemory') return false;
    return late.some(
      (member) =>
        isAbout(spec.field, member) || (typeof spec.field !== 'string' && member === processMember(scene)),
    );
  });
  const names = inWords(late.map((name) => `\`${showName(name)}\``));
  const are = late.length === 1 ? 'is' : 'are';
  const message = `The event is handed over before ${names} ${are} written into it: what is written afterwards stays behind. Move \`${showName(submit.call.callee)}()\` below ${late.length === 1 ? 'it' : 'them'}.`;
  return { message, confidence: 'certain', explains, ...at(submit.call) };
}
