import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where the parts of a store are. All paths are absolute. */
export interface StorePlaces {
  readonly directory: string;
  /** Says that it is an OCI layout. */
  readonly marker: string;
  /** index.json: the list of images. */
  readonly list: string;
  /** Blobs by their SHA-256 in hex. */
  readonly blobs: string;
  /** Where files grow before they are moved to their place. */
  readonly ingest: string;
}

/** `$LAB_STORE`, else `$XDG_DATA_HOME/gadget-lab/oci-store`, else below `~/.local/share`. */
export function storeDirectory(): string {
  const { LAB_STORE, XDG_DATA_HOME } = process.env;
  if (LAB_STORE) return resolve(LAB_STORE);
  // The XDG specification tells to ignore a relative path.
  const data = XDG_DATA_HOME && isAbsolute(XDG_DATA_HOME) ? XDG_DATA_HOME : join(homedir(), '.local/share');
  return join(data, 'gadget-lab', 'oci-store');
}

export function placesIn(directory: string): StorePlaces {
  return {
    directory,
    marker: join(directory, 'oci-layout'),
    list: join(directory, 'index.json'),
    blobs: join(directory, 'blobs', 'sha256'),
    ingest: join(directory, 'ingest'),
  };
}

/** @param digest a checked one: it becomes a path */
export function blobPath({ blobs }: StorePlaces, digest: string): string {
  return join(blobs, digest.slice('sha256:'.length));
}
