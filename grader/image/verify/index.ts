export { type FetchBlob, type VerifiedBlobs, verifiedBlobs } from './blobs.ts';
export { about, badImage, digestMismatch, quoted } from './failure.ts';
export { requireIndex, sniffMediaType } from './kind.ts';
export { LIMITS, mebibytes, sizeText } from './limits.ts';
export { type Outline, readOutline } from './outline.ts';
export { readGadgetImage } from './read-image.ts';
