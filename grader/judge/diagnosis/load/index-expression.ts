import { nodesOf, type Place, placeAt, textOf } from '../source/text.ts';
import type { Scene } from './scene.ts';

export interface Index extends Place {
  /** `event->filename[i]` */
  readonly text: string;
  /** `i` */
  readonly index: string;
}

/**
 * What is indexed on a line, where it is one thing only.
 *
 * @param isOpen whether the index may be anything: then it is no number
 */
export function indexOn({ program }: Scene, { line }: Place, isOpen: boolean): Index | undefined {
  const found = nodesOf(program.tree.topNode, 'SubscriptExpression').filter(
    (node) => placeAt(program, node.from).line === line,
  );
  // A number cannot be what may be anything, and a place is rather wrong where it is written to.
  const open = found.filter((node) => isOpen && !/\[\s*\w*\d\s*\]$/.test(textOf(program, node)));
  const written = found.filter(
    (node) => node.parent?.name === 'AssignmentExpression' && node.parent.firstChild?.from === node.from,
  );
  const [node] = [open, written, found].find((list) => list.length === 1) ?? [];
  if (node === undefined) return undefined;
  const text = textOf(program, node);
  const index = /\[([^[\]]*)\]$/.exec(text)?.[1];
  return index === undefined ? undefined : { text, index: index.trim(), ...placeAt(program, node.from) };
}
