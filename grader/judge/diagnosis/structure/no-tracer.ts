import { rule } from '../rule.ts';

/** Seen where the loader let it pass; mostly the markers' rules speak before. */
export const noTracer = rule({
  id: 'no-tracer',
  meaning: 'No GADGET_TRACER says which events the program has.',
  example: {
    code: 'GADGET_TRACER_MAP(events, 1024 * 256);\n// and no GADGET_TRACER(open, events, event);',
    message: 'The program has no GADGET_TRACER, so nothing would ever read its events.',
  },
  needs: ['facts'],
  find: ({ facts }) =>
    facts.graded !== undefined
      ? []
      : [
          {
            message: 'The program has no GADGET_TRACER, so nothing would ever read its events.',
            confidence: 'certain',
            explains: [],
          },
        ],
});
