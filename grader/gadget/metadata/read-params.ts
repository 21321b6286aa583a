import type { DeclaredParam, DeclaredParams } from './metadata.ts';
import type { Entry, Reader } from './reader.ts';

const EBPF_KEYS = ['key', 'defaultValue', 'description'];
const WASM_KEYS = [...EBPF_KEYS, 'typeHint', 'title', 'alias', 'isMandatory'];

/** Flags are typed in a shell. */
const FLAG_NAME = /^[\w][\w.-]*$/;

/** Reads `params`. */
export function readParams(reader: Reader, entry: Entry | undefined): DeclaredParams {
  const kinds = reader.known(entry?.value ?? null, '`params`', ['ebpf', 'wasm']);
  const read = (kind: 'ebpf' | 'wasm', keys: readonly string[]): readonly DeclaredParam[] =>
    reader
      .entries(kinds.get(kind)?.value ?? null, `\`params.${kind}\``)
      .map((param) => readParam(reader, param, keys));
  return { ebpf: read('ebpf', EBPF_KEYS), wasm: read('wasm', WASM_KEYS) };
}

function readParam(
  reader: Reader,
  { key: id, place, value }: Entry,
  known: readonly string[],
): DeclaredParam {
  const keys = reader.known(value, `parameter \`${id}\``, known);
  const text = (key: string): string => reader.text(keys.get(key)?.value, `\`${key}\``);
  const key = text('key');
  const name = key || id;
  if (!FLAG_NAME.test(name))
    reader.report('error', place, `\`${name}\` cannot be the name of a flag; letters, digits, - and _ can`);
  const alias = text('alias');
  if (alias !== '' && !/^[A-Za-z]$/.test(alias))
    reader.report('error', place, `the alias \`${alias}\` of \`${name}\` must be one letter`);
  return {
    id,
    place,
    key,
    description: text('description'),
    defaultValue: text('defaultValue'),
    typeHint: text('typeHint'),
    alias,
    mandatory: reader.truth(keys.get('isMandatory')?.value, '`isMandatory`'),
  };
}
