import { witnessValue } from '../../values.ts';
import { type Copy, copiesOf } from './origins/copies.ts';
import type { Scope } from './scope.ts';
import { sizeOf } from './sizes.ts';
import type { Observation } from './suspects.ts';

/** A copy of so many bytes, whatever they are: no NUL is put behind them, and all of them have to be there. */
export interface PlainCopy {
  readonly copy: Copy;
  readonly bytes: number;
}

/** The plain copy of user memory that the text of a field comes from, if all of its events look like it. */
export function plainCopyOf(scope: Scope): PlainCopy | undefined {
  const { source, origins, suspect } = scope;
  if (source === undefined) return undefined;
  const copies = origins.flatMap(({ write, steps }) => [
    ...(write.copy === undefined ? [] : [write.copy]),
    ...copiesOf(source).filter(({ value }) => steps.some(({ from }) => from === value?.from)),
  ]);
  const copy = copies.find(({ callee }) => /^bpf_(probe|core)_read(_user)?$/.test(callee));
  const told = copy && sizeOf(scope, copy)?.bytes;
  if (copy === undefined || told === undefined) return undefined;
  const bytes = Math.min(told, suspect.field.size);
  const fits =
    scope.observations.every((one) => isCopied(scope, one, bytes)) &&
    scope.wrong.every((one) => endsThere(scope, one, bytes));
  return fits ? { copy, bytes } : undefined;
}

/** The first bytes are the text's with its NUL, as far as they go; or all are zero, because they were not all there. */
function isCopied({ suspect }: Scope, one: Observation, bytes: number): boolean {
  const { offset } = suspect.field;
  const raw = one.event.bytes.subarray(offset, offset + bytes);
  const whole = witnessValue(one.record, suspect.witness);
  if (raw.every((byte) => byte === 0)) return true;
  if (whole.kind !== 'text' || one.record.path === undefined) return false;
  const wanted = Buffer.concat([whole.bytes, Buffer.of(0)]).subarray(0, bytes);
  return Buffer.compare(raw.subarray(0, wanted.length), wanted) === 0;
}

/** Behind the last byte the text does not go on as it should, but for what a few old bytes have in common with it. */
function endsThere({ suspect }: Scope, one: Observation, bytes: number): boolean {
  const { offset, size } = suspect.field;
  const raw = one.event.bytes.subarray(offset, offset + size);
  const whole = witnessValue(one.record, suspect.witness);
  if (whole.kind !== 'text' || raw.every((byte) => byte === 0)) return true;
  const differs = raw.findIndex((byte, index) => byte !== whole.bytes[index]);
  return differs < 0 || differs <= bytes + 2;
}
