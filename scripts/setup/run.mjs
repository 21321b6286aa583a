import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { root } from './paths.mjs';

/**
 * Runs a program to its end and gives back its standard output. What it prints is kept back, and shown only if
 * it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, mend?: string }} [options] `mend`: what to advise on failure
 * @returns {Promise<string>}
 * @throws {SetupFailure} if it cannot be started, or ends with another code than 0
 */
export function run(command, args, { cwd = root, env = process.env, mend } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['inherit', 'pipe', 'pipe'] });
    running = child;
    let stdout = '';
    let everything = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      everything += chunk;
    });
    child.stderr.on('data', (chunk) => {
      everything += chunk;
    });
    const line = [command, ...args].join(' ');
    child.on('error', (error) => reject(new SetupFailure(`cannot start ${command}: ${error.message}`, mend)));
    child.on('close', (code, signal) => {
      running = undefined;
      if (interrupted) exitInterrupted();
      if (code === 0) resolve(stdout);
      else
        reject(
          new SetupFailure(
            `\`${line}\` ended with ${signal ?? `code ${code}`}\n${excerpt(everything)}`,
            mend,
          ),
        );
    });
  });
}

/**
 * Runs a Node program in plain sight, on this terminal.
 * @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Promise<number>} its exit code
 */
export function showNode(args, env = process.env) {
  return new Promise((resolve) => {
    running = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
    running.on('close', (code) => {
      running = undefined;
      if (interrupted) exitInterrupted();
      resolve(code ?? 1);
    });
  });
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
let interrupted = false;

/** On Ctrl-C (or SIGTERM): waits until what is running has ended of it, and ends with code 130. */
export function exitOnInterrupt() {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      interrupted = true;
      if (running === undefined) exitInterrupted();
      // On a terminal, Ctrl-C reaches every process by itself; a second signal could cut its cleaning up short.
      else if (signal !== 'SIGINT' || !process.stdin.isTTY) running.kill(signal);
    });
  }
}

function exitInterrupted() {
  process.stderr.write('\ninterrupted\n');
  process.exit(130);
}

/**
 * The standard output of a short question to a program; undefined if there is no such program or it fails.
 * @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function ask(command, args, env = process.env) {
  const answer = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
}

// A normal user's PATH often lacks the sbin folders, where Debian puts dockerd, runc and bpftool.
const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
].filter(Boolean);

/**
 * @param {string} program
 * @returns {string | undefined} its absolute path, if it is on PATH or in an sbin folder
 */
export function which(program) {
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The beginning and the end: compilers name the cause first, package managers last. @param {string} text */
function excerpt(text) {
  const lines = text.trimEnd().split('\n');
  const shown = lines.length <= 40 ? lines : [...lines.slice(0, 15), '…', ...lines.slice(-24)];
  return shown.map((line) => `    ${line}`).join('\n');
}
