import { type Fit, partly } from './fit.ts';
import type { Scope } from './scope.ts';
import type { Observation } from './suspects.ts';

/** The text that an observation holds, up to its NUL. */
export function textIn({ actual }: Pick<Observation, 'actual'>): Uint8Array {
  return actual.kind === 'text' ? actual.bytes : new Uint8Array();
}

export function expectedText({ expected }: Pick<Observation, 'expected'>): Uint8Array {
  return expected.kind === 'text' ? expected.bytes : new Uint8Array();
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** As {@link fitNumbers}, for texts. What is foretold is cut to the field's room. */
export function fitTexts(
  scope: Scope,
  predict: (observation: Observation) => Uint8Array | 'unknown' | undefined,
): Fit | undefined {
  const { type } = scope.suspect.field;
  if (type.kind !== 'array') return undefined;
  const room = type.count - 1;
  const fits = (observation: Observation): Uint8Array | 'unknown' | undefined => {
    const predicted = predict(observation);
    if (predicted === undefined || predicted === 'unknown') return predicted;
    const cut = predicted.subarray(0, room);
    return sameBytes(cut, textIn(observation)) ? cut : undefined;
  };
  const texts = new Map<string, number>();
  for (const observation of scope.wrong) {
    const text = fits(observation);
    if (text === undefined) return undefined;
    if (text !== 'unknown') texts.set(Buffer.from(text).toString('latin1'), Math.min(text.length * 5, 30));
  }
  if (texts.size === 0) return undefined;
  const always = scope.observations.every((one) => one.wrong || fits(one) !== undefined);
  const bits = [...texts.values()].reduce((sum, one) => sum + one, 0);
  return always ? { reach: 'always', bits } : { reach: 'where-wrong', bits: partly(bits, texts.size) };
}
