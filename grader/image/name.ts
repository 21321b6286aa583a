import { LabError } from '../model/error.ts';

/** An image's full name: `ghcr.io/inspektor-gadget/gadget/open:latest`. */
export interface ImageName {
  /** `ghcr.io`, `127.0.0.1:5000`. */
  readonly registry: string;
  /** Registry and path: `ghcr.io/inspektor-gadget/gadget/open`. */
  readonly repository: string;
  /** Undefined where only a digest is named. */
  readonly tag: string | undefined;
  /** `sha256:…`, where the name ends with one. */
  readonly digest: string | undefined;
  /** All of it. This is what a store knows the image by. */
  readonly full: string;
}

/** What an image is called by: its name, or only its digest. */
export type ImageReference =
  | { readonly kind: 'name'; readonly name: ImageName }
  | { readonly kind: 'digest'; readonly digest: string };

const DEFAULT_REGISTRY = 'ghcr.io';
const OFFICIAL_PREFIX = 'inspektor-gadget/gadget/';
const DOCKER_HUB = 'docker.io';

// The grammar of github.com/distribution/reference v0.6.0, which Inspektor Gadget parses names with.
const DOMAIN_PART = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${DOMAIN}/${PATH_PART}(?:/${PATH_PART})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const LONGEST_PATH = 255;
/** A name of some thousand characters is no name; the grammar's backtracking is not tried on it. */
const LONGEST_NAME = 600;

/**
 * The full form of an image's name, as Inspektor Gadget v0.46.0 completes it: `open` lies in its own registry and
 * folder, a first part that looks like a host is the registry, and without a tag it is `latest`.
 * @throws LabError request `bad-image-name`
 */
export function parseImageName(text: string): ImageName {
  if (text.length > LONGEST_NAME) throw badName(text.slice(0, 60), 'it is far too long');
  const slip = commonSlip(text);
  if (slip !== undefined) throw badName(text, slip);
  const [registry, remainder] = splitRegistry(text);
  const { path, tag, digest } = splitRemainder(text, remainder);
  const repository = `${registry}/${path}`;
  if (path === '') throw badName(text, 'it is empty');
  if (path.toLowerCase() !== path) throw badName(text, 'upper-case letters are only allowed in the tag');
  if (path.length > LONGEST_PATH) throw badName(text, `its path is longer than ${LONGEST_PATH} characters`);
  if (!REPOSITORY.test(repository)) throw badName(text, whatIsWrong(path));
  const suffix = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return { registry, repository, tag, digest, full: `${repository}${suffix}` };
}

/**
 * A name, or the digest of an image that may have none (`sha256:…`, `@sha256:…`).
 * @throws LabError request `bad-image-name`
 */
export function parseImageReference(text: string): ImageReference {
  const digest = text.startsWith('@') ? text.slice(1) : text;
  if (DIGEST.test(digest)) return { kind: 'digest', digest };
  return { kind: 'name', name: parseImageName(text) };
}

/** What has a better explanation than the grammar's. */
function commonSlip(text: string): string | undefined {
  const scheme = /^[a-z]+:\/\//.exec(text)?.[0];
  if (scheme !== undefined) return `leave out ${scheme}`;
  if (text.includes('$')) return 'no shell reads it here, so write out what `echo` shows for the variable';
  if (/^\.{0,2}\//.test(text)) return 'it is a path of a folder, not a name';
  return DIGEST.test(text) ? 'it is a digest; here belongs the name' : undefined;
}

/** A repository as lists show it: without the part that stands there by default. */
export function shortRepository(repository: string): string {
  const prefix = `${DEFAULT_REGISTRY}/${OFFICIAL_PREFIX}`;
  return repository.startsWith(prefix) ? repository.slice(prefix.length) : repository;
}

function splitRegistry(text: string): readonly [registry: string, remainder: string] {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  const [registry, remainder] =
    slash !== -1 && isHost ? [first, text.slice(slash + 1)] : [DEFAULT_REGISTRY, text];
  if (remainder === '' || remainder.includes('/')) return [registry, remainder];
  if (registry === DEFAULT_REGISTRY) return [registry, OFFICIAL_PREFIX + remainder];
  return registry === DOCKER_HUB ? [registry, `library/${remainder}`] : [registry, remainder];
}

function splitRemainder(text: string, remainder: string) {
  const at = remainder.indexOf('@');
  const digest = at === -1 ? undefined : remainder.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest))
    throw badName(text, 'what follows @ must be a digest, sha256: and 64 digits of 0-9 and a-f');
  const named = at === -1 ? remainder : remainder.slice(0, at);
  const colon = named.indexOf(':');
  const given = colon === -1 ? undefined : named.slice(colon + 1);
  if (given !== undefined && !TAG.test(given)) throw badName(text, whatIsWrongWithTag(given));
  const tag = given ?? (digest === undefined ? 'latest' : undefined);
  return { path: colon === -1 ? named : named.slice(0, colon), tag, digest };
}

function whatIsWrongWithTag(tag: string): string {
  if (tag === '') return 'nothing follows the colon';
  if (tag.includes(':')) return 'only one tag can follow the repository';
  return 'a tag has letters, digits, _, . and -, begins with none of the last two, and has 128 characters at most';
}

function whatIsWrong(path: string): string {
  if (path.split('/').some((part) => part === '.' || part === '..'))
    return 'it is a path of a folder, not a name';
  return 'each part between slashes has lower-case letters and digits, with single . or _ or some - between them';
}

function badName(text: string, reason: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'bad-image-name',
    message: `${JSON.stringify(text)} is no name of an image: ${reason}.`,
    hint: 'Names look like open, open:v1, or localhost:5000/me/open:v1 (registry/path:tag).',
  });
}
