import { count, showName } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import { failedWhere } from './failed-checks.ts';
import { type Scene, sceneOf } from './scene.ts';

/** Perf buffers fill up to eight bytes. */
const PADDING = 8;
/** What hands a copy over; its last argument but for flags is how many bytes of it. */
const SIZED: Readonly<Record<string, number>> = {
  gadget_output_buf: 3,
  bpf_ringbuf_output: 2,
  bpf_perf_event_output: 4,
};

/** What arrives is shorter than the struct that GADGET_TRACER names: the rest of each event was never sent. */
export const sentShort = rule({
  id: 'sent-short',
  meaning: 'Only the first bytes of the event are handed over.',
  example: {
    code: 'struct event *event = …;\ngadget_output_buf(ctx, &events, event, sizeof(event));',
    message:
      'Only the first 8 bytes of each event are sent, and `struct event` has 440: `sizeof(event)` is what is sent. Of a pointer, sizeof is the size of an address; that of what it points at is `sizeof(*event)`.',
  },
  needs: ['facts', 'program'],
  find: (evidence): readonly Finding[] => {
    const scene = sceneOf(evidence);
    const { graded } = scene;
    const sent = graded === undefined ? undefined : longestOf(scene, graded.dataSource);
    if (graded === undefined || sent === undefined || sent + PADDING > graded.struct.size) return [];
    const kinds = ['equals', 'userMemory', 'timestamp', 'confined', 'once', 'complete'];
    const explains = failedWhere(evidence, ({ kind }) => kinds.includes(kind));
    if (explains.length === 0) return [];
    const { struct } = graded;
    const start = `Only the first ${count(sent, 'byte')} of each event ${sent === 1 ? 'is' : 'are'} sent, and \`struct ${showName(struct.name)}\` has ${struct.size}`;
    return [{ confidence: 'certain', explains, ...because(scene, start) }];
  },
});

function longestOf({ facts }: Scene, dataSource: string): number | undefined {
  const lengths = facts.capture.events
    .filter((event) => event.dataSource === dataSource)
    .map(({ bytes }) => bytes.length);
  return lengths.length === 0 ? undefined : lengths.reduce((most, length) => Math.max(most, length));
}

/** The argument that says how much is sent, if there is only one. */
function because({ code: { calls } }: Scene, start: string): Pick<Finding, 'message' | 'place'> {
  const sizes = calls.flatMap(({ callee, arguments: given }) => given[SIZED[callee] ?? -1] ?? []);
  const [size] = sizes;
  if (size === undefined || sizes.length > 1) return { message: `${start}. Send all of it.` };
  const [, name] = /^sizeof\s*\(?\s*(\w+)\s*\)?$/.exec(size.text) ?? [];
  const more =
    name === undefined
      ? 'Give the size of the whole struct.'
      : `Of a pointer, sizeof is the size of an address; that of what it points at is \`sizeof(*${showName(name)})\`.`;
  const { file, line, column } = size;
  return {
    message: `${start}: \`${showName(size.text)}\` is what is sent. ${more}`,
    place: { file, line, column },
  };
}
