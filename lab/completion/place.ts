import type { Command, Option } from 'commander';

/** Where on the command line the cursor is. */
export interface Place {
  readonly command: Command;
  /** The option that the word belongs to as its value. */
  readonly option: Option | undefined;
  /** Arguments of the command that are there already. */
  readonly args: readonly string[];
  /** Options that are there already. */
  readonly given: readonly Option[];
  /** After `--`, where nothing is an option any more. */
  readonly argsOnly: boolean;
  /** After `lab help`, where only names of commands make sense. */
  readonly helping: boolean;
}

/** Goes through the words before the cursor, as commander would. */
export function placeAfter(program: Command, words: readonly string[]): Place {
  const start: Place = {
    command: program,
    option: undefined,
    args: [],
    given: [],
    argsOnly: false,
    helping: false,
  };
  return words.reduce(step, start);
}

function step(place: Place, word: string): Place {
  const { command, option, args, argsOnly, helping } = place;
  if (option && !(option.optional && word.startsWith('-'))) return { ...place, option: undefined };
  const here = { ...place, option: undefined };
  if (word === '--' && !argsOnly) return { ...here, argsOnly: true };
  if (word.startsWith('-') && word.length > 1 && !argsOnly) return afterOption(here, word);
  const sub = args.length === 0 ? findCommand(command, word) : undefined;
  if (sub?.name() === 'help' && !helping) return { ...here, helping: true };
  if (sub) return { ...here, command: sub, given: [] };
  return { ...here, args: [...args, word] };
}

function afterOption(place: Place, word: string): Place {
  const [flag = '', value] = splitOption(word);
  const option = findOption(place.command, flag);
  if (option === undefined) return place;
  const takesNext = value === undefined && (option.required || option.optional);
  return { ...place, given: [...place.given, option], option: takesNext ? option : undefined };
}

/** `--dir=x` is `--dir` and `x`. */
export function splitOption(word: string): readonly [string, string | undefined] {
  const [, flag = word, value] = /^(--[^=]+)=([\s\S]*)$/.exec(word) ?? [];
  return [flag, value];
}

/** An option of the command, or of the whole lab. */
export function findOption(command: Command, flag: string): Option | undefined {
  return optionsOf(command).find(({ long, short }) => flag === long || flag === short);
}

/** All options that may stand after this command. */
export function optionsOf(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command);
  const whole = rootOf(command);
  if (whole === command) return own;
  return [...own, ...whole.options.filter((option) => option.attributeName() === 'color')];
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}

/** The commands below this one. commander makes `help` of image and registry anew each time it is asked. */
export function commandsOf(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}

function findCommand(command: Command, word: string): Command | undefined {
  return commandsOf(command).find((sub) => sub.name() === word || sub.aliases().includes(word));
}
