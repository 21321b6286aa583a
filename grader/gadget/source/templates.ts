import type { ColumnStyle } from './column.ts';

/** Column settings that several fields share, and whether they are hidden at first. */
export interface Template extends Partial<ColumnStyle> {
  readonly hidden?: true;
}

const id = { minWidth: 7, alignment: 'right' } as const;
const owner = { minWidth: 8, alignment: 'right' } as const;
const namespaceId = { width: 12, alignment: 'right', hidden: true } as const;

/** Struct members get these by their type's name. */
export const TYPE_TEMPLATES: Readonly<Record<string, Template>> = {
  gadget_timestamp: { width: 35, maxWidth: 35, hidden: true },
  gadget_comm: { maxWidth: 16 },
  gadget_pcomm: { maxWidth: 16, hidden: true },
  gadget_pid: id,
  gadget_tid: id,
  gadget_ppid: { ...id, hidden: true },
  gadget_uid: owner,
  gadget_gid: owner,
  gadget_mntns_id: namespaceId,
  gadget_netns_id: namespaceId,
  gadget_user_stack: { hidden: true },
  gadget_process: { hidden: true },
  gadget_creds: { hidden: true },
  gadget_parent: { hidden: true },
};

/** Structs whose members go by their bare name in a heading (`COMM`, not `PROC.COMM`). */
export const ALIASED_STRUCTS: readonly string[] = ['gadget_process', 'gadget_creds', 'gadget_parent'];

/**
 * What a gadget.yaml can name in a field's annotation `template` (pkg/metadata/v1/annotations.go). They set only
 * what they name.
 */
export const NAMED_TEMPLATES: Readonly<Record<string, Template>> = {
  timestamp: { width: 35, maxWidth: 35, ellipsis: 'end', hidden: true },
  bytes: { width: 10, alignment: 'right' },
  duration: { width: 20, alignment: 'right' },
  node: { width: 30, ellipsis: 'middle' },
  pod: { width: 30, ellipsis: 'middle' },
  container: { width: 30 },
  namespace: { width: 30 },
  containerImageName: { width: 30 },
  containerPid: { width: 6, hidden: true, alignment: 'right' },
  containerImageDigest: { width: 30 },
  containerStartedAt: { width: 35, hidden: true },
  comm: { maxWidth: 16 },
  pcomm: { maxWidth: 16, hidden: true },
  pid: id,
  ppid: { ...id, hidden: true },
  tid: id,
  uid: owner,
  gid: owner,
  ns: namespaceId,
  mntns_id: namespaceId,
  netns_id: namespaceId,
  l4endpoint: { minWidth: 22, width: 40, maxWidth: 52, ellipsis: 'middle' },
  syscall: { width: 18, maxWidth: 28 },
  errorString: { width: 12 },
  user_stack: { hidden: true },
};
