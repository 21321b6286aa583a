import { createHash } from 'node:crypto';
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../grader/model/error.ts';
import { writeWhole } from './atomic.ts';
import { makeFolder } from './owner.ts';
import type { Workspace } from './place.ts';

/** SHA-256, the name of a content. */
export function objectOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Keeps a content in `.lab/objects`, once however often it comes. Under the lock. */
export async function keepObject(workspace: Workspace, bytes: Uint8Array): Promise<string> {
  const object = objectOf(bytes);
  const path = join(folderOf(workspace), object);
  const known = await access(path).then(
    () => true,
    () => false,
  );
  if (known && (await readObject(workspace, object).catch(() => undefined))) return object;
  await makeFolder(workspace, folderOf(workspace));
  await writeWhole(workspace, path, bytes, { mode: 0o444 });
  return object;
}

/** @throws LabError machine `snapshot-damaged` */
export async function readObject(workspace: Workspace, object: string): Promise<Buffer> {
  const bytes = await readFile(join(folderOf(workspace), object)).catch(() => undefined);
  if (bytes !== undefined && objectOf(bytes) === object) return bytes;
  throw new LabError({
    kind: 'machine',
    code: 'snapshot-damaged',
    message: `The content ${object.slice(0, 12)} in .lab/objects is ${bytes ? 'damaged' : 'missing'}.`,
    hint: 'an older snapshot may still be whole: lab undo --list',
  });
}

/** Forgets every content but these. Under the lock. */
export async function keepOnly(workspace: Workspace, wanted: ReadonlySet<string>): Promise<void> {
  const folder = folderOf(workspace);
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => !wanted.has(name));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

function folderOf({ lab }: Workspace): string {
  return join(lab, 'objects');
}
