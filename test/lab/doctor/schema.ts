import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { projectRoot } from '../../../grader/model/project.ts';

/** As much of the document as the tests look at. */
export interface DoctorDocument {
  readonly status: string;
  readonly steps: readonly {
    readonly id: string;
    readonly works: boolean | 'unknown';
    readonly because: readonly string[];
  }[];
  readonly needs: readonly FoundNeed[];
}

export interface FoundNeed {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly neededFor: readonly string[];
  readonly mend?: { readonly kind: string; readonly text: string };
}

const schema = JSON.parse(readFileSync(join(projectRoot, 'docs/doctor.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

/** What docs/doctor.schema.json has against a document. */
export function schemaErrors(document: unknown): readonly string[] {
  if (validate(document)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
