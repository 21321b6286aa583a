import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../lab/program.ts';
import { runLab } from '../support/lab.ts';

const WIDEST = 80;

const program = createProgram({
  signal: new AbortController().signal,
  outputClosed: new AbortController().signal,
  setExitCode: () => {},
});

/** Every command that can be typed, by what is typed. */
function commandsBelow(command: Command, name: string): readonly (readonly [string, Command])[] {
  const shown = command.createHelp().visibleCommands(command);
  const subs = command.commands.filter((sub) => shown.includes(sub));
  return [[name, command] as const, ...subs.flatMap((sub) => commandsBelow(sub, `${name} ${sub.name()}`))];
}

/** The whole help, with the examples behind it. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

const commands = commandsBelow(program, 'lab');

describe('the help of', () => {
  it.each(commands)('%s says what it does and shows how', (name, command) => {
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    const examples = helpOf(command).split('\n');
    const begins = (line: string): boolean => line.startsWith(`  $ ${name}`);
    expect(examples.some(begins), `no example begins with $ ${name}`).toBe(true);
  });

  it.each(commands)('%s fits into 80 columns', (_name, command) => {
    const wide = helpOf(command)
      .split('\n')
      .filter((line) => line.length > WIDEST);
    expect(wide).toEqual([]);
  });

  it.each(commands)('%s says what each argument and option means', (_name, command) => {
    const options = command.options.filter(({ hidden }) => !hidden);
    for (const { flags, description } of options) expect(description, flags).not.toBe('');
    for (const argument of command.registeredArguments)
      expect(argument.description, argument.name()).not.toBe('');
  });

  it.each(commands.slice(1))('%s is what `lab help` shows, too', async (name, command) => {
    const { code, stdout, stderr } = await runLab(['help', ...name.split(' ').slice(1)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(helpOf(command));
  });
});

describe('what is mistyped', () => {
  it.each([
    [['chekc'], 'check'],
    [['image', 'biuld'], 'build'],
    [['registry', 'strat'], 'start'],
    [['help', 'imgae'], 'image'],
    [['help', 'image', 'psuh'], 'push'],
    [['check', '00', '--jsno'], '--json'],
    [['image', 'list', '--outptu', 'json'], '--output'],
    [['registry', 'start', '--prot', '5000'], '--port'],
    [['build', '--jsn'], '--json'],
  ])('%j was probably meant to be %s', async (args, meant) => {
    const { code, stdout, stderr } = await runLab(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`mend: did you mean ${meant}?`);
  });

  it('below a command that has none is said to be nothing', async () => {
    const { code, stderr } = await runLab(['help', 'check', 'nothing']);
    expect(code).toBe(2);
    expect(stderr).toContain("check has no command 'nothing'");
  });
});
