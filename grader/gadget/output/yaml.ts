import { decodeText } from '../decode/text.ts';
import type { DataSource } from '../source/field.ts';
import { fieldReader, type Packet } from '../source/packet.ts';
import { jsonString } from './json-text.ts';
import { jsonPrinter, type Print } from './json-value.ts';
import { type FieldNode, fieldTree } from './tree.ts';

/** Compiles the printer of events as YAML documents: the keys of the JSON, in the same order. */
export function compileYaml(source: DataSource): Print {
  const lines = mapping(fieldTree(source), '');
  return (packet: Packet) => `---\n${lines.map((line) => line(packet)).join('')}`;
}

function mapping(nodes: readonly FieldNode[], indent: string): readonly Print[] {
  return nodes.flatMap(({ field, children }): readonly Print[] => {
    if (children.length > 0) return [() => `${indent}${field.name}:\n`, ...mapping(children, `${indent}  `)];
    const value = scalar(field);
    return [(packet) => `${indent}${field.name}: ${value(packet)}\n`];
  });
}

/** Text is plain where it can be; everything else is JSON, which YAML includes. */
function scalar(field: FieldNode['field']): Print {
  if (field.kind !== 'string' && field.kind !== 'cstring') return jsonPrinter(field);
  const read = fieldReader(field);
  return (packet) => {
    const value = read(packet);
    return yamlString(value instanceof Uint8Array ? decodeText(value) : String(value));
  };
}

/** Words that a YAML reader takes for something else than text (of YAML 1.1, too). */
const WORDS = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const PLAIN = /^[A-Za-z/_][\w./@+|()-]*$/;

function yamlString(text: string): string {
  return PLAIN.test(text) && !WORDS.test(text) ? text : jsonString(text);
}
