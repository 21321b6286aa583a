import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveGadget } from '../../../grader/gadget/live/live-gadget.ts';
import { encodeU32 } from '../../../grader/gadget/wasm/byte-reader.ts';
import { ModuleFailure } from '../../../grader/gadget/wasm/host.ts';
import { loadModule, type ModuleOptions } from '../../../grader/gadget/wasm/load.ts';
import { requireUsable } from '../../../grader/gadget/wasm/requirements.ts';
import type { LogLine, ModulePhase } from '../../../grader/model/module.ts';
import { gadgetModule, op, type Parts } from './assemble.ts';

const load = (bytes: Uint8Array, options: ModuleOptions = {}) =>
  loadModule(bytes, options)(new LiveGadget([]));

/** Why the module is not loaded. */
async function refusal(bytes: Uint8Array): Promise<string> {
  const failure: ModuleFailure = await load(bytes).then(
    () => expect.fail('it was loaded'),
    (error) => error,
  );
  expect(failure.phase).toBe('load');
  return `${failure.reason}: ${failure.message}`;
}

const importing = (from: string, name: string, type: string) =>
  gadgetModule({ imports: [{ from, name, type }] });
const exporting = (name: string, type: string, body: readonly number[]) =>
  gadgetModule({ functions: [{ name, type, body }] });

