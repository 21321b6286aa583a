import { existsSync } from 'node:fs';
import { SetupFailure } from './failure.mjs';
import { ask, run, which } from './run.mjs';

/** @typedef {import('./needs.mjs').Need} Need */

/**
 * Which package to install for each need: the first of its names that this system offers.
 * @param {readonly Need[]} needs
 * @returns {{ need: Need, name: string | undefined }[]} undefined where there is none, or the lists are not there yet
 */
export function choosePackages(needs) {
  const names = needs.flatMap((need) => need.packages);
  const policy = ask('apt-cache', ['policy', ...names], { ...process.env, LC_ALL: 'C' }) ?? '';
  // "name:\n  Installed: …\n  Candidate: VERSION or (none)"
  const offers = policy.matchAll(/^(\S+):\n.*\n {2}Candidate: (?!\(none\))/gm);
  const offered = new Set([...offers].map((match) => match[1]));
  return needs.map((need) => ({ need, name: need.packages.find((name) => offered.has(name)) }));
}

/** @param {readonly string[]} names @returns {string[]} packages that would have to go */
export function replacedBy(names) {
  const plan = ask('apt-get', ['install', '--simulate', '--no-install-recommends', ...names]) ?? '';
  return [...plan.matchAll(/^Remv (\S+)/gm)].map((match) => match[1]);
}

/** How to run something as root: nothing in front for root, `sudo` for others. */
export function findAdministrator() {
  if (process.getuid?.() === 0) return [];
  if (which('sudo') === undefined)
    throw new SetupFailure('packages must be installed by root', 'run this as root, or install sudo');
  return process.stdin.isTTY ? ['sudo'] : ['sudo', '--non-interactive'];
}

/** @param {string[]} administrator */
export async function updateLists(administrator) {
  process.stderr.write('  reading the package lists (apt-get update)\n');
  await runAs(administrator, ['apt-get', 'update', '-q'], 'check the network and /etc/apt/sources.list');
}

/** @param {readonly string[]} names @param {string[]} administrator */
export async function install(names, administrator) {
  if (names.length === 0) return;
  process.stderr.write('  installing them, which can take some minutes\n');
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...names];
  await runAs(administrator, install, `sudo apt-get update && sudo apt-get install ${names.join(' ')}`);
}

/**
 * Debian starts a service when it installs one. The lab starts its own registry when it needs one, on loopback; the
 * package's would listen to everybody, always.
 * @param {readonly string[]} names just installed @param {string[]} administrator
 */
export async function stopServices(names, administrator) {
  if (!names.includes('docker-registry') || !existsSync('/run/systemd/system')) return;
  const stop = ['systemctl', 'disable', '--now', 'docker-registry.service'];
  await runAs(administrator, stop, `sudo ${stop.join(' ')}`);
}

/** @param {string[]} administrator @param {string[]} command @param {string} mend */
async function runAs(administrator, command, mend) {
  // Without systemd, docker.io's own script would try to start the engine; in run level 1 nothing is started.
  const level = existsSync('/run/systemd/system') ? [] : ['RUNLEVEL=1'];
  const [first, ...rest] = [...administrator, 'env', 'DEBIAN_FRONTEND=noninteractive', ...level, ...command];
  await run(first, rest, { mend });
}
