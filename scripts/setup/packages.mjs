import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { SetupFailure } from './failure.mjs';
import { ask, run, which } from './run.mjs';

/** @typedef {import('./needs.mjs').Need} Need */

/**
 * Debian's and Ubuntu's packages.
 * @param {readonly Need[]} needs
 * @param {{ mayAsk: boolean, yes: boolean, again: string }} consent `again`: the command that installs unasked
 */
export function systemPackages(needs, consent) {
  return {
    name: 'system packages',
    isDone: () =>
      missingOf(needs).every((need) => need.optional && !(mayInstall(consent) && packageFor(need))),
    async run() {
      if (which('apt-get') === undefined)
        throw new SetupFailure(`missing: ${namesOf(missingOf(needs))}`, noApt);
      const administrator = findAdministrator();
      const names = await choosePackages(missingOf(needs), administrator, consent);
      await install(names, administrator);
      const still = missingOf(needs).filter((need) => !need.optional);
      if (still.length > 0)
        throw new SetupFailure(`still missing after the installation: ${namesOf(still)}`, tooOld);
    },
  };
}

const noApt = 'this system has no apt-get: install these with its own package manager, then run this again';
const tooOld =
  'Debian 12, Ubuntu 24.04 and newer have them; `apt-cache policy PACKAGE` shows what this system offers';

/** @param {readonly Need[]} needs */
const missingOf = (needs) => needs.filter((need) => !need.isThere());

/** @param {readonly Need[]} needs */
const namesOf = (needs) => needs.map((need) => need.what).join(', ');

/** @param {{ mayAsk: boolean, yes: boolean }} consent */
const mayInstall = (consent) => consent.yes || consent.mayAsk;

/** The first of a need's packages that can be installed here. @param {Need} need */
function packageFor(need) {
  const policy = ask('apt-cache', ['policy', ...need.packages], { ...process.env, LC_ALL: 'C' }) ?? '';
  // "name:\n  Installed: …\n  Candidate: VERSION or (none)"
  const offered = [...policy.matchAll(/^(\S+):\n.*\n {2}Candidate: (?!\(none\))/gm)].map((match) => match[1]);
  return need.packages.find((name) => offered.includes(name));
}

/** How to run something as root: nothing in front for root, `sudo` for others. */
function findAdministrator() {
  if (process.getuid?.() === 0) return [];
  if (which('sudo') === undefined)
    throw new SetupFailure('packages must be installed by root', 'run this as root, or install sudo');
  return process.stdin.isTTY ? ['sudo'] : ['sudo', '--non-interactive'];
}

/** @param {readonly Need[]} needs @param {string[]} administrator @param {{ mayAsk: boolean, yes: boolean, again: string }} consent */
async function choosePackages(needs, administrator, consent) {
  if (!mayInstall(consent)) {
    const names = needs.filter((need) => !need.optional).map((need) => packageFor(need) ?? need.packages[0]);
    throw new SetupFailure(
      `these packages are missing, and there is no terminal to ask on: ${[...new Set(names)].join(' ')}`,
      `${consent.again}   (installs them without a question)`,
    );
  }
  // A fresh machine or container image has no package lists at all.
  if (needs.some((need) => !need.optional && packageFor(need) === undefined))
    await updateLists(administrator);
  const chosen = needs.map((need) => ({ need, name: packageFor(need) }));
  const nowhere = chosen
    .filter(({ need, name }) => name === undefined && !need.optional)
    .map(({ need }) => need);
  if (nowhere.length > 0)
    throw new SetupFailure(`this system's packages do not have: ${namesOf(nowhere)}`, tooOld);
  const names = [...new Set(chosen.flatMap(({ name }) => name ?? []))];
  await confirm(names, consent);
  return names;
}

/** @param {string[]} administrator */
async function updateLists(administrator) {
  process.stderr.write('  reading the package lists (apt-get update)\n');
  await runAs(administrator, ['apt-get', 'update', '-q'], 'check the network and /etc/apt/sources.list');
}

/**
 * @param {readonly string[]} names
 * @param {{ mayAsk: boolean, yes: boolean, again: string }} consent
 */
async function confirm(names, consent) {
  const replaced = replacedBy(names);
  process.stderr.write(
    `These packages are needed and not there yet:\n\n${names.map((name) => `    ${name}\n`).join('')}\n`,
  );
  // busybox-static takes the place of busybox, and offers the same and more.
  if (replaced.length > 0) process.stderr.write(`They take the place of: ${replaced.join(', ')}\n\n`);
  if (consent.yes && replaced.every((name) => name === 'busybox')) return;
  if (!consent.mayAsk) {
    throw new SetupFailure(
      `the packages would remove ${replaced.join(', ')}`,
      `apt-get install ${names.join(' ')}`,
    );
  }
  const answer = await question('Install them now? [Y/n] ');
  if (!/^(y(es)?)?$/i.test(answer))
    throw new SetupFailure('not installed', `apt-get install ${names.join(' ')}`);
}

/** @param {readonly string[]} names @returns {string[]} packages that would have to go */
function replacedBy(names) {
  const plan = ask('apt-get', ['install', '--simulate', '--no-install-recommends', ...names]) ?? '';
  return [...plan.matchAll(/^Remv (\S+)/gm)].map((match) => match[1]);
}

/** @param {string} text @returns {Promise<string>} `no` at the end of input */
function question(text) {
  // `terminal: false` leaves Ctrl-C to the terminal, which then interrupts the whole set-up.
  const lines = createInterface({ input: process.stdin, terminal: false });
  process.stderr.write(text);
  return new Promise((resolve) => {
    lines.once('line', (line) => resolve(line.trim()));
    lines.once('close', () => resolve('no'));
  }).finally(() => lines.close());
}

/** @param {readonly string[]} names @param {string[]} administrator */
async function install(names, administrator) {
  if (names.length === 0) return;
  process.stderr.write('  installing them, which can take some minutes\n');
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...names];
  await runAs(administrator, install, `sudo apt-get install ${names.join(' ')}`);
}

/** @param {string[]} administrator @param {string[]} command @param {string} mend */
async function runAs(administrator, command, mend) {
  // Without systemd, docker.io's own script would try to start the engine; in run level 1 nothing is started.
  const level = existsSync('/run/systemd/system') ? [] : ['RUNLEVEL=1'];
  const [first, ...rest] = [...administrator, 'env', 'DEBIAN_FRONTEND=noninteractive', ...level, ...command];
  await run(first, rest, { mend });
}
