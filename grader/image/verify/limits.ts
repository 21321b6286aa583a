const MIB = 1024 ** 2;

/** What a gadget image may have at most; a real one has two manifests and some MiB. Sizes are bytes. */
export const LIMITS = {
  /** An index, a manifest, or gadget.yaml. */
  document: MIB,
  manifests: 8,
  layers: 8,
  layer: 32 * MIB,
  /** All blobs together, each counted once. */
  total: 96 * MIB,
} as const;

export function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / MIB)} MiB`;
}

/** `113 KiB`, `3 MiB`. */
export function sizeText(bytes: number): string {
  return bytes < MIB ? `${Math.ceil(bytes / 1024)} KiB` : mebibytes(bytes);
}
