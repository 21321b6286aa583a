import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the project's root. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything that is made, and git ignores. */
export const buildDirectory = join(root, 'build');

/** @param {string[]} parts @returns {string} absolute path below the project's root */
export const fromRoot = (...parts) => join(root, ...parts);
