import { applyOperators, type Operator, type Step } from '../../grader/gadget/operators/operator.ts';
import { compileJson } from '../../grader/gadget/output/json.ts';
import type { Print } from '../../grader/gadget/output/json-value.ts';
import { dataSource } from '../../grader/gadget/source/data-source.ts';
import { addField } from '../../grader/gadget/source/extend.ts';
import type { DataSource } from '../../grader/gadget/source/field.ts';
import { createPacket, fillPacket } from '../../grader/gadget/source/packet.ts';
import type { StructLayout } from '../../grader/model/layout.ts';
import { tracer } from './layouts.ts';

export interface Ran extends Step {
  /** What the operators could not do. */
  readonly warnings: readonly string[];
  /** Sends one sample through operators and a printer. */
  readonly print: (sample: Uint8Array, compile?: (source: DataSource) => Print) => string;
  /** The event as parsed JSON. */
  readonly json: (sample: Uint8Array) => unknown;
}

/** Applies operators to a struct's data source. */
export function runOperators(layout: StructLayout, operators: readonly Operator[]): Ran {
  const warnings: string[] = [];
  const step = applyOperators(dataSource(tracer(layout)), operators, (text) => warnings.push(text));
  const packet = createPacket(step.source);
  const print: Ran['print'] = (sample, compile = compileJson) => {
    fillPacket(packet, step.source, sample);
    for (const change of step.enrich) change(packet);
    return compile(step.source)(packet);
  };
  return { ...step, warnings, print, json: (sample) => JSON.parse(print(sample)) };
}

/** An operator as the WASM module of step 04 is one: a text field that is always the same. */
export function constantText(name: string, text: string): Operator {
  return (source) => {
    const added = addField(source, { name, kind: 'string' });
    if (added?.field.storage.at !== 'slot') throw new Error(`no slot for ${name}`);
    const { slot } = added.field.storage;
    return {
      source: added.source,
      enrich: [
        (packet) => {
          packet.values[slot] = text;
        },
      ],
    };
  };
}
