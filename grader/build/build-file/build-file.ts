import type { Diagnostic } from '../../model/artifact.ts';
import type { Place } from '../place.ts';

/** The name of the file, in the workspace's top folder. */
export const BUILD_FILE = 'build.yaml';

/** The keys that `ig image build` reads; it ignores all others. */
export const KEYS = ['ebpfsource', 'wasm', 'metadata', 'cflags'] as const;
export type Key = (typeof KEYS)[number];

/** What build.yaml says, defaults filled in. Its errors are in `diagnostics`; then the rest is not to be used. */
export interface BuildFile {
  readonly exists: boolean;
  /** The program's source, relative to the workspace, with `/`; `program.bpf.c` by default. */
  readonly ebpfSource: string;
  /** What the WASM module is made of, relative to the workspace. Undefined: the gadget has none. */
  readonly wasm: string | undefined;
  /** The metadata file, relative to the workspace; `gadget.yaml` by default. It need not exist. */
  readonly metadata: string;
  /** Options for clang, one word each; `@ARCH@` is still to be replaced ({@link forArchitecture}). */
  readonly cflags: readonly string[];
  /** Where build.yaml gives a value, by key. */
  readonly places: Readonly<Partial<Record<Key, Place>>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What counts without a build.yaml. */
export const DEFAULTS: BuildFile = {
  exists: false,
  ebpfSource: 'program.bpf.c',
  wasm: undefined,
  metadata: 'gadget.yaml',
  cflags: [],
  places: {},
  diagnostics: [],
};

/** A remark at a place in build.yaml; without a place, about all of it. */
export function remark(severity: Diagnostic['severity'], message: string, place?: Place): Diagnostic {
  const { line, column } = place ?? { line: 0, column: 0 };
  return { file: BUILD_FILE, line, column, severity, category: 'build.yaml', message };
}

/** True if something in build.yaml is wrong, so that nothing can be built. */
export function hasErrors({ diagnostics }: BuildFile): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
