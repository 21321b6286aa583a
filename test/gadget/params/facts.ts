import { parseMetadata } from '../../../grader/gadget/metadata/parse.ts';
import { gadgetParams } from '../../../grader/gadget/params/object-params.ts';
import type { GadgetParam } from '../../../grader/gadget/params/param.ts';
import type { TypeLayout } from '../../../grader/model/layout.ts';

/** The parameters of a gadget whose program marks these variables with `GADGET_PARAM`, and that has this gadget.yaml. */
export async function paramsOf(
  variables: Readonly<Record<string, TypeLayout>>,
  yaml = '',
): Promise<readonly GadgetParam[]> {
  const { metadata, diagnostics } = await parseMetadata(yaml, 'gadget.yaml');
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  const names = Object.keys(variables);
  const facts = {
    variables: ['other', ...names, ...names.map((name) => `gadget_param_${name}`)],
    variable: (name: string) => variables[name],
  };
  return gadgetParams(facts, metadata.params);
}
