import { allWork, type Examination, type Examined } from './examine.ts';
import { mendText } from './mend.ts';

/** What `lab doctor --json` prints (docs/doctor.schema.json). */
export function doctorJson(examination: Examination, version: string): string {
  const document = {
    schemaVersion: 1,
    tool: { name: 'gadget-lab', version },
    status: allWork(examination) ? 'ok' : 'problems',
    steps: examination.steps,
    needs: examination.needs.map(needOf),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function needOf({ finding, ...need }: Examined): object {
  const { mend, ...rest } = finding;
  return {
    ...need,
    ...rest,
    // A command for a shell or, where none does it, what to do; the kind tells which.
    ...(mend && { mend: { kind: mend.kind === 'advice' ? 'advice' : 'command', text: mendText(mend) } }),
  };
}
