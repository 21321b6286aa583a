// Bundles the TypeScript sources into dist/, nothing else. Usage: node scripts/bundle.mjs
import { bundle } from './setup/bundle.mjs';

await bundle();
