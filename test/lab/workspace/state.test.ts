import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { loadCourse } from '../../../grader/course/load.ts';
import { projectRoot } from '../../../grader/model/project.ts';
import { workspaceAt } from '../../../lab/workspace/place.ts';
import { newState, type State, withStep } from '../../../lab/workspace/state.ts';
import { formatState, parseState } from '../../../lab/workspace/state-text.ts';
import { describeStatus } from '../../../lab/workspace/status.ts';
import { type Learner, makeLearner } from './learner.ts';

const execute = promisify(execFile);
const course = await loadCourse();

/** With everything in it that there can be. */
const full: State = {
  ...withStep(newState('01', new Date(0)), '00', {
    passedAt: '2026-01-02T03:04:05.678Z',
    bestPoints: 6,
    hints: { open: [0, 2, 1] },
    revealedAt: '2026-01-02T03:04:05.678Z',
    lastCheck: {
      at: '2026-01-02T03:04:05.678Z',
      seed: 4711,
      status: 'failed',
      points: 1,
      tasks: { template: 'passed', open: 'failed', process: 'notRun' },
      diagnoses: ['no-module'],
    },
  }),
  given: { 'go/main.go': { origin: 'solution', step: '04', object: 'a'.repeat(64) } },
};

describe('the text of a state', () => {
  test('comes out as it went in', () => {
    expect(parseState(formatState(full))).toEqual({ kind: 'state', state: full });
    const fresh = newState('00', new Date());
    expect(parseState(formatState(fresh))).toEqual({ kind: 'state', state: fresh });
  });

  test('is damaged wherever it is cut off', () => {
    const text = formatState(full).trimEnd();
    const kinds = new Set(Array.from(text, (_, end) => parseState(text.slice(0, end)).kind));
    expect(kinds).toEqual(new Set(['damaged']));
  });

  test.each([
    ['', 'is empty'],
    ['\n', 'is empty'],
    ['{"formatVersion": 1', 'is not JSON (cut off, or edited by hand?)'],
    ['[]', 'holds no mapping'],
    ['null', 'holds no mapping'],
    ['{}', 'has no usable `formatVersion`'],
    [JSON.stringify({ ...full, steps: [] }), 'has no usable `steps`'],
    [
      JSON.stringify({ ...full, given: { x: { origin: 'start', step: '00', object: '../x' } } }),
      'has no usable `given`',
    ],
  ])('%j %s', (text, why) => {
    expect(parseState(text)).toEqual({ kind: 'damaged', why });
  });

  test('of a newer lab is told from a damaged one', () => {
    expect(parseState('{"formatVersion": 2, "all": "else"}')).toEqual({ kind: 'newer', formatVersion: 2 });
  });

  test('never breaks its reader, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(['state', 'newer', 'damaged']).toContain(parseState(text).kind);
      }),
    );
  });

  test('can be worked with wherever it is called usable, whatever one of its values became', () => {
    const places = placesIn(full);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const read = parseState(JSON.stringify(replaced(full, place, value)));
        if (read.kind !== 'state') return;
        const workspace = workspaceAt('/nowhere');
        const status = describeStatus({ workspace, course, state: read.state, updates: [] });
        expect(status.steps).toHaveLength(course.steps.length);
      }),
      { numRuns: 1000 },
    );
  });
});

