import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { courseRoot } from '../../grader/course/root.ts';
import { OUTPUT_MODES } from '../../grader/gadget/output/mode.ts';
import { type Answer, type Candidate, NOTHING } from './answer.ts';

/** What a value can be, by the word in the usage that stands for it: the `folder` of `--dir <folder>`. */
const KINDS: Readonly<Record<string, () => Promise<Answer>>> = {
  step: async () => only(await steps()),
  folder: async () => ({ candidates: [], paths: 'folders' }),
  file: async () => ({ candidates: [], paths: 'files' }),
  image: async () => only(await images()),
  // A name that is there already; elsewhere a name is a new one.
  'push name': async () => only(await images()),
  'images-and-file': async () => ({ candidates: await images(), paths: 'files' }),
  gadget: async () => ({ candidates: await images(), paths: 'folders' }),
  mode: async () => only(OUTPUT_MODES.map(plain)),
};

/** The same by other words. */
const SYNONYMS: Readonly<Record<string, string>> = { dir: 'folder', directory: 'folder', path: 'file' };

/** The values for a placeholder such as `steps` of a command, or for what has choices of its own. */
export async function valuesFor(
  command: string,
  placeholder: string,
  choices: readonly string[] | undefined,
): Promise<Answer> {
  if (choices !== undefined) return only(choices.map(plain));
  const word = placeholder.toLowerCase();
  const one = word.replace(/s$/, '');
  const kind = KINDS[`${command} ${word}`] ?? KINDS[word] ?? KINDS[one] ?? KINDS[SYNONYMS[one] ?? ''];
  return kind?.() ?? NOTHING;
}

/** Ids and names, from the names of the folders: nobody wants to wait for a course to be read. */
async function steps(): Promise<readonly Candidate[]> {
  const folders = await readdir(join(courseRoot(), 'steps')).catch(() => []);
  const parts = folders.toSorted().flatMap((folder) => {
    const [, id, name] = /^(\d+)-(.+)$/.exec(folder) ?? [];
    return id === undefined || name === undefined ? [] : [{ id, name }];
  });
  return [
    ...parts.map(({ id, name }) => ({ value: id, description: name })),
    ...parts.map(({ id, name }) => ({ value: name, description: `step ${id}` })),
  ];
}

/** The names in the store, as `lab image list` shows them. A store that cannot be read has none to offer. */
async function images(): Promise<readonly Candidate[]> {
  const [{ readList }, { placesIn, storeDirectory }, { shortRepository }] = await Promise.all([
    import('../../grader/image/store/list-file.ts'),
    import('../../grader/image/store/places.ts'),
    import('../../grader/image/name.ts'),
  ]);
  const list = await readList(placesIn(storeDirectory())).catch(() => undefined);
  return (list?.entries ?? []).flatMap(({ name }) => {
    if (name === undefined) return [];
    const tag = name.tag === undefined || name.tag === 'latest' ? '' : `:${name.tag}`;
    return [plain(`${shortRepository(name.repository)}${tag}`)];
  });
}

function only(candidates: readonly Candidate[]): Answer {
  return { candidates, paths: 'none' };
}

function plain(value: string): Candidate {
  return { value, description: '' };
}
