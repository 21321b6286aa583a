import { describeParams } from '../../grader/engine/describe.ts';
import { NO_METADATA } from '../../grader/gadget/metadata/metadata.ts';
import type { GadgetParam } from '../../grader/gadget/params/param.ts';
import { typeText } from '../../grader/gadget/params/value-type.ts';
import { clean } from '../../grader/report/text.ts';
import { gadgetTitle } from './run-messages.ts';
import { prepareTarget, type RunTarget } from './run-target.ts';

/** What a gadget's own parameters are, for the help of `lab run GADGET --help`. @throws LabError */
export async function paramsHelp(target: RunTarget, signal: AbortSignal): Promise<string> {
  const { gadget } = await prepareTarget(target, signal, () => {});
  const metadata = gadget?.metadata?.said ?? NO_METADATA;
  const params = gadget && (await describeParams(gadget.artifact.object, metadata.params));
  if (!params) return 'The gadget does not build, so its own parameters are not known.\n';
  const title = gadgetTitle(metadata);
  return `${title === '' ? '' : `${title}\n`}${table(params)}`;
}

function table(params: readonly GadgetParam[]): string {
  if (params.length === 0) return 'This gadget has no parameters of its own.\n';
  const rows = params.map((param) => [flagOf(param), wordsOf(param)] as const);
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return `Parameters of this gadget:\n${rows.map(([flag, words]) => `  ${flag.padEnd(width)}  ${words}\n`).join('')}`;
}

function flagOf({ key, alias, type }: GadgetParam): string {
  return `${alias === '' ? '' : `-${alias}, `}--${key}${type.kind === 'bool' ? '' : ' <value>'}`;
}

function wordsOf({ description, type, defaultValue, mandatory }: GadgetParam): string {
  const remarks = [
    typeText(type),
    mandatory ? 'must be given' : '',
    defaultValue === '' ? '' : `default: ${defaultValue}`,
  ];
  const words = `${description} (${remarks.filter(Boolean).join('; ')})`;
  return clean(words.trim().replace(/\s+/g, ' '));
}