/** The ways to every value, the outermost first. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const below = Object.entries(value).flatMap(([key, part]) =>
    placesIn(part).map((place) => [key, ...place]),
  );
  return [[], ...below];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const parts = value as Readonly<Record<string, unknown>>;
  const part = replaced(parts[key], rest, by);
  return Array.isArray(value) ? value.with(Number(key), part) : { ...parts, [key]: part };
}

describe('a workspace whose record cannot be used', () => {
  let learner: Learner;
  const mine = Buffer.from('// mine \xff\r\n', 'latin1');

  afterEach(() => learner.remove());

  /** A workspace with a file and a snapshot to lose. */
  async function begin(name?: string): Promise<void> {
    learner = await makeLearner(name === undefined ? {} : { name });
    await learner.save('program.bpf.c', mine);
    await learner.ok('reset');
    await learner.save('notes.txt', 'keep me');
  }

  /** Runs a command line just as a message has it, in another folder than the workspace. */
  async function type(line: string): Promise<string> {
    const bin = join(learner.folder, 'bin');
    await mkdir(bin, { recursive: true });
    const script = `#!/bin/sh\nexec '${process.execPath}' '${join(projectRoot, 'bin/lab.js')}' "$@"\n`;
    await writeFile(join(bin, 'lab'), script);
    await chmod(join(bin, 'lab'), 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    return (await execute('sh', ['-c', line], { cwd: '/', env })).stdout;
  }

  const wayOut = (stderr: string): string =>
    /(lab start .*?)(?: sets it aside.*)?$/m.exec(stderr)?.[1] ?? 'false';

  async function expectNothingLost(): Promise<void> {
    expect(await learner.text('notes.txt')).toBe('keep me');
    expect(await learner.ok('undo', '--list')).toMatch(/^1 .*before lab reset 00/m);
    await learner.ok('undo');
    expect(await learner.bytes('program.bpf.c')).toEqual(mine);
  }

  test.each([
    ['is empty', ''],
    ['is cut off', '{"formatVersion": 1,'],
    ['has wrong types', '{"formatVersion": 1, "steps": 5}'],
    ['is of a newer lab', '{"formatVersion": 2}'],
  ])('because it %s names the command that mends it', async (_why, text) => {
    await begin();
    await learner.save('.lab/state.json', text);
    for (const command of ['status', 'check', 'hint', 'reset', 'undo', 'update', 'start'])
      expect(await learner.refused(2, command)).toContain('lab start --repair');
    // A lesson is there to be read all the same.
    expect(await learner.lab(['guide'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('lab start --repair'),
    });
    const said = await type(wayOut(await learner.refused(2, 'status')));
    expect(said).toMatch(/the old one is kept as .*state\.json\.\d+/);
    const aside = (await readdir(learner.path('.lab'))).find((name) => /^state\.json\.\d+$/.test(name));
    expect(await learner.text(`.lab/${aside}`)).toBe(text);
    await learner.ok('status');
    await expectNothingLost();
  });

  test('because it is missing is finished by the command that it names', async () => {
    await begin();
    await execute('rm', [learner.path('.lab/state.json')]);
    const stderr = await learner.refused(2, 'status');
    expect(stderr).toContain('its making was cut off');
    await type(wayOut(stderr));
    await learner.ok('status');
    await expectNothingLost();
  });

  test('can be mended by the command as it stands there where the folder has a difficult name', async () => {
    await begin(`it's "my" $HOME & gadget`);
    await learner.save('.lab/state.json', '');
    await type(wayOut(await learner.refused(2, 'status')));
    await learner.ok('status');
    await expectNothingLost();
  });

  test('is not touched by lab start without --repair, and a good one not even with it', async () => {
    await begin();
    await learner.save('.lab/state.json', 'broken');
    await learner.refused(2, 'start', '.');
    expect(await learner.text('.lab/state.json')).toBe('broken');
    await learner.ok('start', '--repair', '.');
    const repaired = await readFile(learner.path('.lab/state.json'), 'utf8');
    expect(await learner.ok('start', '--repair', '.')).toContain('is a workspace already');
    expect(await readFile(learner.path('.lab/state.json'), 'utf8')).toBe(repaired);
  });

  test('still knows after the mending what the course once gave', async () => {
    await begin();
    await learner.save('.lab/state.json', '');
    await learner.ok('start', '--repair', '.');
    expect(JSON.parse(await learner.text('.lab/state.json')).given).toHaveProperty(
      ['program.bpf.c', 'origin'],
      'start',
    );
  });
});
