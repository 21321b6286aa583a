import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PullPolicy } from './pull-policy.ts';
import type { RunBuild } from './run-build.ts';

/** What `lab run` is to run: the gadget in a folder, or an image. */
export type RunTarget =
  | { readonly kind: 'folder'; readonly directory: string }
  | { readonly kind: 'image'; readonly reference: string; readonly options: ImageOptions };

export interface ImageOptions {
  readonly pull: PullPolicy;
  readonly insecure: boolean;
  readonly authfile: string | undefined;
  /** Whether a word is due on signatures, which the lab does not verify. */
  readonly mindsSignature: boolean;
}

/** A path is a folder, and so is the name of one that is there; everything else is an image. */
export function runTarget(text: string, options: ImageOptions): RunTarget {
  const isPath = /^(\.{0,2}\/|\.{1,2}$)/.test(text);
  const isFolder = isPath || statSync(text, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder) return { kind: 'folder', directory: resolve(text) };
  return { kind: 'image', reference: text, options };
}

/** Builds the folder's gadget, or gets the image. @throws LabError */
export async function prepareTarget(
  target: RunTarget,
  signal: AbortSignal,
  onStage: (stage: string) => void,
): Promise<RunBuild> {
  if (target.kind === 'folder') {
    const { buildForRun } = await import('./run-build.ts');
    return buildForRun(target.directory, signal);
  }
  const { imageForRun } = await import('./run-image.ts');
  return imageForRun({ reference: target.reference, ...target.options, signal, onStage });
}
