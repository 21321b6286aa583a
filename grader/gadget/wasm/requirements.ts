import { SIGNATURES } from './functions/signatures.ts';
import { ModuleFailure } from './host.ts';
import { type ImportedFunction, type ModuleTypes, moduleTypes } from './module-types.ts';
import { WASI_MODULE } from './wasi.ts';

/** What a module is called for, and the types of that. */
const MANDATORY: readonly (readonly [name: string, signature: string])[] = [
  ['_initialize', '->'],
  ['gadgetAPIVersion', '-> i64'],
];
const LIFECYCLE = '-> i32';
const OPTIONAL: readonly (readonly [name: string, signature: string])[] = [
  ['gadgetInit', LIFECYCLE],
  ['gadgetPreStart', LIFECYCLE],
  ['gadgetStart', LIFECYCLE],
  ['gadgetStop', LIFECYCLE],
  ['gadgetPostStop', LIFECYCLE],
  ['dataSourceCallback', 'i64 i32 i32 ->'],
];

/**
 * Whether a gadget can use the module: it imports nothing that is not there, and exports what is called.
 * @param wasi The functions of the system that there are
 * @throws ModuleFailure `unusable`
 */
export function requireUsable(bytes: Uint8Array, wasi: ReadonlySet<string>): ModuleTypes {
  const types = moduleTypes(bytes);
  const wrong =
    types.imports.map((own) => wrongImport(own, wasi)).find((why) => why !== undefined) ?? wrongExport(types);
  if (wrong !== undefined) throw new ModuleFailure('unusable', wrong);
  return types;
}

function wrongImport(
  { module, name, signature }: ImportedFunction,
  wasi: ReadonlySet<string>,
): string | undefined {
  if (module !== 'ig' && module !== WASI_MODULE) {
    return `The module imports ${name} from ${module}; there are only ig and ${WASI_MODULE}.`;
  }
  if (module === WASI_MODULE) {
    if (!wasi.has(name)) return `The module imports ${module}.${name}, which does not exist.`;
    return isSystemCall(name, signature) ? undefined : wrongType(`${module}.${name}`, signature);
  }
  const known = SIGNATURES.get(name);
  if (known === undefined)
    return `The module imports ig.${name}, which does not exist in Inspektor Gadget v0.46.0.`;
  return known === signature ? undefined : `${wrongType(`ig.${name}`, signature)} It is (${known}).`;
}

/** All give an error number, except for the one that does not come back. */
function isSystemCall(name: string, signature: string): boolean {
  return signature.endsWith(name === 'proc_exit' ? '->' : '-> i32');
}

function wrongType(name: string, signature: string): string {
  return `The module imports ${name} with other types than it has: (${signature}).`;
}

function wrongExport({ exports, memories }: ModuleTypes): string | undefined {
  if (!memories.includes('memory')) return 'The module does not export its memory as "memory".';
  const absent = MANDATORY.find(([name]) => !exports.has(name));
  if (absent !== undefined) return missing(absent[0]);
  const other = [...MANDATORY, ...OPTIONAL].find(([name, type]) => (exports.get(name) ?? type) !== type);
  if (other === undefined) return undefined;
  return `The module exports ${other[0]} as (${exports.get(other[0])}); it must be (${other[1]}).`;
}

function missing(name: string): string {
  const mend =
    name === '_initialize'
      ? 'build it with -buildmode=c-shared'
      : 'import github.com/inspektor-gadget/inspektor-gadget/wasmapi/go';
  return `The module does not export ${name}: ${mend}.`;
}
