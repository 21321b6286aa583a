import { normalize } from 'node:path';

/**
 * Reads the dependency file that clang writes with `-MD`: one make rule, names separated by blanks and escaped
 * newlines. In names, clang writes a blank as `\ `, `#` as `\#` and `$` as `$$`.
 */
export function parseDependencies(rule: string): readonly string[] {
  const list = rule.slice(rule.indexOf(':') + 1).replace(/\\\r?\n/g, ' ');
  const names = list.match(/(?:\\[ #]|\$\$|[^\s])+/g) ?? [];
  const plain = names.map((name) => normalize(name.replace(/\\([ #])/g, '$1').replace(/\$\$/g, '$')));
  return [...new Set(plain)];
}
