import { warmHeaders, warmModule } from '../../grader/build/index.ts';

/** By the argument: what set-up makes in advance. */
const makers: Readonly<Record<string, () => Promise<void>>> = { headers: warmHeaders, module: warmModule };

await makers[process.argv[2] ?? '']?.();
