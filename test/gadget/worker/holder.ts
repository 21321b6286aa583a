// Runs a module that never comes back, says its worker's pid, and waits to be killed.
import { startWorkerProcess } from '../../../grader/gadget/worker/child.ts';
import { LIVE_LIMITS } from '../../../grader/gadget/worker/limits.ts';
import { surroundings, testModule } from './support.ts';

const module = await testModule('misbehave');
const child = await startWorkerProcess({ ...LIVE_LIMITS, lifecycle: 3_600_000 });
const params = { in: 'gadgetInit', do: 'loop' };
const job = {
  ...surroundings,
  module: module.bytes,
  params,
  host: false,
  purpose: { kind: 'observe' },
} as const;
child.send({ type: 'load', job });
for (let reply = await child.next(); reply; reply = await child.next()) {
  if (reply.type === 'log') process.stdout.write(`${child.pid}\n`);
}
