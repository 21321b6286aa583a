import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOf } from '../../grader/image/oci/digest.ts';
import type { ForgedImage } from './forge.ts';

/** What the registry does instead of sending what was asked for. */
export type Trick =
  | { readonly kind: 'missing' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'other'; readonly bytes: Uint8Array }
  /** As many bytes as anybody takes. */
  | { readonly kind: 'endless' }
  /** Nothing at all: who asks waits. */
  | { readonly kind: 'silent' };

/** Tricks by what is asked for: a digest, a tag, `v2` (whether this is a registry), or `uploads`. */
export type Tricks = Readonly<Record<string, Trick>>;

export interface FakeRegistry {
  readonly address: string;
  /** `GET /v2/x/blobs/sha256:…`, in their order. */
  readonly requests: readonly string[];
  /** Resolves when a request comes whose line matches. */
  asked(line: RegExp): Promise<void>;
  stop(): Promise<void>;
}

const CHUNK = Buffer.alloc(256 * 1024, 'x');
const BINARY = 'application/octet-stream';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/**
 * A registry of the distribution specification on loopback, as far as a pull goes, that serves one image under every
 * name and tag, whatever is wrong with it.
 */
export async function startFakeRegistry(image: ForgedImage, tricks: Tricks = {}): Promise<FakeRegistry> {
  const requests: string[] = [];
  const waiting: { readonly line: RegExp; readonly resolve: () => void }[] = [];
  const server = createServer(({ method, url = '' }, response) => {
    const line = `${method} ${url}`;
    requests.push(line);
    for (const { line: wanted, resolve } of waiting) if (wanted.test(line)) resolve();
    answer(image, tricks, url, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked: (line) => new Promise((resolve) => void waiting.push({ line, resolve })),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer({ index, blobs }: ForgedImage, tricks: Tricks, url: string, response: ServerResponse): void {
  const [, kind = 'v2', what = 'v2'] = /^\/v2\/.+\/(manifests|blobs)\/([^/]+)/.exec(url) ?? [];
  const trick = tricks[what];
  const own = what === 'v2' ? Buffer.from('{}') : blobs.get(what.includes(':') ? what : index.digest);
  const bytes = trick?.kind === 'other' ? trick.bytes : own;
  if (trick?.kind === 'silent') return;
  if (trick?.kind === 'status') send(response, trick.status, '{}');
  else if (trick?.kind === 'missing' || bytes === undefined) send(response, 404, unknown(kind));
  else {
    response.setHeader('content-type', kind === 'blobs' ? BINARY : typeOf(bytes, index.mediaType));
    if (kind === 'manifests') response.setHeader('docker-content-digest', digestOf(bytes));
    if (trick?.kind === 'endless') pour(response);
    else send(response, 200, bytes);
  }
}

function send(response: ServerResponse, status: number, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
}

function unknown(kind: string): string {
  const code = kind === 'manifests' ? 'MANIFEST_UNKNOWN' : 'BLOB_UNKNOWN';
  return JSON.stringify({ errors: [{ code, message: code.toLowerCase().replace('_', ' ') }] });
}

function pour(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', more);
  more();
}

/** What a document says of itself, or looks like. */
function typeOf(bytes: Uint8Array, fallback: string): string {
  try {
    const { mediaType, layers } = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    if (typeof mediaType === 'string') return mediaType;
    return layers === undefined ? fallback : MANIFEST;
  } catch {
    return fallback;
  }
}
