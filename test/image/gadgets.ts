import { join } from 'node:path';
import { buildGadget } from '../../grader/build/index.ts';
import { stripDebug } from '../../grader/image/elf/strip.ts';
import type { ImageReference } from '../../grader/image/name.ts';
import { parseImageName, parseImageReference } from '../../grader/image/name.ts';
import type { PackedImage } from '../../grader/image/oci/packed-image.ts';
import { packImage } from '../../grader/image/pack.ts';
import { LabError } from '../../grader/model/error.ts';
import { projectRoot } from '../../grader/model/project.ts';

export const CREATED = '2026-01-02T03:04:05Z';

let built: Promise<PackedImage> | undefined;

/** The gadget of step 02 for both architectures, as the lesson has it built. */
export function lessonGadget(): Promise<PackedImage> {
  built ??= buildLesson();
  return built;
}

async function buildLesson(): Promise<PackedImage> {
  const directory = join(projectRoot, 'solutions/02-flags');
  const programs = new Map<string, Uint8Array>();
  for (const architecture of ['amd64', 'arm64'] as const) {
    const result = await buildGadget({ directory, architecture, reproducible: true });
    if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
    programs.set(architecture, stripDebug(result.artifact.object));
  }
  return packImage({ programs, module: undefined, metadata: undefined, created: CREATED });
}

/** The head of an eBPF object, then a text that makes it differ from others. */
export function tinyProgram(text: string): Uint8Array {
  const header = Buffer.alloc(64);
  header.write('7f454c460201', 'hex');
  header.writeUInt16LE(247, 18);
  return Buffer.concat([header, Buffer.from(text)]);
}

/** An image for one architecture with all that an image has, and no more. */
export function tinyImage(text: string, created = CREATED): PackedImage {
  const programs = new Map([['amd64', tinyProgram(text)]]);
  return packImage({ programs, module: undefined, metadata: undefined, created });
}

export const name = parseImageName;
export const reference = parseImageReference;

export function byDigest({ index }: PackedImage): ImageReference {
  return { kind: 'digest', digest: index.digest };
}

/** The error that something ends with; it must be one that the lab throws on purpose. */
export async function refusal(work: Promise<unknown>): Promise<LabError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LabError) return error;
  throw new Error(`not a LabError: ${String(error)}`, { cause: error });
}
