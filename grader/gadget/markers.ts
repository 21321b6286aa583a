import type { MapFacts, TracerFacts } from '../model/capture.ts';
import type { StructLayout } from '../model/layout.ts';

const PREFIX = 'gadget_tracer_';
const SEPARATOR = '___';

/** `enum bpf_map_type` in include/uapi/linux/bpf.h: the map types that events can be read from. */
const EVENT_MAP_TYPES: readonly number[] = [4, 27];

/** Why an object's markers do not describe a gadget. */
export type MarkerProblem =
  /** Not one GADGET_TRACER in the object. */
  | { readonly kind: 'noTracer' }
  /** The name does not split into data source, map and struct: one of them contains `___`. */
  | { readonly kind: 'malformedName'; readonly variable: string }
  | {
      readonly kind: 'unknownMap';
      readonly dataSource: string;
      readonly map: string;
      readonly maps: readonly string[];
    }
  /** Neither a ring buffer nor a perf event array; `type` is the kernel's number. */
  | {
      readonly kind: 'wrongMapType';
      readonly dataSource: string;
      readonly map: string;
      readonly type: number;
    }
  /** Compiles all the same: the macro only ever names a pointer to the struct. */
  | { readonly kind: 'unknownStruct'; readonly dataSource: string; readonly struct: string }
  | { readonly kind: 'sharedStruct'; readonly struct: string; readonly dataSources: readonly string[] };

export interface Markers {
  /** Tracers without a problem of their own, in the object's order. */
  readonly tracers: readonly TracerFacts[];
  readonly problems: readonly MarkerProblem[];
}

/**
 * Reads the marker variables that `GADGET_TRACER(ds, map, struct)` leaves in an object
 * (`gadget_tracer_<ds>___<map>___<struct>`).
 * @param structOf the layout of a struct by its tag, as the object's BTF has it
 */
export function readTracers(
  facts: { readonly variables: readonly string[]; readonly maps: readonly MapFacts[] },
  structOf: (name: string) => StructLayout | undefined,
): Markers {
  const tracers: TracerFacts[] = [];
  const problems: MarkerProblem[] = [];
  const variables = facts.variables.filter((name) => name.startsWith(PREFIX));
  for (const variable of variables) {
    const result = readTracer(variable, facts.maps, structOf);
    if ('kind' in result) problems.push(result);
    else tracers.push(result);
  }
  if (variables.length === 0) problems.push({ kind: 'noTracer' });
  return { tracers, problems: [...problems, ...sharedStructs(tracers)] };
}

function readTracer(
  variable: string,
  maps: readonly MapFacts[],
  structOf: (name: string) => StructLayout | undefined,
): TracerFacts | MarkerProblem {
  const [dataSource, map, tag, ...more] = variable.slice(PREFIX.length).split(SEPARATOR);
  if (!dataSource || !map || !tag || more.length > 0) return { kind: 'malformedName', variable };
  const found = maps.find((candidate) => candidate.name === map);
  if (!found) return { kind: 'unknownMap', dataSource, map, maps: maps.map(({ name }) => name) };
  if (!EVENT_MAP_TYPES.includes(found.type)) {
    return { kind: 'wrongMapType', dataSource, map, type: found.type };
  }
  const struct = structOf(tag);
  return struct ? { dataSource, map, struct } : { kind: 'unknownStruct', dataSource, struct: tag };
}

function sharedStructs(tracers: readonly TracerFacts[]): readonly MarkerProblem[] {
  const users = new Map<string, string[]>();
  for (const { dataSource, struct } of tracers) {
    users.set(struct.name, [...(users.get(struct.name) ?? []), dataSource]);
  }
  return [...users]
    .filter(([, dataSources]) => dataSources.length > 1)
    .map(([struct, dataSources]) => ({ kind: 'sharedStruct', struct, dataSources }));
}
