// Shows the lab at work: grades the course's own solutions, step by step. Usage: node scripts/demo.mjs [--yes]
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fromRoot } from './setup/paths.mjs';
import { setUp } from './setup.mjs';

await setUp('demo', process.argv.includes('--yes'));

const steps = readdirSync(fromRoot('solutions'))
  .filter((name) => /^\d\d-/.test(name))
  .sort();
for (const step of steps) {
  const command = ['check', step.slice(0, 2), '--solution', '--events'];
  process.stdout.write(`\n$ lab ${command.join(' ')}\n`);
  const code = await lab(command);
  if (code !== 0) {
    process.stderr.write(
      `\nThe demo stopped: step ${step} did not pass. \`node bin/lab.js doctor\` may tell why.\n`,
    );
    process.exit(code);
  }
}
process.stdout.write(`
That were the course's own solutions. Now it is your turn:

    node bin/lab.js start my-gadget && cd my-gadget
`);

/** @param {string[]} args @returns {Promise<number>} exit code */
function lab(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [fromRoot('bin/lab.js'), ...args], {
      cwd: fromRoot(),
      stdio: 'inherit',
    });
    child.on('close', (code) => resolve(code ?? 130));
  });
}
