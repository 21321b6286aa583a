import type { EnumValue } from '../../model/layout.ts';
import type { Kind } from '../decode/kind.ts';
import type { ColumnStyle } from './column.ts';

/**
 * Where a field's value lives: in the event's struct, in a slot that an operator fills, in a buffer that a module
 * fills, or nowhere.
 */
export type Storage =
  | { readonly at: 'struct'; readonly offset: number; readonly size: number; readonly elementSize: number }
  | { readonly at: 'slot'; readonly slot: number }
  /** Bytes as the module left them: of any length, also where the kind says otherwise. */
  | { readonly at: 'buffer'; readonly buffer: number }
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
  /** JSON and YAML leave it out, and all below it. */
  readonly skippedInJson?: boolean;
  /** As a column it shows that field's value. */
  readonly replacement?: Field;
}

/** A stream of events of one shape. Operators give back a changed copy. */
export interface DataSource {
  readonly name: string;
  /** Bytes of an event's struct. */
  readonly structSize: number;
  readonly fields: readonly Field[];
  /** What the slots hold before an operator has filled them. */
  readonly slots: readonly SlotValue[];
  /** Sizes of the buffers before a module has filled them; they are all zeros then. */
  readonly buffers: readonly number[];
}

export type SlotValue = string | number | bigint | boolean;
