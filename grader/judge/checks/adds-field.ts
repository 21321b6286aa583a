import type { AddedFieldSpec } from '../../model/check-spec.ts';
import type { AddedField } from '../../model/module.ts';
import type { ModuleFacts } from '../module-facts.ts';
import type { Outcome } from '../outcome.ts';
import { listShort } from '../text.ts';

/** There may be a thousand. */
const SHOWN = 20;

/** The module added a field of that name and type to that data source. */
export function addsField(spec: AddedFieldSpec, { run }: ModuleFacts): Outcome {
  const expected = `a new field ${describe({ ...spec, kind: spec.type })}`;
  const evidence = { fields: run.fields.slice(0, SHOWN) };
  const found = run.fields.find(
    ({ dataSource, name }) => dataSource === spec.dataSource && name === spec.name,
  );
  if (found?.kind === spec.type) return { status: 'passed', expected, evidence };
  if (found !== undefined) {
    const actual = `\`${found.name}\` is of type ${found.kind}`;
    return { status: 'failed', expected, actual, evidence };
  }
  const others = listShort(run.fields.map(describe));
  const actual = others === '' ? 'the module added no field' : `the module added ${others}`;
  return { status: 'failed', expected, actual, evidence };
}

function describe({ dataSource, name, kind }: AddedField): string {
  return `\`${name}\` (${kind}) in the data source \`${dataSource}\``;
}
