import { describe, expect, test } from 'vitest';
import { nameFault } from '../../grader/judge/image-names.ts';
import { judgeStep } from '../../grader/judge/judge.ts';
import type { RunResult } from '../../grader/model/capture.ts';
import type { SharedImage, ShareOutcome } from '../../grader/model/share.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { SOLUTION, writing } from './gadget.ts';
import {
  ABSENT,
  DECLARED,
  DENIED,
  DIGEST,
  IMAGE,
  judgeShared,
  MANIFESTS,
  nameOf,
  OTHER_DIGEST,
  SHARED,
  UNREACHABLE,
  UUID,
} from './share.ts';
import {
  allChecks,
  BUILT,
  captureOf,
  earlierThan,
  failedIds,
  notRunIds,
  step,
  taskStates,
} from './verdicts.ts';

const checkOf = (verdict: StepVerdict, id: string) => allChecks(verdict).find((check) => check.id === id);
const diagnosesOf = ({ diagnoses }: StepVerdict) => diagnoses.map(({ id }) => id);
const blockers = (verdict: StepVerdict) => [
  ...new Set(allChecks(verdict).flatMap(({ blockedBy }) => blockedBy ?? [])),
];
const tasksOf = (...states: readonly string[]) =>
  ['build', 'name', 'push', 'run'].map((id, index) => `${id} ${states[index]}`);

const STORED: SharedImage = { ...IMAGE, from: 'store' };
const ARCHIVED: SharedImage = { ...IMAGE, from: 'archive' };
const REFUSED: SharedImage = { kind: 'refused', from: 'registry', message: 'A layer is 5 GB long.' };
const NONE: SharedImage = { kind: 'none' };
const named = (full: string): Partial<ShareOutcome> => ({ name: nameOf(full) });

describe('an image that is shared', () => {
  test('passes step 03, with everything that was learnt before', () => {
    const verdict = judgeShared();
    expect({ failed: failedIds(verdict), notRun: notRunIds(verdict) }).toEqual({ failed: [], notRun: [] });
    expect(verdict).toMatchObject({ status: 'passed', points: 6, maxPoints: 6, diagnoses: [] });
    expect(verdict.kept.map(({ id }) => id)).toContain('00/pid');
  });

  test('is not built and has the whole story in the verdict, but no bytes', () => {
    const verdict = judgeShared();
    expect(verdict.build).toEqual({ status: 'notRun', durationMs: 0, diagnostics: [] });
    expect(verdict.load).toEqual({ status: 'ok' });
    expect(verdict.share).toEqual({
      image: `ttl.sh/${UUID}:latest`,
      registry: { status: 'has', digest: DIGEST },
      from: 'registry',
      digest: DIGEST,
      architectures: ['amd64', 'arm64'],
      durationMs: 612,
      diagnostics: [],
    });
  });

  test('is not asked the same question twice', () => {
    const ids = allChecks(judgeShared()).map(({ id }) => id);
    expect(ids).toContain('complete-openat');
    expect(
      ids.filter((id) => /complete|once|confined|timestamp$|-flags/.test(id) && id.includes('/')),
    ).toEqual([]);
  });

  test('may come out of the archive where the registry cannot be reached, which is remarked', () => {
    const verdict = judgeShared({ registry: UNREACHABLE, image: ARCHIVED });
    expect(verdict).toMatchObject({ status: 'passed', diagnoses: [], share: { from: 'archive' } });
    expect(checkOf(verdict, 'pushed')?.remark).toContain('share.oci.tar');
  });

  test.each([
    ['a registry that denies access', DENIED],
    ['ttl.sh, which forgets', ABSENT],
  ])('may come out of the archive for %s', (_, registry) => {
    expect(judgeShared({ registry, image: ARCHIVED }).status).toBe('passed');
  });

  test.each(['ghcr.io/me/open:latest', `127.0.0.1:5000/${UUID}:latest`])(
    'is not so by an archive where the registry should have it: %s',
    (full) => {
      const verdict = judgeShared({ name: nameOf(full), registry: ABSENT, image: ARCHIVED });
      expect(failedIds(verdict)).toEqual(['pushed']);
      expect(diagnosesOf(verdict)).toEqual(['not-pushed']);
    },
  );
});

