import { homedir } from 'node:os';
import { join } from 'node:path';
import { goEnvironment } from './go.mjs';
import { fingerprint, isRecorded, record } from './record.mjs';
import { run } from './run.mjs';

/** vmlinux.h as a compiled clang module, in the user's cache, so that not even the first check waits for it. */
export const precompiledHeaders = warmStep('precompiled headers', 'headers', ['bpf/go.mod', 'grader/build']);

/** Go's standard library and the API of modules, compiled for WASM, in Go's own cache. */
export const goLibrary = warmStep('Go library for WASM', 'module', ['bpf/go.mod', 'build/toolchain.json']);

/** @param {string} name @param {string} what the argument of warm.ts @param {readonly string[]} inputs */
function warmStep(name, what, inputs) {
  const print = () => fingerprint(inputs);
  return {
    name,
    isDone: () =>
      isRecorded(name, print(), [
        join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gadget-lab'),
      ]),
    async run() {
      const before = print();
      await run(process.execPath, ['--import', 'tsx', 'scripts/setup/warm.ts', what], {
        env: goEnvironment(),
      });
      record(name, before);
    },
  };
}
