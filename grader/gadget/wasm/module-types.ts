import { type ByteReader, damaged } from './byte-reader.ts';
import { ModuleFailure } from './host.ts';
import { SECTION, sectionBody, sectionsOf } from './sections.ts';

/** `i32 i64 -> i32`: the types of a function's arguments and results. */
export type Signature = string;

export interface ImportedFunction {
  readonly module: string;
  readonly name: string;
  readonly signature: Signature;
}

/** What a module takes and gives. */
export interface ModuleTypes {
  readonly imports: readonly ImportedFunction[];
  /** Exported functions by name. */
  readonly exports: ReadonlyMap<string, Signature>;
  /** Names of exported memories. */
  readonly memories: readonly string[];
}

const VALUE_TYPES: Readonly<Record<number, string>> = { 127: 'i32', 126: 'i64', 125: 'f32', 124: 'f64' };
const FUNCTION_TYPE = 0x60;
/** Kinds of imports and exports. */
const KIND = { function: 0, memory: 2 } as const;

/**
 * Reads the types of a module's functions, which JavaScript does not tell: an import of a wrong type would only show
 * when it is called.
 * @throws ModuleFailure `unusable`, also for an import that is no function
 */
export function moduleTypes(bytes: Uint8Array): ModuleTypes {
  const sections = sectionsOf(bytes);
  const list = <T>(id: number, item: (reader: ByteReader) => T): readonly T[] => {
    const body = sectionBody(sections, id);
    return body === undefined ? [] : body.list(() => item(body));
  };
  const types = list(SECTION.types, functionType);
  const imports = list(SECTION.imports, (reader) => importedFunction(reader, types));
  const own = list(SECTION.functions, (reader) => known(types[reader.u32()]));
  const functions = [...imports.map(({ signature }) => signature), ...own];
  const exported = list(SECTION.exports, (reader) => ({
    name: reader.text(),
    kind: reader.byte(),
    index: reader.u32(),
  }));
  return {
    imports,
    exports: new Map(
      exported
        .filter(({ kind }) => kind === KIND.function)
        .map(({ name, index }) => [name, known(functions[index])]),
    ),
    memories: exported.filter(({ kind }) => kind === KIND.memory).map(({ name }) => name),
  };
}

function functionType(reader: ByteReader): Signature {
  if (reader.byte() !== FUNCTION_TYPE) {
    throw new ModuleFailure('unusable', 'The module has types that only newer versions of WASM know.');
  }
  const [parameters, results] = [reader.list(() => valueType(reader)), reader.list(() => valueType(reader))];
  return `${parameters.join(' ')} -> ${results.join(' ')}`.trim();
}

/** Others than numbers can be in a module, but in nothing that is imported or exported here. */
function valueType(reader: ByteReader): string {
  return VALUE_TYPES[reader.byte()] ?? 'other';
}

function importedFunction(reader: ByteReader, types: readonly Signature[]): ImportedFunction {
  const [module, name] = [reader.text(), reader.text()];
  if (reader.byte() !== KIND.function) {
    throw new ModuleFailure('unusable', `The module imports ${module}.${name}, which is not a function.`);
  }
  return { module, name, signature: known(types[reader.u32()]) };
}

function known(signature: Signature | undefined): Signature {
  if (signature === undefined) throw damaged();
  return signature;
}
