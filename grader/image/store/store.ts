import type { GadgetImage } from '../gadget-image.ts';
import type { ImageName, ImageReference } from '../name.ts';
import type { PackedImage } from '../oci/packed-image.ts';

/** One line of a store's list. */
export interface StoredImage {
  /** Undefined where it was built without one, or where another image has taken its name. */
  readonly name: ImageName | undefined;
  /** Of the index: the image's own. */
  readonly digest: string;
  /** RFC 3339; undefined where the image does not say. */
  readonly created: string | undefined;
}

/** What {@link Store.remove} came to. */
export type Removed =
  /** Only the name is gone: the image has another one. */
  | { readonly kind: 'untagged'; readonly digest: string }
  /** The image is gone, with all blobs that no other image has; `bytes` is what they took. */
  | { readonly kind: 'deleted'; readonly digest: string; readonly bytes: number };

/**
 * The images of this user: an OCI layout, as `ig` has one. Each call stands for itself; nothing is kept open. Readers
 * wait for nobody and see the state before or after a change; writers of several processes take turns.
 */
export interface Store {
  /** Absolute. It need not exist: then the store is empty. */
  readonly directory: string;
  /**
   * Named images by their full names, then the nameless ones.
   * @throws LabError machine `store-damaged`, `store-refused`
   */
  list(): Promise<readonly StoredImage[]>;
  /**
   * An image with every digest, size and media type verified.
   * @throws LabError request `image-not-found`, `bad-image`; machine `digest-mismatch`, `store-damaged`,
   * `store-refused`
   */
  read(reference: ImageReference): Promise<GadgetImage>;
  /**
   * Keeps an image; another one that had this name stays, nameless.
   * @throws LabError machine `store-damaged`, `store-refused`
   */
  add(image: PackedImage, name: ImageName | undefined): Promise<void>;
  /**
   * Gives an image one more name.
   * @returns the image's digest
   * @throws LabError request `image-not-found`, `bad-image-name`; machine `store-damaged`, `store-refused`
   */
  tag(source: ImageReference, target: ImageName): Promise<string>;
  /**
   * Takes a name away, and with its last name the image. By digest: the image with all of its names.
   * @throws LabError request `image-not-found`; machine `store-damaged`, `store-refused`
   */
  remove(reference: ImageReference): Promise<Removed>;
}

export interface StoreOptions {
  /** Undefined: `$LAB_STORE`, else `gadget-lab/oci-store` in the user's XDG data folder. */
  readonly directory?: string | undefined;
  /** Ends the waiting for another writer. */
  readonly signal?: AbortSignal | undefined;
}
