import { showSentence } from '../../../text.ts';
import { rule } from '../../rule.ts';
import { wholeModule } from '../explains.ts';
import { firstError, placeOf } from './first-error.ts';

/** Where no other rule knows what is behind it, and for all that is wrong with go.mod and build.yaml. */
export const moduleBuild = rule({
  id: 'module-build',
  meaning: 'The module does not compile, for a reason that no other rule knows.',
  example: {
    code: 'wasm: go/mian.go',
    message: 'The first error: `wasm` names go/mian.go, which is not there',
  },
  needs: ['module'],
  find: (evidence) => {
    const { build } = evidence.module;
    if (build.status !== 'failed') return [];
    const common = { confidence: 'fallback', explains: wholeModule(evidence) } as const;
    if (build.timedOut) return [{ message: 'Go did not come to an end in time.', ...common }];
    const first = firstError(build);
    if (first === undefined) return [{ message: 'Go failed without a word.', ...common }];
    const place = placeOf(first, first.file === evidence.goProgram?.file ? evidence.goProgram : undefined);
    return [{ message: `The first error: ${showSentence(first.message)}`, place, ...common }];
  },
});
