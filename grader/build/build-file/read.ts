import { readInside } from '../inside.ts';
import { parseMapping } from '../yaml-mapping.ts';
import { BUILD_FILE, type BuildFile, DEFAULTS, remark } from './build-file.ts';
import { interpret } from './interpret.ts';

/** Far above any build.yaml. */
const LARGEST = 64 * 1024;

/**
 * Reads and checks the workspace's build.yaml. Whether the files that it names exist is left to those who need them.
 * Never throws for what is in the folder.
 */
export async function readBuildFile(directory: string): Promise<BuildFile> {
  const file = await readInside(directory, BUILD_FILE, LARGEST);
  if (file.kind === 'missing') return DEFAULTS;
  const empty = { ...DEFAULTS, exists: true };
  if (file.kind === 'unusable') {
    return { ...empty, diagnostics: [remark('error', `${BUILD_FILE} ${file.why}`)] };
  }
  const parsed = await parseMapping(file.bytes.toString('utf8'), {
    name: BUILD_FILE,
    example: 'wasm: go/main.go',
  });
  if (parsed.kind === 'invalid') return { ...empty, diagnostics: parsed.diagnostics };
  return interpret(directory, parsed.entries);
}
