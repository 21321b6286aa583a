import { expect, it } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';
import { check, places } from './check.ts';

it("finds nothing to mend in the texts of the lab's own course, and in the patches of its programs", async () => {
  const report = await check(projectRoot, { only: 'static' });
  expect(places(report)).toEqual([]);
});
