import { rule } from '../rule.ts';
import { at } from './scene.ts';

const MESSAGE =
  'The program has no GADGET_TRACER, so nothing would ever read its events. It has to name the data source, the map and the struct of the events.';

/** Seen where the loader let it pass; mostly the markers' rules speak before. */
export const noTracer = rule({
  id: 'no-tracer',
  meaning: 'No GADGET_TRACER says which events the program has.',
  example: {
    code: 'GADGET_TRACER_MAP(events, 1024 * 256);\n// and no GADGET_TRACER(open, events, event);',
    message: MESSAGE,
  },
  needs: ['facts'],
  find: ({ facts, failed, program }) => {
    if (facts.graded !== undefined) return [];
    const map = program?.calls.find(({ callee }) => callee === 'GADGET_TRACER_MAP');
    const explains = failed.map(({ spec }) => spec.id);
    return [{ message: MESSAGE, confidence: 'certain', explains, ...at(map) }];
  },
});
