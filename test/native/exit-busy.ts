// Run as a process of its own: exits while a drain's thread is at work, as an interrupted command does.
// Argument: the object's file.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { loadNative } from '../../native/index.ts';
import { accepted } from './support.ts';

const native = loadNative();
accepted(native.enterMountNamespace());
const object = accepted(native.openObject(readFileSync(process.argv[2] ?? ''), 'busy'));
accepted(object.load());
const drain = accepted(object.drain('events', 16 << 20, () => drain.take()));
accepted(object.attach());
for (let i = 0; i < 2000; i++) closeSync(openSync('/dev/null', 'r'));
writeSync(1, 'leaving\n');
process.exit(0);
