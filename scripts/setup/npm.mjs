import { existsSync } from 'node:fs';
import { fromRoot } from './paths.mjs';
import { readJson } from './record.mjs';
import { run } from './run.mjs';

/** The packages of package-lock.json, in node_modules. */
export const npmPackages = {
  name: 'npm packages',
  isDone: () => existsSync(fromRoot('node_modules/.package-lock.json')) && sameAsLocked(),
  async run() {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      mend: 'check the network (npm reads its settings from ~/.npmrc), then run `npm ci`',
    });
  },
};

/** npm keeps a list of what it installed; packages for other systems are locked but never installed. */
function sameAsLocked() {
  const locked = readJson(fromRoot('package-lock.json'))?.packages ?? {};
  const installed = readJson(fromRoot('node_modules/.package-lock.json'))?.packages ?? {};
  const here = Object.keys(installed).every((path) => installed[path].version === locked[path]?.version);
  const whole = Object.keys(locked).every((path) => path === '' || locked[path].optional || installed[path]);
  return here && whole;
}
