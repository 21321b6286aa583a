import type { Place } from '../../build/place.ts';

/** What a gadget.yaml says, as plain values: it travels to the process that runs the gadget's module. */
export interface GadgetMetadata {
  /** Empty where it is not said; so are the others. */
  readonly name: string;
  readonly description: string;
  readonly homepageURL: string;
  readonly documentationURL: string;
  readonly sourceURL: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly dataSources: readonly DataSourceMetadata[];
  readonly params: DeclaredParams;
  /** Values for options of the run, by full name in lower case: `operator.cli.output`. */
  readonly paramDefaults: Readonly<Record<string, string>>;
}

export interface DataSourceMetadata {
  /** As it is written; names count without regard to case, here and below. */
  readonly name: string;
  readonly place: Place;
  /** Keys in lower case. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly fields: readonly FieldMetadata[];
}

export interface FieldMetadata {
  /** The full name: `runtime.containerName`. */
  readonly name: string;
  readonly place: Place;
  /** In the file's order; keys in lower case. */
  readonly annotations: readonly Annotation[];
}

export interface Annotation {
  readonly key: string;
  readonly value: string;
  readonly place: Place;
}

export interface DeclaredParams {
  /** For variables of the program, by the variable's name. */
  readonly ebpf: readonly DeclaredParam[];
  readonly wasm: readonly DeclaredParam[];
}

/** A parameter as gadget.yaml describes it. */
export interface DeclaredParam {
  /** The variable's name, or the name of the entry. */
  readonly id: string;
  readonly place: Place;
  /** The flag's name without its dashes; empty where none is given. */
  readonly key: string;
  readonly description: string;
  /** Empty where none is given. */
  readonly defaultValue: string;
  /** Of the module's parameters only: `bool`, `uint32`, `string`, …; empty where none is given. */
  readonly typeHint: string;
  /** One letter: `-x`; empty where none is given. */
  readonly alias: string;
  readonly mandatory: boolean;
}

/** What a gadget without a gadget.yaml has. */
export const NO_METADATA: GadgetMetadata = {
  name: '',
  description: '',
  homepageURL: '',
  documentationURL: '',
  sourceURL: '',
  annotations: {},
  dataSources: [],
  params: { ebpf: [], wasm: [] },
  paramDefaults: {},
};
