import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawScenario } from '../../grader/course/draw.ts';
import { drawCall, drawHarmlessCall } from '../../grader/course/draw-call.ts';
import { createRandom, type Random } from '../../grader/course/random.ts';
import { PATH_CLASSES, type PathClass } from '../../grader/model/check-spec.ts';
import type { Call, Scenario } from '../../grader/model/scenario.ts';
import type { Step } from '../../grader/model/step.ts';
import { realCourse } from './real-course.ts';

let steps: readonly Step[];
/** Every step's scenario for every seed. */
let scenarios: readonly Scenario[];

beforeAll(async () => {
  steps = (await realCourse()).steps;
  scenarios = steps.flatMap((step) => seeds.map((seed) => drawScenario(step, seed)));
});

const seeds = Array.from({ length: 200 }, (_, index) => index * 7919);
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;
const ACCESS_MODE = 3;
const FLAG_BITS = Array.from({ length: 14 }, (_, index) => 1 << (index + 6));

const callsOf = (scenario: Scenario): readonly Call[] =>
  scenario.phases.flatMap(({ tasks }) => tasks).flatMap((task) => (task.kind === 'shell' ? [] : task.calls));
const noiseOf = (scenario: Scenario): readonly Call[] =>
  scenario.noise.flatMap((task) => (task.kind === 'shell' ? [] : task.calls));
const bytesOf = ({ path }: Call): Buffer | undefined =>
  path.kind === 'bytes' ? Buffer.from(path.hex, 'hex') : undefined;

/** What the judge understands by the classes. */
const isOf: Record<PathClass, (bytes: Buffer | undefined) => boolean> = {
  short: (bytes) => bytes !== undefined && bytes.length >= 1 && bytes.length <= 7,
  long: (bytes) => bytes !== undefined && bytes.length >= 8,
  empty: (bytes) => bytes?.length === 0,
  'non-utf8': (bytes) => bytes !== undefined && !Buffer.from(bytes.toString('utf8')).equals(bytes),
  unreadable: (bytes) => bytes === undefined,
  relative: (bytes) => bytes !== undefined && bytes.length > 0 && bytes[0] !== 0x2f,
  absolute: (bytes) => bytes?.[0] === 0x2f,
};

describe('a drawn scenario', () => {
  it('is the same for the same step and seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        for (const step of steps) expect(drawScenario(step, seed)).toEqual(drawScenario(step, seed));
      }),
      { numRuns: 20 },
    );
  });

  it('differs between any two seeds', () => {
    for (const step of steps) {
      const drawn = seeds.map((seed) => JSON.stringify({ ...drawScenario(step, seed), seed: 0 }));
      expect(new Set(drawn).size).toBe(seeds.length);
    }
  });

  it('differs between seeds that share their low 32 bits', () => {
    const [step] = steps;
    if (step === undefined) throw new Error('no steps');
    expect(drawScenario(step, 2 ** 40 + 5).phases).not.toEqual(drawScenario(step, 5).phases);
  });

  it('can be written as JSON and read again', () => {
    for (const scenario of scenarios) expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
  });

  it('makes 60 to 150 calls, and up to 850 where 200 different flags are wanted', () => {
    for (const step of steps) {
      const counts = seeds.map((seed) => callsOf(drawScenario(step, seed)).length);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(60);
      expect(Math.max(...counts)).toBeLessThanOrEqual(step.id === '04' ? 850 : 150);
    }
  });

  it('has the number of tasks and threads vary', () => {
    for (const step of steps) {
      const counts = seeds.map((seed) =>
        drawScenario(step, seed)
          .phases.map(({ tasks }) => tasks.length)
          .join(),
      );
      expect(new Set(counts).size).toBeGreaterThan(2);
    }
  });

  it('says concurrent where more than one task runs', () => {
    for (const { phases } of scenarios) {
      for (const phase of phases) expect(phase.concurrent).toBe(phase.tasks.length > 1);
    }
  });

  it('begins with echo foo > bar, by root', () => {
    for (const { phases, users } of scenarios) {
      expect(phases[0]).toEqual({
        user: 0,
        concurrent: false,
        tasks: [{ kind: 'shell', command: 'echo foo > bar' }],
      });
      expect(users[0]).toEqual({ uid: 0, gid: 0 });
    }
  });

  it('puts a drawn, harmless name into shell commands', () => {
    const commands = scenarios
      .flatMap(({ phases }) => phases.flatMap(({ tasks }) => tasks))
      .flatMap((task) => (task.kind === 'shell' ? [task.command] : []));
    expect(commands.filter((command) => /[{}]/.test(command))).toEqual([]);
    const names = commands.flatMap((command) => /^echo foo >>? (\S+)$/.exec(command)?.[1] ?? []);
    expect(names.filter((name) => !/^[a-z0-9]+$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBeGreaterThan(seeds.length / 2);
  });

  it('draws users that are not root, with another group than user', () => {
    const drawn = scenarios.flatMap(({ users }) => users.slice(1));
    expect(drawn.length).toBeGreaterThan(0);
    for (const { uid, gid } of drawn) {
      expect(uid).not.toBe(gid);
      for (const id of [uid, gid]) {
        expect(id).toBeGreaterThanOrEqual(1000);
        expect(id).toBeLessThanOrEqual(60_000);
      }
    }
  });

  it('makes opens without any flag outside of the container too, by each system call', () => {
    for (const scenario of scenarios) {
      const plain = noiseOf(scenario).filter(({ flags }) => flags === 0);
      expect(new Set(plain.map(({ syscall }) => syscall))).toEqual(new Set(['open', 'openat']));
    }
  });

  it('names every task within the 15 bytes of a comm', () => {
    for (const { phases, noise } of scenarios) {
      const comms = [...phases.flatMap(({ tasks }) => tasks), ...noise].flatMap((task) =>
        task.kind === 'shell' ? [] : [task.comm],
      );
      expect(comms.filter((comm) => !/^[a-z0-9]{4,15}$/.test(comm))).toEqual([]);
    }
  });
});

