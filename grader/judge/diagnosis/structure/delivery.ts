import { nodesOf } from '../source/text.ts';
import type { Code } from './code.ts';
import type { Guard, Step } from './steps.ts';

/** Hand an event over, to be read by user space. The argument is the event's. */
const SUBMITS: Readonly<Record<string, number>> = {
  gadget_submit_buf: 2,
  gadget_output_buf: 2,
  bpf_ringbuf_submit: 0,
  bpf_ringbuf_output: 1,
  bpf_perf_event_output: 3,
};
const DISCARDS: readonly string[] = ['gadget_discard_buf', 'bpf_ringbuf_discard'];
/** Get room for an event, or a place where one can be put together. */
const ROOMS: readonly string[] = ['gadget_reserve_buf', 'bpf_ringbuf_reserve', 'bpf_map_lookup_elem'];

/** Which argument names the map that an event goes to. */
const MAP_ARGUMENT: Readonly<Record<string, number>> = {
  gadget_reserve_buf: 0,
  bpf_ringbuf_reserve: 0,
  gadget_output_buf: 1,
  bpf_ringbuf_output: 0,
  bpf_perf_event_output: 1,
};

/** Kernel helpers by which an event leaves: perf_event_output, ringbuf_output, ringbuf_submit. */
const DELIVERING_HELPERS: readonly number[] = [25, 130, 132];

export type CallStep = Extract<Step, { kind: 'call' }>;

export function isCall(step: Step): step is CallStep {
  return step.kind === 'call';
}

export function isSubmit(step: Step): step is CallStep {
  return isCall(step) && step.call.callee in SUBMITS;
}

export function isDiscard(step: Step): step is CallStep {
  return isCall(step) && DISCARDS.includes(step.call.callee);
}

export function isReserve(step: Step): step is CallStep {
  return isCall(step) && ROOMS.slice(0, 2).includes(step.call.callee);
}

export function deliversByHelper({ helpers }: { readonly helpers: readonly number[] }): boolean {
  return helpers.some((helper) => DELIVERING_HELPERS.includes(helper));
}

/** The variable that a call hands over: `event` of `gadget_submit_buf(ctx, &events, event, …)`. */
export function submitted({ call }: CallStep): string | undefined {
  const argument = call.arguments[SUBMITS[call.callee] ?? -1]?.text;
  return argument && variableIn(argument);
}

/** The map that a call is about, and where the call names it. */
export function mapOf({ call }: CallStep) {
  const argument = call.arguments[MAP_ARGUMENT[call.callee] ?? -1];
  const [, name] = /^&\s*(\w+)$/.exec(argument?.text.trim() ?? '') ?? [];
  return argument && name !== undefined ? { name, argument } : undefined;
}

/** `&event`, `(void *)event`, `event` → `event`. */
export function variableIn(text: string): string | undefined {
  return /^(?:\([^()]*\)\s*|&\s*)*([A-Za-z_]\w*)$/.exec(text.trim())?.[1];
}

export const FILTER = /gadget_should_discard_\w+/;

/** What a guard is about. `own`: a condition of the learner's own making. */
export type GuardKind = 'room' | 'filter' | 'loop' | 'own';

export function guardKind(code: Code, guard: Guard): GuardKind {
  if (/^(While|Do|For)/.test(guard.statement.name)) return 'loop';
  const text = code.text.slice(guard.condition.from, guard.condition.to);
  const kinds = text.split(/\|\||&&/).map((part) => partKind(code, part, guard));
  return kinds.find((kind) => kind === 'own') ?? kinds.find((kind) => kind === 'filter') ?? 'room';
}

/** Of `!event || gadget_should_discard_data_current()`, each side. */
function partKind(code: Code, text: string, guard: Guard): GuardKind {
  const names = text.match(/[A-Za-z_]\w*/g) ?? [];
  const within = [text, ...names.flatMap((name) => meaningOf(code, name, guard))];
  if (within.some((part) => FILTER.test(part)) && !isNullCheckOfRoom(code, text, guard)) {
    return names.some((name) => answersMore(code, name)) ? 'own' : 'filter';
  }
  return isNullCheckOfRoom(code, text, guard) ? 'room' : 'own';
}

/** Whether a function of the program's own answers more than the filter does: `return skip || flags == 0`. */
function answersMore(code: Code, name: string): boolean {
  const own = code.functions.find((other) => other.name === name);
  const answers = own === undefined ? [] : nodesOf(own.body, 'ReturnStatement');
  return answers.some(({ from, to }) => {
    const parts = code.text.slice(from, to).split(/\|\||&&/);
    return (
      parts.length > 1 && parts.some((part) => FILTER.test(part)) && !parts.every((part) => FILTER.test(part))
    );
  });
}

function isNullCheckOfRoom(code: Code, text: string, guard: Guard): boolean {
  return isNullCheck(text) && roomOf(code, text, guard);
}

/** What a variable was given, or a function of the program's own does. */
function meaningOf(code: Code, name: string, { frame }: Guard): readonly string[] {
  const own = code.functions.find((other) => other.name === name);
  if (own !== undefined) return [code.text.slice(own.from, own.to)];
  return code.assignments
    .filter(({ target, function: home }) => target === name && home?.from === frame.function.from)
    .map(({ value }) => value);
}

/** `(!event)`, `(event == NULL)`, `(event)`, also with unlikely() or the assignment in it. */
function isNullCheck(text: string): boolean {
  const bare = text.replace(/\b(?:unlikely|likely|__builtin_expect)\b/g, '').replace(/[\s()]/g, '');
  return /^!?\w+([!=]=(NULL|0))?$|^(NULL|0)[!=]=\w+$|=(gadget_reserve_buf|bpf_ringbuf_reserve)/.test(bare);
}

/** Whether what is checked came from where room for events comes from. */
function roomOf(code: Code, text: string, guard: Guard): boolean {
  if (ROOMS.some((name) => text.includes(name))) return true;
  const [name = ''] =
    text.match(/[A-Za-z_]\w*/g)?.filter((word) => !/likely|NULL|__builtin/.test(word)) ?? [];
  return (
    meaningOf(code, name, guard).some((value) => ROOMS.some((room) => value.includes(room))) ||
    calls(code, name, guard)
  );
}

/** A variable that a function of the program's own gave, and in which room is made. */
function calls(code: Code, name: string, guard: Guard): boolean {
  return meaningOf(code, name, guard).some((value) =>
    code.functions.some(
      (own) =>
        value.includes(`${own.name}(`) &&
        ROOMS.some((room) => code.text.slice(own.from, own.to).includes(room)),
    ),
  );
}
