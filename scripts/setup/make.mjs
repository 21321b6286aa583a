import { availableParallelism } from 'node:os';
import { goEnvironment } from './go.mjs';
import { fingerprint, isRecorded, record } from './record.mjs';
import { run } from './run.mjs';

/** The Node addon on libbpf. */
export const nativeAddon = makeStep({
  name: 'native core',
  folder: 'native',
  outputs: ['build/native/Release/gadget_lab.node'],
});

/** The same with assertions; only the tests use it. */
export const nativeAddonDebug = makeStep({
  name: 'native core (Debug)',
  folder: 'native',
  variables: ['VARIANT=Debug'],
  outputs: ['build/native/Debug/gadget_lab.node'],
});

/** The witness, and the static helper that makes system calls inside containers. */
export const kernelPrograms = makeStep({
  name: 'witness and opener',
  folder: 'bpf',
  alsoReads: ['native/opener'],
  outputs: ['build/bpf/witness.bpf.o', 'build/opener'],
});

/** @param {{ name: string, folder: string, alsoReads?: string[], variables?: string[], outputs: string[] }} what */
function makeStep({ name, folder, alsoReads = [], variables = [], outputs }) {
  const print = () => fingerprint([folder, ...alsoReads, 'node_modules/node-addon-api/package.json']);
  return {
    name,
    isDone: () => isRecorded(name, print(), outputs),
    async run() {
      const before = print();
      await run('make', ['--silent', `--jobs=${availableParallelism()}`, '-C', folder, ...variables], {
        env: goEnvironment(),
        mend: `run \`make -C ${folder}\` to see it alone`,
      });
      record(name, before);
    },
  };
}