interface Mistake {
  readonly what: string;
  readonly share: Partial<ShareOutcome>;
  readonly fails: readonly string[];
  /** What else waits for. */
  readonly blockedBy: readonly string[];
  readonly tasks: readonly string[];
  readonly diagnosis: readonly string[];
}

const NAMELESS = { name: { kind: 'missing' }, registry: { kind: 'notAsked' }, image: NONE } as const;
const nothing = {
  fails: ['well-formed', 'name'],
  blockedBy: ['well-formed'],
  tasks: tasksOf('failed', 'failed', 'notRun', 'notRun'),
};

const MISTAKES: readonly Mistake[] = [
  {
    what: 'no share.yaml',
    share: { ...NAMELESS, declared: { ...DECLARED, exists: false, places: {} } },
    ...nothing,
    diagnosis: ['no-share-file'],
  },
  {
    what: 'the share.yaml of the start',
    share: { ...NAMELESS, declared: { ...DECLARED, image: undefined, digest: undefined } },
    ...nothing,
    diagnosis: ['no-image-name'],
  },
  {
    what: 'a share.yaml that is no YAML',
    share: {
      ...NAMELESS,
      declared: {
        ...DECLARED,
        image: undefined,
        diagnostics: [
          { file: 'share.yaml', line: 2, column: 1, severity: 'error', category: '', message: 'no mapping' },
        ],
      },
    },
    ...nothing,
    diagnosis: ['bad-share-file'],
  },
  {
    what: 'something that is no name',
    share: { ...NAMELESS, name: { kind: 'bad', message: '"./open" is no name of an image: it is a path.' } },
    ...nothing,
    diagnosis: ['bad-image-name'],
  },
  {
    what: 'an image that was built and not renamed',
    share: { ...named('ghcr.io/inspektor-gadget/gadget/open:latest'), registry: DENIED, image: STORED },
    fails: ['name'],
    blockedBy: ['name'],
    tasks: tasksOf('passed', 'failed', 'notRun', 'notRun'),
    diagnosis: ['default-namespace'],
  },
  {
    what: 'Docker’s own namespace',
    share: { ...named('docker.io/library/open:latest'), registry: DENIED, image: STORED },
    fails: ['name'],
    blockedBy: ['name'],
    tasks: tasksOf('passed', 'failed', 'notRun', 'notRun'),
    diagnosis: ['default-namespace'],
  },
  {
    what: 'a name that anybody takes, pushed',
    share: named('ttl.sh/open:latest'),
    fails: ['name'],
    blockedBy: ['name'],
    tasks: tasksOf('passed', 'failed', 'notRun', 'notRun'),
    diagnosis: ['guessable-name'],
  },
  {
    what: 'a name under which nothing was built',
    share: { registry: ABSENT, image: NONE },
    fails: ['well-formed'],
    blockedBy: ['well-formed'],
    tasks: tasksOf('failed', 'passed', 'notRun', 'notRun'),
    diagnosis: ['no-image'],
  },
  {
    what: 'an image that was not pushed',
    share: { registry: ABSENT, image: STORED },
    fails: ['pushed'],
    blockedBy: ['pushed'],
    tasks: tasksOf('passed', 'passed', 'failed', 'notRun'),
    diagnosis: ['not-pushed'],
  },
  {
    what: 'a registry that denies access',
    share: { registry: DENIED, image: STORED },
    fails: ['pushed'],
    blockedBy: ['pushed'],
    tasks: tasksOf('passed', 'passed', 'failed', 'notRun'),
    diagnosis: ['registry-denied'],
  },
  {
    what: 'a registry that denies access to an image that is nowhere else',
    share: { registry: DENIED, image: NONE },
    fails: ['well-formed'],
    blockedBy: ['well-formed'],
    tasks: tasksOf('failed', 'passed', 'notRun', 'notRun'),
    diagnosis: ['registry-denied'],
  },
  {
    what: 'an image for one architecture only',
    share: { image: { ...IMAGE, architectures: ['amd64'] } },
    fails: ['well-formed'],
    blockedBy: ['well-formed'],
    tasks: tasksOf('failed', 'passed', 'notRun', 'notRun'),
    diagnosis: ['architecture-missing'],
  },
  {
    what: 'something else than a gadget, or a trap',
    share: { registry: { kind: 'has', digest: '' }, image: REFUSED },
    fails: ['well-formed'],
    blockedBy: ['well-formed'],
    tasks: tasksOf('failed', 'passed', 'notRun', 'notRun'),
    diagnosis: ['not-a-gadget-image'],
  },
  {
    what: 'no digest',
    share: { declared: { ...DECLARED, digest: undefined } },
    fails: ['digest'],
    blockedBy: [],
    tasks: tasksOf('passed', 'passed', 'failed', 'passed'),
    diagnosis: ['no-digest'],
  },
  {
    what: 'a digest that was cut',
    share: { declared: { ...DECLARED, digest: DIGEST.slice(0, 19) } },
    fails: ['digest'],
    blockedBy: [],
    tasks: tasksOf('passed', 'passed', 'failed', 'passed'),
    diagnosis: ['bad-digest'],
  },
  {
    what: 'the digest of what was there before',
    share: { declared: { ...DECLARED, digest: OTHER_DIGEST } },
    fails: ['digest'],
    blockedBy: [],
    tasks: tasksOf('passed', 'passed', 'failed', 'passed'),
    diagnosis: ['digest-differs'],
  },
  {
    what: 'another digest than the archive’s',
    share: { declared: { ...DECLARED, digest: OTHER_DIGEST }, registry: UNREACHABLE, image: ARCHIVED },
    fails: ['digest'],
    blockedBy: [],
    tasks: tasksOf('passed', 'passed', 'failed', 'passed'),
    diagnosis: ['digest-differs'],
  },
];

