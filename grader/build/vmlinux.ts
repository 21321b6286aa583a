import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../process/make-folder.ts';
import { type Compiler, findCompiler } from './compiler.ts';
import { type Architecture, languageFlags } from './flags.ts';
import { findHeaders, type Headers } from './headers.ts';
import { hostArchitecture } from './host.ts';
import { keepNewest } from './prune.ts';
import { run } from './run.ts';
import { cacheDirectory, temporaryName } from './store.ts';

/**
 * `vmlinux.h` has 104,000 lines; parsing it takes half of a compile. It is kept as an explicit clang module: unlike a
 * precompiled header it is only there for a program that includes it, so a forgotten `#include` is still found.
 */
export interface HeaderModule {
  readonly map: string;
  readonly file: string;
}

/** Precompiled headers that are kept: one for each pair of clang and header in use, about 12 MB each. */
const KEPT = 6;
const BUILD_LIMIT_MS = 60_000;

/** The precompiled `vmlinux.h` for a compiler, built now if it is not in the cache; undefined where that fails. */
export async function headerModule(
  compiler: Compiler,
  headers: Headers,
  architecture: Architecture,
): Promise<HeaderModule | undefined> {
  const header = join(headers.gadget, 'gadget', architecture, 'vmlinux.h');
  const entry = await stat(header).catch(() => undefined);
  // A quote in the path would need escapes that module maps have no agreed form for.
  if (entry === undefined || /["\\\n]/.test(header)) return undefined;
  const flags = languageFlags(architecture);
  const facts = [1, compiler.identity, header, entry.size, entry.mtimeMs, ...flags];
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  const directory = join(cacheDirectory(), 'headers', key);
  if (!existsSync(join(directory, 'vmlinux.pcm'))) {
    if (!(await precompile(compiler, header, flags, directory))) return undefined;
    await keepNewest(dirname(directory), { entries: KEPT, bytes: Number.POSITIVE_INFINITY });
  } else {
    await utimes(directory, new Date(), new Date()).catch(() => undefined);
  }
  return { map: join(directory, 'module.modulemap'), file: join(directory, 'vmlinux.pcm') };
}

/** clang's options that let `#include <vmlinux.h>` come from the module. */
export function moduleFlags(module: HeaderModule): readonly string[] {
  return [
    '-fmodules',
    '-fno-implicit-modules',
    `-fmodule-map-file=${module.map}`,
    `-fmodule-file=vmlinux=${module.file}`,
  ];
}

/** Removes a precompiled header that did not serve. */
export async function discardModule(module: HeaderModule): Promise<void> {
  await rm(dirname(module.file), { recursive: true, force: true }).catch(() => undefined);
}

/**
 * Finds clang and the headers and precompiles `vmlinux.h`, so that the first build does not wait for it.
 * @throws LabError machine `no-clang`, `no-headers`, `no-libbpf-headers`, `unsupported-architecture`
 */
export async function warmHeaders(architecture: Architecture = hostArchitecture()): Promise<void> {
  const [compiler, headers] = await Promise.all([findCompiler(), findHeaders()]);
  await headerModule(compiler, headers, architecture);
}

/**
 * True if the module can stand for the header: `#include <vmlinux.h>` is the first thing in the source that is not a
 * comment. After anything else, a macro or a pragma could change what the header means (`BPF_NO_PRESERVE_ACCESS_INDEX`
 * does), which a finished module would not notice.
 */
export function startsWithVmlinux(source: Buffer): boolean {
  const text = source.toString('latin1');
  // Sticky: each match goes on where the one before ended. A line comment with a backslash is left to the plain way.
  const blankOrComment = /\s+|\/\/[^\n\\]*\n|\/\*[\s\S]*?\*\//y;
  let end = 0;
  while (blankOrComment.test(text)) end = blankOrComment.lastIndex;
  return /^#[ \t]*include[ \t]*<vmlinux\.h>/.test(text.slice(end, end + 200));
}

/** All of the folder appears at once, by its rename; when two processes do it, the first one's stays. */
async function precompile(
  compiler: Compiler,
  header: string,
  flags: readonly string[],
  directory: string,
): Promise<boolean> {
  const temporary = temporaryName(directory);
  const map = join(temporary, 'module.modulemap');
  try {
    await makeFolder(temporary, 0o700);
    await writeFile(map, `module vmlinux { header "${header}" export * }\n`);
    const module = ['-fmodules', '-fno-implicit-modules', '-fmodule-name=vmlinux', '-Xclang', '-emit-module'];
    const output = ['-x', 'c', map, '-c', '-o', join(temporary, 'vmlinux.pcm')];
    const outcome = await run(compiler.path, [...flags, ...module, ...output], {
      cwd: temporary,
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TMPDIR: temporary },
      timeoutMs: BUILD_LIMIT_MS,
      outputLimit: 64 * 1024,
    });
    if (outcome.code !== 0) return false;
    await rename(temporary, directory).catch(() => undefined);
    return existsSync(join(directory, 'vmlinux.pcm'));
  } catch {
    return false;
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}
