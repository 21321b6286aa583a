import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveGadget } from '../../../grader/gadget/live/live-gadget.ts';
import { hostFunctions } from '../../../grader/gadget/wasm/functions/index.ts';
import { SIGNATURES } from '../../../grader/gadget/wasm/functions/signatures.ts';
import { LinearMemory } from '../../../grader/gadget/wasm/guest-memory.ts';
import { HandleTable } from '../../../grader/gadget/wasm/handle-table.ts';
import { moduleTypes } from '../../../grader/gadget/wasm/module-types.ts';
import { projectRoot } from '../../../grader/model/project.ts';
import { buildTestModule } from './support.ts';

/** Reads `//go:wasmimport ig NAME` and the declaration below it in the pinned API's source. */
async function declaredUpstream(): Promise<ReadonlyMap<string, string>> {
  const { gadgetModule } = JSON.parse(await readFile(join(projectRoot, 'build/toolchain.json'), 'utf8'));
  const folder = join(gadgetModule, 'wasmapi/go');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.go'));
  const sources = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const declarations = sources.join('\n').matchAll(/go:wasmimport ig (\w+)\n.*\nfunc \w+\((.*)\) ?(\w*)/g);
  return new Map(
    [...declarations].map(([, name = '', parameters = '', result = '']) => [name, types(parameters, result)]),
  );
}

function types(parameters: string, result: string): string {
  const wasm = (go: string) => go.replace(/^u?int/, 'i');
  const list = parameters.split(',').map((parameter) => wasm(parameter.trim().split(' ')[1] ?? ''));
  return `${list.join(' ')} -> ${wasm(result)}`.trim();
}

describe('the functions of the host', () => {
  it('are those that the API declares, with their types', async () => {
    const declared = await declaredUpstream();
    expect(declared.size).toBe(41);
    expect(new Map([...SIGNATURES].sort())).toEqual(new Map([...declared].sort()));
  });

  it('are all there, and no others', () => {
    const functions = hostFunctions({
      memory: new LinearMemory(),
      handles: new HandleTable(() => {}),
      gadget: new LiveGadget([]),
      params: new Map(),
      isWanted: () => true,
      logLevel: 'info',
      log: () => {},
      refuse: () => {},
      canCallBack: true,
      callBack: () => {},
      phase: () => 'load',
    });
    expect(Object.keys(functions).sort()).toEqual([...SIGNATURES.keys()].sort());
  });

  it('are each called by one of the Go modules of these tests', async () => {
    const names = await readdir(join(import.meta.dirname, 'modules'), { withFileTypes: true });
    const modules = await Promise.all(
      names.filter((entry) => entry.isDirectory()).map(({ name }) => buildTestModule(name)),
    );
    const called = modules.flatMap((bytes) => moduleTypes(bytes).imports);
    const ours = new Set(called.filter(({ module }) => module === 'ig').map(({ name }) => name));
    expect([...SIGNATURES.keys()].filter((name) => !ours.has(name))).toEqual([]);
  });

  it('have in a module that Go made the types that are read from it', async () => {
    const { imports, exports, memories } = moduleTypes(await buildTestModule('host'));
    const own = imports.filter(({ module }) => module === 'ig');
    expect(own.length).toBeGreaterThan(20);
    for (const { name, signature } of own) expect(signature, name).toBe(SIGNATURES.get(name));
    expect(exports.get('dataSourceCallback')).toBe('i64 i32 i32 ->');
    expect(memories).toEqual(['memory']);
  });
});
