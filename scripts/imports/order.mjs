import { posix } from 'node:path';

/** @typedef {import('./read-imports.mjs').Import} Import */

/** The stages in their order: each may import itself and those before it. */
const stages = [
  'grader/model',
  'grader/process',
  'grader/course',
  'grader/build',
  'grader/gadget',
  'grader/image',
  'grader/engine',
  'grader/judge',
  'grader/report',
  'grader/*.ts',
  'grader/course-check',
  'lab',
];

/** Beside the order: who alone may import a folder, besides itself. */
const reserved = [
  { folder: 'native', onlyFrom: ['grader/engine', 'test', 'bench'] },
  { folder: 'lab/commands', onlyFrom: ['lab/*.ts', 'test'] },
  { folder: 'test', onlyFrom: [] },
  { folder: 'bench', onlyFrom: ['test'] },
  { folder: 'scripts', onlyFrom: ['test', 'bench'] },
];

/** What native may import; it stands outside of the stages' order. */
const nativeMayImport = ['native', 'grader/model'];

/**
 * What is wrong with the direction of one import, if anything.
 * @param {Import} edge @returns {string[]}
 */
export function orderProblems({ from, to }) {
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
  if (source === -1) return `${from} has no place in the order of stages (scripts/imports/order.mjs)`;
  if (isWithin(to, 'grader') && target === -1)
    return `${to} has no place in the order of stages (scripts/imports/order.mjs)`;
  return target > source ? `${stages[source]} comes before ${stages[target]}` : undefined;
}

/** @param {string} path @returns {number} -1 if it belongs to none */
function stageOf(path) {
  return stages.findIndex((stage) => isWithin(path, stage));
}

/** @param {string} path @param {string} place a folder, or `folder/*.ts` for the files directly in it */
function isWithin(path, place) {
  if (place.endsWith('/*.ts')) return posix.dirname(path) === posix.dirname(place);
  return path === place || path.startsWith(`${place}/`);
}
