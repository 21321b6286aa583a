import { readFileSync } from 'node:fs';
import { fieldsOfType, hideField } from '../source/extend.ts';
import { fieldReader } from '../source/packet.ts';
import { addText } from './formatter.ts';
import type { Enrich, Operator, Step } from './operator.ts';

interface Names {
  readonly type: string;
  /** Name of the added field where the id's own does not end in `_raw`. */
  readonly target: string;
  /** Before the number of an id without a name. */
  readonly prefix: string;
  /** `name:…:id:…` lines. */
  readonly file: string;
}

const USERS: Names = { type: 'gadget_uid', target: 'user', prefix: 'uid:', file: '/etc/passwd' };
const GROUPS: Names = { type: 'gadget_gid', target: 'group', prefix: 'gid:', file: '/etc/group' };

/**
 * Puts names beside fields of type `gadget_uid` and `gadget_gid`. They are this machine's names, also for events
 * from containers, as the kernel's ids are. Ids and names are hidden in columns.
 */
export const userOperator: Operator = namesOperator(USERS);
export const groupOperator: Operator = namesOperator(GROUPS);

function namesOperator(names: Names): Operator {
  return (source, warn) => {
    let step: Step = { source, enrich: [] };
    const fields = fieldsOfType(source, names.type).filter((field) => field.kind === 'uint32');
    const known = fields.length > 0 ? readNames(names.file) : new Map<number, string>();
    for (const field of fields) {
      const name = field.name.endsWith('_raw') ? field.name.slice(0, -4) : names.target;
      const target = addText(hideField(step.source, field.index), field, { name, hidden: true });
      if (!target) {
        warn(`${field.fullName} gets no name: a field "${name}" is there already`);
        continue;
      }
      const read = fieldReader(field);
      const enrich: Enrich = (packet) => {
        const id = Number(read(packet));
        packet.values[target.slot] = known.get(id) ?? `${names.prefix}${id}`;
      };
      step = { source: target.source, enrich: [...step.enrich, enrich] };
    }
    return step;
  };
}

/** Names by id; the last line of an id counts. A file that cannot be read knows nobody. */
function readNames(file: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of readLines(file)) {
    const [name, , id] = line.trimStart().split(':');
    if (name && !name.startsWith('#') && id && /^\d+$/.test(id)) names.set(Number(id), name);
  }
  return names;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
