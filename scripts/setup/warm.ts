import { warmHeaders } from '../../grader/build/index.ts';

await warmHeaders();
