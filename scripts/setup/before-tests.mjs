import { bundleStep } from './bundle-step.mjs';
import { SetupFailure } from './failure.mjs';

/** Vitest calls this once before all tests, so that `npx vitest run` tests the sources as they are now. */
export async function setup() {
  if (bundleStep.isDone()) return;
  await bundleStep.run().catch((error) => {
    if (!(error instanceof SetupFailure)) throw error;
    // The tests that need no bundle can still tell something.
    process.stderr.write(`The bundle in dist/ is out of date: ${error.message}\n`);
  });
}
