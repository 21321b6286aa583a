import type { PathClass } from '../model/check-spec.ts';
import type { PathArgument } from '../model/scenario.ts';
import type { Random } from './random.ts';

/** Few files begin with these letters, so a drawn name hits no file that means something. */
const FIRST = ['j', 'q', 'x', 'z'] as const;
const REST = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A path argument of the class. Only its bytes matter: that such a file seldom exists is fine, since the system
 * call is traced where it is entered.
 *
 * @param turn Counts the calls of this class and system call. Long paths take turns: a common length, one far
 *   beyond the 256 bytes of the lesson's array, and one around that edge, so that cutting is always tested.
 */
export function drawPath(random: Random, pathClass: PathClass, turn: number): PathArgument {
  switch (pathClass) {
    case 'unreadable':
      return { kind: 'unreadable' };
    case 'empty':
      return text('');
    case 'short':
      return text(drawName(random, 1, 7));
    case 'long':
      return text(drawLong(random, turn));
    case 'relative':
      return text(`${drawName(random, 2, 12)}/${drawName(random, 2, 12)}`);
    case 'absolute':
      return text(`/tmp/${drawName(random, 2, 20)}`);
    case 'non-utf8':
      return { kind: 'bytes', hex: drawNonUtf8(random).toString('hex') };
  }
}

/** A file name of letters and digits, harmless in a shell. */
export function drawName(random: Random, shortest: number, longest: number): string {
  const length = random.integer(shortest, longest);
  const rest = Array.from({ length: length - 1 }, () => REST.charAt(random.integer(0, REST.length - 1)));
  return random.pick(FIRST) + rest.join('');
}

function drawLong(random: Random, turn: number): string {
  const [shortest, longest] = (
    [
      [8, 40],
      [300, 600],
      [253, 259],
    ] as const
  )[turn % 3] ?? [8, 40];
  return drawName(random, shortest, longest);
}

/** A name with a byte in it that no UTF-8 text can hold: a bare continuation, or one that is never used. */
function drawNonUtf8(random: Random): Buffer {
  const odd = random.pick([0x80, 0xbf, 0xc0, 0xc1, 0xf5, 0xfe, 0xff]);
  return Buffer.concat([
    Buffer.from(drawName(random, 1, 6)),
    Buffer.from([odd]),
    Buffer.from(drawName(random, 1, 6)),
  ]);
}

function text(path: string): PathArgument {
  return { kind: 'bytes', hex: Buffer.from(path).toString('hex') };
}
