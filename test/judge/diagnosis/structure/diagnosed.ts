import { readFileSync } from 'node:fs';
import { STRUCTURE_RULES } from '../../../../grader/judge/diagnosis/structure/rules.ts';
import type { Capture } from '../../../../grader/model/capture.ts';
import type { Diagnosis } from '../../../../grader/model/verdict.ts';
import { type Edit, edit } from '../../../support/workspace.ts';
import { capture, type Gadget } from '../../gadget.ts';
import { BUILT, judgeRun, step } from '../../verdicts.ts';
import { type Opening, playScenario } from '../../world.ts';

const OWN = new Set(STRUCTURE_RULES.map(({ id }) => id));
const NAMES: Readonly<Record<string, string>> = {
  '00': '00-basic-tracer',
  '01': '01-filename',
  '02': '02-flags',
};

/** The course's solution of a step, changed as a learner might. */
export function source(id: string, ...edits: readonly Edit[]): string {
  const file = new URL(`../../../../solutions/${NAMES[id]}/program.bpf.c`, import.meta.url);
  return edit(readFileSync(file, 'utf8'), ...edits);
}

/** What this folder's rules say of a run of the gadget, whose program reads so. */
export function diagnosed(id: string, gadget: Gadget, text: string, seed = 4711): readonly Said[] {
  return diagnosedCapture(id, captured(id, gadget, seed), text);
}

export function captured(id: string, gadget: Gadget, seed = 4711): Capture {
  const serial = !gadget.struct.members.some(({ name }) => name === 'proc');
  return capture(gadget, playScenario(step(id), seed, serial));
}

export function diagnosedCapture(id: string, run: Capture, text: string): readonly Said[] {
  const build = { ...BUILT, program: { file: 'program.bpf.c', text } };
  const { diagnoses } = judgeRun(id, { kind: 'captured', capture: run }, build);
  return diagnoses.filter((diagnosis) => OWN.has(diagnosis.id)).map((diagnosis) => said(diagnosis, text));
}

/** A diagnosis with the line that it points at. */
export interface Said {
  readonly id: string;
  readonly at: string | undefined;
  readonly message: string;
}

function said({ id, line, message }: Diagnosis, text: string): Said {
  return { id, message, at: line === undefined ? undefined : text.split(/\r?\n/)[line - 1]?.trim() };
}

/** The ids and lines alone. */
export function told(list: readonly Said[]): readonly (readonly [string, string | undefined])[] {
  return list.map(({ id, at }) => [id, at]);
}

/** A gadget that keeps the events of some calls to itself. */
export function dropping(
  id: string,
  gadget: Gadget,
  drops: (opening: Opening) => boolean,
  seed = 4711,
): Gadget {
  const { openings } = playScenario(
    step(id),
    seed,
    !gadget.struct.members.some(({ name }) => name === 'proc'),
  );
  const seen = openings.filter(
    ({ syscall, role }) => gadget.traces.includes(syscall) && (role === 'traced' || !gadget.filters),
  );
  return {
    ...gadget,
    sends: (index) => {
      const opening = seen[index];
      return opening !== undefined && drops(opening) ? 0 : gadget.sends(index);
    },
  };
}

/** Flags of a call, as an int. */
export function flagsOf({ syscall, args }: Opening): number {
  return Number(BigInt.asIntN(32, args[syscall === 'open' ? 1 : 2] ?? 0n));
}

/** Lines of the solution that tests change. */
export const FILTER = '\tif (gadget_should_discard_data_current())\n\t\treturn 0;\n';
export const SUBMIT = '\tgadget_submit_buf(ctx, &events, event, sizeof(*event));\n';
export const TIME = '\tevent->timestamp_raw = bpf_ktime_get_boot_ns();\n';
export const POPULATE = '\tgadget_process_populate(&event->proc);\n';
export const COPY = '\tbpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename);\n';
export const FLAGS = '\tevent->flags = flags;\n';
