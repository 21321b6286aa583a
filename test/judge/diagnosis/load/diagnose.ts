import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../../../../grader/judge/diagnosis/evidence.ts';
import { LOAD_RULES } from '../../../../grader/judge/diagnosis/load/rules.ts';
import { type Found, rank } from '../../../../grader/judge/diagnosis/rank.ts';
import { parseC } from '../../../../grader/judge/diagnosis/source/c-source.ts';
import type { Refusal } from '../../../../grader/model/capture.ts';
import { PROGRAM } from './cases.ts';

/** What a verifier said, kept as a text file. */
export function logNamed(name: string): string {
  return readFileSync(join(import.meta.dirname, 'logs', `${name}.log`), 'utf8');
}

/** A refusal of `on_openat`, with what matters of it. */
export function refusalOf(given: Partial<Refusal>): Refusal {
  return {
    stage: 'load',
    errno: 'EACCES',
    program: 'on_openat',
    section: 'tracepoint/syscalls/sys_enter_openat',
    message: 'The kernel refuses to load `on_openat`.',
    verifierLog: '',
    libbpfLog: '',
    ...given,
  };
}

/** What the rules of this folder say of a refused program, the decisive one first. */
export function diagnoseLoad(refusal: Refusal, text: string | undefined = PROGRAM): readonly Found[] {
  const program = parseC({ file: 'program.bpf.c', text });
  const evidence = { failed: [], refusal, program } as unknown as Evidence;
  return rank(
    LOAD_RULES.flatMap(({ id, find }) => find(evidence).map((finding) => ({ id, ...finding }))),
    [],
  );
}

/** The line of the text that a finding names, without its indentation. */
export function lineNamed(text: string, found: Found | undefined): string | undefined {
  const line = found?.place?.line;
  return line === undefined ? undefined : text.split(/\r?\n/)[line - 1]?.trim();
}
