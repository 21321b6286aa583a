import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isScript, listFiles } from '../../course/files.ts';
import { type Course, folderName, stepSolution, stepSolutionDirectory } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import { fault, type StaticFinding } from './fault.ts';
import { linkedFiles } from './links.ts';

/** Files that no learner ever gets, or that got there by accident. */
export async function checkStrayFiles(course: Course, step: Step): Promise<readonly StaticFinding[]> {
  return [...(await strayInStep(course, step)), ...(await strayInSolution(course, step))];
}

/** Folders of solutions without a step. */
export async function checkStrayFolders({ root, steps }: Course): Promise<readonly StaticFinding[]> {
  const names = await readdir(join(root, 'solutions')).catch(() => []);
  const known = steps.map(folderName);
  const message = 'it is the solution of no step';
  return names
    .filter((name) => !known.includes(name))
    .sort()
    .map((name) => fault(undefined, { file: `solutions/${name}`, message }));
}

async function strayInStep(course: Course, step: Step): Promise<readonly StaticFinding[]> {
  const folder = `steps/${folderName(step)}`;
  const solved = (await stepSolution(course, step)).map(({ path }) => path);
  const linked = await linkedFiles(course.root, step);
  const isKnown = (path: string): boolean =>
    path === 'step.yaml' || path === 'README.md' || linked.has(join(step.directory, path));
  const messageFor = (path: string): string | undefined => {
    if (!path.startsWith('start/')) return isKnown(path) ? undefined : 'a stray file: no page links to it';
    if (solved.includes(path.slice('start/'.length))) return undefined;
    return 'the step brings a file that its solution does not have';
  };
  return strayIn(step, step.directory, folder, messageFor);
}

async function strayInSolution(course: Course, step: Step): Promise<readonly StaticFinding[]> {
  const directory = stepSolutionDirectory(course, step);
  const known = await knownFiles(course, step);
  const scripts = (await listFiles(directory)).map(({ path }) => path).filter(isScript);
  return strayIn(step, directory, `solutions/${folderName(step)}`, (path) => {
    if (known.has(path) || path === scripts[0]) return undefined;
    if (scripts.includes(path)) return `a second script: only \`${scripts[0]}\` is run`;
    return 'a stray file: no step works on it or brings it';
  });
}

/** What a workspace may hold after the step. */
async function knownFiles({ steps }: Course, step: Step): Promise<ReadonlySet<string>> {
  const until = steps.slice(0, steps.indexOf(step) + 1);
  const brought = await Promise.all(until.map(({ directory }) => listFiles(join(directory, 'start'))));
  return new Set([...until.flatMap(({ files }) => files), ...brought.flat().map(({ path }) => path)]);
}

async function strayIn(
  step: Step,
  directory: string,
  shown: string,
  messageFor: (path: string) => string | undefined,
): Promise<readonly StaticFinding[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({
      path: relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'),
      ordinary: entry.isFile(),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, ordinary }) => {
      const message = ordinary ? messageFor(path) : 'only ordinary files can be given to learners';
      return message === undefined ? [] : [fault(step, { file: `${shown}/${path}`, message })];
    });
}
