import { showName } from '../../text.ts';
import { rule } from '../rule.ts';
import { eventStruct } from './event-members.ts';
import { failedMembers } from './member-checks.ts';
import { at, sceneOf } from './scene.ts';

export const processMissing = rule({
  id: 'process-missing',
  meaning: 'The struct of the events has no member of type struct gadget_process.',
  example: {
    code: 'struct event {\n\tgadget_timestamp timestamp_raw;\n};',
    message:
      '`struct event` has no member of the type `struct gadget_process`, so the events cannot say who opened a file. Its name is yours to choose.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const struct = eventStruct(scene);
    return failedMembers(evidence, scene)
      .filter(({ spec }) => spec.name === undefined && spec.type === 'gadget_process')
      .filter(() => !struct?.members.some(({ text }) => /\bgadget_process\b/.test(text)))
      .map(({ id, struct: { name } }) => ({
        message: `\`struct ${showName(name)}\` has no member of the type \`struct gadget_process\`, so the events cannot say who opened a file. Its name is yours to choose.`,
        confidence: 'certain',
        explains: [id],
        ...at(struct),
      }));
  },
});
