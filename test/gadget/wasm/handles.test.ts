import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HANDLE_LIMIT, HandleTable } from '../../../grader/gadget/wasm/handle-table.ts';

class Apple {}
class Pear {}

const noLimit = () => {
  throw new Error('the table is full');
};

describe('handles', () => {
  it('stand for what they were given for, from 1 up', () => {
    const handles = new HandleTable(noLimit);
    const apple = new Apple();
    expect(handles.add(apple)).toBe(1);
    expect(handles.add(new Pear())).toBe(2);
    expect(handles.get(1, Apple)).toBe(apple);
  });

  it('stand for nothing of another type, and for nothing that nobody has', () => {
    const handles = new HandleTable(noLimit);
    handles.add(new Apple());
    for (const free of [0, 2, 4097, 0x8000_0001, 0xffff_ffff])
      expect(handles.get(free, Apple)).toBeUndefined();
    expect(handles.get(1, Pear)).toBeUndefined();
  });

  it('are free once they are released, and only once', () => {
    const handles = new HandleTable(noLimit);
    const handle = handles.add(new Apple());
    expect(handles.release(handle)).toBe(true);
    expect(handles.get(handle, Apple)).toBeUndefined();
    expect(handles.release(handle)).toBe(false);
    expect(handles.release(0)).toBe(false);
  });

  it('are not given again soon, so that one that was kept too long is noticed', () => {
    const handles = new HandleTable(noLimit);
    const stale = handles.add(new Apple());
    handles.release(stale);
    for (let event = 0; event < 60_000; event += 1) {
      const handle = handles.add(new Apple());
      if (handle === stale) throw new Error(`given again after ${event} others`);
      handles.release(handle);
    }
    expect(handles.get(stale, Apple)).toBeUndefined();
  });

  it('are at most 4096 at a time', () => {
    let full = 0;
    const handles = new HandleTable(() => {
      full += 1;
    });
    const given = Array.from({ length: HANDLE_LIMIT }, () => handles.add(new Apple()));
    expect(new Set(given).size).toBe(HANDLE_LIMIT);
    expect(handles.add(new Apple())).toBe(0);
    expect(full).toBe(1);
    handles.release(given[7] ?? 0);
    expect(handles.add(new Apple())).toBeGreaterThan(HANDLE_LIMIT);
  });

  it('are all free after the end', () => {
    const handles = new HandleTable(noLimit);
    const handle = handles.add(new Apple());
    handles.clear();
    expect(handles.get(handle, Apple)).toBeUndefined();
  });

  it('behave as a map does, whatever the order', () => {
    const steps = fc.array(fc.oneof(fc.constant('add' as const), fc.nat(70)), { maxLength: 300 });
    fc.assert(
      fc.property(steps, (list) => {
        const handles = new HandleTable(noLimit);
        const model = new Map<number, Apple>();
        for (const step of list) {
          if (step === 'add') {
            const apple = new Apple();
            model.set(handles.add(apple), apple);
          } else {
            expect(handles.release(step)).toBe(model.delete(step));
          }
        }
        for (let handle = 0; handle <= 300; handle += 1) {
          expect(handles.get(handle, Apple)).toBe(model.get(handle));
        }
      }),
    );
  });
});
