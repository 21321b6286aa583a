import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildGadget } from '../../../../grader/build/build.ts';
import { COMPILER_RULES } from '../../../../grader/judge/diagnosis/compiler/rules.ts';
import type { Evidence } from '../../../../grader/judge/diagnosis/evidence.ts';
import { type Found, rank } from '../../../../grader/judge/diagnosis/rank.ts';
import { parseC } from '../../../../grader/judge/diagnosis/source/c-source.ts';
import type { BuildResult } from '../../../../grader/model/artifact.ts';
import { projectRoot } from '../../../../grader/model/project.ts';
import { type Edit, edit, type Files, makeWorkspace } from '../../../support/workspace.ts';

/** The program that learners have after step 02. */
export const RIGHT = readFileSync(join(projectRoot, 'solutions/02-flags/program.bpf.c'), 'utf8');

/** Those of the oldest and the newest clang that are here. */
export const COMPILERS = ['clang-14', 'clang-19'].filter((name) => existsSync(`/usr/bin/${name}`));

/** A mistake: what it is, how the right program is changed, what is said, and at which line (its text, without blanks). */
export type Mistake = readonly [
  what: string,
  edits: readonly Edit[],
  id: string,
  line: string,
  words?: RegExp,
];

/** Compiles each one with every compiler, which must all lead to the same diagnosis. */
export function mistakes(about: string, table: readonly Mistake[]): void {
  describe.each(COMPILERS)(`${about}, %s`, (compiler) => {
    for (const [what, edits, id, line, words = /./] of table) {
      test(what, async () => {
        const { said, source } = await diagnose(compiler, edit(RIGHT, ...edits));
        const text = source.split(/\r?\n/)[(said?.place?.line ?? 0) - 1]?.trim();
        expect({ id: said?.id, line: text }).toEqual({ id, line });
        expect(said?.message).toMatch(words);
      });
    }
  });
}

export interface Diagnosed {
  /** The first one. */
  readonly said: Found | undefined;
  readonly source: string;
  readonly build: BuildResult;
}

export async function diagnose(compiler: string, source: string, files: Files = {}): Promise<Diagnosed> {
  const before = process.env.LAB_CLANG;
  process.env.LAB_CLANG = compiler;
  const workspace = await makeWorkspace({ 'program.bpf.c': source, ...files });
  try {
    const build = await buildGadget({ directory: workspace.directory, useCache: false });
    return { said: build.status === 'failed' ? explain(build) : undefined, source, build };
  } finally {
    await workspace.remove();
    if (before === undefined) delete process.env.LAB_CLANG;
    else process.env.LAB_CLANG = before;
  }
}

/** What the rules say of a build, the decisive one. */
export function explain(failedBuild: Extract<BuildResult, { status: 'failed' }>): Found | undefined {
  const { program } = failedBuild;
  // All that these rules ask for.
  const evidence = { failedBuild, program: program && parseC(program) } as Evidence;
  const found = COMPILER_RULES.flatMap(({ id, find }) =>
    find(evidence).map((finding) => ({ id, ...finding })),
  );
  return rank(found, [])[0];
}
