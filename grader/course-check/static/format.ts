import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { executables } from '../../build/executables.ts';
import { run } from '../../build/run.ts';
import { listFiles } from '../../course/files.ts';
import { type Course, folderName } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import { fault, type StaticFinding } from './fault.ts';

/** Other versions lay some lines out otherwise: the one that belongs to the clang that the course is tried with first. */
const NAMES = [19, 20, 21, 22, 23, 24, 25, 18, 17, 16, 15, 14].map((major) => `clang-format-${major}`);
const STYLE = '.clang-format';
const TIME_LIMIT_MS = 30_000;
const OUTPUT_LIMIT = 1024 * 1024;

/** Lays C files out, or says why none can be looked at. */
export type Formatter =
  | { readonly kind: 'ready'; readonly program: string; readonly style: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** The first clang-format that there is, and the style of the course. */
export async function findFormatter(root: string): Promise<Formatter> {
  const style = join(root, STYLE);
  const hasStyle = await access(style).then(
    () => true,
    () => false,
  );
  if (!hasStyle) return { kind: 'missing', reason: `the course has no file ${STYLE} that says how` };
  for (const name of [...NAMES, 'clang-format']) {
    const [program] = await executables(name);
    if (program !== undefined) return { kind: 'ready', program, style };
  }
  return { kind: 'missing', reason: 'clang-format is not installed (sudo apt-get install clang-format-19)' };
}

/** The C files that the course gives to learners, laid out as its style says. */
export async function checkFormat(
  course: Course,
  step: Step,
  { formatter, signal }: { readonly formatter: Formatter & { kind: 'ready' }; readonly signal: AbortSignal },
): Promise<readonly StaticFinding[]> {
  const files = await cFiles(course, step);
  if (files.length === 0) return [];
  const args = [`--style=file:${formatter.style}`, '--dry-run', ...files];
  const limits = { timeoutMs: TIME_LIMIT_MS, outputLimit: OUTPUT_LIMIT };
  const outcome = await run(formatter.program, args, {
    cwd: course.root,
    env: process.env,
    signal,
    ...limits,
  });
  signal.throwIfAborted();
  if (outcome.end !== 'exited' || outcome.code !== 0) {
    const said = outcome.stderr.trim().split('\n')[0] ?? outcome.end;
    return [fault(step, { file: STYLE, message: `clang-format does not work with it: ${said}` })];
  }
  return firstPlaces(outcome.stderr).map((place) => fault(step, place));
}

async function cFiles({ root }: Course, step: Step): Promise<readonly string[]> {
  const folders = [`steps/${folderName(step)}/start`, `solutions/${folderName(step)}`];
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await listFiles(join(root, folder))).map(({ path }) => `${folder}/${path}`),
    ),
  );
  return lists.flat().filter((path) => /\.[ch]$/.test(path));
}

/** Where each file first differs: one command mends all of it. */
function firstPlaces(said: string) {
  const places = [...said.matchAll(/^(.+?):(\d+):(\d+): warning: .*clang-format/gm)].map(
    ([, file = '', line, column]) => ({ file, line: Number(line), column: Number(column) }),
  );
  return places
    .filter(({ file }, index) => places.findIndex((other) => other.file === file) === index)
    .map((place) => ({
      ...place,
      message: `not laid out as ${STYLE} says; clang-format -i ${place.file} does it`,
    }));
}
