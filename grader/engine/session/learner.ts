import {
  type Failure,
  isFailure,
  type NativeBinding,
  type NativeDrain,
  type NativeObject,
} from '../../../native/binding.ts';
import { readTracers } from '../../gadget/markers.ts';
import type { DeclaredParams } from '../../gadget/metadata/metadata.ts';
import { gadgetParams } from '../../gadget/params/object-params.ts';
import type { ConstantValue, GadgetParam } from '../../gadget/params/param.ts';
import type { ObjectFacts, Refusal, TracerFacts } from '../../model/capture.ts';
import type { Disposal } from './disposal.ts';
import { markerMessage } from './marker-message.ts';
import { namespaceKey } from './namespace-key.ts';

/** Enough for any scenario; a program that floods its ring is cut here and judged by what arrived. */
const MEMORY_LIMIT = 64 << 20;

/** Inspektor Gadget's container filter (include/gadget/mntns_filter.h): a constant and a hash map. */
const FILTER_CONSTANT = 'gadget_filter_by_mntns';
export const FILTER_MAP = 'gadget_mntns_filter_map';

/** The learner's object at some point of its life, or how it was refused. */
export type Attempt<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface OpenedGadget {
  readonly object: NativeObject;
  readonly tracers: readonly TracerFacts[];
}

/** Opens the object and reads its markers; nothing is in the kernel yet. */
export function openGadget(
  native: NativeBinding,
  bytes: Uint8Array,
  disposal: Disposal,
): Attempt<OpenedGadget> {
  const object = native.openObject(bytes, 'gadget');
  if (isFailure(object)) return refused('open', object, 'The object cannot be read as an eBPF program.');
  disposal.defer('the gadget', () => object.close());
  const { tracers, problems } = readTracers(object, (name) => object.struct(name));
  const perf = tracers.find(({ map }) =>
    object.maps.some(({ name, type }) => name === map && type !== RINGBUF),
  );
  if (perf)
    return { kind: 'refused', refusal: { ...NO_FAILURE, stage: 'markers', message: notARing(perf.map) } };
  const [problem] = problems;
  if (problem)
    return { kind: 'refused', refusal: { ...NO_FAILURE, stage: 'markers', message: markerMessage(problem) } };
  return { kind: 'ok', value: { object, tracers } };
}

/** The gadget's parameters, with the types that they have in the object. */
export function paramsOf({ object }: OpenedGadget, declared: DeclaredParams): readonly GadgetParam[] {
  const variable = (name: string) => object.variable(name);
  return gadgetParams({ variables: object.variables, variable }, declared);
}

/** Sets constants before the object is loaded. */
export function setConstants(
  { object }: OpenedGadget,
  values: readonly ConstantValue[],
): Refusal | undefined {
  for (const { variable, bytes } of values) {
    const failure = object.setConstant(variable, bytes);
    if (!failure) continue;
    const message = `GADGET_PARAM(${variable}) needs a \`const volatile\` variable \`${variable}\`, which the program must use.`;
    return { ...NO_FAILURE, stage: 'markers', errno: failure.symbol, message };
  }
  return undefined;
}

/** BPF_MAP_TYPE_RINGBUF. */
export const RINGBUF = 27;

/** Inspektor Gadget reads perf event arrays as well; no program that the course teaches makes one. */
function notARing(map: string): string {
  return `The map \`${map}\` is a perf event array; the lab reads ring buffers (GADGET_TRACER_MAP makes one).`;
}

const NO_FAILURE = { errno: '', verifierLog: '', libbpfLog: '' } as const;

export interface LoadOptions {
  /** Whether only registered mount namespaces pass the gadget's filter. */
  readonly filtered: boolean;
  /** Node's name of the machine's architecture: arm64 has no `open` system call. */
  readonly architecture: string;
}

export function loadGadget({ object }: OpenedGadget, options: LoadOptions): Refusal | undefined {
  const constant = object.constant(FILTER_CONSTANT);
  const unset = constant && object.setConstant(FILTER_CONSTANT, Uint8Array.of(options.filtered ? 1 : 0));
  if (unset) return brokenFilter(unset);
  if (options.architecture === 'arm64') skipOpen(object);
  const failure = object.load();
  return failure && refusal('load', failure, object, `The kernel refuses to load ${nameOf(failure)}.`);
}

export function attachGadget({ object }: OpenedGadget): Refusal | undefined {
  const failure = object.attach();
  return failure && refusal('attach', failure, object, `The kernel refuses to attach ${nameOf(failure)}.`);
}

/** Lets events of a mount namespace pass the gadget's own filter. A gadget without a filter lets all pass. */
export function passFilter(object: NativeObject, mntns: bigint): Refusal | undefined {
  if (!object.maps.some(({ name }) => name === FILTER_MAP)) return undefined;
  const failure = object.updateMap(FILTER_MAP, namespaceKey(mntns), Uint8Array.of(1, 0, 0, 0));
  return failure && brokenFilter(failure);
}

/** The program brings a filter of its own under upstream's name. */
function brokenFilter({ symbol, libbpfLog }: Failure): Refusal {
  const message = `The container filter is not that of gadget/mntns_filter.h (a bool \`${FILTER_CONSTANT}\` and a hash map \`${FILTER_MAP}\` from u64 to u32).`;
  return { ...NO_FAILURE, stage: 'markers', errno: symbol, message, libbpfLog };
}

export function drainTracer(object: NativeObject, tracer: TracerFacts, notify?: () => void): NativeDrain {
  const drain = object.drain(tracer.map, MEMORY_LIMIT, notify);
  if (isFailure(drain)) throw new Error(`cannot drain ${tracer.map}: ${drain.symbol}`);
  return drain;
}

/** The facts that the judge reads; helper ids are there once the object is loaded. */
export function factsOf({ object, tracers }: OpenedGadget): ObjectFacts {
  return {
    programs: object.programs.map(({ name, section }) => ({ name, section, helpers: object.helpers(name) })),
    maps: object.maps,
    variables: object.variables,
    tracers,
  };
}

function skipOpen(object: NativeObject): void {
  for (const { name, section } of object.programs) {
    if (section.endsWith('/sys_enter_open')) object.setAutoload(name, false);
  }
}

function nameOf(failure: Failure): string {
  return failure.program ? `\`${failure.program}\`` : 'the program';
}

function refused(stage: Refusal['stage'], failure: Failure, message: string): Attempt<never> {
  return { kind: 'refused', refusal: refusal(stage, failure, undefined, message) };
}

function refusal(
  stage: Refusal['stage'],
  failure: Failure,
  object: NativeObject | undefined,
  message: string,
): Refusal {
  const program = object?.programs.find(({ name }) => name === failure.program);
  return {
    stage,
    errno: failure.symbol,
    message,
    verifierLog: failure.verifierLog,
    libbpfLog: failure.libbpfLog,
    ...(program && { program: program.name, section: program.section }),
  };
}
