import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CAPTURE_LIMITS } from '../../../grader/gadget/worker/limits.ts';
import { runModule } from '../../../grader/gadget/worker/module-run.ts';
import type { ModuleRun, WasmModule } from '../../../grader/model/module.ts';
import { busybox } from '../containers.ts';
import { openEvents, surroundings, testModule } from './support.ts';

let misbehave: WasmModule;
beforeAll(async () => {
  misbehave = await testModule('misbehave');
}, 120_000);

/** Long enough for an innocent module on a busy machine. */
const limits = { ...CAPTURE_LIMITS, load: 10_000, lifecycle: 1500, callback: 1500 };

/** The module does it in a phase; in the callback, at event 3 of 10. */
const run = (phase: string, what: string, options: { readonly at?: number; readonly events?: number } = {}) =>
  runModule(
    {
      ...surroundings,
      module: misbehave,
      events: openEvents(options.events ?? 10),
      containers: [busybox],
      params: { in: phase, do: what, at: String(options.at ?? 3) },
    },
    limits,
  );

const logged = ({ log }: ModuleRun): readonly string[] => log.map(({ message }) => message);

describe('a module that behaves', () => {
  it('has every event, in order, and leaves its fields in each', async () => {
    const ran = await run('nowhere', 'nothing', { events: 5000 });
    expect(ran.fault).toBeUndefined();
    expect(ran.fields).toEqual([{ dataSource: 'open', name: 'count', kind: 'uint32' }]);
    expect(ran.subscriptions).toEqual(['open']);
    expect(ran.events).toHaveLength(5000);
    expect(
      ran.events.every(({ values, changed }, at) => values.count === at + 1 && changed.length === 0),
    ).toBe(true);
  });

  it.each(['gadgetInit', 'gadgetPreStart', 'gadgetStart', 'callback', 'gadgetStop', 'gadgetPostStop'])(
    'is heard in %s',
    async (phase) => {
      const ran = await run(phase, 'nothing');
      expect(ran.fault).toBeUndefined();
      expect(ran.log).toEqual([{ level: 'info', from: 'module', message: `now in ${phase}` }]);
      expect(ran.output).toBe(`printed in ${phase}\n`);
      expect(ran.events).toHaveLength(10);
    },
  );
});

describe('a module that does not come back', () => {
  it.each(['gadgetInit', 'gadgetPreStart', 'gadgetStart', 'gadgetStop', 'gadgetPostStop'])(
    'from %s is ended, and what it said is kept',
    async (phase) => {
      const ran = await run(phase, 'loop');
      expect(ran.fault).toEqual({
        phase,
        cause: 'timeout',
        message: `${phase} did not come back within 1.5 s.`,
      });
      expect(logged(ran)).toEqual([`now in ${phase}`]);
      expect(ran.output).toBe(`printed in ${phase}\n`);
    },
  );

  it('from a callback is ended at its event, and the events before are kept', async () => {
    const ran = await run('callback', 'loop');
    expect(ran.fault).toMatchObject({ phase: 'callback', cause: 'timeout', event: 3 });
    expect(ran.events.map(({ values }) => values.count)).toEqual([1, 2, 3]);
    expect(logged(ran)).toEqual(['now in callback']);
    expect(ran.fields).toMatchObject([{ name: 'count' }]);
    expect(ran.subscriptions).toEqual(['open']);
  });

  it.each(['shout', 'log'])(
    'because it does nothing but %s is ended, and only some of that is kept',
    async (what) => {
      const ran = await run('callback', what);
      expect(ran.fault).toMatchObject({ phase: 'callback', event: 3 });
      // Go cannot collect its garbage in a function that never comes back.
      expect(['timeout', 'memory', 'output']).toContain(ran.fault?.cause);
      expect(ran.output.length).toBeLessThanOrEqual(64 * 1024);
      expect(ran.log.length).toBeLessThanOrEqual(1001);
    },
  );

  it('for ten seconds, because it sleeps, is not waited for: time in a module is not the time outside', async () => {
    const ran = await run('callback', 'sleep');
    expect(ran.fault).toBeUndefined();
    expect(ran.events).toHaveLength(10);
  });

  it('for all events together is ended, too', async () => {
    const request = {
      ...surroundings,
      module: misbehave,
      events: openEvents(300_000),
      containers: [busybox],
    };
    const { fault } = await runModule(request, { ...limits, callbacks: 50 });
    expect(fault).toMatchObject({
      phase: 'callback',
      cause: 'timeout',
      message: expect.stringContaining('together'),
    });
  });
});

describe('a module that breaks', () => {
  it.each([
    ['panic', 'trap', 'this is the end'],
    ['nil', 'trap', 'nil pointer'],
    ['exit', 'trap', 'exit code 7'],
    ['gigabyte', 'memory', '16 MiB'],
    ['hoard', 'memory', '16 MiB'],
  ] as const)('(%s) is a value, wherever it does', async (what, cause, message) => {
    const [start, callback] = await Promise.all([run('gadgetInit', what), run('callback', what)]);
    expect(start.fault).toMatchObject({
      phase: 'gadgetInit',
      cause,
      message: expect.stringContaining(message),
    });
    expect(callback.fault).toMatchObject({
      phase: 'callback',
      event: 3,
      cause,
      message: expect.stringContaining(message),
    });
    expect(logged(callback)).toContain('now in callback');
    expect(callback.output).toContain('printed in callback');
    expect(callback.events).toHaveLength(3);
    expect(callback.fields).toMatchObject([{ name: 'count' }]);
  });

  it('by calling itself without end is a value', async () => {
    const { fault } = await run('callback', 'recurse');
    expect(fault).toMatchObject({ phase: 'callback', event: 3 });
    expect(['trap', 'memory']).toContain(fault?.cause);
  });

  it('in a lifecycle function that returns something else than 0 is named with it', async () => {
    const ran = await run('gadgetInit', 'refuse');
    expect(ran.fault).toMatchObject({
      phase: 'gadgetInit',
      cause: 'returned',
      message: expect.stringContaining('3'),
    });
    expect(ran.events).toEqual([]);
  });

  it('because it is no module at all is a value', async () => {
    const module = { ...misbehave, bytes: Buffer.from('not a module') };
    const ran = await runModule({ ...surroundings, module, events: openEvents(1), containers: [] });
    expect(ran.fault).toMatchObject({ phase: 'load', cause: 'unusable' });
  });
});

describe('a module that looks around', () => {
  it('sees no file, no environment, no arguments', async () => {
    const { log } = await run('gadgetInit', 'look');
    expect(log.map(({ message }) => message)).toEqual([
      'now in gadgetInit',
      'passwd: false',
      'root: false',
      'written: false',
      'environment: []',
      'arguments: []',
      expect.stringMatching(/^folder: "\/?"$/),
    ]);
    expect(existsSync('/tmp/found-a-way-out')).toBe(false);
  });
});
