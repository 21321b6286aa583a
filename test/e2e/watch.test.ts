import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabOptions, type RunningLab, runLab, startLab } from '../support/lab.ts';
import { makePlaces, type Places, processesWith } from '../support/places.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { loadPrograms } from '../support/workspace.ts';
import { type Learner, makeLearner, PATIENCE, waitUntil } from './learner/learner.ts';
import { loadStages } from './learner/programs.ts';
import { observeSessions, type Sessions } from './learner/sessions.ts';

const programs = await loadPrograms();
const stages = await loadStages(programs);
const template = await programs.start('00');

const ESC = '\u001b';
const PROMPT = /^\$$(?![\s\S])/m;

const missing = requireBpf() ?? requirePrograms('runc', 'tmux', 'setpriv', 'script');

describeWith(missing, 'lab watch', () => {
  describe('in a terminal', { timeout: 3 * PATIENCE }, () => {
    let learner: Learner;

    /** In a new workspace. */
    async function sitDown(env: Readonly<Record<string, string>> = {}): Promise<void> {
      learner = await makeLearner({ env });
      await learner.run('lab start --no-git; cd mygadget');
    }

    afterEach(() => learner.leave());

    it('writes no escape at all to a dumb one, and obeys its keys', async () => {
      await sitDown();
      const { terminal, home } = learner;
      await learner.start(`script -q -c 'TERM=dumb lab watch' ${join(home, 'bytes')}`);
      await terminal.waitFor(/1\/6 points[\s\S]*seed \d+/, PATIENCE);
      await terminal.press('h');
      await terminal.waitFor('hint 1 of 3', PATIENCE);
      await learner.save(stages.solution00);
      await terminal.waitFor(/6\/6 points[\s\S]*Go on to 01 filename[\s\S]*seed \d+/, PATIENCE);
      await terminal.press('n');
      await terminal.waitFor('▸ 01 filename: Which file is it?', PATIENCE);
      await terminal.press('q');
      await terminal.waitFor(PROMPT, PATIENCE);
      const bytes = await readFile(join(home, 'bytes'), 'utf8');
      expect(bytes).toContain('6/6 points');
      expect(bytes).not.toContain(ESC);
    });

    it('has no colours where CI is set, and obeys its keys', async () => {
      await sitDown({ CI: '1' });
      await learner.verdictOf(() => learner.start('lab watch'), '1/6 points');
      await learner.terminal.press('h');
      await learner.terminal.waitFor('hint 1 of 3', PATIENCE);
      expect(await learner.terminal.escapes()).not.toContain(ESC);
      await learner.terminal.press('q');
      await learner.terminal.waitFor(PROMPT, PATIENCE);
    });

    it.each([
      ['its output is read by a program', 'lab watch 2>&1 | cat'],
      ['nobody can press keys', 'lab watch </dev/null'],
    ])('goes on by itself where %s', async (_what, line) => {
      await sitDown();
      const { terminal } = learner;
      await learner.start(line);
      await terminal.waitFor(/seed \d+/, PATIENCE);
      expect(await terminal.scrollback()).toContain('✗ 00 basic-tracer');
      await learner.save(stages.solution00);
      await waitUntil(terminal.scrollback, (text) => /^✗ 01 filename/m.test(text), 20_000);
      await terminal.press('C-c');
      await terminal.waitFor(PROMPT, PATIENCE);
      if (line.includes('| cat')) expect(await terminal.escapes()).not.toContain(ESC);
    });

    it('ends by itself when its reader has seen enough', async () => {
      await sitDown();
      await learner.start('lab watch | head -3');
      await learner.terminal.waitFor(/✓ Build and run the template/, PATIENCE);
      await learner.save(stages.openTraced);
      await learner.terminal.waitFor(PROMPT, PATIENCE);
      expect(await learner.run('stty -a')).toMatch(/ icanon [\s\S]* echo /);
      expect(await learner.labProcesses()).toEqual([]);
      expect(await learner.sessions.left()).toEqual([]);
    });

    it.each([
      ['the pager', 'g', {}, /^:$/m],
      ['the editor', 'e', { EDITOR: 'sh -c "trap : INT; echo editing; read line" #' }, /^editing$/m],
    ] as const)('leaves Ctrl-C to %s, and goes on watching after it', async (_what, key, env, there) => {
      await sitDown({ PAGER: 'less', VISUAL: '', ...env });
      const { terminal } = learner;
      await learner.verdictOf(() => learner.start('lab watch'), '1/6 points');
      await terminal.press(key);
      await terminal.waitFor(there, PATIENCE);
      await terminal.press('C-c');
      expect(await terminal.screen()).not.toContain('Interrupted');
      await terminal.press(key === 'g' ? 'q' : 'Enter');
      await terminal.waitFor(/^h hint/m, PATIENCE);
      await learner.verdictOf(() => learner.save(stages.openTraced), '3/6 points');
      await terminal.press('q');
      await terminal.waitFor(PROMPT, PATIENCE);
      expect(await learner.labProcesses()).toEqual([]);
    });

    it('is not stuck where something could not be shown', async () => {
      await sitDown();
      const { terminal, home } = learner;
      await learner.verdictOf(() => learner.start('lab watch'), '1/6 points');
      const state = join(home, 'mygadget/.lab/state.json');
      const record = await readFile(state);
      await writeFile(state, '{');
      await terminal.press('g');
      await terminal.waitFor('lab start --repair', PATIENCE);
      await learner.save(stages.solution00);
      await terminal.waitFor('lab start --repair', PATIENCE);
      await writeFile(state, record);
      await learner.verdictOf(() => learner.save(stages.openTraced), '3/6 points');
    });

    it('follows where another terminal goes', async () => {
      await sitDown();
      await learner.save(stages.solution00);
      await learner.verdictOf(() => learner.start('lab watch'), '6/6 points');
      await learner.terminal.press('n');
      await learner.terminal.waitFor('▸ 01 filename', PATIENCE);
      await learner.verdictOf(() => learner.save(`${stages.solution00}\n`), /^✗ 01 filename/);
      const second = await learner.openSecond();
      // The reset is a save as well.
      await learner.verdictOf(async () => {
        await second.type('cd mygadget && lab reset 00');
        await second.press('Enter');
      }, /^✗ 00 basic-tracer.* 1\/6 points/);
      await second.waitFor('You are at step 00 basic-tracer now.', PATIENCE);
      await learner.verdictOf(() => learner.save(stages.openTraced), /^✗ 00 basic-tracer.* 3\/6 points/);
    });

    it('finds its folder again after it was removed and made anew', async () => {
      await sitDown();
      const { terminal, home } = learner;
      await learner.verdictOf(() => learner.start('lab watch'), '1/6 points');
      await rm(join(home, 'mygadget'), { recursive: true });
      await terminal.waitFor(/^lab: .*[\s\S]*\nmend: /m, PATIENCE);
      expect(await terminal.screen()).not.toContain('bug in the lab');
      const second = await learner.openSecond();
      await learner.verdictOf(async () => {
        await second.type('lab start mygadget --no-git');
        await second.press('Enter');
      }, '1/6 points');
      await learner.verdictOf(() => learner.save(stages.openTraced), '3/6 points');
      await terminal.press('q');
      await terminal.waitFor(PROMPT, PATIENCE);
    });
  });

  describe('without a terminal', { timeout: 3 * PATIENCE }, () => {
    let places: Places;
    let sessions: Sessions;
    let started: RunningLab[];

    beforeEach(async () => {
      places = await makePlaces();
      sessions = observeSessions(places);
      started = [];
      await mkdir(home());
    });

    afterEach(async () => {
      // A test that failed must not leave a process behind itself.
      for (const { child } of started) child.kill('SIGKILL');
      sessions.stop();
      await places.remove();
    });

    const home = (): string => join(places.folder, '.home');
    const programOf = (folder: string): string => join(home(), folder, 'program.bpf.c');
    const options = (): LabOptions => ({ cwd: home(), env: places.env });

    async function makeWorkspace(folder: string, program = template): Promise<void> {
      const { code } = await runLab(['start', folder, '--no-git'], options());
      expect(code).toBe(0);
      await writeFile(programOf(folder), program);
    }

    function watch(...args: readonly string[]): RunningLab {
      const lab = startLab(['watch', ...args], { ...options(), group: true });
      started.push(lab);
      return lab;
    }

    /** In a workspace of this name, once its first verdict is there. */
    async function watchNew(folder = 'mygadget', ...args: readonly string[]): Promise<RunningLab> {
      await makeWorkspace(folder);
      const lab = watch('--dir', folder, ...args);
      await told(lab, '1/6 points');
      return lab;
    }

    /** What it has printed since then; one that ended will print no more. */
    function outputOf(lab: RunningLab, from = 0): string {
      if (lab.child.exitCode !== null) throw new Error(`the lab has ended:\n${lab.stdout()}${lab.stderr()}`);
      return lab.stdout().slice(from);
    }

    /** Waits until the last verdict shows this. */
    const told = (lab: RunningLab, wanted: string | RegExp): Promise<string> =>
      waitUntil(
        () =>
          outputOf(
            lab,
            outputOf(lab).search(/^[✓✗!] \d\d (?!.*seed \d)(?![\s\S]*^[✓✗!] \d\d (?!.*seed \d))/m),
          ),
        (text) =>
          (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) &&
          /\bseed \d+$/m.test(text),
      );

    async function quit(lab: RunningLab): Promise<void> {
      lab.child.kill('SIGINT');
      expect((await lab.ended).code).toBe(130);
    }

    async function expectNothingLeft(): Promise<void> {
      expect(sessions.count()).toBeGreaterThan(0);
      expect(await sessions.left()).toEqual([]);
      expect(await places.leftovers()).toEqual([]);
    }

    it('goes on by itself from step to step, without colours or keys', async () => {
      await makeWorkspace('mygadget', stages.solution02);
      const lab = watch('--dir', 'mygadget');
      await told(lab, /^✗ 03 share/);
      const headings = lab.stdout().match(/^(?:[✓✗] \d\d (?!.*seed \d).* points|▸ \d\d .*)/gm) ?? [];
      expect(headings.map((line) => line.slice(0, 4))).toEqual([
        '✓ 00',
        '▸ 01',
        '✓ 01',
        '▸ 02',
        '✓ 02',
        '▸ 03',
        '✗ 03',
      ]);
      expect(lab.stdout()).not.toContain(ESC);
      expect(lab.stdout()).not.toContain('q quit');
      await quit(lab);
      expect((await lab.ended).stderr).toBe('lab: Interrupted.\n');
      await expectNothingLeft();
    });

    it('stays at the step that it is given', async () => {
      await makeWorkspace('mygadget', stages.solution02);
      const lab = watch('01', '--dir', 'mygadget');
      await told(lab, /^✓ 01 filename/);
      await writeFile(programOf('mygadget'), stages.memberOnly);
      await told(lab, /^✗ 01 filename.* 2\/5 points/);
      expect(lab.stdout()).not.toMatch(/^. 0[023] /m);
      await quit(lab);
    });

    it.each([
      ['a folder with spaces and letters of other languages', "mein Gadget: größer, 日本's $HOME", []],
      ['a folder that it looks at again and again', 'mygadget', ['--poll']],
    ])('watches %s', async (_what, folder, args) => {
      const lab = await watchNew(folder, ...args);
      await writeFile(programOf(folder), stages.openTraced);
      await told(lab, '3/6 points');
      await writeFile(`${programOf(folder)}.tmp`, stages.typo);
      await rename(`${programOf(folder)}.tmp`, programOf(folder));
      expect(await told(lab, '0/6 points')).toMatch(/^ {2}program\.bpf\.c:42:\d+: error:/m);
      await quit(lab);
    });

    it('shows the verdict of the newest save after many in a row', async () => {
      const lab = await watchNew();
      for (let round = 0; round < 12; round += 1) {
        await writeFile(programOf('mygadget'), `${round % 2 ? stages.typo : template}// ${round}\n`);
        // Some come while a check begins, some while it ends.
        await sleep(35 * round);
      }
      await writeFile(programOf('mygadget'), stages.openTraced);
      await told(lab, '3/6 points');
      await sleep(1500);
      expect(
        lab
          .stdout()
          .match(/ \d\/6 points/g)
          ?.at(-1),
      ).toBe(' 3/6 points');
      const { stdout } = await runLab(['status', '--json', '--dir', 'mygadget'], options());
      expect(JSON.parse(stdout)).toMatchObject({ points: 3 });
      await quit(lab);
      await expectNothingLeft();
    });

    it('misses no save that follows another one closely', async () => {
      const lab = await watchNew();
      for (const gap of [20, 30, 40, 45, 50, 55, 60, 70]) {
        const shown = lab.stdout().length;
        await writeFile(programOf('mygadget'), `${stages.typo}// ${gap}\n`);
        await sleep(gap);
        await writeFile(programOf('mygadget'), `${stages.openTraced}// ${gap}\n`);
        await waitUntil(
          () => outputOf(lab, shown),
          (output) => / 3\/6 points/.test(output),
        );
      }
      await quit(lab);
    });

    it('survives a save at any moment, also where a verdict comes before the files are kept', async () => {
      await makeWorkspace('mygadget', stages.solution02);
      const lab = watch('--dir', 'mygadget');
      await told(lab, /^✗ 03 share/);
      const share = join(home(), 'mygadget', 'share.yaml');
      const text = await readFile(share, 'utf8');
      for (let round = 0; round < 40; round += 1) {
        await writeFile(share, `${text}# ${round}\n`);
        await sleep(40 + 2 * round);
      }
      const shown = lab.stdout().length;
      await writeFile(share, text);
      await waitUntil(
        () => outputOf(lab, shown),
        (output) => /\bseed \d+$/m.test(output),
      );
      expect(lab.stderr()).toBe('');
      await quit(lab);
    });

    it('says so where the program is gone, and judges it when it is back', async () => {
      const lab = await watchNew();
      const before = lab.stdout().length;
      await rm(programOf('mygadget'));
      const output = await waitUntil(
        () => outputOf(lab, before),
        (text) => /lab reset program\.bpf\.c\n/.test(text),
      );
      expect(output).toContain('Your program is gone');
      expect(output).toContain('mend: Yours, as of `lab check 00`: lab undo 1. ');
      expect(output).not.toContain('bug in the lab');
      await writeFile(programOf('mygadget'), stages.openTraced);
      await told(lab, '3/6 points');
      await quit(lab);
    });

    it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind after %s', async (signal) => {
      const lab = await watchNew();
      // In the middle of a check.
      await writeFile(programOf('mygadget'), stages.openTraced);
      await sleep(150);
      lab.child.kill(signal);
      const { code, stderr } = await lab.ended;
      expect(code).toBe(130);
      expect(stderr).toBe('lab: Interrupted.\n');
      await expectNothingLeft();
    });

    it.each([
      ['it was killed', /lab\.js watch/],
      ['it was killed with its engines', /lab\.js watch|session\/main/],
    ])('leaves nothing behind after the next command where %s', async (_what, victims) => {
      const lab = await watchNew();
      const mine = await processesWith('TMPDIR', places.folder);
      expect(mine.filter((line) => victims.test(line))).not.toEqual([]);
      for (const line of mine.filter((each) => victims.test(each)))
        process.kill(Number.parseInt(line, 10), 'SIGKILL');
      await lab.ended;
      const { code } = await runLab(['check', '--dir', 'mygadget'], options());
      expect(code).toBe(1);
      await expect.poll(() => sessions.left(), { timeout: PATIENCE }).toEqual([]);
      expect(sessions.count()).toBeGreaterThan(1);
      expect(await places.leftovers()).toEqual([]);
    });

    it('names `lab start` outside a workspace', async () => {
      const { code, stdout, stderr } = await watch().ended;
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('lab start');
    });
  });
});
