import { loadCourse } from '../../grader/course/load.ts';
import { judgeStep } from '../../grader/judge/judge.ts';
import type { BuildResult } from '../../grader/model/artifact.ts';
import type { Capture, RunResult } from '../../grader/model/capture.ts';
import type { ModuleOutcome } from '../../grader/model/module.ts';
import type { Step } from '../../grader/model/step.ts';
import type { CheckResult, StepVerdict } from '../../grader/model/verdict.ts';
import { capture, type Gadget } from './gadget.ts';
import { playScenario } from './world.ts';

const course = await loadCourse();

export const BUILT: BuildResult = {
  status: 'ok',
  artifact: { object: new Uint8Array(), source: 'program.bpf.c', key: '00' },
  diagnostics: [],
  durationMs: 170,
};

export function step(id: string): Step {
  const found = course.steps.find((step) => step.id === id);
  if (found === undefined) throw new Error(`the course has no step ${id}`);
  return found;
}

export function earlierThan(id: string): readonly Step[] {
  return course.steps.filter((step) => step.id < id);
}

/** The gadget in the step's own scenario; without a process in its events, tasks run one after another. */
export function captureOf(id: string, gadget: Gadget, seed = 4711): Capture {
  const serial = !gadget.struct.members.some(({ name }) => name === 'proc');
  return capture(gadget, playScenario(step(id), seed, serial));
}

export function judgeGadget(id: string, gadget: Gadget, seed = 4711): StepVerdict {
  return judgeCapture(id, captureOf(id, gadget, seed));
}

export function judgeCapture(id: string, capture: Capture): StepVerdict {
  return judgeRun(id, { kind: 'captured', capture });
}

export function judgeRun(
  id: string,
  run: RunResult | undefined,
  build: BuildResult = BUILT,
  module: ModuleOutcome | undefined = undefined,
): StepVerdict {
  const share = undefined;
  return judgeStep({ step: step(id), earlier: earlierThan(id), build, run, module, share, durationMs: 400 });
}

export function allChecks({ tasks, kept }: StepVerdict): readonly CheckResult[] {
  return [...tasks.flatMap(({ checks }) => checks), ...kept];
}

export function failedIds(verdict: StepVerdict): readonly string[] {
  return idsOf(verdict, 'failed');
}

export function notRunIds(verdict: StepVerdict): readonly string[] {
  return idsOf(verdict, 'notRun');
}

function idsOf(verdict: StepVerdict, status: CheckResult['status']): readonly string[] {
  return allChecks(verdict)
    .filter((check) => check.status === status)
    .map(({ id }) => id);
}

export function taskStates({ tasks }: StepVerdict): readonly string[] {
  return tasks.map(({ id, status }) => `${id} ${status}`);
}
