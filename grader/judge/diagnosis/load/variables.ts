import { nodesOf, type Place, placeAt, textOf } from '../source/text.ts';
import type { Origin } from './origin.ts';
import type { Scene } from './scene.ts';
import { assignedTo, callsAround, ownPlace } from './site.ts';
import { syscallOf } from './tracepoints.ts';

/** Bytes before the first argument in the context of a system call's tracepoint, and of each argument. */
const FIRST_ARGUMENT = 16;
const ARGUMENT = 8;

/** Arguments that are addresses in the memory of the process. */
const ADDRESSES = ['filename', 'pathname', 'how', 'buf', 'argv', 'envp', 'handle'];

/** Whether what came out of the context is an address, as far as its system call is known. */
export function isAddress({ refusal }: Scene, { offset }: Extract<Origin, { kind: 'context' }>): boolean {
  const known = syscallOf(refusal.section ?? '')?.arguments?.[(offset - FIRST_ARGUMENT) / ARGUMENT];
  return known === undefined || ADDRESSES.includes(known);
}

/** How the learner calls what came out of the context: `filename`, or `ctx->args[1]` where it has no name. */
export function contextName(
  scene: Scene,
  { offset, at }: Extract<Origin, { kind: 'context' }>,
): string | undefined {
  const index = (offset - FIRST_ARGUMENT) / ARGUMENT;
  if (!Number.isInteger(index) || index < 0) return undefined;
  const own = ownPlace(scene, scene.log.path[at]?.source);
  return (own && nameOf(scene, own, index)) ?? `ctx->args[${index}]`;
}

/** The parameter or variable that gets `args[index]` on this line. */
function nameOf(scene: Scene, { line }: Place, index: number): string | undefined {
  const mention = new RegExp(`\\bargs\\s*\\[\\s*${index}\\s*\\]`);
  const { functions, assignments } = scene.code;
  for (const call of callsAround(scene, line)) {
    const at = call.arguments.findIndex(({ text }) => mention.test(text));
    const parameter = functions.find(({ name }) => name === call.callee)?.parameters[at];
    if (parameter !== undefined && parameter.name !== '') return parameter.name;
  }
  const assignment = assignments.find((other) => other.line === line && mention.test(other.value));
  return assignment?.target;
}

/** The variable that holds what a call returned, with the line on which it got it. */
export function returnedName(
  scene: Scene,
  { by, at }: Extract<Origin, { kind: 'returned' }>,
): string | undefined {
  const own = ownPlace(scene, scene.log.path[at]?.source);
  const call = own && callsAround(scene, own.line).find(({ callee }) => callee === by);
  return call && assignedTo(scene, call);
}

/** What is read through a pointer on a line: `task->tgid`, where it is one thing only. */
export function memberRead({ program }: Scene, { line }: Place, variable?: string): string | undefined {
  const fields = nodesOf(program.tree.topNode, 'FieldExpression').filter(
    (node) => placeAt(program, node.from).line === line && node.parent?.name !== 'FieldExpression',
  );
  // What stands before an equals sign is written to.
  const read = fields.filter(
    ({ from, parent }) => parent?.name !== 'AssignmentExpression' || parent.firstChild?.from !== from,
  );
  const found = read
    .map((node) => textOf(program, node))
    .filter((text) => text.includes('->') && (variable === undefined || text.startsWith(`${variable}->`)));
  return found.length === 1 ? found[0] : undefined;
}
