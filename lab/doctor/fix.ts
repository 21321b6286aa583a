import { spawn } from 'node:child_process';
import { LabError } from '../../grader/model/error.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { ask, canAsk } from '../terminal/ask.ts';
import { commandLine } from '../terminal/command-line.ts';
import type { Examination } from './examine.ts';
import { type Command, fixCommands } from './mend.ts';

export interface FixOptions {
  /** Run them without a question. */
  readonly yes: boolean;
  readonly signal: AbortSignal;
}

/** The commands that mend what the steps need, in the order in which they must run. */
export function commandsFor({ needs }: Examination): readonly Command[] {
  const lacking = needs.filter(({ neededFor, finding }) => neededFor.length > 0 && finding.status !== 'ok');
  return fixCommands(lacking.flatMap(({ finding }) => finding.mend ?? []));
}

/**
 * Shows the commands, asks once, and runs them one after another on this terminal; one that fails ends the row.
 * @returns false where the user does not want it
 * @throws LabError `no-consent` where there is nobody to ask
 */
export async function fix(commands: readonly Command[], { yes, signal }: FixOptions): Promise<boolean> {
  say(['These commands mend it:', '', ...commands.map((command) => `    ${commandLine(command)}`), '']);
  if (!yes && !(await agreed(signal))) return false;
  for (const command of commands) {
    say([`> ${commandLine(command)}`]);
    const ending = await runHere(command);
    signal.throwIfAborted();
    if (ending === undefined) continue;
    say([`It failed (${ending}); what comes after it is left out.`]);
    break;
  }
  say(['']);
  return true;
}

function agreed(signal: AbortSignal): Promise<boolean> {
  if (!canAsk()) throw noConsent();
  return ask('Run them now?', signal);
}

/** How it failed; undefined where it did not. The terminal gives Ctrl-C to the command as well. */
function runHere([file, ...args]: Command): Promise<string | undefined> {
  const child = spawn(file, args, { cwd: projectRoot, stdio: ['inherit', process.stderr, 'inherit'] });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
}

function noConsent(): LabError {
  return new LabError({
    kind: 'request',
    code: 'no-consent',
    message: 'Whether the commands may be run was to be asked, and there is no terminal to ask on.',
    hint: 'lab doctor --fix --yes runs them without a question.',
  });
}

function say(lines: readonly string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`);
}

/**
 * What to type after the report; undefined where no command of the lab's helps.
 * @param inWorkspace Whether the learner is in one: elsewhere there is nothing to check yet.
 */
export function nextCommand(examination: Examination, inWorkspace: boolean): string | undefined {
  const [only, second] = examination.steps;
  const one = only && !second ? ` ${only.id}` : '';
  const worksAll = examination.steps.length > 0 && examination.steps.every(({ works }) => works === true);
  if (worksAll) return inWorkspace ? (one === '' ? 'lab' : `lab guide${one}`) : 'lab start';
  return commandsFor(examination).length > 0 ? `lab doctor${one} --fix` : undefined;
}
