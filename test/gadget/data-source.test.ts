import { describe, expect, it } from 'vitest';
import { dataSource } from '../../grader/gadget/source/data-source.ts';
import { array, chars, nested, openEvent, pointer, struct, tracer, uint, union } from './layouts.ts';

const fields = (layout = openEvent) => dataSource(tracer(layout)).fields;
const field = (name: string, layout = openEvent) => fields(layout).find(({ fullName }) => fullName === name);

describe('the data source of a tracer', () => {
  it('has a field for every member, structs before their members', () => {
    expect(fields().map(({ fullName }) => fullName)).toEqual([
      'timestamp_raw',
      'proc',
      'proc.comm',
      'proc.pid',
      'proc.tid',
      'proc.mntns_id',
      'proc.creds',
      'proc.creds.uid',
      'proc.creds.gid',
      'proc.parent',
      'proc.parent.comm',
      'proc.parent.pid',
      'filename',
      'flags',
    ]);
  });

  it('hides what only fills the screen', () => {
    const shown = fields().filter(({ hidden }) => !hidden);
    expect(shown.map(({ fullName }) => fullName)).toEqual([
      'proc.comm',
      'proc.pid',
      'proc.tid',
      'proc.creds.uid',
      'proc.creds.gid',
      'filename',
      'flags',
    ]);
  });

  it('gives columns the looks of their types', () => {
    expect(field('filename')?.style).toMatchObject({ width: 16, alignment: 'left', ellipsis: 'end' });
    expect(field('flags')?.style.alignment).toBe('left');
    expect(field('proc.pid')?.style).toMatchObject({ minWidth: 7, alignment: 'right', alias: 'pid' });
    expect(field('proc.comm')?.style).toMatchObject({ maxWidth: 16, alias: 'comm' });
    expect(field('proc.mntns_id')?.style).toMatchObject({ width: 12, alignment: 'right' });
  });

  it('knows kinds by C types', () => {
    expect(field('filename')?.kind).toBe('cstring');
    expect(field('flags')?.kind).toBe('int32');
    expect(field('proc.mntns_id')?.kind).toBe('uint64');
    expect(field('proc')?.kind).toBe('bytes');
  });

  it('has dotted fields for unions, and bare headings for members of the process struct alone', () => {
    const layout = struct('event', { address: union('a', { v4: uint(4), v6: array(uint(1), 16) }) });
    expect(field('address.v6', layout)).toMatchObject({ kind: 'uint8[]', parent: 0 });
    expect(field('address.v4', layout)?.style).not.toHaveProperty('alias');
  });

  it('has no field for pointers, private members and arrays of structs', () => {
    const layout = struct('event', {
      next: pointer,
      __pad: uint(4),
      list: array(nested('n', { x: uint(4) }), 2),
      none: array(uint(4), 0),
      kept: chars(2),
    });
    expect(fields(layout).map(({ name }) => name)).toEqual(['kept']);
  });
});
