/**
 * WebAssembly as Node has it. TypeScript knows it as a part of browsers only, whose other globals (`window`, `document`)
 * would then be taken for ours.
 */
interface WebAssemblyApi {
  /** @throws WebAssemblyApi.CompileError */
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<CompiledModule>;
  instantiate(module: CompiledModule, imports: Imports): Promise<{ readonly exports: Exports }>;
  readonly Memory: new (pages: { readonly initial: number }) => Memory;
  /** What a trap is. */
  readonly RuntimeError: ErrorConstructor;
  readonly CompileError: ErrorConstructor;
  readonly LinkError: ErrorConstructor;
  /** What `throw` of a module makes; no kind of Error. */
  readonly Exception: (new (...args: never[]) => object) | undefined;
}

export interface CompiledModule {
  readonly [Symbol.toStringTag]: string;
}

/** Its buffer is another one after each growth, and the old one has length 0 then. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** By module, then by name. */
export type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
export type Exports = Readonly<Record<string, unknown>>;

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
