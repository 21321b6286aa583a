import type { StepOutcome } from '../../grader/check-steps.ts';
import { createGadgetStream } from '../../grader/gadget/pipeline.ts';
import { replayModule } from '../../grader/gadget/replay.ts';
import type { Capture } from '../../grader/model/capture.ts';
import type { ModuleRun } from '../../grader/model/module.ts';
import type { Verdict } from '../../grader/model/verdict.ts';
import { formatJson } from '../../grader/report/json.ts';
import { formatStep, formatSummary } from '../../grader/report/pretty.ts';
import { clean } from '../../grader/report/text.ts';
import { outputWidth } from '../terminal/page.ts';
import { type FindingsOptions, prettyOptions } from '../terminal/pretty.ts';
import type { Advance } from '../workspace/record.ts';

/** Prints a check's findings: each step as it is done, then what it all comes to. */
export interface Printer {
  step(outcome: StepOutcome): void;
  /** @param advance Where the learner is now, if that is a new step. */
  end(verdict: Verdict, advance?: Advance): void;
}

export interface PrinterOptions extends FindingsOptions {
  readonly json: boolean;
  readonly events: boolean;
}

/** A table longer than that hides the verdict. */
const EVENTS_SHOWN = 20;

export function createPrinter(options: PrinterOptions): Printer {
  const print = (text: string): void => void process.stdout.write(text);
  if (options.json) return { step: () => {}, end: (verdict) => print(formatJson(verdict)) };
  const pretty = prettyOptions(options);
  return {
    step({ verdict, capture, moduleRun }) {
      print(`${formatStep(verdict, pretty)}\n`);
      if (options.events && capture) print(`${eventTable(capture, moduleRun)}\n`);
    },
    end(verdict, advance) {
      const next = advance ? 'lab guide' : options.next;
      print(formatSummary(verdict, { ...pretty, ...(next && { next }) }));
      if (!advance) return;
      print(`  now   step ${advance.to.id} ${advance.to.name}: ${advance.to.title}\n`);
      if (advance.added.length > 0) print(`  new   ${advance.added.join(', ')}\n`);
    },
  };
}

/** The first events as `lab run` would show them. */
function eventTable(
  { object, events, traced, foreign, bootOffset }: Capture,
  moduleRun: ModuleRun | undefined,
): string {
  const containers = new Map([traced, foreign].map((facts) => [facts.mntns, facts]));
  const options = {
    tracers: object.tracers,
    bootOffset,
    containerOf: (mntns: bigint) => containers.get(mntns),
    output: { mode: 'columns', fields: undefined, width: outputWidth() },
    onNote: () => {},
  };
  const stream = createGadgetStream(options, moduleRun && replayModule(moduleRun));
  const left = events.length - EVENTS_SHOWN;
  const rows = events.slice(0, EVENTS_SHOWN).map(stream.format);
  const table = stream.header() + rows.join('') + (left > 0 ? `… and ${left} more\n` : '');
  // Names and values are a stranger's, whose escapes no terminal should obey.
  return table.split('\n').map(clean).join('\n');
}
