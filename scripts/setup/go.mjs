import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { buildDirectory, fromRoot } from './paths.mjs';
import { fingerprint, isRecorded, readJson, record, writeJson } from './record.mjs';
import { ask, run, which } from './run.mjs';

/** Where the Go to use is: `{ "go": "/usr/bin/go", "version": "1.26.8" }`. */
const recordFile = join(buildDirectory, 'toolchain.json');

/** The pinned upstream module needs this one; its wasmapi does not build with an older one. */
const oldest = [1, 24];
const toolchain = 'v0.0.1-go1.26.8.linux';
const network = 'check the network and GOPROXY, then run this again';

/** A Go that is new enough: the machine's own, or the upstream toolchain, which any Go can fetch as a module. */
export const goToolchain = {
  name: 'Go toolchain',
  isDone: () => existsSync(readJson(recordFile)?.go ?? ''),
  async run() {
    const own = which('go');
    if (own === undefined) throw new SetupFailure('there is no `go`', 'sudo apt-get install golang-go');
    const version = versionOf(own);
    const go = isNewEnough(version) ? own : await fetchToolchain(own);
    writeJson(recordFile, { go, version: versionOf(go) });
  },
};

/** The pinned Inspektor Gadget module: the gadget headers, both vmlinux.h and the Go API for WASM. */
export const gadgetHeaders = {
  name: 'gadget headers',
  isDone: () =>
    isRecorded('gadget headers', modulePrint(), [readJson(recordFile)?.gadgetModule ?? 'nowhere']),
  async run() {
    const { go } = readJson(recordFile);
    const answer = await run(go, ['mod', 'download', '-json'], {
      cwd: fromRoot('bpf'),
      env: goEnvironment(),
      mend: network,
    });
    writeJson(recordFile, { ...readJson(recordFile), gadgetModule: JSON.parse(answer).Dir });
    record('gadget headers', modulePrint());
  },
};

const modulePrint = () => fingerprint(['bpf/go.mod', 'bpf/go.sum']);

/** The environment for programs that call `go`: the chosen one comes first on PATH. */
export function goEnvironment() {
  const go = readJson(recordFile)?.go;
  const path = process.env.PATH ?? '';
  return go === undefined ? process.env : { ...process.env, PATH: dirname(go) + delimiter + path };
}

/** @param {string} go @returns {string | undefined} `1.26.8` */
function versionOf(go) {
  return ask(go, ['version'], { ...process.env, GOTOOLCHAIN: 'local' })?.match(/go(\d+\.\d+(\.\d+)?)/)?.[1];
}

/** @param {string | undefined} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** @param {string} own any Go with modules @returns {Promise<string>} the fetched one */
async function fetchToolchain(own) {
  const name = `golang.org/toolchain@${toolchain}-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`;
  const env = { ...process.env, GOFLAGS: '-mod=mod', GO111MODULE: 'on' };
  // Outside of any module, or an old Go would stumble over the newer syntax of ours.
  const answer = await run(own, ['mod', 'download', '-json', name], { cwd: tmpdir(), env, mend: network });
  const folder = JSON.parse(answer).Dir;
  // Modules are unpacked without the executable bit.
  for (const tools of [join(folder, 'bin'), join(folder, 'pkg/tool')]) makeExecutable(tools);
  return join(folder, 'bin/go');
}

/** @param {string} folder */
function makeExecutable(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeExecutable(path);
    else chmodSync(path, statSync(path).mode | 0o111);
  }
}
