import { goEnvironment } from './go.mjs';
import { fromRoot } from './paths.mjs';
import { fingerprint, isRecorded, readJson, record } from './record.mjs';
import { run } from './run.mjs';

const name = 'ig, for tests';
const binary = 'build/ig/ig';
const command = 'github.com/inspektor-gadget/inspektor-gadget/cmd/ig';
const print = () => fingerprint(['test/ig', 'build/toolchain.json']);

/** The real Inspektor Gadget, with which tests exchange images. It takes minutes, once. */
export const realIg = {
  name,
  isDone: () => isRecorded(name, print(), [binary]),
  async run() {
    const { go } = readJson(fromRoot('build/toolchain.json'));
    const env = { ...goEnvironment(), GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
    await run(go, ['build', '-o', fromRoot(binary), command], {
      cwd: fromRoot('test/ig'),
      env,
      mend: 'check the network and GOPROXY, then run this again',
    });
    record(name, print());
  },
};
