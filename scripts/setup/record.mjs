import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildDirectory, fromRoot } from './paths.mjs';

const file = join(buildDirectory, 'setup.json');

/**
 * A hash over names, sizes and times of change: cheap (it reads no content), and good enough to see that nothing
 * was touched since.
 * @param {readonly string[]} inputs files or folders, relative to the project's root; missing ones count as such
 * @param {(name: string) => boolean} [wanted] which file names of a folder count
 * @returns {string}
 */
export function fingerprint(inputs, wanted = () => true) {
  const hash = createHash('sha256');
  for (const input of inputs) addTo(hash, fromRoot(input), wanted);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} path @param {(name: string) => boolean} wanted */
function addTo(hash, path, wanted) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (entry.isDirectory() || wanted(entry.name)) addTo(hash, join(path, entry.name), wanted);
    }
  } else {
    hash.update(`${path}\0${stats?.size}\0${stats?.mtimeMs}\0`);
  }
}

/**
 * Whether a step already ran on exactly these inputs and what it made is still there.
 * @param {string} step @param {string} print @param {readonly string[]} outputs relative to the root, or absolute
 */
export function isRecorded(step, print, outputs) {
  return (
    read()[step] === print &&
    outputs.every((path) => existsSync(path.startsWith('/') ? path : fromRoot(path)))
  );
}

/** @param {string} step @param {string} print */
export function record(step, print) {
  writeJson(file, { ...read(), [step]: print });
}

/** @returns {Record<string, string>} */
function read() {
  return readJson(file) ?? {};
}

/** @param {string} path @returns {any} undefined if it is missing or damaged */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} path @param {unknown} value */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
