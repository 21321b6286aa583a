import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { loadPrograms } from '../support/workspace.ts';
import { brokenLines, type Learner, makeLearner, PATIENCE, WORKSPACE } from './learner/learner.ts';
import { loadStages } from './learner/programs.ts';

const programs = await loadPrograms();
const stages = await loadStages(programs);

const pointsOf = (id: string): number => programs.step(id).tasks.reduce((sum, { points }) => sum + points, 0);
const ALL_POINTS = programs.course.steps.reduce((sum, { id }) => sum + pointsOf(id), 0);
const ESC = '\u001b';

const TERMINALS = [
  { columns: 80, rows: 24, colours: true },
  { columns: 80, rows: 24, colours: false },
  { columns: 200, rows: 50, colours: true },
  { columns: 200, rows: 50, colours: false },
];

const missing = requireBpf() ?? requirePrograms('runc', 'tmux', 'setpriv', 'less');

describeWith(missing, 'a new learner', () => {
  describe.concurrent.each(TERMINALS)(
    'at $columns×$rows, colours: $colours',
    { timeout: 3 * PATIENCE, retry: 0 },
    ({ columns, rows, colours }) => {
      let learner: Learner;
      let broken = false;

      /** One part of the story; without the parts before it, it would tell nothing. */
      function then(title: string, play: () => Promise<void>): void {
        it.sequential(title, async ({ skip }) => {
          skip(broken, 'the story broke off before');
          broken = true;
          await play();
          broken = false;
        });
      }

      beforeAll(async () => {
        learner = await makeLearner({ columns, rows, env: colours ? {} : { NO_COLOR: '1' } });
      });

      afterAll(() => learner?.leave());

      const press = (...keys: readonly string[]): Promise<void> => learner.terminal.press(...keys);
      const see = (wanted: string | RegExp): Promise<string> => learner.terminal.waitFor(wanted, PATIENCE);
      const saved = (program: string, ...shown: readonly (string | RegExp)[]): Promise<string> =>
        learner.verdictOf(() => learner.save(program), ...shown);

      /** The keys are to be seen whatever is above them, and a page that fits is seen as a whole. */
      async function expectWellDrawn(page: string): Promise<void> {
        const screen = await learner.terminal.screen();
        expect(screen).toMatch(/q quit$/);
        if (page.split('\n').length < rows) expect(screen).toContain(page);
        expect(brokenLines(page)).toEqual([]);
      }

      /** What is on the screen has colours, with this one among them, or none. */
      async function expectColour(code: string): Promise<void> {
        const text = await learner.terminal.escapes();
        if (colours) expect(text).toContain(`${ESC}[${code}m`);
        else expect(text).not.toContain(ESC);
      }

      then('is welcomed by `lab start` in a few lines, and wants no git', async () => {
        await learner.start(`lab start ${WORKSPACE}`);
        const screen = await see('git repository, too? [y/N]');
        expect(screen.split('\n').length).toBeLessThanOrEqual(12);
        expect(screen).toContain(`Welcome! ${WORKSPACE} is where your gadget will grow`);
        expect(screen).toContain('You begin with 00 basic-tracer: The basic tracer');
        expect(screen).toMatch(/^ {2}cd mygadget$/m);
        await expectColour('1');
        await learner.terminal.type('n');
        await press('Enter');
        expect(await see(/^\$$(?![\s\S])/m)).not.toContain('A git repository was made');
      });

      then('learns from `lab` where they are, and what is next', async () => {
        await learner.run(`cd ${WORKSPACE}`);
        const screen = await learner.run('lab');
        expect(screen).toContain(` 0/${ALL_POINTS} points`);
        expect(screen).toMatch(/^▸ 00 basic-tracer: The basic tracer +0\/6$/m);
        expect(screen).toMatch(/^ +– Trace open as well +0\/2$/m);
        expect(screen).toMatch(/^· 02 flags: How is it opened\? +0\/5$/m);
        expect(screen).toMatch(/^next +lab guide$/m);
        await expectColour('36');
      });

      then('reads the lesson with `lab guide`, page by page', async () => {
        await learner.start('lab guide');
        const screen = await see(/^:$(?![\s\S])/m);
        expect(screen).toMatch(/^00 The basic tracer$/m);
        expect(screen).toContain('Which process on this machine opens a file');
        await expectColour('1');
        await press('Space');
        await see(/^(?!00 The basic tracer)[\s\S]+\n:$/);
        await press('q');
        await see(/^\$$(?![\s\S])/m);
      });

      then('sees in `lab watch` which task of 00 passes already, and why the others do not', async () => {
        const page = await learner.verdictOf(() => learner.start('lab watch'), '1/6 points');
        expect(page).toMatch(/^✗ 00 basic-tracer: The basic tracer +1\/6 points/);
        expect(page).toMatch(/^ {2}✓ Build and run the template +1\/1$/m);
        expect(page).toMatch(/^ {2}✗ Trace open as well +0\/2$/m);
        expect(page).toContain('✗ Every open has an event');
        expect(page).toMatch(/actual +none has one/);
        expect(page).toMatch(/^ {2}✗ Say who it was +0\/3$/m);
        expect(page).not.toContain('n on to');
        await expectWellDrawn(page);
        await expectColour('31');
      });

      then('gets hints for what failed, a little more with each h', async () => {
        await press('h');
        expect(await see('hint 1 of 3')).toContain('There are two system calls that programs of this course');
        await press('h');
        const screen = await see('hint 2 of 3');
        expect(screen).toContain('00 basic-tracer: Trace open as well');
        expect(screen).toContain('openat_entry() needs a sister');
        expect(screen).not.toContain('hint 1 of 3');
        expect(screen).toMatch(/q quit$/);
      });

      then('is shown the line of a typing mistake, and e opens the editor there', async () => {
        const shown = [/program\.bpf\.c:42:\d+: error: call to undeclared function/, '0/6 points'];
        const page = await saved(stages.typo, ...shown);
        expect(page).toMatch(/42 \| +event->timestamp_raw = bpf_ktime_get_bot_ns\(\);/);
        expect(page).toContain('✗ The program compiles');
        expect(page).toContain('checks not run, the program does not compile');
        await expectWellDrawn(page);
        await learner.verdictOf(() => press('e'), ...shown);
        const file = join(learner.home, WORKSPACE, 'program.bpf.c');
        expect(await learner.edits()).toEqual([`+42 ${file}`]);
      });

      then('passes 00 in two steps, each of which counts', async () => {
        const half = await saved(stages.openTraced, '3/6 points');
        expect(half).toMatch(/^ {2}✓ Trace open as well +2\/2$/m);
        expect(half).toMatch(/^ {2}✗ Say who it was +0\/3$/m);
        await expectWellDrawn(half);
        const page = await saved(stages.solution00, '6/6 points');
        expect(page).toMatch(/^✓ 00 basic-tracer: The basic tracer +6\/6 points/);
        expect(page).toContain('Step 00 has passed. Go on to 01 filename: Which file is it?');
        expect(page).toContain('n on to 01 filename');
        await expectWellDrawn(page);
        await expectColour('32');
      });

      then('goes on to 01 with n, reads its lesson with g, and is back with q', async () => {
        await press('n');
        const screen = await see('▸ 01 filename: Which file is it?');
        expect(screen).toContain('· A column for the file name');
        expect(screen).toContain('read the lesson (g), then edit program.bpf.c');
        expect(screen).not.toContain('n on to');
        expect(screen).not.toContain('00 basic-tracer');
        await press('g');
        await see(/^:$(?![\s\S])/m);
        await see(/^01 Which file is it\?$/m);
        await press('q');
        const again = await see(/q quit$/);
        expect(again).toContain('▸ 01 filename: Which file is it?');
      });

      then('is half-way through 01 with the member alone', async () => {
        const page = await saved(stages.memberOnly, '2/5 points');
        expect(page).toMatch(/^ {2}✓ A column for the file name +2\/2$/m);
        expect(page).toMatch(/^ {2}✗ Copy the name out of user memory +0\/3$/m);
        await expectWellDrawn(page);
      });

      then('sees the whole course with s', async () => {
        await press('s');
        const screen = await see(` 8/${ALL_POINTS} points`);
        expect(screen).toMatch(/^✓ 00 basic-tracer: The basic tracer +6\/6$/m);
        expect(screen).toMatch(/^▸ 01 filename: Which file is it\? +2\/5$/m);
        expect(screen).toMatch(/^ +✗ Copy the name out of user memory +0\/3$/m);
        expect(screen).toMatch(/q quit$/);
      });

      then('edits with e, and what was edited is checked', async () => {
        await learner.verdictOf(() => press('e'), '2/5 points');
        const edits = await learner.edits();
        expect(edits).toHaveLength(2);
        expect(edits[1]).toContain(join(WORKSPACE, 'program.bpf.c'));
      });

      then('stops the lab with Ctrl-Z, uses the shell, and is back with fg', async () => {
        await press('C-z');
        await see(/Stopped +lab watch[\s\S]*^\$$/m);
        await learner.terminal.type('echo the shell is he""re');
        await press('Enter');
        await see('the shell is here');
        const page = await learner.verdictOf(async () => {
          await learner.terminal.type('fg');
          await press('Enter');
        }, '2/5 points');
        expect(page).not.toContain('the shell is here');
        await expectWellDrawn(page);
      });

      then('makes the terminal narrow and wide again: the page is laid out anew', async () => {
        const drawn = async (width: number): Promise<string> => {
          const fits = ([heading = '']: readonly string[]): boolean =>
            /2\/5 points/.test(heading) && Math.abs(heading.length - width) < 5;
          await expect
            .poll(async () => fits((await learner.page()).split('\n')), { timeout: PATIENCE })
            .toBe(true);
          await see(/q quit$/);
          return learner.page();
        };
        const [before = ''] = (await learner.page()).split('\n');
        await learner.terminal.resize(60, rows);
        expect(brokenLines(await drawn(60))).toEqual([]);
        await learner.terminal.resize(columns, rows);
        await expectWellDrawn(await drawn(before.length));
      });

      then('passes 01, and goes on to 02', async () => {
        const page = await saved(stages.solution01, '5/5 points');
        expect(page).toMatch(/^✓ 01 filename: Which file is it\? +5\/5 points/);
        expect(page).toContain('✓ What earlier steps taught still holds');
        await expectWellDrawn(page);
        await press('n');
        expect(await see('▸ 02 flags: How is it opened?')).toContain('· The flags of both system calls');
      });

      then('is told what wrong flags were, and what right ones would have been', async () => {
        const page = await saved(stages.modeAsFlags, '✗ The flags of open are right');
        expect(page).toMatch(/^✗ 02 flags: How is it opened\? +0\/5 points/);
        expect(page).toMatch(/· open\("/);
        expect(page.replace(/\s+/g, ' ')).toMatch(/flags (\d+), mode \S+ by .*→ expected \1, got \d+/);
        expect(page).not.toContain('✗ The flags of openat are right');
        await expectWellDrawn(page);
      });

      then('is told why the kernel refuses to read beyond the arguments', async () => {
        const page = await saved(stages.beyondArguments, /^ {2}why /m);
        expect(page.replace(/\s+/g, ' ')).toMatch(/open has .*3 arguments|three arguments|args\[2\]/);
        await expectWellDrawn(page);
      });

      then('leaves with q, and has the shell again', async () => {
        await learner.verdictOf(() => learner.save(stages.modeAsFlags), '✗ The flags of open are right');
        await press('q');
        await see(/^\$$(?![\s\S])/m);
        expect(await learner.run('echo code $?')).toContain('code 0');
        expect(await learner.labProcesses()).toEqual([]);
      });

      then('gets a hint in the shell, and no solution before it was earned', async () => {
        expect(await learner.run('lab hint 02')).toMatch(/hint 1 of \d/);
        const screen = (await learner.run('lab solution 02; echo code $?')).replace(/\s+/g, ' ');
        expect(screen).toContain('The solution of 02 flags opens when the step has passed.');
        expect(screen).toContain('lab solution 02 --reveal');
        expect(screen).toContain('code 2');
        expect(screen).not.toContain('+++');
      });

      then('resets the step, and takes that back', async () => {
        expect(await learner.run('lab reset 02')).toContain(
          'Reset to the beginning of step 02: program.bpf.c',
        );
        expect(await learner.run('grep -c flags program.bpf.c')).toMatch(/^0$/m);
        expect(await learner.run('lab undo')).toContain('Back as before `lab reset 02`');
        expect(await learner.run('grep -c "ctx->args.2.);" program.bpf.c')).toMatch(/^2$/m);
      });

      then('looks at the solution all the same, and takes it over', async () => {
        const screen = await learner.run('lab solution 02 --reveal');
        expect(screen).toMatch(/^-\s+return handle_open\(ctx, .*\(int\)ctx->args\[2\]\);$/m);
        expect(screen).toMatch(/^\+\s+return handle_open\(ctx, .*\(int\)ctx->args\[1\]\);$/m);
        await expectColour('32');
        const applied = await learner.run('lab solution 02 --apply');
        expect(applied).toContain('Took over from the solution of step 02: program.bpf.c');
        expect(applied).toContain('lab undo');
      });

      then('passes 02 with `lab check`, which goes on to 03', async () => {
        const screen = await learner.run('lab check; echo code $?');
        expect(screen).toMatch(/^✓ 02 flags: How is it opened\? +5\/5 points/m);
        expect(screen).toMatch(/next {2}lab guide\n {2}now {3}step 03 share/);
        expect(screen).toContain('code 0');
      });

      then('finds everything in `lab undo --list` and in `lab`', async () => {
        const list = await learner.run('lab undo --list');
        expect(list).toMatch(/^ *1 .* lab check 00 +program\.bpf\.c$/m);
        expect(list).toMatch(/ before lab reset 02\b/);
        expect(list).toMatch(/ before lab solution 02 --apply\b/);
        const screen = await learner.run('lab');
        expect(screen).toContain(` 16/${ALL_POINTS} points`);
        expect(screen).toMatch(/^✓ 00 basic-tracer: .* 6\/6$/m);
        expect(screen).toMatch(/^✓ 01 filename: .* 5\/5$/m);
        expect(screen).toMatch(/^✓ 02 flags: .* 5\/5$/m);
        expect(screen).toMatch(/^▸ 03 share: .* 0\/6$/m);
      });

      then('ends the watch with Ctrl-C, and the terminal is as it was', async () => {
        await writeFile(join(learner.home, WORKSPACE, 'program.bpf.c'), stages.solution02);
        await learner.start('lab watch');
        await see(/share\.yaml[\s\S]*q quit$/);
        await press('C-c');
        await see(/^lab: Interrupted\.\n\$$(?![\s\S])/m);
        await learner.terminal.type('echo code $?; stty -a');
        await press('Enter');
        const screen = await see(/echo code \$\?; stty -a\ncode 130\n[\s\S]*^\$$(?![\s\S])/m);
        expect(screen).toMatch(/ icanon /);
        expect(screen).toMatch(/ echo /);
      });

      then('has nothing of it left on the machine', async () => {
        expect(await learner.labProcesses()).toEqual([]);
        expect(learner.sessions.count()).toBeGreaterThan(10);
        expect(await learner.sessions.left()).toEqual([]);
        expect(await learner.places.leftovers()).toEqual([]);
      });
    },
  );
});
