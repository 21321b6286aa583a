import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ParsedTarEntry, TarHeader } from 'modern-tar';
import { LabError } from '../../../model/error.ts';
import { LIMITS, mebibytes, quoted } from '../../verify/index.ts';
import { ARCHIVE_LIMITS } from './limits.ts';
import { badArchive, noArchive } from './trouble.ts';

/** The files of a layout; whatever else is in an archive is passed over. */
const WANTED = /^(?:oci-layout|index\.json|blobs\/sha256\/[0-9a-f]{64})$/;

/**
 * The files of an OCI layout in a tar, by name. Nothing is unpacked to the disk. Their bytes are not verified.
 * @throws LabError `no-archive`, `bad-archive`
 */
export async function readTar(file: string): Promise<ReadonlyMap<string, Uint8Array>> {
  await checkFile(file);
  const { createTarDecoder } = await import('modern-tar');
  const source = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  try {
    return await readEntries(file, source.pipeThrough(createTarDecoder({ strict: true })));
  } catch (error) {
    if (error instanceof LabError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw badArchive(file, `it is not a tar, or a damaged one (${said.replace(/\.$/, '')})`, error);
  }
}

async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? noArchive(file)
      : badArchive(file, `it cannot be read (${error.code})`, error);
  });
  if (!found.isFile()) throw badArchive(file, 'it is not an ordinary file');
  if (found.size > ARCHIVE_LIMITS.file)
    throw badArchive(
      file,
      `it has ${mebibytes(found.size)}, and ${mebibytes(ARCHIVE_LIMITS.file)} is the most`,
    );
}

async function readEntries(
  file: string,
  entries: ReadableStream<ParsedTarEntry>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  for await (const { header, body } of entries) {
    const problem = entryProblem(header, seen);
    if (problem !== undefined) throw badArchive(file, problem);
    const name = plainName(header.name);
    seen.add(name);
    if (header.type === 'file' && WANTED.test(name)) files.set(name, await bytesOf(body));
    else await body.cancel();
  }
  return files;
}

function entryProblem({ name, type, size }: TarHeader, seen: ReadonlySet<string>): string | undefined {
  if (seen.size >= ARCHIVE_LIMITS.entries) return `it has more than ${ARCHIVE_LIMITS.entries} files`;
  if (name.startsWith('/') || name.split('/').includes('..'))
    return `the name ${quoted(name)} in it leads out of the archive`;
  if (type !== 'file' && type !== 'directory') return `${quoted(name)} in it is a ${type}, not a file`;
  if (seen.has(plainName(name))) return `it has ${quoted(name)} more than once`;
  return size > LIMITS.layer
    ? `${quoted(name)} in it has ${mebibytes(size)}, and ${mebibytes(LIMITS.layer)} is the most`
    : undefined;
}

/** `./blobs/` is `blobs`. */
function plainName(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

async function bytesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
