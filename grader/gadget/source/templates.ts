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
