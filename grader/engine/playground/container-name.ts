/** What the container is called unless somebody else's is. */
export const DEFAULT_NAME = 'lab-busybox';

/** Names that runc, docker and podman all take; longer ones fit no table. */
export function isContainerName(text: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,62}$/.test(text);
}
