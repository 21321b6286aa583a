import { join } from 'node:path';
import type { Headers } from './headers.ts';

/** Go's names, as Inspektor Gadget uses them for folders, images and `@ARCH@`. */
export type Architecture = 'amd64' | 'arm64';

/** What libbpf's `bpf_tracing.h` calls them. */
const TRACING_NAMES: Readonly<Record<Architecture, string>> = { amd64: 'x86', arm64: 'arm64' };
/** Debian's name of the folder with the C library's machine-dependent headers, on the machine that builds. */
const MULTIARCH: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
};

/** What decides the code that clang makes, as Inspektor Gadget's own build passes it. */
export function languageFlags(architecture: Architecture): readonly string[] {
  return ['-target', 'bpf', '-g', '-O2', '-D', `__TARGET_ARCH_${TRACING_NAMES[architecture]}`];
}

/** `-I` options, in the order of upstream's build; its image has `gadget/` in the default include path. */
export function includeFlags(headers: Headers, architecture: Architecture): readonly string[] {
  const multiarch = MULTIARCH[process.arch];
  const folders = [join(headers.gadget, 'gadget', architecture), headers.gadget];
  if (multiarch !== undefined) folders.unshift(join('/usr/include', multiarch));
  return folders.flatMap((folder) => ['-I', folder]);
}

/** Warnings as upstream, and what clang 16 made errors is one in clang 14 and 15 too: the same program passes or fails. */
export const WARNING_FLAGS: readonly string[] = [
  '-Wall',
  '-Werror=implicit-function-declaration',
  '-Werror=implicit-int',
  '-Werror=int-conversion',
];

/**
 * The classic output, one line a remark, which every clang since 14 prints alike; see `diagnostics.ts`. The carets
 * stay: `-fno-caret-diagnostics` would switch the fix-its off as well.
 */
export const DIAGNOSTIC_FLAGS: readonly string[] = [
  '-fno-color-diagnostics',
  '-fdiagnostics-show-category=name',
  '-fdiagnostics-show-option',
  '-fdiagnostics-parseable-fixits',
  '-fmessage-length=0',
  '-ferror-limit=20',
];

/**
 * No trace of the machine in the object: the workspace's path stays out of the debug information, and a module leaves
 * no linker option. A crash of clang writes no report into the temp folder.
 */
export const HERMETIC_FLAGS: readonly string[] = [
  '-ffile-compilation-dir=.',
  '-fno-autolink',
  '-fno-crash-diagnostics',
];
