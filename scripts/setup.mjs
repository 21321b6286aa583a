// Makes everything ready that the lab needs. Usage: node scripts/setup.mjs [--for demo|test] [--yes]
// Nothing is installed yet when this runs first: plain Node, no packages.
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleStep } from './setup/bundle-step.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { gadgetHeaders, goToolchain } from './setup/go.mjs';
import { realIg } from './setup/ig.mjs';
import { kernelPrograms, nativeAddon, nativeAddonDebug } from './setup/make.mjs';
import { demoNeeds, testNeeds } from './setup/needs.mjs';
import { npmPackages } from './setup/npm.mjs';
import { systemPackages } from './setup/packages.mjs';
import { exitOnInterrupt } from './setup/run.mjs';
import { goLibrary, precompiledHeaders } from './setup/warm.mjs';

/**
 * Runs what is not done yet; running it again changes nothing. Ends the process with code 3 if something cannot
 * be done, after saying what would mend it.
 * @param {'demo' | 'test'} purpose @param {boolean} [yes] install packages without a question
 */
export async function setUp(purpose, yes = false) {
  exitOnInterrupt();
  const started = performance.now();
  const steps = stepsFor(purpose, yes);
  let ran = 0;
  try {
    for (const step of steps) ran += await runStep(step);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    process.stderr.write(`\nset-up: ${error.message}\n${error.mend ? `What helps: ${error.mend}\n` : ''}`);
    process.exit(3);
  }
  process.stderr.write(`set-up: ${ran === 0 ? 'nothing to do' : 'ready'} (${seconds(started)})\n`);
}

/** @param {'demo' | 'test'} purpose @param {boolean} yes */
function stepsFor(purpose, yes) {
  const consent = {
    yes: yes || Boolean(process.env.CI),
    mayAsk: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    again: `node scripts/setup.mjs --for ${purpose} --yes`,
  };
  return [
    systemPackages(purpose === 'test' ? testNeeds : demoNeeds, consent),
    goToolchain,
    gadgetHeaders,
    npmPackages,
    nativeAddon,
    ...(purpose === 'test' ? [nativeAddonDebug] : []),
    kernelPrograms,
    bundleStep,
    precompiledHeaders,
    goLibrary,
    ...(purpose === 'test' ? [realIg] : []),
  ];
}

/** @param {{ name: string, isDone(): boolean, run(): Promise<void> }} step @returns {Promise<0 | 1>} steps run */
async function runStep(step) {
  if (step.isDone()) return 0;
  const started = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`… ${step.name}\r`);
  await step.run();
  process.stderr.write(`✓ ${step.name.padEnd(20)} ${seconds(started)}\n`);
  return 1;
}

/** @param {number} since */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** @param {string[]} argv */
function parsePurpose(argv) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { for: { type: 'string' }, yes: { type: 'boolean' } },
    });
    const purpose = values.for ?? 'demo';
    if (purpose === 'demo' || purpose === 'test') return { purpose, yes: values.yes };
    throw new Error(`there is no set-up for '${purpose}'`);
  } catch (error) {
    process.stderr.write(`${error.message}\nUsage: node scripts/setup.mjs [--for demo|test] [--yes]\n`);
    process.exit(2);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { purpose, yes } = parsePurpose(process.argv.slice(2));
  await setUp(purpose, yes);
}
