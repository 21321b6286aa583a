import { describe, expect, it } from 'vitest';
import { LiveGadget } from '../../../grader/gadget/live/live-gadget.ts';
import { observeModule } from '../../../grader/gadget/observe.ts';
import { startGadget } from '../../../grader/gadget/running.ts';
import { ModuleFailure } from '../../../grader/gadget/wasm/host.ts';
import { loadModule } from '../../../grader/gadget/wasm/load.ts';
import { busybox, containerOf } from '../containers.ts';
import { openEvent, sample, tracer } from '../layouts.ts';
import { streamModule } from './run-data.ts';
import { buildTestModule } from './support.ts';

const open = (flags: number) => ({
  dataSource: 'open',
  bytes: sample(openEvent, {
    timestamp_raw: 356691040917926n,
    flags,
    filename: 'bar',
    'proc.comm': 'sh',
    'proc.mntns_id': busybox.mntns,
  }),
});
const [PANICS, CHANGES, CHANGES_BACK, LATER] = [1000, 1001, 1002, 1003];

async function observed() {
  const gadget = new LiveGadget([tracer(openEvent)]);
  const observer = observeModule(gadget);
  const options = { bootOffset: 5n, containerOf, onLeftOut: () => {} };
  const running = await startGadget(gadget, options, loadModule(await buildTestModule('data-flags')));
  return { observer, push: (flags: number) => observer.push(running, open(flags)) };
}

describe('the field of step 04', () => {
  it('has its place among the columns', async () => {
    const stream = await streamModule('data-flags', { mode: 'columns', width: undefined });
    expect(stream.header().trim().split(/\s+/)).toEqual(
      'RUNTIME.CONTAINERNAME COMM PID TID FILENAME FLAGS FLAGS_DECODED NUMBER RAW'.split(' '),
    );
    expect(stream.format(open(577))).toMatch(/^factc +sh +0 +0 bar +577 +O_WRONLY\|O_CREA… -577 +<0 bytes>/);
  });

  it('has its place in JSON, after flags and before k8s', async () => {
    const stream = await streamModule('data-flags');
    expect(stream.format(open(577))).toContain(
      '"flags":577,"flags_decoded":"O_WRONLY|O_CREAT|O_TRUNC","k8s":{',
    );
  });
});

describe('observing a module', () => {
  it('tells which fields it added, and where it subscribed', async () => {
    const { observer } = await observed();
    expect(observer.fields).toEqual([
      { dataSource: 'open', name: 'flags_decoded', kind: 'string' },
      { dataSource: 'open', name: 'number', kind: 'int64' },
      { dataSource: 'open', name: 'raw', kind: 'bytes' },
    ]);
    expect(observer.subscriptions).toEqual(['open']);
  });

  it('gives the values of its fields, anew for each event', async () => {
    const { push } = await observed();
    const decoded = 'O_WRONLY|O_CREAT|O_TRUNC';
    const values = { flags_decoded: decoded, number: -577n, raw: new Uint8Array() };
    expect(push(577)).toEqual({ values, changed: [] });
    expect(push(0)).toEqual({
      values: { flags_decoded: '', number: 0n, raw: new Uint8Array() },
      changed: [],
    });
  });

  it("names the program's own fields that it changed, and not those that operators did", async () => {
    const { push } = await observed();
    expect(push(CHANGES)).toMatchObject({
      changed: ['filename', 'flags'],
      values: { raw: Uint8Array.of(1, 2) },
    });
    expect(push(CHANGES_BACK)).toMatchObject({ changed: [] });
    expect(push(LATER)).toMatchObject({ changed: ['flags'] });
  });

  it('goes on after an event that the module failed at', async () => {
    const { observer, push } = await observed();
    expect(() => push(PANICS)).toThrow(ModuleFailure);
    expect(observer.fields).toHaveLength(3);
    expect(() => push(577)).toThrow(ModuleFailure);
  });
});
