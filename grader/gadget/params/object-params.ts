import type { TypeLayout } from '../../model/layout.ts';
import type { DeclaredParam, DeclaredParams } from '../metadata/metadata.ts';
import type { GadgetParam } from './param.ts';
import { typeOfHint, typeOfVariable } from './value-type.ts';

/** `GADGET_PARAM(x)` leaves a variable of this name (include/gadget/macros.h). */
const PREFIX = 'gadget_param_';

/** What is known of an object's variables. */
export interface VariableFacts {
  readonly variables: readonly string[];
  /** The type of a global variable. */
  readonly variable: (name: string) => TypeLayout | undefined;
}

interface WellKnown {
  readonly key: string;
  readonly description: string;
}

/** Variables of include/gadget/filter.h, which go by a shorter name. Each must have its upstream type. */
const WELL_KNOWN: Readonly<Record<string, WellKnown & { readonly type: string }>> = {
  targ_pid: { type: 'gadget_pid', key: 'pid', description: 'only events of the process with this id' },
  targ_tid: { type: 'gadget_tid', key: 'tid', description: 'only events of the thread with this id' },
  targ_uid: { type: 'gadget_uid', key: 'uid', description: 'only events of the user with this id' },
  targ_gid: { type: 'gadget_gid', key: 'gid', description: 'only events of the group with this id' },
  targ_comm: { type: 'gadget_comm', key: 'comm', description: 'only events of processes with this name' },
  collect_ustack: { type: 'bool', key: 'collect-ustack', description: 'collect user stack traces' },
  collect_build_id: { type: 'bool', key: 'collect-build-id', description: 'collect build ids' },
};

/** A gadget's parameters: those of its program, by their markers and types, then those of its module. */
export function gadgetParams(facts: VariableFacts, declared: DeclaredParams): readonly GadgetParam[] {
  const names = facts.variables
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => name.slice(PREFIX.length));
  const constants = names.flatMap((variable): readonly GadgetParam[] => {
    const type = facts.variable(variable);
    return type ? [constantParam(variable, type, find(declared.ebpf, variable))] : [];
  });
  return [...constants, ...declared.wasm.map(moduleParam)];
}

function constantParam(
  variable: string,
  layout: TypeLayout,
  declared: DeclaredParam | undefined,
): GadgetParam {
  const known = wellKnown(variable, layout);
  return {
    key: declared?.key || known?.key || variable,
    alias: '',
    description: declared?.description || known?.description || '',
    defaultValue: declared?.defaultValue ?? '',
    mandatory: false,
    type: typeOfVariable(layout),
    target: { kind: 'constant', variable },
  };
}

function wellKnown(variable: string, layout: TypeLayout): WellKnown | undefined {
  const known = Object.hasOwn(WELL_KNOWN, variable) ? WELL_KNOWN[variable] : undefined;
  if (!known) return undefined;
  const inner = layout.kind === 'array' ? layout.element : layout;
  const names = [...layout.typedefs, ...inner.typedefs, ...('name' in inner ? [inner.name] : [])];
  return names.includes(known.type) || (known.type === 'bool' && inner.kind === 'int' && inner.bool)
    ? known
    : undefined;
}

function moduleParam({
  id,
  key,
  alias,
  description,
  defaultValue,
  typeHint,
  mandatory,
}: DeclaredParam): GadgetParam {
  return {
    key: key || id,
    alias,
    description,
    defaultValue,
    mandatory,
    type: typeOfHint(typeHint),
    target: { kind: 'module' },
  };
}

/** The keys of a gadget.yaml count without regard to case. */
function find(declared: readonly DeclaredParam[], variable: string): DeclaredParam | undefined {
  return declared.find(({ id }) => id.toLowerCase() === variable.toLowerCase());
}
