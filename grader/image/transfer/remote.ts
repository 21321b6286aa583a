import type { ImageName } from '../name.ts';

/** How to reach an image in its registry. */
export interface Remote {
  readonly name: ImageName;
  /** Plain HTTP and unknown certificates are accepted. Always so on loopback, where nobody can listen in. */
  readonly insecure: boolean;
  /** The user's file with logins; undefined: where docker and skopeo keep them. */
  readonly authfile: string | undefined;
}

export interface RemoteOptions {
  readonly insecure?: boolean | undefined;
  readonly authfile?: string | undefined;
}

export function remoteOf(name: ImageName, { insecure = false, authfile }: RemoteOptions): Remote {
  return { name, insecure: insecure || isLoopback(name.registry), authfile };
}

/** `localhost:5000`, `127.0.0.1`, `[::1]:5000`. */
export function isLoopback(registry: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(registry);
}

/** skopeo's name for it. A digest says all, and skopeo refuses it beside a tag. */
export function dockerReference({ repository, tag, digest }: ImageName): string {
  return `docker://${repository}${digest === undefined ? `:${tag}` : `@${digest}`}`;
}

/** skopeo's options for one side of a copy (`src-`, `dest-`), or for a question (none). */
export function accessOptions(
  { insecure, authfile }: Remote,
  side: '' | 'src-' | 'dest-',
): readonly string[] {
  return [
    ...(insecure ? [`--${side}tls-verify=false`] : []),
    ...(authfile === undefined ? [] : ['--authfile', authfile]),
  ];
}
