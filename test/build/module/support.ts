import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Diagnostic } from '../../../grader/model/artifact.ts';
import type { ModuleBuild, WasmModule } from '../../../grader/model/module.ts';
import { type Sandbox, sandbox, write } from '../support.ts';

export const API = 'github.com/inspektor-gadget/inspektor-gadget';

/** As the lesson's; Go 1.24.0 is what the API needs. */
export const GO_MOD = `module mygadget\n\ngo 1.24.0\n\nrequire ${API} v0.46.0\n`;

/** A module with a body of gadgetInit and what else a test needs. The body begins in line 10, after one import. */
export function program(body: string, { imports = '', more = '' } = {}): string {
  return `package main

import (
	api "${API}/wasmapi/go"
${imports})

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	api.Info("init")
${body}	return 0
}

${more}
func main() {}
`;
}

/** A sandbox with a cache of its own for the lab, while Go's stays the user's: filling one takes half a minute. */
export function goSandbox(): Sandbox {
  process.env.GOCACHE ||= join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'go-build');
  return sandbox();
}

/** The files of a workspace whose module is go/main.go. */
export function goFiles(source: string, more: Readonly<Record<string, string>> = {}) {
  return { 'build.yaml': 'wasm: go/main.go\n', 'go/main.go': source, 'go/go.mod': GO_MOD, ...more };
}

export function moduleOf(build: ModuleBuild): WasmModule {
  if (build.status === 'ok' || build.status === 'cached') return build.module;
  throw new Error(`there is no module: ${JSON.stringify(build)}`);
}

interface ModuleClass {
  new (bytes: Uint8Array): object;
  exports(module: object): readonly { readonly name: string }[];
}

/** Names of a module's exports. TypeScript knows WebAssembly as a part of browsers only. */
export function exportsOf(bytes: Uint8Array): readonly string[] {
  const { Module } = (globalThis as unknown as { WebAssembly: { Module: ModuleClass } }).WebAssembly;
  return Module.exports(new Module(bytes)).map(({ name }) => name);
}

/** `go/main.go:10:2 error: undefined: x` */
export function linesOf({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): readonly string[] {
  return diagnostics.map(
    ({ file, line, column, severity, message }) => `${file}:${line}:${column} ${severity}: ${message}`,
  );
}

/** Sets variables of the environment until the end of each test; undefined unsets. */
export function useEnvironment(): (values: Readonly<Record<string, string | undefined>>) => void {
  const saved = new Map<string, string | undefined>();
  const put = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  afterEach(() => {
    for (const [name, value] of saved) put(name, value);
    saved.clear();
  });
  return (values) => {
    for (const [name, value] of Object.entries(values)) {
      if (!saved.has(name)) saved.set(name, process.env[name]);
      put(name, value);
    }
  };
}

/** A shell script in a folder of its own; its path. */
export function script(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  write(folder, name, `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}