describe('a module that a gadget cannot use', () => {
  it('is no WASM at all, or damaged', async () => {
    expect(await refusal(Buffer.from('#!/bin/sh\n'))).toMatch(/^unusable: The file is not a WASM module/);
    expect(await refusal(gadgetModule().subarray(0, 40))).toMatch(/^unusable: The file is damaged/);
  });

  it('is refused by V8', async () => {
    // The body promises a number and gives none.
    expect(await refusal(exporting('gadgetInit', '-> i32', []))).toMatch(
      /^unusable: The module is not valid: .*#2/,
    );
  });

  it('has no memory, or hides it', async () => {
    expect(await refusal(gadgetModule({ memories: [] }))).toMatch(/^unusable: .*memory/);
    expect(await refusal(gadgetModule({ memoryName: 'ram' }))).toMatch(/^unusable: .*export its memory/);
  });

  it('starts with more memory than it may have', async () => {
    expect(await refusal(gadgetModule({ memories: [[0, 0x81, 2]] }))).toBe(
      'memory: The module wants 257 pages of memory to start with; it may have 256.',
    );
  });

  it('has a table that there is no room for', async () => {
    expect(await refusal(gadgetModule({ tables: [[0, ...encodeU32(268_435_455)]] }))).toMatch(
      /^unusable: The module cannot be set up: .*table/,
    );
  });

  it('is refused in one short sentence, whatever it calls its imports', async () => {
    expect((await refusal(importing('ig', 'x'.repeat(1_000_000), '->'))).length).toBeLessThan(1000);
  });

  it('imports what nobody offers', async () => {
    expect(await refusal(importing('ig', 'fieldDelete', 'i32 -> i32'))).toMatch(
      /^unusable: .*ig\.fieldDelete/,
    );
    expect(await refusal(importing('env', 'abort', '->'))).toMatch(/^unusable: .*abort from env/);
    expect(await refusal(importing('wasi_snapshot_preview1', 'fork', '-> i32'))).toMatch(
      /^unusable: .*\.fork/,
    );
  });

  it('imports it with other types', async () => {
    expect(await refusal(importing('ig', 'gadgetLog', 'i32 i32 ->'))).toBe(
      'unusable: The module imports ig.gadgetLog with other types than it has: (i32 i32 ->). It is (i32 i64 ->).',
    );
    expect(await refusal(importing('wasi_snapshot_preview1', 'fd_write', '-> i64'))).toMatch(
      /^unusable: .*fd_write/,
    );
  });

  it('lacks an export that is called', async () => {
    const without = (name: string) => gadgetModule({ functions: [{ name, type: '->', body: [] }] });
    expect(await refusal(without('gadgetAPIVersion'))).toMatch(/^unusable: .*gadgetAPIVersion as \(->\)/);
    const onlyVersion = Buffer.from(gadgetModule()).toString('latin1').replace('_initialize', '_initialise');
    expect(await refusal(Buffer.from(onlyVersion, 'latin1'))).toMatch(/^unusable: .*-buildmode=c-shared/);
    const noVersion = Buffer.from(gadgetModule()).toString('latin1').replace('APIVersion', 'APIVersiom');
    expect(await refusal(Buffer.from(noVersion, 'latin1'))).toMatch(/^unusable: .*wasmapi\/go/);
  });

  it('exports one with other types', async () => {
    expect(await refusal(exporting('gadgetInit', '->', []))).toBe(
      'unusable: The module exports gadgetInit as (->); it must be (-> i32).',
    );
    expect(await refusal(exporting('dataSourceCallback', 'i32 i32 i32 ->', []))).toMatch(
      /^unusable: .*i64 i32 i32/,
    );
  });

  it('speaks another version of the API', async () => {
    expect(await refusal(exporting('gadgetAPIVersion', '-> i64', op.i64(2)))).toBe(
      'unusable: The module speaks version 2 of the API; this host speaks 1.',
    );
  });

  it('is any other file', () => {
    const whole = gadgetModule({ imports: [{ from: 'ig', name: 'getMap', type: 'i64 -> i32' }] });
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const system = new Set<string>();
    fc.assert(
      fc.property(changes, (list) => {
        const bytes = whole.slice();
        for (const [index, value] of list) bytes[index] = value;
        try {
          requireUsable(bytes, system);
        } catch (error) {
          expect(error).toBeInstanceOf(ModuleFailure);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('fails while it starts', async () => {
    expect(await refusal(exporting('_initialize', '->', [op.unreachable]))).toBe(
      'trap: The module trapped: unreachable.',
    );
  });
});

describe('a module that is loaded', () => {
  const returning = (value: number) => (name: string) => ({ name, type: '-> i32', body: op.i32(value) });
  const PHASES = ['gadgetInit', 'gadgetPreStart', 'gadgetStart', 'gadgetStop', 'gadgetPostStop'] as const;
  const live = async (parts: Parts, options?: ModuleOptions) => load(gadgetModule(parts), options);

  it('goes through its lifecycle, of which it may have nothing', async () => {
    const phases: ModulePhase[] = [];
    const program = await live({}, { onPhase: (phase) => phases.push(phase) });
    program.init();
    program.preStart();
    program.start();
    program.stop();
    program.postStop();
    expect(phases).toEqual(PHASES);
  });

  it('stops the gadget where it does not return 0 at its start', async () => {
    const program = await live({ functions: PHASES.map(returning(2)) });
    const failed = (phase: string) => ({
      reason: 'returned',
      phase,
      message: expect.stringContaining('returned 2'),
    });
    expect(() => program.init()).toThrow(expect.objectContaining(failed('gadgetInit')));
    const later = await live({ functions: [returning(2)('gadgetStart')] });
    later.init();
    later.preStart();
    expect(() => later.start()).toThrow(expect.objectContaining(failed('gadgetStart')));
  });

  it('is only reported where it does not return 0 at its end', async () => {
    const log: LogLine[] = [];
    const functions = [
      ['gadgetInit', 0],
      ['gadgetStop', 2],
      ['gadgetPostStop', 3],
    ] as const;
    const program = await live(
      { functions: functions.map(([name, result]) => returning(result)(name)) },
      { onLog: (line) => log.push(line) },
    );
    program.stop();
    program.postStop();
    expect(log.map(({ message }) => message)).toEqual(['gadgetStop returned 2', 'gadgetPostStop returned 3']);
  });

  it('is told what its author forgot where nothing of it would ever be called', async () => {
    const log: LogLine[] = [];
    await live({}, { onLog: (line) => log.push(line) });
    expect(log).toEqual([
      expect.objectContaining({ from: 'host', message: expect.stringContaining('//go:wasmexport') }),
    ]);
  });

  it('is not called again after it failed', async () => {
    const log: LogLine[] = [];
    const functions = [
      { name: 'gadgetInit', type: '-> i32', body: [op.unreachable] },
      { name: 'gadgetStop', type: '-> i32', body: op.i32(1) },
    ];
    const program = await live({ functions }, { onLog: (line) => log.push(line) });
    expect(() => program.init()).toThrow(expect.objectContaining({ reason: 'trap', phase: 'gadgetInit' }));
    program.stop();
    expect(log).toEqual([]);
  });

  it('cannot grow beyond its memory', async () => {
    // Grows page by page until it is refused, and then gives how many there are.
    const body = [
      ...op.loop,
      ...[...op.i32(1), ...op.grow],
      ...[...op.i32(0x7f), 0x47], // != -1
      ...[0x0d, 0], // once more
      op.end,
      ...[0x3f, 0],
    ];
    const program = await live({ functions: [{ name: 'gadgetInit', type: '-> i32', body }] });
    expect(() => program.init()).toThrow(/returned 256/);
  });

  it('may not call itself without end', async () => {
    const program = await live({ functions: [{ name: 'gadgetInit', type: '-> i32', body: op.call(2) }] });
    expect(() => program.init()).toThrow(
      expect.objectContaining({ reason: 'trap', message: expect.stringContaining('without end') }),
    );
  });

  it('ends its run when it ends itself', async () => {
    const program = await live({
      imports: [{ from: 'wasi_snapshot_preview1', name: 'proc_exit', type: 'i32 ->' }],
      functions: [
        { name: 'gadgetInit', type: '-> i32', body: [...op.i32(9), ...op.call(0), op.unreachable] },
      ],
    });
    expect(() => program.init()).toThrow(
      expect.objectContaining({ reason: 'trap', message: expect.stringContaining('exit code 9') }),
    );
  });

  it('ends its run when it passes a place outside of its memory, to the host or to the system', async () => {
    const call = async (from: string, name: string, type: string, body: readonly number[]) =>
      live({ imports: [{ from, name, type }], functions: [{ name: 'gadgetInit', type: '-> i32', body }] });
    const outside = [...op.i32(2), ...op.i64(0x7f), ...op.call(0), ...op.i32(0)];
    const log = await call('ig', 'gadgetLog', 'i32 i64 ->', outside);
    expect(() => log.init()).toThrow(expect.objectContaining({ reason: 'pointer', phase: 'gadgetInit' }));
    const far = [...op.i32(0x7f), ...op.i32(8), ...op.call(0)];
    const random = await call('wasi_snapshot_preview1', 'random_get', 'i32 i32 -> i32', far);
    expect(() => random.init()).toThrow(expect.objectContaining({ reason: 'pointer' }));
    const write = [...op.i32(1), ...op.i32(0x7c), ...op.i32(1), ...op.i32(0), ...op.call(0)];
    const output = await call('wasi_snapshot_preview1', 'fd_write', 'i32 i32 i32 i32 -> i32', write);
    expect(() => output.init()).toThrow(expect.objectContaining({ reason: 'pointer' }));
  });

  it('can call whatever the system has, and is told where there is nothing', async () => {
    const nothing = ['sched_yield', '-> i32', 0, []] as const;
    const raise = ['proc_raise', 'i32 -> i32', 52, op.i32(9)] as const;
    const shutdown = ['sock_shutdown', 'i32 i32 -> i32', 52, [...op.i32(0), ...op.i32(0)]] as const;
    const poll = ['poll_oneoff', 'i32 i32 i32 i32 -> i32', 28, [0, 0, 0, 0].flatMap(op.i32)] as const;
    for (const [name, type, answer, args] of [nothing, raise, shutdown, poll]) {
      const program = await live({
        imports: [{ from: 'wasi_snapshot_preview1', name, type }],
        functions: [{ name: 'gadgetInit', type: '-> i32', body: [...args, ...op.call(0)] }],
      });
      if (answer === 0) program.init();
      else expect(() => program.init(), name).toThrow(`returned ${answer}`);
    }
  });
});
