import { judgeStep } from '../../grader/judge/judge.ts';
import type { RunResult } from '../../grader/model/capture.ts';
import type { SharedImage, ShareFile, ShareOutcome } from '../../grader/model/share.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { SOLUTION } from './gadget.ts';
import { captureOf, earlierThan, step } from './verdicts.ts';

export const UUID = '4be1c02d-7a9f-4c35-8e20-61d3f0a4b957';
export const DIGEST = digestOf('d8');
export const OTHER_DIGEST = digestOf('07');
export const MANIFESTS = [
  { architecture: 'amd64', digest: digestOf('a6') },
  { architecture: 'arm64', digest: digestOf('b4') },
];

/** Some digest that begins with these two digits. */
export function digestOf(start: string): string {
  return `sha256:${start.padEnd(64, '5e')}`;
}

export const DECLARED: ShareFile = {
  exists: true,
  image: `ttl.sh/${UUID}`,
  digest: DIGEST,
  places: { image: { line: 4, column: 8 }, digest: { line: 7, column: 9 } },
  diagnostics: [],
};

export const IMAGE: Extract<SharedImage, { kind: 'image' }> = {
  kind: 'image',
  from: 'registry',
  digest: DIGEST,
  architectures: ['amd64', 'arm64'],
  manifests: MANIFESTS,
  program: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46),
};

/** What a learner who is done has. */
export const SHARED: ShareOutcome = {
  declared: DECLARED,
  name: nameOf(`ttl.sh/${UUID}:latest`),
  registry: { kind: 'has', digest: DIGEST },
  image: IMAGE,
  durationMs: 612.4,
};

/** A full name taken apart: the registry is what stands before the first slash. */
export function nameOf(full: string): Extract<ShareOutcome['name'], { kind: 'name' }> {
  const [named = ''] = full.split('@');
  const repository = named.replace(/:[^:/]*$/, '');
  return { kind: 'name', registry: full.slice(0, full.indexOf('/')), repository, full };
}

export const UNREACHABLE: ShareOutcome['registry'] = {
  kind: 'unreachable',
  message: 'The registry ttl.sh cannot be reached: ENOTFOUND.',
};
export const ABSENT: ShareOutcome['registry'] = {
  kind: 'absent',
  message: `The registry ttl.sh has no image ttl.sh/${UUID}:latest.`,
};
export const DENIED: ShareOutcome['registry'] = {
  kind: 'denied',
  message: `The registry ttl.sh denies access to ttl.sh/${UUID}:latest.`,
};

/** The solution's image at work in the scenario of step 03. */
export const RUN: RunResult = { kind: 'captured', capture: captureOf('03', SOLUTION) };

/** As the pipeline does it: what others cannot get is not run. */
export function judgeShared(change: Partial<ShareOutcome> = {}, run: RunResult = RUN): StepVerdict {
  const share = { ...SHARED, ...change };
  const runs =
    share.image.kind === 'image' && share.image.from !== 'store' && share.image.program !== undefined;
  return judgeStep({
    step: step('03'),
    earlier: earlierThan('03'),
    build: undefined,
    run: runs ? run : undefined,
    module: undefined,
    share,
    durationMs: 400,
  });
}
