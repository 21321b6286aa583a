import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StepContent } from './course.ts';

/** Raise it whenever the same step.yaml would give another step, or be refused. */
const LOADER_VERSION = 3;

/**
 * Checked steps as plain JSON, so that a check pays for YAML and zod (0.1 s) only after a step.yaml was changed.
 * The key covers the text, the folder's name and the loader's version; an entry never goes stale. It is a
 * convenience: whatever goes wrong with it is the same as not having it.
 */
export async function readCachedStep(text: string, folder: string): Promise<StepContent | undefined> {
  try {
    const entry = await readFile(entryPath(text, folder), 'utf8');
    const body = entry.slice(DIGEST_LENGTH + 1);
    if (entry.slice(0, DIGEST_LENGTH) !== sha256(body)) return undefined;
    // Only writeCachedStep() makes such an entry, and the digest shows that it is whole.
    return JSON.parse(body) as StepContent;
  } catch {
    return undefined;
  }
}

/** Written beside and renamed, so that no reader ever sees half an entry. */
export async function writeCachedStep(text: string, folder: string, content: StepContent): Promise<void> {
  const path = entryPath(text, folder);
  const draft = `${path}.${randomUUID()}`;
  const body = JSON.stringify(content);
  try {
    await makeFolders(dirname(path));
    await writeFile(draft, `${sha256(body)}\n${body}`);
    await rename(draft, path);
  } catch {
    await rm(draft, { force: true }).catch(() => {});
  }
}

const DIGEST_LENGTH = 64;

/** The last three folders of the path, one by one: with `recursive`, Node 20 never returns below `/proc`. */
async function makeFolders(path: string): Promise<void> {
  for (const folder of [dirname(dirname(path)), dirname(path), path]) {
    await mkdir(folder).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function entryPath(text: string, folder: string): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'gadget-lab', 'course', `${sha256(`${LOADER_VERSION}\n${folder}\n${text}`)}.json`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
