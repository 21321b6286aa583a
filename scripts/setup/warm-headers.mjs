import { goEnvironment } from './go.mjs';
import { fingerprint, isRecorded, record } from './record.mjs';
import { run } from './run.mjs';

const name = 'precompiled headers';
const print = () => fingerprint(['bpf/go.mod', 'grader/build', 'build/toolchain.json']);

/** vmlinux.h as a compiled clang module, so that not even the first check waits for it. */
export const precompiledHeaders = {
  name,
  isDone: () => isRecorded(name, print(), []),
  async run() {
    const before = print();
    await run(process.execPath, ['--import', 'tsx', 'scripts/setup/warm-headers.ts'], {
      env: goEnvironment(),
    });
    record(name, before);
  },
};
