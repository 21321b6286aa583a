import { findField } from '../../grader/gadget/decode/find-field.ts';
import type { Diagnostic } from '../../grader/model/artifact.ts';
import type { Capture } from '../../grader/model/capture.ts';
import type {
  LogLine,
  ModuleBuild,
  ModuleFault,
  ModuleOutcome,
  ModuleRun,
  ProcessedEvent,
} from '../../grader/model/module.ts';
import { SOLUTION } from './gadget.ts';
import { captureOf } from './verdicts.ts';

/** A module as a value: what it makes of the flags of an event, and how its run went. */
export interface Module {
  /** The field that it reads. */
  readonly reads: string;
  /** What it writes into `flags_decoded`, by the number that it reads. */
  readonly decode: (flags: number) => string;
  /** Names of the program's own fields that it overwrites. */
  readonly changes: readonly string[];
  readonly fields: ModuleRun['fields'];
  readonly subscriptions: readonly string[];
  readonly log: readonly LogLine[];
  readonly output: string;
  readonly fault: ModuleFault | undefined;
}

const NAMES =
  'CREAT EXCL NOCTTY TRUNC APPEND NONBLOCK DSYNC FASYNC DIRECT LARGEFILE DIRECTORY NOFOLLOW NOATIME CLOEXEC';

/** What the lesson asks for, written in another way than the judge's. */
export function words(flags: number): string[] {
  const bits = [...(flags >>> 6).toString(2)].reverse();
  const names = NAMES.split(' ').filter((_, index) => bits[index] === '1');
  return [['RDONLY', 'WRONLY', 'RDWR', ''][flags & 3] ?? '', ...names]
    .filter((name) => name !== '')
    .map((name) => `O_${name}`);
}

/** The course's solution of step 04. */
export const RIGHT_MODULE: Module = {
  reads: 'flags',
  decode: (flags) => words(flags).join('|'),
  changes: [],
  fields: [{ dataSource: 'open', name: 'flags_decoded', kind: 'string' }],
  subscriptions: ['open'],
  log: [],
  output: '',
  fault: undefined,
};

export const MODULE_BUILT: ModuleBuild = {
  status: 'ok',
  diagnostics: [],
  durationMs: 210.6,
  module: { bytes: new Uint8Array(), source: 'go/main.go', key: '00', unused: [] },
};

export const UNUSED: readonly Diagnostic[] = ['flags', 'decoded'].map((name, index) => ({
  file: 'go/main.go',
  line: 60 + index,
  column: 2,
  severity: 'warning',
  category: '',
  message: `declared and not used: ${name}`,
}));

export const MODULE_DRAFT: ModuleBuild = {
  ...MODULE_BUILT,
  diagnostics: UNUSED,
  module: { bytes: new Uint8Array(), source: 'go/main.go', key: '00', unused: UNUSED },
};

export const MODULE_NOT_BUILT: ModuleBuild = {
  status: 'failed',
  timedOut: false,
  durationMs: 90,
  diagnostics: [
    {
      file: 'go/main.go',
      line: 76,
      column: 40,
      severity: 'error',
      category: '',
      message: 'undefined: strings',
    },
  ],
};

export const NO_MODULE: ModuleBuild = {
  status: 'absent',
  reason: 'build.yaml has no key `wasm`, so the gadget has no module.',
  durationMs: 1,
  diagnostics: [],
};

/** What running the module over the capture would give: it ends with the event of its fault. */
export function runOver(capture: Capture, module: Module): ModuleOutcome {
  const { fault, log, output, fields, subscriptions } = module;
  const processed = capture.events.map((event): ProcessedEvent => {
    const struct = capture.object.tracers.find(({ dataSource }) => dataSource === event.dataSource)?.struct;
    const flags = struct && findField(struct, module.reads)?.read(event.bytes);
    const isOpen = event.dataSource === 'open' && typeof flags === 'number';
    return {
      values: isOpen ? { flags_decoded: module.decode(flags) } : {},
      changed: module.changes,
    };
  });
  const events = fault === undefined ? processed : processed.slice(0, fault.event ?? 0);
  return { build: MODULE_BUILT, run: { fault, log, output, fields, subscriptions, events } };
}

/** The solution's capture of step 04, which modules are tried on. */
export function captureOf04(seed?: number): Capture {
  return captureOf('04', SOLUTION, seed);
}
