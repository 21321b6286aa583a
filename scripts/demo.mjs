// Shows the lab at work: grades the course's own solutions, step by step. Usage: node scripts/demo.mjs [--yes]
import { readdirSync } from 'node:fs';
import { fromRoot } from './setup/paths.mjs';
import { showNode } from './setup/run.mjs';
import { setUp } from './setup.mjs';

await setUp('demo', process.argv.includes('--yes'));

const steps = readdirSync(fromRoot('solutions'))
  .filter((name) => /^\d\d-/.test(name))
  .sort();
for (const step of steps) {
  const command = ['check', step.slice(0, 2), '--solution', '--events'];
  process.stdout.write(`\n$ lab ${command.join(' ')}\n`);
  const code = await showNode(['bin/lab.js', ...command]);
  if (code !== 0) {
    process.stderr.write(`\nThe demo stopped: step ${step} did not pass.\n`);
    process.exit(code);
  }
}
process.stdout.write(`
Those were the course's own solutions. Now it is your turn:

    npm link                # once: lab is found everywhere
    lab start ~/mygadget
    cd ~/mygadget
    lab guide
`);
