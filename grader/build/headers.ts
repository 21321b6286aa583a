import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { LabError } from '../model/error.ts';
import { projectRoot } from '../model/project.ts';
import { run } from './run.ts';
import { recall, remember } from './store.ts';

/** Where the headers are that a gadget includes. */
export interface Headers {
  /** Inspektor Gadget's `include`: holds `gadget/macros.h` and `gadget/<architecture>/vmlinux.h`. Absolute. */
  readonly gadget: string;
  /** The Go module and version that is pinned, `github.com/…@v0.46.0`. */
  readonly version: string;
  /** The folder that holds `bpf/bpf_helpers.h`, which clang searches by default. */
  readonly libbpf: string;
}

const MODULE = 'github.com/inspektor-gadget/inspektor-gadget';
/** What clang searches by default on Linux. */
const SYSTEM_INCLUDES = ['/usr/local/include', '/usr/include'];
const pinDirectory = join(projectRoot, 'bpf');

/**
 * Finds the pinned upstream headers and libbpf's.
 * @throws LabError machine `no-headers`, `no-libbpf-headers`
 */
export async function findHeaders(): Promise<Headers> {
  const libbpf = SYSTEM_INCLUDES.find((folder) => existsSync(join(folder, 'bpf/bpf_helpers.h')));
  if (libbpf === undefined) throw noLibbpfHeaders();
  const version = `${MODULE}@${await pinnedVersion()}`;
  const directory = guess(version) ?? (await recalled(version)) ?? (await askGo(version));
  if (directory === undefined) throw noHeaders(version);
  return { gadget: join(directory, 'include'), version, libbpf };
}

async function pinnedVersion(): Promise<string> {
  const pin = await readFile(join(pinDirectory, 'go.mod'), 'utf8');
  const version = new RegExp(`${MODULE}\\s+(\\S+)`).exec(pin)?.[1];
  if (version === undefined) throw new Error(`bpf/go.mod does not require ${MODULE}`);
  return version;
}

/** Go's own default place, which saves a start of Go. */
function guess(version: string): string | undefined {
  const goPath = process.env.GOPATH?.split(delimiter)[0] || join(homedir(), 'go');
  const directory = join(process.env.GOMODCACHE || join(goPath, 'pkg/mod'), version);
  return isComplete(directory) ? directory : undefined;
}

async function recalled(version: string): Promise<string | undefined> {
  const directory = await recall('headers', version);
  return directory !== undefined && isComplete(directory) ? directory : undefined;
}

/** Asks Go, which knows of settings made with `go env -w`. Nothing is downloaded: that is set-up's work. */
async function askGo(version: string): Promise<string | undefined> {
  const outcome = await run('go', ['list', '-m', '-f', '{{.Dir}}', MODULE], {
    cwd: pinDirectory,
    env: { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOWORK: 'off' },
    timeoutMs: 20_000,
    outputLimit: 64 * 1024,
  });
  const directory = outcome.stdout.trim();
  if (outcome.code !== 0 || directory === '' || !isComplete(directory)) return undefined;
  await remember('headers', version, directory);
  return directory;
}

function isComplete(directory: string): boolean {
  return existsSync(join(directory, 'include/gadget/macros.h'));
}

function noHeaders(version: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'no-headers',
    message: `The gadget headers (${version}) are not in Go's module cache.`,
    hint: 'Run `npm run setup`, which downloads them.',
  });
}

function noLibbpfHeaders(): LabError {
  return new LabError({
    kind: 'machine',
    code: 'no-libbpf-headers',
    message: `There is no bpf/bpf_helpers.h in ${SYSTEM_INCLUDES.join(' or ')}.`,
    hint: 'Install it with `sudo apt-get install libbpf-dev`, or run `npm run setup`.',
  });
}
