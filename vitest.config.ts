import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'scripts/setup/before-tests.mjs',
    // Processes, not threads: a native addon that crashes must not take the other tests with it.
    pool: 'forks',
    // More at once than a small machine has processors makes clang and the containers wait for each other.
    maxWorkers: 2,
    // One more try on a shared machine, where a process may be kept waiting for longer than any test expects.
    retry: process.env.CI ? 1 : 0,
    // A rule of the diagnosis that breaks fails the test.
    env: { LAB_RULES: 'strict' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'build/test-report.json' },
  },
});
