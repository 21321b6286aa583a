import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildResult, Diagnostic } from '../../grader/model/artifact.ts';
import type { RunResult } from '../../grader/model/capture.ts';
import type { ModuleOutcome } from '../../grader/model/module.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { eventStruct, SOLUTION, writing } from '../judge/gadget.ts';
import {
  captureOf04,
  MODULE_BUILT,
  MODULE_DRAFT,
  MODULE_NOT_BUILT,
  NO_MODULE,
  RIGHT_MODULE,
  runOver,
} from '../judge/module.ts';
import {
  ABSENT,
  DECLARED,
  DENIED,
  IMAGE,
  judgeShared,
  nameOf,
  OTHER_DIGEST,
  UNREACHABLE,
} from '../judge/share.ts';
import { BUILT, captureOf, judgeCapture, judgeGadget, judgeRun } from '../judge/verdicts.ts';

export const SOURCE = '\tevent->flag = flags;';

const NOT_BUILT: BuildResult = {
  status: 'failed',
  timedOut: false,
  durationMs: 90,
  diagnostics: [
    {
      file: 'program.bpf.c',
      line: 42,
      column: 9,
      severity: 'error',
      category: 'Semantic Issue',
      message: "no member named 'flag' in 'struct event'; did you mean 'flags'?",
      fixIt: {
        file: 'program.bpf.c',
        start: { line: 42, column: 9 },
        end: { line: 42, column: 13 },
        text: 'flags',
      },
    },
    {
      file: 'program.bpf.c',
      line: 50,
      column: 2,
      severity: 'warning',
      category: '-Wunused-variable',
      message: "unused variable 'x'",
    },
  ],
};

const REFUSED: RunResult = {
  kind: 'refused',
  refusal: {
    stage: 'load',
    errno: 'EACCES',
    program: 'openat_entry',
    section: 'tracepoint/syscalls/sys_enter_openat',
    message: 'The kernel refuses to load `openat_entry`.',
    verifierLog: readFileSync(
      join(import.meta.dirname, '../judge/diagnosis/load/logs/null-check-missing.log'),
      'utf8',
    ),
    libbpfLog: '',
  },
  context: { engine: 'host', kernel: '6.18.44', durations: [], container: 'runc' },
};

const NAMELESS = {
  name: { kind: 'missing' },
  registry: { kind: 'notAsked' },
  image: { kind: 'none' },
} as const;

const NO_MAPPING: Diagnostic = {
  file: 'share.yaml',
  line: 2,
  column: 1,
  severity: 'error',
  category: 'share.yaml',
  message: 'a mapping is needed here',
};

const CAPTURE_04 = captureOf04();

const PANIC = `panic: index out of range [3]

goroutine 1 [running]:
main.gadgetInit.func1(0x3)
\t/tmp/lab/main.go:71 +0x5
${'main.deeper()\n'.repeat(12)}`;

/** Real verdicts of every sort: the judge's own output. */
export const SAMPLES: Readonly<Record<string, StepVerdict>> = {
  passed: judgeGadget('02', SOLUTION),
  wrongValues: judgeGadget(
    '02',
    writing(() => ({ flags: 577 })),
  ),
  regressed: judgeGadget(
    '02',
    writing(() => ({ filename: 'bar' })),
  ),
  halfWay: judgeGadget('00', { ...SOLUTION, struct: eventStruct(1), traces: ['openat'] }),
  twice: judgeGadget('00', { ...SOLUTION, sends: () => 2, filters: false }),
  silent: judgeGadget('00', { ...SOLUTION, sends: () => 0 }),
  notBuilt: judgeRun('02', undefined, NOT_BUILT),
  refused: judgeRun('00', REFUSED),
  notRun: judgeRun('00', undefined),
  overflow: judgeCapture('02', {
    ...captureOf('02', { ...SOLUTION, sends: (index) => index % 2 }),
    ring: { size: 8192, peak: 8192 },
  }),
  arm64: judgeCapture('00', armCapture()),
  moduleRight: judgeModule(runOver(CAPTURE_04, RIGHT_MODULE)),
  moduleWrong: judgeModule(runOver(CAPTURE_04, { ...RIGHT_MODULE, decode: () => 'O_RDWR' })),
  modulePanicked: judgeModule({
    build: { ...MODULE_BUILT, program: { file: 'go/main.go', text: '\tx()\n'.repeat(100) } },
    run: runOver(CAPTURE_04, {
      ...RIGHT_MODULE,
      fault: { phase: 'callback', cause: 'trap', message: 'panic: index out of range [3]', event: 2 },
      log: [
        { level: 'warning', from: 'module', message: 'looking at \u001b[31m3' },
        { level: 'warning', from: 'host', message: 'fieldSet: `filename` has 256 bytes' },
      ],
      output: PANIC,
    }).run,
  }),
  moduleDraft: judgeModule({
    build: MODULE_DRAFT,
    run: runOver(CAPTURE_04, { ...RIGHT_MODULE, decode: () => '' }).run,
  }),
  moduleNotBuilt: judgeModule({ build: MODULE_NOT_BUILT, run: undefined }),
  noModule: judgeModule({ build: NO_MODULE, run: undefined }),
  shared: judgeShared(),
  sharedByArchive: judgeShared({ registry: UNREACHABLE, image: { ...IMAGE, from: 'archive' } }),
  notPushed: judgeShared({ registry: ABSENT, image: { ...IMAGE, from: 'store' } }),
  registryDown: judgeShared({ registry: UNREACHABLE, image: { ...IMAGE, from: 'store' } }),
  guessable: judgeShared({ name: nameOf('ttl.sh/open:latest') }),
  otherDigest: judgeShared({ declared: { ...DECLARED, digest: OTHER_DIGEST } }),
  hostileImage: judgeShared({
    registry: { kind: 'has', digest: '' },
    image: { kind: 'refused', from: 'registry', message: 'A layer is \u001b[31m5 GB long.' },
  }),
  nothingBuilt: judgeShared({ registry: DENIED, image: { kind: 'none' } }),
  noShareFile: judgeShared({ ...NAMELESS, declared: { ...DECLARED, exists: false, places: {} } }),
  badShareFile: judgeShared({
    ...NAMELESS,
    declared: { ...DECLARED, image: undefined, diagnostics: [NO_MAPPING] },
  }),
};

function judgeModule(module: ModuleOutcome): StepVerdict {
  return judgeRun('04', { kind: 'captured', capture: CAPTURE_04 }, BUILT, module);
}

function armCapture(): ReturnType<typeof captureOf> {
  const full = captureOf('00', { ...SOLUTION, traces: ['openat'], helpers: [...SOLUTION.helpers, 45] });
  const witnessed = full.witnessed.filter(({ syscall }) => syscall === 'openat');
  return { ...full, architecture: 'arm64', witnessed };
}
