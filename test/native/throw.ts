// Run as a process of its own: its drain's callback throws. Argument: the object's file.
import { closeSync, openSync, readFileSync } from 'node:fs';
import { loadNative } from '../../native/index.ts';
import { accepted } from './support.ts';

process.once('uncaughtException', ({ message }) => {
  console.log(`uncaught: ${message}`);
  object.close();
});

const native = loadNative();
accepted(native.enterMountNamespace());
const object = accepted(native.openObject(readFileSync(process.argv[2] ?? ''), 'throw'));
accepted(object.load());
accepted(
  object.drain('events', 1 << 20, () => {
    object.detach();
    throw new Error('thrown by notify');
  }),
);
accepted(object.attach());
closeSync(openSync('/dev/null', 'r'));
// The drain itself does not keep the process alive.
await new Promise((resolve) => setTimeout(resolve, 500));
