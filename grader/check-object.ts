import { buildGadget } from './build/build.ts';
import { hostArchitecture } from './build/host.ts';
import { describeBuild } from './gadget/metadata/of-build.ts';
import { moduleDefaults } from './gadget/params/defaults.ts';
import { fetchShare } from './image/share/fetch-share.ts';
import type { BuildResult } from './model/artifact.ts';
import type { SharedImage, ShareOutcome } from './model/share.ts';
import { needsImage, type Step } from './model/step.ts';

/** What a step is checked with, and how it was come by. */
export interface CheckedGadget {
  /** Undefined in a step that grades a shared image: nothing is compiled there. */
  readonly build: BuildResult | undefined;
  /** Only in such a step. */
  readonly share: ShareOutcome | undefined;
  /** The eBPF object; undefined where there is none that could be loaded. */
  readonly object: Uint8Array | undefined;
  /** What a module gets for its parameters, by key. */
  readonly params: Readonly<Record<string, string>>;
}

interface Request {
  readonly step: Step;
  /** The workspace; it is only read. */
  readonly directory: string;
  /** The learner's store of images; left out for this user's. */
  readonly store?: string | undefined;
  readonly signal: AbortSignal;
  readonly onStage: (stage: string) => void;
}

/** Compiles the workspace's program or, where the step is about sharing, gets the image that share.yaml names. */
export function getGadget(request: Request): Promise<CheckedGadget> {
  return needsImage(request.step) ? fetched(request) : compiled(request);
}

async function compiled({ directory, signal, onStage }: Request): Promise<CheckedGadget> {
  onStage('compile');
  const { build, metadata } = await describeBuild(await buildGadget({ directory, signal }));
  const object = build.status === 'failed' ? undefined : build.artifact.object;
  return { build, share: undefined, object, params: moduleDefaults(metadata?.said) };
}

async function fetched({ directory, store, signal, onStage }: Request): Promise<CheckedGadget> {
  onStage('pull');
  const share = await fetchShare({ directory, architecture: hostArchitecture(), store, signal });
  return { build: undefined, share, object: elsewhere(share.image), params: {} };
}

/** Only what others can get as well is run: an image in the learner's own store proves nothing of the sharing. */
function elsewhere(image: SharedImage): Uint8Array | undefined {
  return image.kind === 'image' && image.from !== 'store' ? image.program : undefined;
}
