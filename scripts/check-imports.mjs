// Checks that imports go only the design's way and nowhere in a circle.
// Usage: node scripts/check-imports.mjs [ROOT]; prints every violation and ends with code 1 if there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { fromRoot } from './setup/paths.mjs';

/** The stages in their order: each may import itself and those before it. */
const stages = [
  'grader/model',
  'grader/course',
  'grader/build',
  'grader/gadget',
  'grader/image',
  'grader/engine',
  'grader/judge',
  'grader/report',
  'grader/check.ts',
  'lab',
];

/** Beside the order: who alone may import a folder, besides itself. */
const reserved = [
  { folder: 'native', onlyFrom: ['grader/engine', 'test', 'bench'] },
  { folder: 'lab/commands', onlyFrom: ['lab/main.ts', 'test'] },
  { folder: 'test', onlyFrom: [] },
  { folder: 'bench', onlyFrom: ['test'] },
  { folder: 'scripts', onlyFrom: ['test', 'bench'] },
];

/** What native may import; it stands outside of the stages' order. */
const nativeMayImport = ['native', 'grader/model'];

/** @typedef {{ from: string, to: string }} Import both relative to the root, with `/` */

const root = resolve(process.argv[2] ?? fromRoot());
const imports = readImports(root);
const problems = [...imports.flatMap(problemsOf), ...findCycles(imports)];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** @param {string} root @returns {Import[]} all imports of one source file by another */
function readImports(root) {
  const folders = ['grader', 'lab', 'native', 'test', 'bench', 'scripts'].filter((name) =>
    existsSync(join(root, name)),
  );
  const files = folders.flatMap((folder) => sourcesIn(join(root, folder)));
  return files.flatMap((file) => importsOf(file).map((to) => ({ from: name(file), to: name(to) })));

  /** @param {string} path */
  function name(path) {
    return relative(root, path).split(sep).join('/');
  }
}

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** @param {string} file @returns {string[]} absolute paths; type-only and dynamic imports count like the others */
function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter(isRelative)
    .map((path) => resolve(dirname(file), path));
}

/** @param {string} path */
function isRelative(path) {
  return path.startsWith('./') || path.startsWith('../');
}

/** @param {Import} edge @returns {string[]} */
function problemsOf({ from, to }) {
  const problem = reservedProblem(from, to) ?? orderProblem(from, to);
  return problem === undefined ? [] : [`${from} imports ${to}: ${problem}`];
}

/** @param {string} from @param {string} to @returns {string | undefined} */
function reservedProblem(from, to) {
  const rule = reserved.find(({ folder }) => isWithin(to, folder) && !isWithin(from, folder));
  if (rule === undefined || rule.onlyFrom.some((place) => isWithin(from, place))) return undefined;
  const allowed = rule.onlyFrom.length === 0 ? 'nothing else may' : `only ${rule.onlyFrom.join(', ')} may`;
  return `${allowed} import ${rule.folder}`;
}

/** @param {string} from @param {string} to @returns {string | undefined} */
function orderProblem(from, to) {
  if (isWithin(from, 'native')) {
    return nativeMayImport.some((place) => isWithin(to, place))
      ? undefined
      : 'native imports only grader/model';
  }
  // Tests, benchmarks and scripts stand after everything.
  if (!isWithin(from, 'grader') && !isWithin(from, 'lab')) return undefined;
  const [source, target] = [stageOf(from), stageOf(to)];
  if (source === -1) return `${from} has no place in the order of stages (scripts/check-imports.mjs)`;
  if (isWithin(to, 'grader') && target === -1)
    return `${to} has no place in the order of stages (scripts/check-imports.mjs)`;
  return target > source ? `${stages[source]} comes before ${stages[target]}` : undefined;
}

/** @param {string} path @returns {number} -1 if it belongs to none */
function stageOf(path) {
  return stages.findIndex((stage) => isWithin(path, stage));
}

/** @param {string} path @param {string} place a folder or a file */
function isWithin(path, place) {
  return path === place || path.startsWith(`${place}/`);
}

/**
 * Cycles among the entries (files and folders) of every folder. An import counts where the ways to both files
 * part: `a/x/1.ts → a/y/2.ts` is `x → y` in `a`. This finds cycles of files as well as of folders.
 * @param {readonly Import[]} imports @returns {string[]}
 */
function findCycles(imports) {
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
