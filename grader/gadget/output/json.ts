import type { DataSource } from '../source/field.ts';
import type { Packet } from '../source/packet.ts';
import { jsonPrinter, type Print } from './json-value.ts';
import { type FieldNode, fieldTree } from './tree.ts';

/** What stands between a document's parts at one depth. */
interface Layout {
  readonly newline: string;
  readonly indent: string;
  readonly colon: string;
}

const COMPACT: Layout = { newline: '', indent: '', colon: ':' };
const PRETTY: Layout = { newline: '\n', indent: '  ', colon: ': ' };

/** Compiles the printer of whole events as one line of JSON each: all fields, hidden ones too, keys sorted. */
export function compileJson(source: DataSource): Print {
  return compile(source, COMPACT);
}

/** As {@link compileJson}, indented by two spaces. */
export function compileJsonPretty(source: DataSource): Print {
  return compile(source, PRETTY);
}

/** Alternating: fixed text, then a field's printer. */
type Part = string | Print;

function compile(source: DataSource, layout: Layout): Print {
  const parts = mergeText([...object(fieldTree(source), layout, 0), '\n']);
  return (packet: Packet) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : part(packet);
    return text;
  };
}

function object(nodes: readonly FieldNode[], layout: Layout, depth: number): readonly Part[] {
  const inner = layout.newline + layout.indent.repeat(depth + 1);
  const outer = layout.newline + layout.indent.repeat(depth);
  const members = nodes.flatMap(({ field, children }, index): readonly Part[] => [
    `${index === 0 ? '' : ','}${inner}"${field.name}"${layout.colon}`,
    ...(children.length > 0
      ? object(children, layout, depth + 1)
      : [jsonPrinter(field, arrayLayout(layout, depth + 1))]),
  ]);
  return ['{', ...members, outer, '}'];
}

function arrayLayout({ newline, indent }: Layout, depth: number) {
  const inner = newline + indent.repeat(depth + 1);
  return { open: `[${inner}`, separator: `,${inner}`, close: `${newline}${indent.repeat(depth)}]` };
}

function mergeText(parts: readonly Part[]): readonly Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged;
}
