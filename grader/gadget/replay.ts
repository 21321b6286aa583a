import type { ModuleRun } from '../model/module.ts';
import { accessField, type FieldAccess } from './live/field-access.ts';
import type { LiveGadget } from './live/live-gadget.ts';
import type { LiveSource } from './live/live-source.ts';
import type { ModuleProgram } from './wasm/host.ts';

interface AddedText {
  readonly name: string;
  readonly access: FieldAccess;
}

/**
 * Stands in for a module that was run over a capture: adds the text fields that it added, and puts into each event,
 * in the capture's order, what it put there. Nothing of the module runs again.
 */
export function replayModule(run: ModuleRun): (gadget: LiveGadget) => ModuleProgram {
  return (gadget) => {
    let next = 0;
    const follow = (source: LiveSource): void => {
      const texts = addTexts(source, run);
      source.subscribeModule(0, (packet) => {
        const values = run.events[next++]?.values ?? {};
        if (packet.shape === 'array') return;
        for (const { name, access } of texts)
          access.put(packet.packet, Buffer.from(String(values[name] ?? '')));
      });
    };
    const nothing = (): void => {};
    const init = (): void => {
      for (const source of gadget.sources.values()) follow(source);
    };
    return { init, preStart: nothing, start: nothing, stop: nothing, postStop: nothing };
  };
}

function addTexts(source: LiveSource, { fields }: ModuleRun): readonly AddedText[] {
  const texts = fields.filter(({ dataSource, kind }) => dataSource === source.name && kind === 'string');
  return texts.flatMap(({ name }): readonly AddedText[] => {
    const field = source.addField({ name, kind: 'string' });
    return field === undefined ? [] : [{ name, access: accessField(source, field) }];
  });
}
