export { exportImages, importArchive, readArchive } from './archive.ts';
export { openStore } from './open.ts';
export type { Removed, Store, StoredImage, StoreOptions } from './store.ts';
