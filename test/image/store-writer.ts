// A process that changes a store, for store-processes.test.ts: `store-writer.ts DIRECTORY WORD ROUNDS`. It adds
// WORD-1, WORD-2, …, gives and takes names, and removes every second image. With ROUNDS 0 it goes on until it is killed.
import { openStore } from '../../grader/image/store/index.ts';
import { name, reference, tinyImage } from './gadgets.ts';

const [directory = '', word = '', rounds = '0'] = process.argv.slice(2);
const store = openStore({ directory });
process.stdout.write('ready\n');
for (let round = 1; rounds === '0' || round <= Number(rounds); round += 1) {
  const image = tinyImage(`${word}-${round}`.padEnd(100_000));
  await store.add(image, name(`${word}-${round}`));
  await store.add(tinyImage('of-all'), name('of-all'));
  await store.tag(reference(`${word}-${round}`), name(`${word}-last`));
  if (round % 2 === 0) await store.remove({ kind: 'digest', digest: image.index.digest });
}
