/** A line of C code, as the program's type information names it. */
export interface LogSource {
  readonly text: string;
  /** Without folders; undefined from kernels before 6.10. */
  readonly file?: string;
  readonly line?: number;
}

/** An instruction that the verifier followed, on the way that ends at its refusal. */
export interface LogStep {
  /** Its number in the program. */
  readonly index: number;
  /** `r8 = *(u64 *)(r10 -24)`, `call bpf_ringbuf_submit#132` */
  readonly text: string;
  /** How many calls of the program's own functions are around it. */
  readonly frame: number;
  /** What registers and stack hold after it, as far as it is told: `R8=ringbuf_mem(ref_obj_id=6,sz=336) refs=6`. */
  readonly state: string;
  /** The C line that it was made from. */
  readonly source: LogSource | undefined;
}

/** `; event->flags = ctx->args[9]; @ program.bpf.c:42` */
export function sourceOf(line: string): LogSource {
  const [, text = '', file, number] = /^; (.*) @ (\S+):(\d+)$/.exec(line) ?? [];
  if (file !== undefined) return { text: text.trim(), file, line: Number(number) };
  return { text: line.slice(1).trim() };
}

/** `15: (7b) *(u64 *)(r8 +0) = r0        ; R0=scalar() R8=ringbuf_mem(sz=336)` */
export function stepOf(line: string): Pick<LogStep, 'index' | 'text' | 'state'> | undefined {
  const [, index, rest = ''] = /^(\d+): \([0-9a-f]{2}\) (.*)$/.exec(line) ?? [];
  if (index === undefined) return undefined;
  // Where a jump is certain, the state follows it on the same line: `goto pc+15 277: R0=0`.
  const [, jump, after] = /^(.*goto pc[+-]\d+) (\d+: .*)$/.exec(rest) ?? [];
  if (jump !== undefined && after !== undefined) return { index: Number(index), text: jump, state: after };
  const [text = '', ...state] = rest.split(';');
  return { index: Number(index), text: text.trim(), state: state.join(';').trim() };
}

/** The helper or kernel function that an instruction calls. */
export function calledBy({ text }: LogStep): string | undefined {
  return /^call (\w+)#\d+/.exec(text)?.[1];
}

/** The register that an instruction uses as an address, and whether it writes there. */
export function addressIn({
  text,
}: LogStep): { readonly register: string; readonly writes: boolean } | undefined {
  const [, store] = /^(?:lock )?\*\(\w+ \*\)\((r\d+) [+-]\d+\)/.exec(text) ?? [];
  if (store !== undefined) return { register: store, writes: true };
  const [, load] = /= \*\(\w+ \*\)\((r\d+) [+-]\d+\)/.exec(text) ?? [];
  return load === undefined ? undefined : { register: load, writes: false };
}
