import { basename } from 'node:path';
import type { CCall, CFunction } from '../source/functions.ts';
import { enclosing, type Place, placeAt } from '../source/text.ts';
import type { Code } from '../structure/code.ts';
import { calledBy, type LogSource, type LogStep } from './log-lines.ts';
import type { Scene } from './scene.ts';

/** Where in the learner's file a step comes from. */
export interface Site extends Place {
  /** The call of an inlined function that is not the learner's, which holds the step. */
  readonly call?: CCall;
}

/** Functions of gadget headers, which are inlined: their lines are not the learner's to mend. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'common.h': ['gadget_process_populate'],
  'filter.h': ['gadget_should_discard_data_current', 'gadget_should_discard_data'],
  'mntns.h': ['gadget_should_discard_data_current', 'gadget_get_current_mntns_id', 'gadget_get_mntns_id'],
  'mntns_filter.h': [
    'gadget_should_discard_mntns_id',
    'gadget_should_discard_data_current',
    'gadget_should_discard_data',
  ],
};

/** Functions of gadget/buffer.h, by the helper in them. */
export const BUFFER: Readonly<Record<string, readonly string[]>> = {
  bpf_ringbuf_reserve: ['gadget_reserve_buf', 'bpf_ringbuf_reserve'],
  bpf_ringbuf_submit: ['gadget_submit_buf', 'bpf_ringbuf_submit'],
  bpf_ringbuf_discard: ['gadget_discard_buf', 'bpf_ringbuf_discard'],
  bpf_ringbuf_output: ['gadget_output_buf', 'bpf_ringbuf_output'],
};

/** The place of a step of the path; undefined where it is not clear. */
export function siteOf(scene: Scene, at: number): Site | undefined {
  const step = scene.log.path[at];
  if (step === undefined) return undefined;
  const own = ownPlace(scene, step.source);
  if (own !== undefined) return own;
  const call = nextCall(scene, at, inlinedIn(step));
  return call && { ...placeAt(scene.program, call.node.from), call };
}

function inlinedIn(step: LogStep): readonly string[] {
  const helper = calledBy(step) ?? '';
  return BUFFER[helper] ?? HEADERS[step.source?.file ?? ''] ?? [];
}

/** The line of the learner's file that the log names, or whose text it holds where that is the only such line. */
export function ownPlace(
  { program }: Pick<Scene, 'program'>,
  source: LogSource | undefined,
): Place | undefined {
  if (source === undefined) return undefined;
  if (source.file !== undefined && source.file !== basename(program.file)) return undefined;
  const line = source.line ?? onlyLine(program.lines, source.text);
  const text = program.lines[(line ?? 0) - 1];
  if (line === undefined || text === undefined) return undefined;
  return { file: program.file, line, column: text.length - text.trimStart().length + 1 };
}

function onlyLine(lines: readonly string[], text: string): number | undefined {
  const first = lines.findIndex((line) => line.trim() === text);
  if (text === '' || first < 0) return undefined;
  return lines.findLastIndex((line) => line.trim() === text) === first ? first + 1 : undefined;
}

/** The last line of the learner's that the path came by before a step. */
export function lastOwnPlace(scene: Scene, before: number): Place | undefined {
  for (let at = before; at >= 0; at--) {
    const place = ownPlace(scene, scene.log.path[at]?.source);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Which of several calls it is: the only one, or the first behind the line that the path came by last. */
function nextCall(scene: Scene, at: number, names: readonly string[]): CCall | undefined {
  const calls = callsTo(scene.code, names);
  if (calls.length <= 1) return calls[0];
  const last = lastOwnPlace(scene, at);
  if (last === undefined) return undefined;
  const home = functionAt(scene, last.line);
  const behind = calls.filter((call) => call.function === home && call.line >= last.line);
  return behind[0];
}

/** Calls of functions, and uses of macros that call them. */
export function callsTo({ calls, macros }: Code, names: readonly string[]): readonly CCall[] {
  const mention = new RegExp(`\\b(?:${names.join('|')})\\s*\\(`);
  return calls.filter(
    ({ callee }) =>
      names.includes(callee) || (names.length > 0 && mention.test(macros.get(callee)?.body ?? '')),
  );
}

/** The learner's function around a line. */
export function functionAt({ program, code }: Scene, line: number): CFunction | undefined {
  return code.functions.find(
    ({ from, to }) => placeAt(program, from).line <= line && line <= placeAt(program, to).line,
  );
}

/** The calls that stand on a line, or begin before it and end behind it. */
export function callsAround({ program, code }: Scene, line: number): readonly CCall[] {
  return code.calls.filter(
    ({ node, line: start }) => start <= line && line <= placeAt(program, node.to).line,
  );
}

/** The call's assignment or declaration, if it is part of one: `event` of `event = call()`. */
export function assignedTo({ code }: Scene, call: CCall): string | undefined {
  const around = enclosing(call.node, 'AssignmentExpression', 'InitDeclarator', 'CompoundStatement');
  return code.assignments.find(({ node }) => node.from === around?.from && node.to === around.to)?.target;
}
