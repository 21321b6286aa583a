import type { BuildResult } from '../../model/artifact.ts';
import type { Refusal } from '../../model/capture.ts';
import type { Step } from '../../model/step.ts';
import type { Diagnosis } from '../../model/verdict.ts';
import type { Reached } from '../reached.ts';
import { diagnoseDecoded } from './decoded.ts';
import { diagnoseBuild, diagnoseRun } from './module.ts';
import { diagnoseShare } from './share.ts';
import { decisiveLine } from './verifier-log.ts';

/** Plain-language causes of what went wrong. */
export function diagnose(reached: Reached, step: Step): readonly Diagnosis[] {
  const { share } = reached;
  const shared = share === undefined ? [] : diagnoseShare(share, step);
  return [...shared, ...diagnoseProgram(reached), ...diagnoseModule(reached, step)];
}

function diagnoseProgram(reached: Reached): readonly Diagnosis[] {
  if (reached.build?.status === 'failed') return compileError(reached.build);
  if (reached.kind === 'refused' && reached.run.kind === 'refused') return [refused(reached.run.refusal)];
  if (reached.kind === 'captured' && reached.facts.graded === undefined) return [noTracer()];
  return [];
}

function diagnoseModule(reached: Reached, { tasks }: Step): readonly Diagnosis[] {
  const { module } = reached;
  if (module === undefined) return [];
  const built = diagnoseBuild(module.build);
  if (reached.kind !== 'captured' || module.run === undefined) return built;
  const facts = { ...reached.facts, run: module.run };
  const specs = tasks.flatMap(({ checks }) => checks).filter((spec) => spec.kind === 'decodes');
  const fields = [...new Set(specs.map(({ field }) => field))];
  return [
    ...built,
    ...diagnoseRun(module, module.run),
    ...fields.flatMap((field) => diagnoseDecoded({ field }, facts)),
  ];
}

function compileError({ diagnostics }: BuildResult): readonly Diagnosis[] {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (first === undefined) return [];
  const { file, line, column, message } = first;
  return [{ id: 'compile-error', message: `The first error: ${message}`, file, line, column }];
}

function refused(refusal: Refusal): Diagnosis {
  switch (refusal.stage) {
    case 'open':
      return { id: 'unreadable-object', message: refusal.message };
    case 'markers':
      return { id: 'tracer-markers', message: refusal.message };
    case 'crash':
      return { id: 'loader-crash', message: refusal.message };
    case 'attach':
      return refusedAttach(refusal);
    case 'load':
      return refusedLoad(refusal);
  }
}

/** The kernel compares what a program reads of its context with the size of the tracepoint's record (EACCES). */
function refusedAttach({ errno, section = '', program = 'The program', message }: Refusal): Diagnosis {
  if (errno === 'EACCES' && /^(tp|tracepoint)\//.test(section)) {
    const what = `\`${program}\` reads further than the arguments of its system call go`;
    return {
      id: 'reads-beyond-arguments',
      message: `${what}: open has three (args[0] to args[2]), openat has four (args[0] to args[3]).`,
    };
  }
  if (errno === 'ENOENT') {
    return { id: 'no-such-tracepoint', message: `There is no tracepoint \`${section}\` on this machine.` };
  }
  return { id: 'refused-by-kernel', message };
}

function refusedLoad({ message, verifierLog }: Refusal): Diagnosis {
  const decisive = decisiveLine(verifierLog);
  if (decisive === undefined) return { id: 'refused-by-kernel', message };
  const { source } = decisive;
  return {
    id: 'refused-by-kernel',
    message: `The verifier says: ${decisive.message}`,
    ...(source === undefined ? {} : { file: source.file, line: source.line }),
  };
}

function noTracer(): Diagnosis {
  const message = 'The program has no GADGET_TRACER, so nothing would ever read its events.';
  return { id: 'no-tracer', message };
}
