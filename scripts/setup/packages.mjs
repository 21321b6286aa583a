import { createInterface } from 'node:readline';
import { choosePackages, findAdministrator, install, replacedBy, stopServices, updateLists } from './apt.mjs';
import { SetupFailure } from './failure.mjs';
import { which } from './run.mjs';

/** @typedef {import('./needs.mjs').Need} Need */

/**
 * Debian's and Ubuntu's packages.
 * @param {readonly Need[]} needs
 * @param {{ mayAsk: boolean, yes: boolean, again: string }} consent `again`: the command that installs unasked
 */
export function systemPackages(needs, consent) {
  return {
    name: 'system packages',
    isDone() {
      const missing = missingOf(needs);
      if (missing.some((need) => !need.optional)) return false;
      return !mayInstall(consent) || choosePackages(missing).every(({ name }) => name === undefined);
    },
    async run() {
      if (which('apt-get') === undefined)
        throw new SetupFailure(`missing: ${namesOf(missingOf(needs))}`, noApt);
      const administrator = findAdministrator();
      const names = await agreeOnPackages(missingOf(needs), administrator, consent);
      await install(names, administrator);
      await stopServices(names, administrator);
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

/**
 * @param {readonly Need[]} needs @param {string[]} administrator
 * @param {{ mayAsk: boolean, yes: boolean, again: string }} consent
 * @returns {Promise<string[]>} packages that the user agreed to
 */
async function agreeOnPackages(needs, administrator, consent) {
  let chosen = choosePackages(needs);
  if (!mayInstall(consent)) throw nobodyToAsk(chosen, consent.again);
  // A fresh machine or container image has no package lists at all.
  if (lacksRequired(chosen)) {
    await updateLists(administrator);
    chosen = choosePackages(needs);
  }
  if (lacksRequired(chosen)) {
    const nowhere = chosen.filter(({ need, name }) => name === undefined && !need.optional);
    throw new SetupFailure(`this system does not offer: ${namesOf(nowhere.map(({ need }) => need))}`, tooOld);
  }
  const names = [...new Set(chosen.flatMap(({ name }) => name ?? []))];
  await confirm(names, consent);
  return names;
}

/** @param {ReturnType<typeof choosePackages>} chosen */
const lacksRequired = (chosen) => chosen.some(({ need, name }) => name === undefined && !need.optional);

/** @param {ReturnType<typeof choosePackages>} chosen @param {string} again */
function nobodyToAsk(chosen, again) {
  const required = chosen.filter(({ need }) => !need.optional);
  const names = new Set(required.map(({ need, name }) => name ?? need.packages[0]));
  return new SetupFailure(
    `these packages are missing, and there is no terminal to ask on: ${[...names].join(' ')}`,
    `${again}   (installs them without a question)`,
  );
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
