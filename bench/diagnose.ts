import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readMistakes } from '../grader/course-check/programs/read.ts';
import { projectRoot } from '../grader/model/project.ts';
import type { Figure } from './table.ts';

/** Every so many of the known-wrong programs. */
const EVERY = 12;
const FOLDERS: readonly string[] = ['00-basic-tracer', '01-filename', '02-flags', '04-wasm'];

/** What the diagnosis of a failing check costs, each in a process of its own, over known-wrong programs of all kinds. */
export async function diagnosing(): Promise<Figure[]> {
  const mistakes = await readMistakes(projectRoot);
  const figures: Figure[] = [];
  for (const folder of FOLDERS) {
    const some = mistakes.filter((mistake) => mistake.folder === folder).filter((_, n) => n % EVERY === 0);
    const samples: number[] = [];
    for (const { path } of some) samples.push(await timeOnce(path));
    figures.push({ name: `${folder}, ${samples.length} wrong programs`, samples });
    figures.push({ name: `${folder}, the slowest`, samples: [Math.max(...samples)] });
  }
  return figures;
}

async function timeOnce(path: string): Promise<number> {
  const script = join(projectRoot, 'bench', 'diagnose-once.ts');
  const args = ['--import', 'tsx', script, path];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: projectRoot });
  return Number(stdout.trim());
}
