import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { withoutTypedefs } from '../origins/expression.ts';
import { rightValue, testChange } from '../own.ts';
import type { Scope } from '../scope.ts';
import type { Sighting } from '../sighting.ts';
import { code, fieldOf, meaningOf, verb } from '../wording.ts';

interface Narrow {
  readonly bits: number;
  readonly unsigned: RegExp;
  readonly signed: RegExp;
}

/** A pointer to such a type keeps all bits of its address. */
const NARROW: readonly Narrow[] = [
  {
    bits: 8,
    unsigned: /\b(__u8|u8|uint8_t|unsigned char|bool|_Bool)\b(?!\s*\*)/,
    signed: /\b(?<!unsigned )(__s8|s8|int8_t|signed char|char)\b(?!\s*\*)/,
  },
  {
    bits: 16,
    unsigned: /\b(__u16|u16|uint16_t|unsigned short|umode_t)\b(?!\s*\*)/,
    signed: /\b(?<!unsigned )(__s16|s16|int16_t|short)\b(?!\s*\*)/,
  },
];

/** Lost to a variable, parameter, result or cast that is narrower than the value. */
export const truncated: Hypothesis = {
  id: 'value-truncated',
  meaning: 'A value went through a type that has too few bits for it.',
  example: {
    code: 'static __always_inline int handle_open(struct syscall_trace_enter *ctx, const char *filename, __u16 flags)',
    message:
      '`flags` always holds only the lowest 16 bits of the flags: `__u16 flags` has no room for more. Make it an `int` all the way to the event.',
  },
  test: (scope) => [
    ...NARROW.flatMap((narrow) => testNarrow(scope, narrow)),
    ...NARROW.filter((narrow) => losesBits(scope, narrow)).flatMap((narrow) => testSigned(scope, narrow)),
    ...testBool(scope),
  ],
};

function testNarrow(scope: Scope, { bits, unsigned }: Narrow): readonly Candidate[] {
  return testChange(scope, {
    key: `${bits} bits`,
    cost: 2,
    change: (value) => BigInt.asUintN(bits, value),
    shows: ({ text }) => unsigned.test(plain(scope, text)),
    say: (often, sighting) =>
      `${fieldOf(scope)} ${often} holds only the lowest ${bits} bits of ${meaningOf(scope)}${because(sighting, unsigned)}. ${fix(scope)}`,
  });
}

function plain({ source }: Scope, text: string): string {
  return source === undefined ? text : withoutTypedefs(source, text);
}

function fix({ suspect }: Scope): string {
  const type = suspect.witness === 'flags' || suspect.witness === 'mode' ? 'an `int`' : 'a `__u32`';
  return `Make it ${type} all the way to the event.`;
}

/** Names the declaration, the function, or the cast. */
function because(sighting: Sighting | undefined, type: RegExp): string {
  if (sighting === undefined) return '';
  const { text, kind } = sighting.step;
  const narrow = code(type.exec(text)?.[0] ?? text);
  const [, called] = /(\w+)\s*\(/.exec(kind === 'declaration' ? text.replace(/=.*$/s, '') : '') ?? [];
  if (called !== undefined)
    return `: ${code(`${called}()`)} gives back ${narrow}, which has no room for more`;
  if (kind === 'value') return `: ${narrow} in ${code(text)} has no room for more`;
  return `: ${code(text.replace(/\s*=.*$/s, '').replace(/;$/, ''))} has no room for more`;
}

function testBool(scope: Scope): readonly Candidate[] {
  const type = /\b(bool|_Bool)\b|!!/;
  return testChange(scope, {
    key: 'bool',
    cost: 2,
    change: (value) => (value === 0n ? 0n : 1n),
    shows: ({ text }) => type.test(text),
    say: (often, sighting) =>
      `${fieldOf(scope)} ${often} holds only whether ${meaningOf(scope)} ${verb(scope, 'are')} 0 or not${sighting === undefined ? '' : `: ${code(sighting.step.text)} keeps no more of it`}. ${fix(scope)}`,
  }).filter(({ shown }) => shown !== undefined);
}

/** Whether right values have more bits than that. */
function losesBits(scope: Scope, { bits }: Narrow): boolean {
  return scope.wrong.some((one) => BigInt.asUintN(32, rightValue(scope, one)) >> BigInt(bits) !== 0n);
}

/** No bit is lost, but the highest is taken for a sign. */
export const signExtended: Hypothesis = {
  id: 'value-sign-extended',
  meaning: 'A value went through a signed type that is just wide enough, and its highest bit became a sign.',
  example: {
    code: 'event->proc.mntns_id = (int)BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);',
    message:
      '`proc.mntns_id` always takes the highest of 32 bits of the mount namespace for a sign: `int` in `(int)BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum)` makes a signed number of it. Use `__u64` all the way to the event.',
  },
  test: (scope) => [
    ...NARROW.filter((narrow) => !losesBits(scope, narrow)).flatMap((narrow) => testSigned(scope, narrow)),
    ...testWide(scope),
  ],
};

function testSigned(scope: Scope, { bits, signed }: Narrow): readonly Candidate[] {
  return testChange(scope, {
    key: `${bits} bits`,
    cost: 2,
    change: (value) => BigInt.asIntN(bits, value),
    shows: ({ text }) => signed.test(plain(scope, text)),
    say: (often, sighting) =>
      `${fieldOf(scope)} ${often} holds only the lowest ${bits} bits of ${meaningOf(scope)}, and takes the highest of them for a sign${because(sighting, signed)}. ${fix(scope)}`,
  });
}

/** Only where the member has more than 32 bits. */
function testWide(scope: Scope): readonly Candidate[] {
  if (scope.suspect.field.size <= 4) return [];
  const type = /\b(?<!unsigned )(int|__s32|s32|int32_t)\b(?!\s*\*)/;
  return testChange(scope, {
    key: '32 bits',
    cost: 2,
    change: (value) => BigInt.asIntN(32, value),
    shows: ({ text }) => type.test(text),
    say: (often, sighting) => {
      const found = sighting && code(type.exec(sighting.step.text)?.[0] ?? '');
      const why =
        sighting === undefined ? '' : `: ${found} in ${code(sighting.step.text)} makes a signed number of it`;
      return `${fieldOf(scope)} ${often} takes the highest of 32 bits of ${meaningOf(scope)} for a sign${why}. Use \`__u64\` all the way to the event.`;
    },
  });
}
