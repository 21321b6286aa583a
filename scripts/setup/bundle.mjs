import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.mjs';

/** Programs of their own; each keeps its path below dist/: lab/main.ts becomes dist/lab/main.js. */
const entryPoints = ['lab/main.ts', 'grader/engine/session/main.ts'];

// Some packages are CommonJS and call `require` for Node's own modules, which ES modules do not have.
const banner = `import { createRequire as createRequireOfNode } from 'node:module';
globalThis.require ??= createRequireOfNode(import.meta.url);`;

/** Bundles the TypeScript sources into dist/. */
export async function bundle() {
  const outdir = join(root, 'dist');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outbase: '.',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    banner: { js: banner },
    metafile: true,
    logLevel: 'error',
  });
  removeAllBut(outdir, new Set(Object.keys(metafile.outputs).map((path) => join(root, path))));
}

/** Chunks of earlier builds have other names and would stay for ever. */
function removeAllBut(folder, kept) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeAllBut(path, kept);
    else if (!kept.has(path)) rmSync(path);
  }
}