describe('the paths of a scenario', () => {
  it('are of every class that the step names, for every system call, whatever the seed', () => {
    for (const step of steps) {
      for (const seed of seeds) {
        const calls = callsOf(drawScenario(step, seed));
        for (const action of step.scenario) {
          if (action.kind === 'shell') continue;
          for (const syscall of action.syscalls) {
            const mine = calls.filter((call) => call.syscall === syscall).map(bytesOf);
            for (const path of action.paths)
              expect(mine.some(isOf[path]), `${step.id} ${seed} ${path}`).toBe(true);
          }
        }
      }
    }
  });

  it('cover every class there is in step 01', () => {
    const step = steps[1];
    const named = step?.scenario.flatMap((action) => (action.kind === 'opens' ? action.paths : []));
    expect(new Set(named)).toEqual(new Set(PATH_CLASSES));
  });

  it.each(['open', 'openat'])(
    'are cut by the 256 bytes of the lesson, or nearly, for %s in step 01',
    (syscall) => {
      const step = steps[1];
      if (step === undefined) throw new Error('no step 01');
      for (const seed of seeds) {
        const lengths = callsOf(drawScenario(step, seed))
          .filter((call) => call.syscall === syscall)
          .map((call) => bytesOf(call)?.length ?? 0);
        expect(lengths.some((length) => length >= 300 && length <= 600)).toBe(true);
        expect(lengths.some((length) => length >= 8 && length <= 40)).toBe(true);
        expect(lengths.some((length) => length >= 253 && length <= 259)).toBe(true);
      }
    },
  );

  it('hold no NUL, name nothing outside, and are absolute only below /tmp', () => {
    const paths = scenarios
      .flatMap((scenario) => [...callsOf(scenario), ...noiseOf(scenario)])
      .flatMap((call) => bytesOf(call)?.toString('latin1') ?? []);
    expect(paths.filter((path) => path.includes('\0') || path.split('/').includes('..'))).toEqual([]);
    expect(paths.filter((path) => !/^(\/tmp\/[^/]+|[^/]+\/[^/]+|[^/]*)$/.test(path))).toEqual([]);
  });
});

