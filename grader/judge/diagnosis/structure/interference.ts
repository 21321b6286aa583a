import { count } from '../../text.ts';
import { rule } from '../rule.ts';
import { failedWhere } from './failed-checks.ts';
import { at, sceneOf } from './scene.ts';

/** Helpers by which a program changes what it watches, by id. */
const MEDDLING: ReadonlyMap<number, { readonly name: string; readonly does: string }> = new Map([
  [36, { name: 'bpf_probe_write_user', does: 'writes into the memory of the process' }],
  [58, { name: 'bpf_override_return', does: 'changes what the system call gives back' }],
  [109, { name: 'bpf_send_signal', does: 'sends a signal to the process' }],
  [117, { name: 'bpf_send_signal_thread', does: 'sends a signal to the thread' }],
]);

export const interference = rule({
  id: 'interference',
  meaning: 'The program changes what it is to watch.',
  example: {
    code: 'bpf_send_signal(9);',
    message:
      '`bpf_send_signal()` sends a signal to the process, so that 14 calls could not be made at all. A gadget watches, and leaves what it watches alone.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const { callsNotMade } = evidence.facts;
    const explains = failedWhere(evidence, ({ kind }) => kind === 'complete');
    if (callsNotMade === 0 || explains.length === 0) return [];
    const scene = sceneOf(evidence);
    const used = scene.entries.flatMap(({ program }) =>
      program.helpers.flatMap((id) => MEDDLING.get(id) ?? []),
    );
    const [first] = used;
    if (first === undefined) return [];
    const call = scene.code.calls.find(({ callee }) => callee === first.name);
    const calls = count(callsNotMade, 'call');
    const message = `\`${first.name}()\` ${first.does}, so that ${calls} could not be made at all. A gadget watches, and leaves what it watches alone.`;
    return [{ message, confidence: 'certain', explains, ...at(call) }];
  },
});
