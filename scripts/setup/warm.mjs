import { homedir } from 'node:os';
import { join } from 'node:path';
import { goEnvironment } from './go.mjs';
import { fingerprint, isRecorded, record } from './record.mjs';
import { run } from './run.mjs';

const name = 'precompiled headers';
const print = () => fingerprint(['bpf/go.mod', 'grader/build']);

/** vmlinux.h as a compiled clang module, in the user's cache, so that not even the first check waits for it. */
export const precompiledHeaders = {
  name,
  isDone: () =>
    isRecorded(name, print(), [join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gadget-lab')]),
  async run() {
    const before = print();
    await run(process.execPath, ['--import', 'tsx', 'scripts/setup/warm-headers.ts'], {
      env: goEnvironment(),
    });
    record(name, before);
  },
};
