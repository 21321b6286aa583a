import { count, listShort, showName } from '../../../text.ts';
import { rule } from '../../rule.ts';
import { failedOf, wholeModule } from '../explains.ts';
import { placeOf } from './first-error.ts';

export const noModule = rule({
  id: 'no-module',
  meaning: 'Nothing names a module, so none is built.',
  example: {
    code: '# build.yaml\nwasn: go/main.go',
    message:
      'build.yaml has no key `wasm`, so the folder go/ is not built: write `wasm: go/main.go` in build.yaml.',
  },
  needs: ['module'],
  find: (evidence) => {
    const { build } = evidence.module;
    if (build.status !== 'absent') return [];
    return [{ message: build.reason, confidence: 'certain', explains: wholeModule(evidence) }];
  },
});

/** What Go calls them. */
const UNUSED = /^declared and not used: (\S+)$/;

export const unusedVariables = rule({
  id: 'unused-variables',
  meaning: 'The module declares variables that it does not use.',
  example: {
    code: 'flags, err := open.GetField("flags")\ndecoded, err := open.AddField("flags_decoded", api.Kind_String)',
    message:
      '2 variables are declared and not used: `flags`, `decoded`. Go, and so `ig image build`, refuses the module until they are used.',
  },
  needs: ['module'],
  find: (evidence) => {
    const { build } = evidence.module;
    const unused = build.status === 'ok' || build.status === 'cached' ? build.module.unused : [];
    const [first] = unused;
    const explains = failedOf(evidence, 'moduleBuilds');
    if (first === undefined || explains.length === 0) return [];
    const names = unused.flatMap(({ message }) => UNUSED.exec(message)?.[1] ?? []);
    const which = names.length === 0 ? '' : `: ${listShort(names.map((name) => `\`${showName(name)}\``))}`;
    const what = count(unused.length, 'variable is', 'variables are');
    const until = unused.length === 1 ? 'it is' : 'they are';
    const message = `${what} declared and not used${which}. Go, and so \`ig image build\`, refuses the module until ${until} used.`;
    return [{ message, confidence: 'certain', place: placeOf(first, evidence.goProgram), explains }];
  },
});
