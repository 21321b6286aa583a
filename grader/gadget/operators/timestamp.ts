import { putU64, u64 } from '../decode/bytes.ts';
import { BARE_STYLE } from '../source/column.ts';
import { fieldsOfType } from '../source/extend.ts';
import type { Field } from '../source/field.ts';
import { addTarget } from './formatter.ts';
import type { Enrich, Operator, Step } from './operator.ts';
import { wallTimeFormatter } from './wall-time.ts';

const STYLE = { ...BARE_STYLE, width: 35, maxWidth: 35, ellipsis: 'end' } as const;

/**
 * Turns fields of type `gadget_timestamp`, `x_raw`, from boot time to wall time: the raw field is overwritten with
 * ns since the epoch, and `x` says it in words. Zero means that the program could not tell; it becomes now.
 * @param bootOffset wall clock minus boot clock, ns
 */
export function timestampOperator(bootOffset: bigint): Operator {
  return (source) => {
    let step: Step = { source, enrich: [] };
    for (const field of fieldsOfType(source, 'gadget_timestamp')) {
      if (field.kind === 'uint64') step = convert(step, field, bootOffset) ?? step;
    }
    return step;
  };
}

function convert(step: Step, field: Field, bootOffset: bigint): Step | undefined {
  const target = addTarget(step.source, field, { style: STYLE, hidden: true });
  if (!target || field.storage.at !== 'struct') return undefined;
  const { offset } = field.storage;
  const format = wallTimeFormatter();
  const enrich: Enrich = (packet) => {
    const boot = u64(packet.bytes, offset);
    const wall = boot === 0n ? BigInt(Date.now()) * 1_000_000n : boot + bootOffset;
    putU64(packet.bytes, offset, wall);
    packet.values[target.slot] = format(BigInt.asIntN(64, wall));
  };
  return { source: target.source, enrich: [...step.enrich, enrich] };
}
