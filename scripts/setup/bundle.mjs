import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.mjs';

const dist = join(root, 'dist');

/** Programs of their own; each keeps its path below dist/: lab/main.ts becomes dist/lab/main.js. */
const entryPoints = [
  'lab/main.ts',
  'grader/engine/session/main.ts',
  'grader/gadget/worker/main.ts',
  'grader/gadget/worker/thread.ts',
];

// Some packages are CommonJS and call `require` for Node's own modules, which ES modules do not have.
const banner = `import { createRequire as createRequireOfNode } from 'node:module';
globalThis.require ??= createRequireOfNode(import.meta.url);`;

// For Node the package offers only CommonJS, its ES modules are called "browser" and do the same.
const esmYaml = join(root, 'node_modules/yaml/browser/index.js');

/** Bundles the TypeScript sources into dist/. */
export async function bundle() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: dist,
    outbase: '.',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    // Libraries ask for the name of an error's class.
    keepNames: true,
    banner: { js: banner },
    alias: { yaml: esmYaml },
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  refuseLazyCommonJs(metafile);
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
  removeAllBut(dist, new Set(outputFiles.map(({ path }) => path)));
}

/** In a bundle, `await import()` of a CommonJS package gives no named exports: it would fail when it is run. */
function refuseLazyCommonJs({ inputs }) {
  for (const [file, { imports }] of Object.entries(inputs)) {
    const lazy = imports.find(
      ({ kind, path }) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs',
    );
    if (lazy) throw new Error(`${file} imports ${lazy.path} lazily, which is CommonJS: import it statically`);
  }
}

/** A program that starts meanwhile sees the old file or the new one, never half of it. */
function replaceFile(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
}

/** Chunks of earlier builds have other names and would stay for ever. */
function removeAllBut(folder, kept) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeAllBut(path, kept);
    else if (!kept.has(path)) rmSync(path);
  }
}
