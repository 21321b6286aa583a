import type { Command, Option } from 'commander';
import { type Answer, NOTHING, startingWith } from './answer.ts';
import { commandsOf, findOption, optionsOf, type Place, placeAfter, splitOption } from './place.ts';
import { valuesFor } from './values.ts';
import { unquote } from './words.ts';

/**
 * What could stand where the cursor is.
 * @param words those after `lab` as they were typed, with their quotes; the last one is the one with the cursor
 */
export async function complete(program: Command, words: readonly string[]): Promise<Answer> {
  const plain = words.map(unquote);
  const typed = plain.at(-1) ?? '';
  const place = placeAfter(program, plain.slice(0, -1));
  const [flag, value] = splitOption(typed);
  if (place.option) return startingWith(await optionValues(place.command, place.option), typed);
  if (place.helping) return startingWith(subCommands(place.command), typed);
  if (!typed.startsWith('-') || place.argsOnly) return startingWith(await argument(place), typed);
  if (value !== undefined) return startingWith(await attached(place.command, flag), typed);
  return options(place, typed);
}

function subCommands(command: Command): Answer {
  const candidates = commandsOf(command).map((sub) => ({
    value: sub.name(),
    description: sub.summary() || sub.description(),
  }));
  return { candidates, paths: 'none' };
}

/** What the next argument can be: not what is there already. */
async function argument({ command, args }: Place): Promise<Answer> {
  if (command.commands.length > 0) return args.length === 0 ? subCommands(command) : NOTHING;
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  const next = declared[args.length] ?? (last?.variadic ? last : undefined);
  if (next === undefined) return NOTHING;
  const { candidates, paths } = await valuesFor(command.name(), next.name(), next.argChoices);
  return { candidates: candidates.filter(({ value }) => !args.includes(value)), paths };
}

function options(place: Place, typed: string): Answer {
  const open = optionsOf(place.command).filter((option) => option.variadic || !place.given.includes(option));
  const candidates = open.flatMap(({ long, short, description }) => {
    // A short one is offered only to who has typed it: two names for everything are hard to read.
    const flag = short === typed ? short : (long ?? short);
    return flag?.startsWith(typed) ? [{ value: flag, description }] : [];
  });
  return { candidates, paths: 'none' };
}

/** `--container=do`: the flag is a part of every candidate. */
async function attached(command: Command, flag: string): Promise<Answer> {
  const option = findOption(command, flag);
  if (option === undefined) return NOTHING;
  const { candidates, paths } = await optionValues(command, option);
  return { candidates: candidates.map((one) => ({ ...one, value: `${flag}=${one.value}` })), paths };
}

function optionValues(command: Command, { flags, argChoices }: Option): Promise<Answer> {
  const [, placeholder = ''] = /[<[]([\w-]+)[^\]>]*[\]>]$/.exec(flags) ?? [];
  return valuesFor(command.name(), placeholder, argChoices);
}
