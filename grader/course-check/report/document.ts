import type { CourseReport } from '../finding.ts';

/** What `lab course check --json` prints (docs/course-check.schema.json). */
export function courseJson(report: CourseReport, toolVersion: string): string {
  const document = { schemaVersion: 1, tool: { name: 'gadget-lab', version: toolVersion }, ...report };
  return `${JSON.stringify(document, null, 2)}\n`;
}
