import type { Refusal } from '../../../model/capture.ts';
import { showSentence } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { codeOf } from '../structure/code.ts';
import { logOf, refused } from './scene.ts';
import { refusedFunction } from './sections.ts';
import { lastOwnPlace, siteOf } from './site.ts';

export const unreadableObject = rule({
  id: 'unreadable-object',
  meaning: 'The compiled object cannot be read as an eBPF program.',
  example: {
    code: '/* an object of another kind */',
    message: 'The object cannot be read as an eBPF program.',
  },
  needs: ['refusal'],
  find: ({ refusal }) => (refusal.stage === 'open' ? raw(refusal) : []),
});

export const loaderCrash = rule({
  id: 'loader-crash',
  meaning: 'The loader died of the object.',
  example: {
    code: '/* an object that is none */',
    message: 'The loader crashed on this object (SIGSEGV): its ELF or BTF data is malformed.',
  },
  needs: ['refusal'],
  find: ({ refusal }) => (refusal.stage === 'crash' ? refused(refusal.message, undefined, 'fallback') : []),
});

export const refusedByKernel = rule({
  id: 'refused-by-kernel',
  meaning: 'The kernel refuses the program, for a reason that no other rule knows.',
  example: {
    code: '\tbpf_tail_call(ctx, &events, 0);',
    message: 'The kernel refuses this line, and says: “expected prog array map for tail call”.',
  },
  needs: ['refusal'],
  find: ({ refusal, program }) => {
    if (refusal.stage !== 'attach' && refusal.stage !== 'load') return [];
    return inWords(refusal, program) ?? raw(refusal, program);
  },
});

function inWords(refusal: Refusal, program: CSource | undefined): readonly Finding[] | undefined {
  const log = refusal.stage === 'load' ? logOf(refusal) : undefined;
  if (log === undefined) return undefined;
  const end = log.path.length - 1;
  const scene = program && { refusal, program, code: codeOf(program), log, end };
  const line = scene && (siteOf(scene, end) ?? lastOwnPlace(scene, end));
  const place = line ?? (program && refusedFunction(program, refusal));
  const what = line === undefined ? 'the program' : 'this line';
  return refused(`The kernel refuses ${what}, and says: “${showSentence(log.message)}”.`, place, 'fallback');
}

/** What libbpf says is nearer to the cause than that it failed. */
function raw(refusal: Refusal, program?: CSource): readonly Finding[] {
  const [first = ''] = refusal.libbpfLog.split('\n').filter((line) => line.trim() !== '');
  const said = first.replace(/^libbpf:\s*/, '');
  const message =
    said === '' ? refusal.message : `${refusal.message} The loader says: “${showSentence(said)}”.`;
  return refused(message, program && refusedFunction(program, refusal), 'fallback');
}