describe('a mistake in sharing', () => {
  test.each(MISTAKES)('fails for its own check: $what', ({ share, fails, blockedBy, tasks, diagnosis }) => {
    const verdict = judgeShared(share);
    expect(failedIds(verdict)).toEqual(fails);
    expect(blockers(verdict)).toEqual(blockedBy);
    expect(taskStates(verdict)).toEqual(tasks);
    expect(diagnosesOf(verdict)).toEqual(diagnosis);
    expect(verdict.status).toBe('failed');
  });

  test.each(MISTAKES)('is explained with file and lesson: $what', ({ share }) => {
    for (const { file, see } of judgeShared(share).diagnoses) {
      expect(file).toBe('share.yaml');
      expect(see).toMatch(/^steps\/03-share#task-[a-z-]+$/);
    }
  });

  test('of the image’s own program fails the run, not the sharing', () => {
    const capture = captureOf(
      '03',
      writing(() => ({ flags: 577 })),
    );
    const verdict = judgeShared({}, { kind: 'captured', capture });
    expect(failedIds(verdict)).toEqual(['openat-flags', 'open-flags']);
    expect(taskStates(verdict)).toEqual(tasksOf('passed', 'passed', 'passed', 'failed'));
  });

  test('is also that the image lacks what was learnt before', () => {
    const capture = captureOf(
      '03',
      writing(() => ({ 'proc.pid': 1 })),
    );
    const verdict = judgeShared({}, { kind: 'captured', capture });
    expect(failedIds(verdict)).toEqual(['00/pid']);
    expect(verdict).toMatchObject({ status: 'failed', points: 6 });
  });

  test('is told in a kernel’s words where it refuses the image’s program', () => {
    const none = { errno: 'EACCES', verifierLog: 'R1 is bad\n', libbpfLog: '' };
    const run: RunResult = {
      kind: 'refused',
      refusal: { stage: 'load', message: 'The kernel refuses it.', ...none },
      context: { engine: 'host', kernel: '6.18.44', durations: [], container: 'runc' },
    };
    const verdict = judgeShared({}, run);
    expect(failedIds(verdict)).toEqual(['loads']);
    expect(blockers(verdict)).toEqual(['loads']);
    expect(diagnosesOf(verdict)).toEqual(['refused-by-kernel']);
  });

  test('is not that there is no program for this machine: that is said', () => {
    const verdict = judgeShared({ image: { ...IMAGE, program: undefined } });
    expect(blockers(verdict)).toEqual(['image']);
    expect(verdict.status).toBe('failed');
  });
});

describe('a registry that cannot be reached', () => {
  test.each([
    ['with the image in the learner’s store', STORED, tasksOf('passed', 'passed', 'notRun', 'notRun')],
    ['with nothing', NONE, tasksOf('notRun', 'passed', 'notRun', 'notRun')],
  ])('is an error, never a failure: %s', (_, image, tasks) => {
    const verdict = judgeShared({ registry: UNREACHABLE, image });
    expect(verdict).toMatchObject({
      status: 'error',
      error: { code: 'registry-down', hint: expect.stringContaining('share.oci.tar') },
    });
    expect(failedIds(verdict)).toEqual([]);
    expect(blockers(verdict)).toEqual(['registry']);
    expect(taskStates(verdict)).toEqual(tasks);
    expect(diagnosesOf(verdict)).toEqual(['registry-unreachable']);
    expect(checkOf(verdict, 'pushed')?.status).toBe('notRun');
  });

  test('is told with the check that waits for it', () => {
    const verdict = judgeShared({ registry: UNREACHABLE, image: STORED });
    expect(checkOf(verdict, 'pushed')?.remark).toBe('The registry ttl.sh cannot be reached: ENOTFOUND.');
  });

  test('does not matter where something is wrong anyhow', () => {
    const verdict = judgeShared({ ...named('ttl.sh/open:latest'), registry: UNREACHABLE, image: STORED });
    expect(verdict.status).toBe('failed');
    expect(diagnosesOf(verdict)).toEqual(['guessable-name']);
  });

  test('with a spoilt archive is the archive’s mistake', () => {
    const image: SharedImage = { kind: 'refused', from: 'archive', message: 'It is no tar file.' };
    const verdict = judgeShared({ registry: UNREACHABLE, image });
    expect(failedIds(verdict)).toEqual(['well-formed']);
    expect(verdict.diagnoses[0]).toMatchObject({
      id: 'not-a-gadget-image',
      message: 'The image in share.oci.tar is refused: It is no tar file. Nothing of it was run.',
    });
  });
});

describe('what a learner reads', () => {
  test('has the place in share.yaml', () => {
    const verdict = judgeShared({ declared: { ...DECLARED, digest: OTHER_DIGEST } });
    expect(verdict.diagnoses).toMatchObject([
      { file: 'share.yaml', line: 7, column: 9, see: 'steps/03-share#task-push-it' },
    ]);
    const nameless = judgeShared({ ...NAMELESS, declared: { ...DECLARED, image: undefined } });
    expect(nameless.diagnoses).toMatchObject([{ line: 4, see: 'steps/03-share#task-build-an-image' }]);
  });

  test('names the place of a mistake in share.yaml itself, where there is one', () => {
    const at = (line: number) =>
      judgeShared({
        ...NAMELESS,
        declared: {
          ...DECLARED,
          diagnostics: [
            { file: 'share.yaml', line, column: 3, severity: 'error', category: '', message: 'x' },
          ],
        },
      }).diagnoses[0];
    expect(at(2)).toMatchObject({ line: 2, column: 3 });
    expect(at(0)).not.toHaveProperty('line');
  });

  test.each(MANIFESTS)(
    'of the digest of the manifest for $architecture, and which one it should be',
    (manifest) => {
      const verdict = judgeShared({ declared: { ...DECLARED, digest: manifest.digest } });
      expect(verdict.diagnoses[0]?.message).toContain(`manifest for ${manifest.architecture}`);
      expect(verdict.diagnoses[0]?.message).toContain(`digest of its index: ${DIGEST}`);
    },
  );

  test('of an image that was built again after the push', () => {
    const verdict = judgeShared({ declared: { ...DECLARED, digest: OTHER_DIGEST } });
    expect(verdict.diagnoses[0]?.message).toContain('built again after the push');
    expect(checkOf(verdict, 'digest')).toMatchObject({
      expected: `share.yaml says ${DIGEST}`,
      actual: `it says ${OTHER_DIGEST}`,
    });
  });

  test('of a refused image is the reason, and that nothing of it was run', () => {
    const verdict = judgeShared({ registry: { kind: 'has', digest: '' }, image: REFUSED });
    expect(verdict.diagnoses[0]?.message).toBe(
      'The image in the registry is refused: A layer is 5 GB long. Nothing of it was run.',
    );
    expect(verdict.share).toMatchObject({ registry: { status: 'has' }, refusal: 'A layer is 5 GB long.' });
    expect(verdict.capture).toBeUndefined();
  });

  test('of what to type, where a command mends it', () => {
    const message = (share: Partial<ShareOutcome>) => judgeShared(share).diagnoses[0]?.message;
    const name = `ttl.sh/${UUID}:latest`;
    expect(message({ registry: ABSENT, image: STORED })).toContain(`lab image push ${name}`);
    expect(message({ registry: UNREACHABLE, image: STORED })).toContain(
      `lab image export ${name} share.oci.tar`,
    );
    expect(message(named('ttl.sh/open:latest'))).toContain('ID=$(uuidgen)');
  });

  test('has a hint on the ladder for what has a way out', () => {
    const hints = step('03').tasks.flatMap(({ hints }) => hints.flatMap(({ when }) => when ?? []));
    const diagnoses = [...MISTAKES.flatMap(({ diagnosis }) => diagnosis), 'registry-unreachable'];
    expect(hints.filter((id) => !diagnoses.includes(id))).toEqual([]);
  });
});

describe('a name that nobody else takes', () => {
  const random32 = '4be1c02d7a9f4c358e2061d3f0a4b957';
  test.each([
    ['a UUID', `ttl.sh/${UUID}:latest`],
    ['a UUID for an hour', `ttl.sh/${UUID}:1h`],
    ['a UUID in a folder', `ttl.sh/me/open-${UUID}:latest`],
    ['a UUID as the tag', `ttl.sh/open:${UUID}`],
    ['a UUID with a digest', `ttl.sh/${UUID}@${DIGEST}`],
    ['a UUID in capitals as the tag', `ttl.sh/open:${UUID.toUpperCase()}`],
    ['openssl rand -hex 16', `ttl.sh/${random32}:latest`],
    ['random letters and digits', 'ttl.sh/k3j9x0qv7mz2b81rth5wn46cpd0ya8se:latest'],
    ['base32', 'ttl.sh/mzxw6ytboi2gk3tfon4gk3ts7fqxa5da:latest'],
    ['an account', 'ghcr.io/me/open:latest'],
    ['an account at Docker', 'docker.io/me/open:latest'],
    ['a registry of one’s own', 'registry.example.org/open:v1'],
    ['a loopback registry', '127.0.0.1:5000/open:latest'],
    ['a loopback registry by name', 'localhost:5000/open:latest'],
    ['a loopback registry by IPv6', '[::1]:5000/open:latest'],
    ['a registry that only begins like ttl.sh', 'ttl.sh.example.org/open:latest'],
    ['a namespace that only begins like Inspektor Gadget’s', 'ghcr.io/inspektor-gadget-fan/open:latest'],
  ])('is %s', (_, full) => {
    expect(failedIds(judgeShared(named(full)))).toEqual([]);
  });

  test.each([
    ['the gadget', 'ttl.sh/open:latest'],
    ['one’s own', 'ttl.sh/alice/my-first-gadget:latest'],
    ['a number', 'ttl.sh/open-1234567:latest'],
    ['a long number', 'ttl.sh/open-20260302091407218830451012345678:latest'],
    ['half a UUID', `ttl.sh/${UUID.slice(0, 18)}:latest`],
    ['a UUID of zeros', 'ttl.sh/00000000-0000-0000-0000-000000000000:latest'],
    ['a UUID that counts', 'ttl.sh/01234567-89ab-cdef-0123-456789abcdef:latest'],
    ['the UUID of the course', 'ttl.sh/9272b90f-a23e-4457-bc84-e3f6106cba31:latest'],
    ['the course’s without dashes', 'ttl.sh/9272b90fa23e4457bc84e3f6106cba31:latest'],
    ['the UUID of the RFC', 'ttl.sh/f81d4fae-7dec-11d0-a765-00a0c91e6bf6:latest'],
    ['one letter, often', `ttl.sh/${'a'.repeat(40)}:latest`],
    ['a word, often', `ttl.sh/${'dead0beef1'.repeat(4)}:latest`],
    ['the alphabet', 'ttl.sh/abcdefghijklmnopqrstuvwxyz0123456789:latest'],
    ['words', 'ttl.sh/my-very-own-gadget-that-traces-every-open:latest'],
    ['the digest', `ttl.sh/open@${DIGEST}`],
    ['the same at a port', 'ttl.sh:443/open:latest'],
    ['the same in a subdomain', 'eu.ttl.sh/open:latest'],
  ])('is not %s', (_, full) => {
    expect(failedIds(judgeShared(named(full)))).toEqual(['name']);
    expect(diagnosesOf(judgeShared(named(full)))).toEqual(['guessable-name']);
  });

  test('is everything that is drawn', () => {
    const digits = '0123456789abcdef';
    let state = 1;
    const draw = () => {
      state = (state * 48_271) % 2_147_483_647;
      return digits[Math.floor((state / 2_147_483_647) * 16)];
    };
    const names = Array.from(
      { length: 5000 },
      () => `ttl.sh/${Array.from({ length: 32 }, draw).join('')}:latest`,
    );
    expect(names.filter((full) => nameFault(nameOf(full)) !== undefined)).toEqual([]);
  });
});

describe('the step after it', () => {
  const capture = captureOf('04', SOLUTION);
  const input = {
    step: { ...step('02'), id: '05' },
    earlier: [...earlierThan('03'), step('03')],
    build: BUILT,
    run: { kind: 'captured', capture: captureOf('02', SOLUTION) },
    module: undefined,
    durationMs: 1,
  } as const;

  test('does not ask for the image again, and takes its own run for nothing of the image’s', () => {
    const { kept } = judgeStep({ ...input, share: undefined });
    expect(kept.filter(({ id }) => id.startsWith('03/'))).toEqual([]);
    expect(kept.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(kept.map(({ id }) => id)).toContain('01/short');
  });

  test('asks for it where it grades an image as well', () => {
    const wrong = { ...SHARED, registry: ABSENT };
    const { kept } = judgeStep({ ...input, build: undefined, share: wrong });
    expect(kept.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual(['03/pushed']);
  });

  test('is step 04, whose kept checks are those of the steps before 03', () => {
    const { kept } = judgeStep({
      ...input,
      step: step('04'),
      run: { kind: 'captured', capture },
      share: undefined,
    });
    expect(kept.filter(({ id }) => id.startsWith('03/'))).toEqual([]);
    expect(kept.map(({ id }) => id)).toContain('02/open-flags');
  });
});

test('the same input gives the same verdict', () => {
  expect(judgeShared()).toEqual(judgeShared());
});
