import type { ImageName } from '../../../grader/image/name.ts';

/** Results go to stdout. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What is being done goes to stderr, as the result is what a script reads. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** `ghcr.io/inspektor-gadget/gadget/open:latest@sha256:…`; of an image without a name `@sha256:…`. */
export function imageLine(name: ImageName | undefined, digest: string): string {
  if (name === undefined) return `@${digest}`;
  return `${name.repository}${name.tag === undefined ? '' : `:${name.tag}`}@${digest}`;
}
