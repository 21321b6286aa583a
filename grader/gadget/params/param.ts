import type { ValueType } from './value-type.ts';

/** A parameter of a gadget: a flag of `lab run`. */
export interface GadgetParam {
  /** The flag's name without its dashes. */
  readonly key: string;
  /** `-x`; empty where there is none. */
  readonly alias: string;
  readonly description: string;
  /** What gadget.yaml gives where the user gives nothing; empty where it says nothing. */
  readonly defaultValue: string;
  readonly mandatory: boolean;
  readonly type: ValueType;
  readonly target: ParamTarget;
}

/** A constant of the program, which is set before it is loaded, or something that the module asks for by key. */
export type ParamTarget =
  | { readonly kind: 'constant'; readonly variable: string }
  | { readonly kind: 'module' };

/** What a run's parameters come to. */
export interface ParamValues {
  readonly constants: readonly ConstantValue[];
  /** By key; those without a value are empty. */
  readonly module: Readonly<Record<string, string>>;
}

export interface ConstantValue {
  readonly variable: string;
  /** Exactly as the variable lies in memory. */
  readonly bytes: Uint8Array;
}
