import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import type { CCall } from '../source/functions.ts';
import { mentions } from './code.ts';
import { variableIn } from './delivery.ts';
import { processMember } from './event-members.ts';
import { failedWhere } from './failed-checks.ts';
import { at, type Scene, sceneOf } from './scene.ts';
import { writesWhole } from './whole-writes.ts';
import { handingOver, isOnlyRead, usesOf } from './writes.ts';

export const processNotFilled = rule({
  id: 'process-not-filled',
  meaning: 'Nothing fills in who it was.',
  example: {
    code: 'event->timestamp_raw = bpf_ktime_get_boot_ns();\n// and no gadget_process_populate()\ngadget_submit_buf(ctx, &events, event, sizeof(*event));',
    message:
      'Nothing is ever written into `proc`: `gadget_process_populate()` fills it in, and wants its address. Call it before the event is handed over.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const member = processMember(scene);
    const explains = failedWhere(
      evidence,
      (spec) =>
        spec.kind === 'equals' && typeof spec.field !== 'string' && spec.field.inside === 'gadget_process',
    );
    // One right number among wrong ones says that something is written.
    if (member === undefined || explains.length < 3 || scene.code.hasMore) return [];
    const cause = causeOf(scene, member);
    if (cause === undefined) return [];
    return [{ ...cause, confidence: 'certain', explains: misled(scene) ? all(evidence) : explains }];
  },
});

/** Thread ids that are left over from other events pair the events with other calls. */
function misled({ graded }: Scene): boolean {
  return graded?.list.some(({ tid }) => tid !== undefined && tid !== 0) === true;
}

function all(evidence: Evidence): readonly string[] {
  return failedWhere(evidence, ({ kind }) => ['equals', 'timestamp', 'complete', 'once'].includes(kind));
}

function causeOf(scene: Scene, member: string): Pick<Finding, 'message' | 'place'> | undefined {
  const { live: code } = scene;
  const name = `\`${showName(member)}\``;
  if (!mentions(code, /gadget_process_populate/)) {
    if (!isOnlyRead(code, member) || writesWhole(scene)) return undefined;
    const call = scene.code.calls.find(({ callee }) => callee === 'gadget_process_populate');
    if (call?.function !== undefined)
      return { message: uncalled(call.function.name, name), ...at(call.function) };
    const message = `Nothing is ever written into ${name}: \`gadget_process_populate()\` fills it in, and wants its address. Call it before the event is handed over.`;
    return { message, ...at(handingOver(scene)) };
  }
  const stray = strayCall(scene, member);
  if (stray === undefined) return undefined;
  const message = `\`gadget_process_populate()\` fills \`${showName(stray.arguments[0]?.text ?? '')}\`, which is not in the event that is handed over. It wants the address of the event's member ${name}.`;
  return { message, ...at(stray.arguments[0] ?? stray) };
}

/** A call that fills a variable of its own, which goes nowhere. */
function strayCall({ live: code }: Scene, member: string): CCall | undefined {
  const calls = code.calls.filter(({ callee }) => callee === 'gadget_process_populate');
  if (usesOf(code, member) > 0) return undefined;
  return calls.find(({ arguments: [target], function: home }) => {
    const variable = target && variableIn(target.text);
    if (variable === undefined || home === undefined) return false;
    const uses = code.text.slice(home.from, home.to).match(new RegExp(`\\b${variable}\\b`, 'g')) ?? [];
    const isParameter = home.parameters.some(({ name }) => name === variable);
    return !isParameter && uses.length === 2;
  });
}

function uncalled(home: string, name: string): string {
  return `\`gadget_process_populate()\` is in \`${showName(home)}\`, which nothing calls on the way to sending an event, so ${name} is never filled in.`;
}
