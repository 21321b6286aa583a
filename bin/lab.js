#!/usr/bin/env node
import { existsSync } from 'node:fs';

const entry = new URL('../dist/lab/main.js', import.meta.url);

if (existsSync(entry)) {
  await import(entry.href);
} else {
  process.stderr.write('lab: not set up yet.\nRun `npm run setup` in the project folder first.\n');
  process.exitCode = 3;
}
