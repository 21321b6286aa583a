import type { Refusal } from '../../../model/capture.ts';
import { type Finding, type Rule, rule } from '../rule.ts';
import { decisiveLine } from './verifier-log.ts';

/** Why the program is not in the kernel. */
export const LOAD_RULES: readonly Rule[] = [
  refusedAt('open', 'unreadable-object', 'The object cannot be read.'),
  refusedAt('markers', 'tracer-markers', 'GADGET_TRACER names something that is not there.'),
  refusedAt('crash', 'loader-crash', 'The loader died of the object.'),
  rule({
    id: 'reads-beyond-arguments',
    meaning: 'A program reads more arguments than its system call has.',
    example: { code: 'ctx->args[5]', message: '' },
    needs: ['refusal'],
    find: ({ refusal }) => beyondArguments(refusal),
  }),
  rule({
    id: 'no-such-tracepoint',
    meaning: 'SEC() names a tracepoint that the kernel does not have.',
    example: { code: 'SEC("tracepoint/syscalls/sys_enter_opennat")', message: '' },
    needs: ['refusal'],
    find: ({ refusal: { stage, errno, section = '' } }) =>
      stage === 'attach' && errno === 'ENOENT'
        ? [load(`There is no tracepoint \`${section}\` on this machine.`, 'certain')]
        : [],
  }),
  rule({
    id: 'refused-by-kernel',
    meaning: 'The kernel refuses the program, for a reason that no other rule knows.',
    example: { code: '', message: '' },
    needs: ['refusal'],
    find: ({ refusal }) => refused(refusal),
  }),
];

function refusedAt(stage: Refusal['stage'], id: string, meaning: string): Rule {
  return rule({
    id,
    meaning,
    example: { code: '', message: '' },
    needs: ['refusal'],
    find: ({ refusal }) => (refusal.stage === stage ? [load(refusal.message, 'fallback')] : []),
  });
}

/** The kernel compares what a program reads of its context with the size of the tracepoint's record (EACCES). */
function beyondArguments({
  stage,
  errno,
  section = '',
  program = 'The program',
}: Refusal): readonly Finding[] {
  if (stage !== 'attach' || errno !== 'EACCES' || !/^(tp|tracepoint)\//.test(section)) return [];
  const what = `\`${program}\` reads further than the arguments of its system call go`;
  return [
    load(`${what}: open has three (args[0] to args[2]), openat has four (args[0] to args[3]).`, 'certain'),
  ];
}

function refused({ stage, message, verifierLog }: Refusal): readonly Finding[] {
  if (stage !== 'attach' && stage !== 'load') return [];
  const decisive = stage === 'load' ? decisiveLine(verifierLog) : undefined;
  if (decisive === undefined) return [load(message, 'fallback')];
  const { source } = decisive;
  const place = source && { file: source.file, line: source.line };
  return [{ ...load(`The verifier says: ${decisive.message}`, 'fallback'), ...(place && { place }) }];
}

function load(message: string, confidence: Finding['confidence']): Finding {
  return { message, confidence, explains: ['load'] };
}
