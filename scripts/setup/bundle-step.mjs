import { SetupFailure } from './failure.mjs';
import { fingerprint, isRecorded, record } from './record.mjs';

const print = () =>
  fingerprint(['lab', 'grader', 'native', 'scripts/setup/bundle.mjs', 'package-lock.json'], isSource);
const isSource = (name) => /\.(ts|mjs|json)$/.test(name);

/** The TypeScript sources as a few JavaScript files: the command line starts twice as fast. */
export const bundleStep = {
  name: 'command line',
  isDone: () =>
    isRecorded('command line', print(), [
      'dist/lab/main.js',
      'dist/grader/engine/session/main.js',
      'dist/grader/gadget/worker/main.js',
    ]),
  async run() {
    const before = print();
    // esbuild is there only after `npm ci`.
    const { bundle } = await import('./bundle.mjs');
    await bundle().catch((error) => {
      throw new SetupFailure(
        error.message,
        'the sources are damaged or half-edited: `git status` shows what differs',
      );
    });
    record('command line', before);
  },
};
