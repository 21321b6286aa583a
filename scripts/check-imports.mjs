// Checks that imports go only the design's way and nowhere in a circle. Usage: node scripts/check-imports.mjs
import { findProblems } from './imports/find-problems.mjs';
import { root } from './setup/paths.mjs';

const problems = findProblems(root);
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
