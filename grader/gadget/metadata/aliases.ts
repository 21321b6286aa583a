import type { Alias, Document, Node } from 'yaml';

/**
 * What each alias stands for: the node that had its anchor last before it. The library would look through all of the
 * document for every single one.
 */
export function aliasTargets({ visit }: typeof import('yaml'), document: Document): ReadonlyMap<Alias, Node> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias(_, alias) {
      const target = anchored.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value(_, node) {
      if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
  });
  return targets;
}
