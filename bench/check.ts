import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkStep } from '../grader/check.ts';
import { findStep, loadCourse } from '../grader/course/load.ts';
import { host } from '../grader/engine/host.ts';
import { projectRoot } from '../grader/model/project.ts';
import type { Figure } from './table.ts';
import { makeWorkspace } from './workspace.ts';

const LAB = join(projectRoot, 'bin', 'lab.js');

/** Edit → verdict on the screen, and → end of the process. */
export async function checkCommand(rounds: number, step = '02'): Promise<Figure[]> {
  return timeCommand('after an edit', rounds, true, step);
}

/** The same program again: built from the cache, but loaded and triggered for real. */
export async function unchangedCommand(rounds: number): Promise<Figure[]> {
  return timeCommand('unchanged', rounds, false);
}

async function timeCommand(name: string, rounds: number, edited: boolean, step = '02'): Promise<Figure[]> {
  const workspace = await makeWorkspace(step);
  const verdicts: number[] = [];
  const ends: number[] = [];
  try {
    for (let round = -1; round < rounds; round++) {
      if (edited) await workspace.edit();
      const { verdict, end } = await timeCheck(workspace.directory, step);
      if (round < 0) continue; // warms the caches
      verdicts.push(verdict);
      ends.push(end);
    }
  } finally {
    await workspace.remove();
  }
  return [
    { name: `${name}: verdict printed`, samples: verdicts },
    { name: `${name}: process ended`, samples: ends },
  ];
}

async function timeCheck(directory: string, step: string): Promise<{ verdict: number; end: number }> {
  const start = performance.now();
  const child = spawn(process.execPath, [LAB, 'check', step, '--dir', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let verdict = Number.NaN;
  child.stdout.once('data', () => {
    verdict = performance.now() - start;
  });
  child.stdout.resume();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`lab check ended with ${code}`);
  return { verdict, end: performance.now() - start };
}

/** Where the time goes inside one check. */
export async function checkStages(rounds: number): Promise<Figure[]> {
  const course = await loadCourse();
  const step = findStep(course, '02');
  const workspace = await makeWorkspace();
  const samples = new Map<string, number[]>();
  const add = (stage: string, milliseconds: number): void => {
    samples.set(stage, [...(samples.get(stage) ?? []), milliseconds]);
  };
  try {
    for (let round = 0; round < rounds; round++) {
      await workspace.edit();
      const stages = new Map<string, number>();
      const start = performance.now();
      const { verdict, capture, released } = await checkStep({
        step,
        earlier: course.steps.slice(0, 2),
        directory: workspace.directory,
        seed: round,
        engine: host,
        container: 'auto',
        timeoutMs: 60_000,
        signal: new AbortController().signal,
        onStage: (stage) => stages.set(stage, performance.now()),
      });
      const judged = performance.now();
      await released;
      if (verdict.status !== 'passed' || !capture) throw new Error(`the solution ${verdict.status}`);
      add('compile', verdict.build.durationMs);
      for (const { stage, milliseconds } of capture.durations) add(stage, milliseconds);
      add('judge', judged - (stages.get('judge') ?? judged));
      add('release (after the verdict)', performance.now() - judged);
      add('all', judged - start);
    }
  } finally {
    await workspace.remove();
  }
  return [...samples].map(([name, values]) => ({ name, samples: values }));
}
