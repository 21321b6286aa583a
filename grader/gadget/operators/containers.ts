import type { ContainerFacts } from '../../model/capture.ts';
import type { Kind } from '../decode/kind.ts';
import { BARE_STYLE, type ColumnStyle, DEFAULT_STYLE } from '../source/column.ts';
import { addField, fieldsOfType, type NewField } from '../source/extend.ts';
import type { DataSource, SlotValue } from '../source/field.ts';
import { fieldReader } from '../source/packet.ts';
import type { Enrich, Operator } from './operator.ts';

interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly style: ColumnStyle;
  readonly hidden: boolean;
  readonly order: number;
  readonly value: (container: ContainerFacts) => SlotValue;
}

const wide: ColumnStyle = { ...BARE_STYLE, width: 30 };
const middle: ColumnStyle = { ...wide, ellipsis: 'middle' };

/** There is no Kubernetes here: these fields exist for the shape of the output and stay empty. */
const K8S: readonly NewField[] = [
  { name: 'node', kind: 'string', style: middle, order: -31 },
  { name: 'namespace', kind: 'string', style: wide, order: -30 },
  { name: 'podName', kind: 'string', style: middle, order: -29 },
  { name: 'containerName', kind: 'string', style: wide, order: -28 },
  { name: 'hostnetwork', kind: 'bool', order: -27 },
  { name: 'podLabels', kind: 'string', order: -26 },
];
const K8S_OWNER: readonly NewField[] = [
  { name: 'kind', kind: 'string' },
  { name: 'name', kind: 'string' },
];

const text = (
  name: string,
  order: number,
  value: (container: ContainerFacts) => string,
  style = DEFAULT_STYLE,
): Column => ({ name, kind: 'string', style, hidden: true, order, value });

const RUNTIME: readonly Column[] = [
  { ...text('containerName', -27, ({ name }) => name, wide), hidden: false },
  text('runtimeName', -26, ({ runtime }) => runtime, { ...BARE_STYLE, width: 19, fixed: true }),
  text('containerId', -25, ({ id }) => id, { ...BARE_STYLE, width: 13, maxWidth: 64 }),
  {
    name: 'containerPid',
    kind: 'uint32',
    style: { ...BARE_STYLE, width: 6, alignment: 'right' },
    hidden: true,
    order: -24,
    value: ({ pid }) => pid,
  },
  text('containerImageName', -23, ({ imageName }) => imageName),
  text('containerImageDigest', -22, ({ imageDigest }) => imageDigest),
  {
    name: 'containerStartedAt',
    kind: 'int64',
    style: DEFAULT_STYLE,
    hidden: true,
    order: -21,
    value: ({ startedAt }) => startedAt,
  },
];

/**
 * Adds the objects `k8s` and `runtime` to data sources that have a mount (or network) namespace, and fills `runtime`
 * for events whose mount namespace is a container's. Other events keep empty strings and zeros.
 */
export function containerOperator(containerOf: (mntns: bigint) => ContainerFacts | undefined): Operator {
  return (source) => {
    const [mntns] = fieldsOfType(source, 'gadget_mntns_id');
    const [netns] = fieldsOfType(source, 'gadget_netns_id');
    if (!mntns && !netns) return { source, enrich: [] };
    const extended = addRuntime(addKubernetes(source));
    if (!mntns) return { source: extended.source, enrich: [] };
    const read = fieldReader(mntns);
    const enrich: Enrich = (packet) => {
      const namespace = read(packet);
      if (typeof namespace !== 'bigint') return;
      const container = containerOf(namespace);
      if (!container) return;
      for (const { slot, value } of extended.slots) packet.values[slot] = value(container);
    };
    return { source: extended.source, enrich: [enrich] };
  };
}

function addKubernetes(source: DataSource): DataSource {
  const k8s = addField(source, { name: 'k8s', kind: 'none', hidden: true });
  if (!k8s) return source;
  const withFields = addAll(k8s.source, K8S, k8s.field.index);
  const owner = addField(withFields, { name: 'owner', parent: k8s.field.index, kind: 'none', hidden: true });
  return owner ? addAll(owner.source, K8S_OWNER, owner.field.index) : withFields;
}

function addAll(source: DataSource, fields: readonly NewField[], parent: number): DataSource {
  return fields.reduce(
    (current, field) => addField(current, { ...field, parent, hidden: true })?.source ?? current,
    source,
  );
}

interface RuntimeSlots {
  readonly source: DataSource;
  readonly slots: readonly { readonly slot: number; readonly value: Column['value'] }[];
}

function addRuntime(source: DataSource): RuntimeSlots {
  const runtime = addField(source, { name: 'runtime', kind: 'none' });
  if (!runtime) return { source, slots: [] };
  return RUNTIME.reduce<RuntimeSlots>(
    (current, { value, ...column }) => {
      const added = addField(current.source, { ...column, parent: runtime.field.index });
      if (added?.field.storage.at !== 'slot') return current;
      return { source: added.source, slots: [...current.slots, { slot: added.field.storage.slot, value }] };
    },
    { source: runtime.source, slots: [] },
  );
}
