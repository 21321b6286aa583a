import type { Descriptor, ImageManifest } from '../oci/descriptor.ts';
import { MEDIA_TYPES } from '../oci/media-types.ts';
import { checkInline } from './blobs.ts';
import { badImage, partName, quoted } from './failure.ts';
import { LIMITS, mebibytes } from './limits.ts';

/** What the layers of a type hold. Layers of other types are carried along and never looked at, as `ig` does. */
const LAYERS: ReadonlyMap<string, string> = new Map([
  [MEDIA_TYPES.program, 'eBPF program'],
  [MEDIA_TYPES.module, 'WASM module'],
  [MEDIA_TYPES.btfgen, 'BTF archive'],
]);

/** `eBPF program for amd64`, for errors. */
export function layerName(architecture: string, { mediaType }: Pick<Descriptor, 'mediaType'>): string {
  return `${LAYERS.get(mediaType) ?? 'layer'} for ${architecture}`;
}

export function configName(architecture: string): string {
  return `metadata for ${architecture}`;
}

/** @throws LabError `bad-image` where types, numbers or sizes of a manifest's parts are not a gadget's */
export function checkParts(part: string, architecture: string, { config, layers }: ImageManifest): void {
  checkConfig(part, architecture, config);
  if (layers.length > LIMITS.layers)
    throw badImage(`${part} lists ${layers.length} layers, and ${LIMITS.layers} are the most.`);
  for (const layer of layers) checkLayer(architecture, layer);
  for (const [type, what] of LAYERS)
    if (count(layers, type) > 1) throw badImage(`${part} lists more than one ${what}.`);
  if (count(layers, MEDIA_TYPES.program) + count(layers, MEDIA_TYPES.module) === 0)
    throw badImage(`${part} lists neither an eBPF program nor a WASM module${insteadOf(layers)}.`);
}

function checkConfig(part: string, architecture: string, config: Descriptor): void {
  const { mediaType, size } = config;
  const what = configName(architecture);
  if (mediaType !== MEDIA_TYPES.emptyConfig && mediaType !== MEDIA_TYPES.metadata)
    throw badImage(`${part} has a config of the type ${quoted(mediaType)}, which gadgets do not have.`);
  if (size > LIMITS.document)
    throw badImage(`${partName(what, config)} would have ${size} bytes, and 1 MiB is the most.`);
  checkInline(config, what);
}

function checkLayer(architecture: string, layer: Descriptor): void {
  const what = layerName(architecture, layer);
  if (layer.size > LIMITS.layer)
    throw badImage(
      `${partName(what, layer)} would have ${layer.size} bytes, and ${mebibytes(LIMITS.layer)} is the most.`,
    );
  checkInline(layer, what);
}

/** What is there in their place; it may be a slip of a letter. */
function insteadOf(layers: readonly Descriptor[]): string {
  const [first] = layers;
  return first === undefined ? '' : `, but something of the type ${quoted(first.mediaType)}`;
}

function count(layers: readonly Descriptor[], type: string): number {
  return layers.filter(({ mediaType }) => mediaType === type).length;
}
