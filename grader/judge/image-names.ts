import type { SharedName } from '../model/share.ts';

export type NamedImage = Extract<SharedName, { kind: 'name' }>;

/** What keeps a name from being one to share an image by. */
export type NameFault =
  /** It is in somebody else's namespace; `owner` completes "of …". */
  | { readonly kind: 'reserved'; readonly owner: string }
  /** On a registry without accounts: others may take the same name, and overwrite the image. */
  | { readonly kind: 'guessable' };

/** Where names without a registry end up. */
const RESERVED: readonly (readonly [prefix: string, owner: string])[] = [
  ['ghcr.io/inspektor-gadget/', 'Inspektor Gadget itself'],
  ['docker.io/library/', 'Docker itself'],
];

/** Registries that let anybody push, under any name. They keep nothing for long. */
const ANONYMOUS = ['ttl.sh'];

export function nameFault(name: NamedImage): NameFault | undefined {
  const reserved = RESERVED.find(([prefix]) => name.repository.startsWith(prefix));
  if (reserved !== undefined) return { kind: 'reserved', owner: reserved[1] };
  const guessable = isAnonymous(name.registry) && !partsOf(name).some(isUnguessable);
  return guessable ? { kind: 'guessable' } : undefined;
}

export function isAnonymous(registry: string): boolean {
  const host = hostOf(registry);
  return ANONYMOUS.some((known) => host === known || host.endsWith(`.${known}`));
}

function hostOf(registry: string): string {
  return registry.replace(/:\d+$/, '').toLowerCase();
}

/** The folders and the tag: each may be what nobody else takes. */
function partsOf({ registry, full }: NamedImage): readonly string[] {
  const [named = ''] = full.slice(registry.length).split('@');
  return named.split(/[/:]/).filter((part) => part !== '');
}

/** A UUID has 32 hexadecimal digits, of which 122 bits are random. */
const LENGTH = 32;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** Of 32 random digits, 14 are different on average; fewer than 8 is as good as impossible. */
const FEWEST_DIFFERENT = 8;
/** Words and numbers hardly alternate, random letters and digits do all the time. */
const FEWEST_SWITCHES = 4;

/** Printed where everybody can copy them: in the course, in RFC 4122 and RFC 9562, in countless examples. */
const EXAMPLES = [
  '9272b90fa23e4457bc84e3f6106cba31',
  'f81d4fae7dec11d0a76500a0c91e6bf6',
  '123e4567e89b12d3a456426614174000',
  '550e8400e29b41d4a716446655440000',
  '919108f752d133205bacf847db4148a8',
];

/** Whether a part of a name is, or holds, a UUID or something else that is as long and looks as random. */
function isUnguessable(part: string): boolean {
  const uuid = UUID.exec(part)?.[0];
  const letters = (uuid ?? part).toLowerCase().replace(/[^a-z0-9]/g, '');
  if (letters.length < LENGTH || EXAMPLES.some((example) => letters.includes(example))) return false;
  const varied = new Set(letters).size >= FEWEST_DIFFERENT && !isRun(letters);
  return varied && (uuid !== undefined || switches(letters) >= FEWEST_SWITCHES);
}

/** `0123456789abcdef…`, `aaaabbbb…`: most characters are followed by the same or the next one. */
function isRun(letters: string): boolean {
  const values = [...letters].map((letter) => Number.parseInt(letter, 36));
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  return steps.filter((step) => step === 0 || step === 1).length * 2 > steps.length;
}

/** How often a letter follows a digit, or the other way round. */
function switches(letters: string): number {
  return letters.match(/[a-z](?=[0-9])|[0-9](?=[a-z])/g)?.length ?? 0;
}
