import { parseArgs } from 'node:util';
import { checkCommand, checkStages, unchangedCommand } from './check.ts';
import { diagnosing } from './diagnose.ts';
import { bareClang, bareNode, bareRunc } from './floors.ts';
import { imageCommands } from './image.ts';
import { bareGo, moduleThroughput } from './module.ts';
import { printTable, printThroughput } from './table.ts';
import { watchLoop } from './watch.ts';

/**
 * `npm run bench`: where the time of one check goes, and the floor below each part. Run it on a quiet machine;
 * the ratios count more than the milliseconds.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number of at least 1');

printTable('lab check 02, as a new process', [
  ...(await checkCommand(rounds)),
  ...(await unchangedCommand(rounds)),
]);
printTable('one check, stage by stage (engine and compiler run side by side)', await checkStages(rounds));
printTable('diagnosing a failing check', await diagnosing());
const watched = await watchLoop(rounds);
printTable('lab watch 02: program.bpf.c was saved', [watched.verdict]);
process.stdout.write(`\nwatching while nothing is saved: ${watched.idlePercent.toFixed(2)} % of a CPU\n`);
printTable('lab check 04, as a new process: main.go was edited', await checkCommand(rounds, '04'));
printTable('floors', [
  await bareNode(rounds),
  await bareClang(rounds),
  await bareGo(rounds),
  ...(await bareRunc(rounds)),
]);
printTable('images of step 02, against a registry on loopback', await imageCommands(rounds));
printThroughput("1,000,000 events through the lesson's module, by -o", await moduleThroughput());
