import type { EnumValue } from '../../model/layout.ts';
import type { Kind } from '../decode/kind.ts';
import type { ColumnStyle } from './column.ts';

/** Where a field's value lives: in the event's struct, in a slot that an operator fills, or nowhere. */
export type Storage =
  | { readonly at: 'struct'; readonly offset: number; readonly size: number; readonly elementSize: number }
  | { readonly at: 'slot'; readonly slot: number }
  | { readonly at: 'none' };

/** One field of a data source: what a column shows, a filter names and JSON holds. */
export interface Field {
  /** Position in {@link DataSource.fields}: the order of registration. */
  readonly index: number;
  readonly name: string;
  /** Dotted, from the root: `proc.creds.uid`. */
  readonly fullName: string;
  /** Index of the field that holds it. */
  readonly parent: number | undefined;
  readonly kind: Kind;
  readonly storage: Storage;
  /** The names that its C type goes by, outermost first; empty for added fields. */
  readonly types: readonly string[];
  /** Only where the member's type is an enum: its constants. */
  readonly constants?: { readonly name: string; readonly values: readonly EnumValue[] };
  /** Position among the default columns, ties in order of registration. */
  readonly order: number;
  readonly style: ColumnStyle;
  /** Not among the columns shown at first. JSON has it all the same. */
  readonly hidden: boolean;
}

/** A stream of events of one shape. Operators give back a changed copy. */
export interface DataSource {
  readonly name: string;
  /** Bytes of an event's struct. */
  readonly structSize: number;
  readonly fields: readonly Field[];
  /** What the slots hold before an operator has filled them. */
  readonly slots: readonly SlotValue[];
}

export type SlotValue = string | number | bigint | boolean;
