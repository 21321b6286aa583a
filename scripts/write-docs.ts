// Writes the pages of docs/ that are made from the code. Usage: npm run docs
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diagnosesPage } from '../grader/judge/diagnosis/page.ts';

await writeFile(join(import.meta.dirname, '..', 'docs', 'diagnoses.md'), diagnosesPage());