describe('the flags of a scenario', () => {
  it('are an access mode and bits from 6 to 30, in some calls those without a name as well', () => {
    const named = FLAG_BITS.reduce((sum, bit) => sum | bit, ACCESS_MODE);
    const allowed = 0x7fff_ffc0 | ACCESS_MODE;
    for (const scenario of scenarios)
      expect(callsOf(scenario).some(({ flags }) => flags & ~named)).toBe(true);
    const drawn = scenarios.flatMap(callsOf).map(({ flags }) => flags);
    expect(drawn.filter((flags) => (flags & ~allowed) !== 0)).toEqual([]);
  });

  it('are never equal to the mode, which is 0 to 0777', () => {
    const calls = scenarios.flatMap((scenario) => [...callsOf(scenario), ...noiseOf(scenario)]);
    expect(calls.filter(({ flags, mode }) => mode === flags)).toEqual([]);
    expect(calls.filter(({ mode }) => mode < 0 || mode > 0o777)).toEqual([]);
  });

  it('are an access mode and bits 6 to 19 only, where the step says so', () => {
    const named = FLAG_BITS.reduce((sum, bit) => sum | bit, ACCESS_MODE);
    const random = createRandom(1);
    const draw = (bits: 'any' | 'named') =>
      Array.from({ length: 400 }, () => drawCall(random, 'open', { kind: 'unreadable' }, bits).flags);
    const nameless = (flags: number): boolean => (flags & ~named) !== 0 || (flags & ACCESS_MODE) === 3;
    expect(draw('named').filter(nameless)).toEqual([]);
    expect(draw('any').filter((flags) => flags & ~named)).not.toEqual([]);
  });

  it('are at least 200 different ones for each system call in step 04, whatever the seed', () => {
    const step = steps.find(({ id }) => id === '04') ?? expect.fail('no step 04');
    const fewest = seeds.map((seed) => {
      const calls = callsOf(drawScenario(step, seed));
      const distinct = (syscall: string) =>
        new Set(calls.filter((call) => call.syscall === syscall).map(({ flags }) => flags)).size;
      return Math.min(distinct('open'), distinct('openat'));
    });
    expect(Math.min(...fewest)).toBeGreaterThanOrEqual(200);
  });

  it('are not equal to the mode even where chance would have it so', () => {
    const least: Random = { ...createRandom(0), integer: (low) => low, oneIn: () => false };
    expect(drawCall(least, 'open', { kind: 'unreadable' })).toMatchObject({ flags: 0, mode: 1 });
    expect(drawHarmlessCall(least, 'open', { kind: 'unreadable' })).toMatchObject({ flags: 0, mode: 1 });
  });

  it('have in step 04 the access mode without a name, with every seed', () => {
    const step = steps.find(({ id }) => id === '04') ?? expect.fail('no step 04');
    const has = (seed: number) =>
      callsOf(drawScenario(step, seed)).some(
        ({ syscall, flags }) => syscall !== 'openat2' && (flags & ACCESS_MODE) === 3,
      );
    expect(seeds.filter((seed) => !has(seed))).toEqual([]);
  });

  it('use every flag and every access mode, for both system calls', () => {
    for (const scenario of scenarios) {
      for (const syscall of ['open', 'openat']) {
        const flags = callsOf(scenario)
          .filter((call) => call.syscall === syscall)
          .map((call) => call.flags);
        const modes = new Set(flags.map((flag) => flag & ACCESS_MODE));
        expect([0, 1, 2].filter((mode) => !modes.has(mode))).toEqual([]);
        expect(FLAG_BITS.filter((bit) => !flags.some((flag) => flag & bit))).toEqual([]);
      }
    }
  });
});

describe('the noise of a scenario', () => {
  it('is six to ten opens with both system calls', () => {
    for (const scenario of scenarios) {
      const calls = noiseOf(scenario);
      expect(calls.length).toBeGreaterThanOrEqual(6);
      expect(calls.length).toBeLessThanOrEqual(10);
      expect(new Set(calls.map(({ syscall }) => syscall))).toEqual(new Set(['open', 'openat']));
    }
  });

  it('neither makes nor empties a file, as it runs on the host too', () => {
    for (const { flags } of scenarios.flatMap(noiseOf)) expect(flags & (O_CREAT | O_TRUNC)).toBe(0);
  });
});
