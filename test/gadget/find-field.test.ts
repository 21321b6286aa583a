import { describe, expect, it } from 'vitest';
import { findByTypedef, findField } from '../../grader/gadget/decode/find-field.ts';
import { mntnsOf } from '../../grader/gadget/mntns.ts';
import {
  chars,
  gadgetProcess,
  nested,
  openEvent,
  pointer,
  sample,
  struct,
  timestamp,
  tracer,
  uint,
} from './layouts.ts';

describe('a field', () => {
  it('is found by its path', () => {
    const field = findField(openEvent, 'proc.creds.gid');
    expect(field).toMatchObject({ path: 'proc.creds.gid', offset: 44, size: 4 });
    expect(field?.read(sample(openEvent, { 'proc.creds.gid': 1000 }))).toBe(1000);
  });

  it('is found inside the first member of a type, whatever that is called', () => {
    const layout = struct('event', { when: timestamp, who: gadgetProcess });
    const field = findField(layout, { inside: 'gadget_process', name: 'parent.comm' });
    expect(field).toMatchObject({ path: 'who.parent.comm', size: 16 });
    expect(field?.read(sample(layout, { 'who.parent.comm': 'init' }))).toEqual(
      new TextEncoder().encode('init'),
    );
  });

  it('is found by its typedef, also below other structs and for arrays of it', () => {
    expect(findByTypedef(openEvent, 'gadget_timestamp')?.path).toBe('timestamp_raw');
    expect(findByTypedef(openEvent, 'gadget_gid')?.path).toBe('proc.creds.gid');
    expect(findByTypedef(openEvent, 'gadget_pcomm')?.path).toBe('proc.parent.comm');
  });

  it('is found in an anonymous struct', () => {
    const layout = struct('event', { pad: uint(4), '': nested('', { filename: chars(8) }) });
    expect(findField(layout, 'filename')).toMatchObject({ path: 'filename', offset: 4 });
  });

  it('is found though it gives no column, so that a check can say what it is', () => {
    const layout = struct('event', { filename: pointer });
    expect(findField(layout, 'filename')?.type.kind).toBe('pointer');
  });

  it.each(['nope', 'proc.nope', 'filename.nope', ''])('is missing: %j', (name) => {
    expect(findField(openEvent, name)).toBeUndefined();
  });

  it('is missing inside a type that no member has', () => {
    expect(findField(openEvent, { inside: 'gadget_l4endpoint_t', name: 'port' })).toBeUndefined();
    expect(findField(openEvent, { inside: 'gadget_timestamp', name: 'x' })).toBeUndefined();
  });
});

describe('the mount namespace of an event', () => {
  it('is the first gadget_mntns_id', () => {
    expect(mntnsOf(tracer(openEvent))?.(sample(openEvent, { 'proc.mntns_id': 4026532182n }))).toBe(
      4026532182n,
    );
  });

  it('is not known without one', () => {
    expect(mntnsOf(tracer(struct('event', { timestamp_raw: timestamp })))).toBeUndefined();
  });
});
