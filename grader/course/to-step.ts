import { type CheckSpec, IMAGE_CHECK_KINDS } from '../model/check-spec.ts';
import type { ScenarioAction } from '../model/step.ts';
import { checkId } from './check-id.ts';
import type { StepContent } from './course.ts';
import type { CheckFile, StepFile } from './schema.ts';

/** The step that a well-formed step.yaml means. */
export function toStep(file: StepFile): StepContent {
  const { id, name, title, files, startPasses } = file;
  return {
    id,
    name,
    title,
    files,
    startPasses,
    scenario: file.scenario.map(toAction),
    tasks: file.tasks.map((task) => ({ ...task, checks: task.checks.map(toCheck) })),
  };
}

/** Kinds without parameters: `builds: true`. */
const SWITCHES = [
  'builds',
  'loads',
  'confined',
  'timestamp',
  'moduleStarts',
  'returns',
  'untouched',
  ...IMAGE_CHECK_KINDS,
] as const;

function toAction(action: StepFile['scenario'][number]): ScenarioAction {
  if (action.shell !== undefined) return { kind: 'shell', command: action.shell };
  if (action.opens === undefined)
    throw new Error('a scenario action has no kind, though the rules were kept');
  const { with: syscalls, ...opens } = action.opens;
  return { kind: 'opens', syscalls, ...opens };
}

function toCheck(check: CheckFile): CheckSpec {
  const { complete, once, member, userMemory, equals } = check;
  const { moduleBuilds, addsField, subscribes, filled, decodes } = check;
  const common = { id: checkId(check) ?? '', title: check.title, needs: check.needs };
  if (complete !== undefined) return { ...common, kind: 'complete', syscalls: complete };
  if (once !== undefined) return { ...common, kind: 'once', syscalls: once };
  if (member !== undefined) return { ...common, kind: 'member', ...member };
  if (userMemory !== undefined) return { ...common, kind: 'userMemory', field: userMemory };
  if (equals !== undefined) return { ...common, kind: 'equals', ...equals };
  if (moduleBuilds !== undefined) return { ...common, kind: 'moduleBuilds', standard: moduleBuilds };
  if (addsField !== undefined) return { ...common, kind: 'addsField', ...addsField };
  if (subscribes !== undefined) return { ...common, kind: 'subscribes', dataSource: subscribes };
  if (filled !== undefined) return { ...common, kind: 'filled', field: filled };
  if (decodes !== undefined) return { ...common, kind: 'decodes', ...decodes };
  const flag = SWITCHES.find((kind) => check[kind]);
  if (flag !== undefined) return { ...common, kind: flag };
  throw new Error(`check ${common.id} has no kind, though the rules were kept`);
}
