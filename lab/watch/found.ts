import { join } from 'node:path';
import type { Step } from '../../grader/model/step.ts';
import type { PrettyOptions } from '../../grader/report/pretty.ts';
import type { Place } from '../terminal/editor.ts';
import { prettyOptions } from '../terminal/pretty.ts';
import type { Workspace } from '../workspace/place.ts';
import type { Found } from './checker.ts';

/** Lines of the files as they were when they were judged: the next save must not put others below an old remark. */
export function prettyOptionsOf(workspace: Workspace, { step }: Found): () => PrettyOptions {
  const lines = new Map<string, string | undefined>();
  return () => {
    const command = `lab check ${step.id}`;
    const pretty = prettyOptions({ verifierLog: false, directory: workspace.root, command, next: undefined });
    const sourceLine = (file: string, line: number): string | undefined => {
      const key = `${file}:${line}`;
      if (!lines.has(key)) lines.set(key, pretty.sourceLine?.(file, line));
      return lines.get(key);
    };
    return { ...pretty, sourceLine };
  };
}

/** The first place that a check complained of; without one, the beginning of the step's main file. */
export function placeToEdit(workspace: Workspace, step: Step | undefined, found: Found | undefined): Place {
  const verdict = found?.verdict;
  const places = [
    ...(verdict?.diagnoses ?? []),
    ...(verdict?.build.diagnostics ?? []),
    ...(verdict?.module?.diagnostics ?? []),
  ];
  const place = places.find(({ file }) => file !== undefined && !file.startsWith('/'));
  const file = place?.file ?? (found?.step ?? step)?.files[0] ?? 'program.bpf.c';
  return { file: join(workspace.root, file), line: place?.line, column: place?.column };
}
