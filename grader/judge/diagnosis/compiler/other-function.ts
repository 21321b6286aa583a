import type { Failure } from './failure.ts';
import { listNames } from './names.ts';
import { functionAt } from './syntax.ts';
import { declaredIn } from './variables.ts';

/** A parameter or variable that only another function has, or a member. */
export function ofOtherFunction(failure: Failure, index: number): string | undefined {
  const { program, tokens } = failure;
  const { text, from = 0 } = tokens[index] ?? {};
  const here = functionAt(failure, from);
  if (here === undefined || tokens[index + 1]?.text === '(') return undefined;
  if (here.parameters.some((parameter) => parameter.name === '')) {
    return `A parameter of \`${here.name}\`, in line ${here.line}, has a type and no name: is that one meant?`;
  }
  const other = declaredIn(program).find(
    ({ name, kind }) => name === text && /^(parameter|variable)$/.test(kind),
  );
  const owner = other && program.functions.find((one) => one.from <= other.at && other.at < one.to);
  if (owner !== undefined && owner !== here) {
    return `Only \`${owner.name}\` has it, and a function knows its own parameters and variables alone.${parametersOf(here)}`;
  }
  const struct = program.structs.find(({ members }) => members.some(({ name }) => name === text));
  return (
    struct &&
    `It is a member of \`struct ${struct.name}\`, but no parameter or variable of \`${here.name}\`: if it is to be handed over, \`${here.name}\` needs a parameter for it.`
  );
}

function parametersOf({ name, parameters }: Failure['program']['functions'][number]): string {
  const names = parameters
    .map((parameter) => parameter.name)
    .filter((other) => other !== '' && other !== 'void');
  if (names.length === 0) return '';
  const are =
    names.length === 1
      ? `The parameter of \`${name}\` is called`
      : `The parameters of \`${name}\` are called`;
  return ` ${are} ${listNames(names)}.`;
}
