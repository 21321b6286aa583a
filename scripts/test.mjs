// Runs every check and test, after set-up. Usage: node scripts/test.mjs [--full] [vitest's own arguments]
import { rmSync } from 'node:fs';
import { fromRoot } from './setup/paths.mjs';
import { readJson } from './setup/record.mjs';
import { showNode } from './setup/run.mjs';
import { setUp } from './setup.mjs';

const report = fromRoot('build/test-report.json');
const full = process.argv.includes('--full');
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--full');
const env = { ...process.env, ...(full ? { LAB_TEST_FULL: '1' } : {}) };

await setUp('test');

/** Each counts as one test. */
const checks = [
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['style', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['order of imports', ['scripts/check-imports.mjs']],
];
let passed = 0;
let failed = 0;
for (const [name, command] of checks) {
  const ok = (await showNode(command, env)) === 0;
  process.stdout.write(`${ok ? '✓' : '✗'} ${name}\n`);
  if (ok) passed += 1;
  else failed += 1;
}

rmSync(report, { force: true });
const code = await showNode(['node_modules/vitest/vitest.mjs', 'run', ...vitestArguments], env);
const counts = countsOf(readJson(report));
passed += counts.passed;
failed += counts.failed;
// Vitest can fail without a failed test, for instance by an error outside of all tests.
if (code !== 0 && counts.failed === 0) failed += 1;

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
process.stdout.write(`${passed} passed, ${failed} failed${skipped}\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {any} result vitest's JSON report; without one, everything failed */
function countsOf(result) {
  if (result === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // A file that cannot even be loaded is a failed suite without a single test.
  const brokenFiles = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles.length,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
