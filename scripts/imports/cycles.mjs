import { posix } from 'node:path';

/** @typedef {import('./read-imports.mjs').Import} Import */

/**
 * Cycles among the entries (files and folders) of every folder. An import counts where the ways to both files
 * part: `a/x/1.ts → a/y/2.ts` is `x → y` in `a`. This finds cycles of files as well as of folders.
 * @param {readonly Import[]} imports @returns {string[]}
 */
export function findCycles(imports) {
  /** @type {Map<string, Map<string, Map<string, Import>>>} folder → entry → imported entry → an example */
  const graphs = new Map();
  for (const edge of imports) {
    const { folder, from, to } = partingOf(edge);
    if (from === to) continue;
    const graph = getOrAdd(graphs, folder);
    getOrAdd(graph, from).set(to, edge);
  }
  return [...graphs].flatMap(([folder, graph]) =>
    cyclesOf(graph).map((cycle) => describeCycle(folder, cycle, graph)),
  );
}

/** @param {Import} edge */
function partingOf(edge) {
  const [from, to] = [placeOf(edge.from), placeOf(edge.to)];
  let depth = 0;
  while (from[depth] === to[depth] && depth < from.length - 1) depth += 1;
  return { folder: from.slice(0, depth).join('/'), from: from[depth], to: to[depth] };
}

/** The stages in grader/ stand on one level with lab/ and native/: grader/ is only a roof over them. @param {string} path */
function placeOf(path) {
  return path.replace(/^grader\//, '').split('/');
}

/** One cycle through every entry that closes one. @param {Map<string, Map<string, Import>>} graph */
function cyclesOf(graph) {
  const cycles = [];
  const finished = new Set();
  for (const start of graph.keys()) visit(start, []);
  return cycles;

  /** @param {string} entry @param {readonly string[]} way */
  function visit(entry, way) {
    if (way.includes(entry)) cycles.push([...way.slice(way.indexOf(entry)), entry]);
    else if (!finished.has(entry)) {
      for (const next of graph.get(entry)?.keys() ?? []) visit(next, [...way, entry]);
      finished.add(entry);
    }
  }
}

/** @param {string} folder @param {readonly string[]} cycle @param {Map<string, Map<string, Import>>} graph */
function describeCycle(folder, cycle, graph) {
  const steps = cycle.slice(1).map((entry, index) => graph.get(cycle[index]).get(entry));
  const examples = steps.map(({ from, to }) => `  ${from} imports ${to}`).join('\n');
  return `cycle: ${cycle.map((entry) => posix.join(folder, entry)).join(' → ')}\n${examples}`;
}

/** @template K, V @param {Map<K, Map<string, V>>} map @param {K} key @returns {Map<string, V>} */
function getOrAdd(map, key) {
  const existing = map.get(key) ?? new Map();
  map.set(key, existing);
  return existing;
}
