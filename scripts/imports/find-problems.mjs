import { findCycles } from './cycles.mjs';
import { orderProblems } from './order.mjs';
import { readImports } from './read-imports.mjs';

/**
 * Imports of a tree that go against the design's order of stages, or in a circle.
 * @param {string} root absolute path of a project folder @returns {string[]} one text for each problem
 */
export function findProblems(root) {
  const imports = readImports(root);
  return [...imports.flatMap(orderProblems), ...findCycles(imports)];
}
