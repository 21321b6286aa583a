import type { CSource } from '../source/c-source.ts';
import { structIn } from './types.ts';
import { declaredIn } from './variables.ts';

/** A variable of a function, with the bytes that it takes at least. */
export interface Local {
  readonly name: string;
  readonly size: number;
  /** Offset. */
  readonly at: number;
}

/** Sizes of the structs of the headers that learners use. */
const STRUCT_SIZES: Readonly<Record<string, number>> = {
  gadget_process: 64,
  gadget_creds: 8,
  gadget_parent: 20,
};

/** Those whose size can be told from the text. */
export function localsOf(program: CSource): readonly Local[] {
  return declaredIn(program).flatMap(({ name, kind, type, stars, array, at }): Local[] => {
    const isLocal = kind === 'variable' && !/\bstatic\b/.test(type) && isInFunction(program, at);
    const size = isLocal ? sizeOf(program, { type, stars, array }) : undefined;
    return size === undefined ? [] : [{ name, size, at }];
  });
}

function isInFunction({ functions }: CSource, at: number): boolean {
  return functions.some(({ body }) => body.from < at && at < body.to);
}

interface Type {
  readonly type: string;
  readonly stars: number;
  readonly array: string | undefined;
}

function sizeOf(program: CSource, { type, stars, array }: Type): number | undefined {
  const one = stars > 0 ? 8 : (structSize(program, type) ?? basicSize(type));
  const many = array === undefined ? 1 : constantOf(program, array);
  return many === undefined ? undefined : one * many;
}

function structSize(program: CSource, type: string): number | undefined {
  const name = structIn(type);
  if (name === undefined) return undefined;
  const own = program.structs.find((struct) => struct.name === name);
  if (own === undefined) return STRUCT_SIZES[name];
  return own.members.reduce((sum, { name: member, text }) => {
    const stars = text.split('*').length - 1;
    const array = new RegExp(`\\b${member}\\s*\\[([^\\]]*)\\]`).exec(text)?.[1];
    const inner = text.slice(0, text.lastIndexOf(member));
    return sum + (sizeOf(program, { type: inner, stars, array }) ?? 0);
  }, 0);
}

function basicSize(type: string): number {
  if (/\bchar\b|\b[us]8\b|__[us]8\b|\bbool\b|gadget_p?comm/.test(type)) return 1;
  if (/\bshort\b|[us]16\b/.test(type)) return 2;
  return /\blong\b|[us]64\b|u?int64_t|double|gadget_(timestamp|mntns_id|bytes|duration)/.test(type) ? 8 : 4;
}

/** `1024`, `4 * 256`, or a name that the program defines as such. */
function constantOf(program: CSource, text: string): number | undefined {
  const factors = text.split('*').map((factor) => factor.trim());
  const values = factors.map((factor) => {
    if (/^(0x[\da-f]+|\d+)$/i.test(factor)) return Number(factor);
    if (!/^\w+$/.test(factor)) return Number.NaN;
    if (factor === 'TASK_COMM_LEN') return 16;
    const defined = new RegExp(`^#\\s*define\\s+${factor}\\s+(0x[\\da-f]+|\\d+)\\s*$`, 'im').exec(
      program.text,
    )?.[1];
    return defined === undefined ? Number.NaN : Number(defined);
  });
  const product = values.reduce((all, value) => all * value, 1);
  return Number.isFinite(product) ? product : undefined;
}
