import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findHeaders } from '../headers.ts';
import { makeTemp } from '../temp.ts';
import { buildModule } from './build-module.ts';
import { API_MODULE } from './go-mod.ts';

/** What the lesson's program imports, besides what the API itself does. */
const PROGRAM = `package main

import (
	"strings"

	api "${API_MODULE}/wasmapi/go"
)

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	api.Info(strings.ToUpper("warm"))
	return 0
}

func main() {}
`;

/**
 * Builds a small module, so that Go's build cache holds the standard library and the API: an empty one costs seconds.
 * @throws LabError machine `no-go`, `no-headers`, `no-libbpf-headers`; Error where the module does not build
 */
export async function warmModule(): Promise<void> {
  const { version } = await findHeaders();
  const temp = await makeTemp();
  try {
    const go = join(temp.path, 'go');
    await mkdir(go);
    await writeFile(join(temp.path, 'build.yaml'), 'wasm: go/main.go\n');
    await writeFile(join(go, 'main.go'), PROGRAM);
    await writeFile(join(go, 'go.mod'), `module main\n\nrequire ${version.replace('@', ' ')}\n`);
    // The lab's own cache would answer without Go.
    const build = await buildModule({ directory: temp.path, useCache: false, timeoutMs: 300_000 });
    if (build.status !== 'ok') throw new Error(`the module does not build: ${JSON.stringify(build)}`);
  } finally {
    await temp.remove();
  }
}
