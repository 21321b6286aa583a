import type { EnumValue } from '../../model/layout.ts';
import { fieldReader } from '../source/packet.ts';
import { addTarget } from './formatter.ts';
import type { Enrich, Operator, Step } from './operator.ts';

/**
 * Puts the name of an enum's constant, `x`, beside a member `x_raw` whose type is an enum. An
 * enum whose tag ends in `_set` holds bits: the names of all that are set, joined by a bar.
 */
export const enumOperator: Operator = (source) => {
  let step: Step = { source, enrich: [] };
  for (const field of source.fields) {
    if (!field.constants) continue;
    const target = addTarget(step.source, field, {});
    if (!target) continue;
    const read = fieldReader(field);
    const { name, values } = field.constants;
    const format = name.endsWith('_set') ? bitNames(values) : constantName(values);
    const enrich: Enrich = (packet) => {
      const value = read(packet);
      if (typeof value === 'number' || typeof value === 'bigint') packet.values[target.slot] = format(value);
    };
    step = { source: target.source, enrich: [...step.enrich, enrich] };
  }
  return step;
};

type Format = (value: number | bigint) => string;

function constantName(values: readonly EnumValue[]): Format {
  const names = new Map<string, string>();
  for (const { name, value } of values) if (!names.has(value)) names.set(value, name);
  return (value) => names.get(String(value)) ?? 'UNKNOWN';
}

function bitNames(values: readonly EnumValue[]): Format {
  const bits = values.map(({ name, value }) => ({ name, bit: BigInt(value) }));
  return (value) => {
    const set = BigInt(value);
    return bits
      .filter(({ bit }) => (set & bit) === bit)
      .map(({ name }) => name)
      .join('|');
  };
}
