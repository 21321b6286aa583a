/**
 * The memory layout of an event struct, as its BTF tells it. Produced by the native core, read by the gadget
 * layer (which compiles decoders from it) and by the judge.
 */
export interface StructLayout {
  readonly name: string;
  /** Bytes, padding included. */
  readonly size: number;
  readonly members: readonly Member[];
}

export interface Member {
  /** Empty for an anonymous struct or union, whose members then count as the parent's. */
  readonly name: string;
  /** Bytes from the start of the struct that holds it. */
  readonly offset: number;
  /** Only for bit-fields: first bit within the unit at `offset`, and the number of bits. */
  readonly bits?: { readonly offset: number; readonly size: number };
  readonly type: TypeLayout;
}

interface TypeCommon {
  /** Bytes. */
  readonly size: number;
  /** Typedef names passed on the way to the type, outermost first: `["gadget_pid", "__u32"]`. */
  readonly typedefs: readonly string[];
}

/** A type without its qualifiers (`const`, `volatile`) and typedefs. */
export type TypeLayout =
  | (TypeCommon & {
      readonly kind: 'int';
      /** The C name, `unsigned int`. */
      readonly name: string;
      readonly signed: boolean;
      /** True for `bool`. */
      readonly bool: boolean;
      /** True for `char` (BTF's char encoding, or a one-byte integer that is called `char`). */
      readonly char: boolean;
    })
  | (TypeCommon & { readonly kind: 'float'; readonly name: string })
  | (TypeCommon & {
      readonly kind: 'enum';
      readonly name: string;
      readonly signed: boolean;
      readonly values: readonly EnumValue[];
    })
  | (TypeCommon & { readonly kind: 'pointer' })
  | (TypeCommon & {
      readonly kind: 'struct' | 'union';
      readonly name: string;
      readonly members: readonly Member[];
    })
  | (TypeCommon & { readonly kind: 'array'; readonly element: TypeLayout; readonly count: number })
  | (TypeCommon & { readonly kind: 'unsupported'; readonly name: string });

export interface EnumValue {
  readonly name: string;
  /** Decimal; 64-bit enums do not fit a number. */
  readonly value: string;
}
