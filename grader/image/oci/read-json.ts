import type { Annotations, Descriptor, ImageIndex, ImageManifest, Platform } from './descriptor.ts';
import { isDigest } from './digest.ts';

/** Makes the error for what is wrong with a document: `its member "layers" is no list`. */
export type Fail = (problem: string) => Error;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * An index, as the OCI image specification v1.1 has it; also a layout's index.json. The types of the members are
 * checked, and no more; members that are not known here stay.
 */
export function readIndexJson(bytes: Uint8Array, fail: Fail): ImageIndex {
  const value = parseObject(bytes, fail);
  checkVersion(value, fail);
  return {
    ...value,
    schemaVersion: 2,
    mediaType: optionalText(value, 'mediaType', fail) ?? '',
    manifests: list(value, 'manifests', fail).map((entry, index) =>
      readDescriptor(entry, `manifests[${index}]`, fail),
    ),
    ...annotationsOf(value, '', fail),
  };
}

/** A manifest; as {@link readIndexJson}. */
export function readManifestJson(
  bytes: Uint8Array,
  fail: Fail,
): ImageManifest & { readonly mediaType?: string } {
  const value = parseObject(bytes, fail);
  checkVersion(value, fail);
  const mediaType = optionalText(value, 'mediaType', fail);
  return {
    ...value,
    schemaVersion: 2,
    ...(mediaType === undefined ? {} : { mediaType }),
    artifactType: optionalText(value, 'artifactType', fail) ?? '',
    config: readDescriptor(value.config, 'config', fail),
    layers: list(value, 'layers', fail).map((entry, index) =>
      readDescriptor(entry, `layers[${index}]`, fail),
    ),
    ...annotationsOf(value, '', fail),
  };
}

/** Any JSON object of text that is UTF-8 throughout. */
export function parseObject(bytes: Uint8Array, fail: Fail): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fail('it is not JSON');
  }
  if (!isObject(value)) throw fail('it is JSON, but not an object');
  return value;
}

function readDescriptor(value: unknown, place: string, fail: Fail): Descriptor {
  if (!isObject(value)) throw fail(`its member ${place} is no descriptor`);
  const digest = optionalText(value, 'digest', fail, place);
  if (digest === undefined || !isDigest(digest))
    throw fail(`the digest in ${place} is not sha256: and 64 digits of 0-9 and a-f`);
  const { size } = value;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw fail(`the size in ${place} is no number of bytes`);
  const mediaType = optionalText(value, 'mediaType', fail, place);
  if (mediaType === undefined) throw fail(`${place} has no media type`);
  const data = optionalText(value, 'data', fail, place);
  return {
    ...value,
    mediaType,
    digest,
    size,
    ...annotationsOf(value, place, fail),
    ...(data === undefined ? {} : { data }),
    ...platformOf(value, place, fail),
  };
}

function platformOf({ platform }: JsonObject, place: string, fail: Fail): { readonly platform?: Platform } {
  if (platform === undefined) return {};
  if (!isObject(platform)) throw fail(`the platform in ${place} is no object`);
  const architecture = optionalText(platform, 'architecture', fail, `${place}.platform`);
  const os = optionalText(platform, 'os', fail, `${place}.platform`);
  if (architecture === undefined || os === undefined)
    throw fail(`the platform in ${place} does not name both architecture and os`);
  return { platform: { ...platform, architecture, os } };
}

function annotationsOf(value: JsonObject, place: string, fail: Fail): { readonly annotations?: Annotations } {
  const { annotations } = value;
  if (annotations === undefined) return {};
  const isText =
    isObject(annotations) && Object.values(annotations).every((text) => typeof text === 'string');
  if (!isText) throw fail(`the annotations${place && ` in ${place}`} are not texts by name`);
  return { annotations: annotations as Annotations };
}

function checkVersion({ schemaVersion }: JsonObject, fail: Fail): void {
  if (schemaVersion !== 2) throw fail('its schemaVersion is not 2');
}

/** An empty list of Go's may be null, for example in the index.json of a store without images. */
function list(value: JsonObject, name: string, fail: Fail): readonly unknown[] {
  const entries = value[name] ?? [];
  if (!Array.isArray(entries)) throw fail(`its member "${name}" is no list`);
  return entries;
}

function optionalText(value: JsonObject, name: string, fail: Fail, place = ''): string | undefined {
  const text = value[name];
  if (text === undefined || typeof text === 'string') return text;
  throw fail(`"${name}"${place && ` in ${place}`} is no text`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
