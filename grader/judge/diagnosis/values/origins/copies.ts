import type { CSource } from '../../source/c-source.ts';
import type { CCall } from '../../source/functions.ts';
import { parts } from '../../source/text.ts';
import { type Expression, expressionAt } from './expression.ts';

/** A call that writes to where one of its arguments points. */
export interface Copy {
  readonly callee: string;
  readonly destination: Expression;
  /** What is copied, or where from; undefined where the helper knows that itself. */
  readonly value: Expression | undefined;
  readonly size: Expression | undefined;
  readonly call: CCall;
}

interface Signature {
  readonly name: RegExp;
  readonly destination: number;
  readonly value?: number;
  readonly size?: number;
}

const SIGNATURES: readonly Signature[] = [
  { name: /^bpf_(probe|core)_read(_(user|kernel))?(_str)?$/, destination: 0, size: 1, value: 2 },
  { name: /^(BPF_(CORE|PROBE)_READ(_USER)?(_STR)?_INTO)$/, destination: 0, value: 1 },
  { name: /^bpf_get_current_comm$/, destination: 0, size: 1 },
  { name: /^(__builtin_)?mem(cpy|move)$/, destination: 0, value: 1, size: 2 },
  { name: /^(__builtin_)?memset$/, destination: 0, value: 1, size: 2 },
  { name: /^(bpf_snprintf|BPF_SNPRINTF)$/, destination: 0, size: 1, value: 2 },
  { name: /^(__builtin_)?str(n?cpy)$/, destination: 0, value: 1, size: 2 },
  { name: /^gadget_process_populate$/, destination: 0 },
];

const known = new WeakMap<CSource, readonly Copy[]>();

/** Every copying call of a program. */
export function copiesOf(source: CSource): readonly Copy[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const found = source.calls.flatMap((call) => toCopy(source, call) ?? []);
  known.set(source, found);
  return found;
}

function toCopy(source: CSource, call: CCall): Copy | undefined {
  const signature = SIGNATURES.find(({ name }) => name.test(call.callee));
  const args = argumentsOf(source, call);
  const destination = signature && args[signature.destination];
  if (signature === undefined || destination === undefined) return undefined;
  const { value, size } = signature;
  return {
    callee: call.callee,
    destination,
    value: value === undefined ? undefined : wholeSource(source, call, args, value),
    size: size === undefined ? undefined : args[size],
    call,
  };
}

/** `BPF_CORE_READ_INTO(&x, ctx, args[2])` reads all that follows. */
function wholeSource(
  source: CSource,
  { callee }: CCall,
  args: readonly Expression[],
  index: number,
): Expression | undefined {
  const first = args[index];
  const last = callee.endsWith('_INTO') ? args.at(-1) : first;
  return first && last && expressionAt(source, first.from, last.to);
}

export function argumentsOf(source: CSource, { node }: CCall): readonly Expression[] {
  const list = node.getChild('ArgumentList');
  return list === null ? [] : parts(list).map(({ from, to }) => expressionAt(source, from, to));
}
