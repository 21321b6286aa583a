import { existsSync, readFileSync } from 'node:fs';
import { ask, which } from './run.mjs';

/**
 * Something that this machine must have. What counts is that it is there, not where it came from: a compiler or a
 * container runtime from another source is as good as Debian's package, and must not be replaced by it.
 * @typedef {object} Need
 * @property {string} what for people: `a container runtime (runc)`
 * @property {readonly string[]} packages Debian's names for it, best first; the first that exists is installed
 * @property {() => boolean} isThere
 * @property {boolean} [optional] done without where the distribution has none
 */

/** @type {readonly Need[]} what the main job uses */
export const demoNeeds = [
  { what: 'clang 14 or newer', packages: clangPackages(), isThere: hasClang },
  { what: 'libbpf 1.0 or newer, with headers', packages: ['libbpf-dev'], isThere: hasLibbpf },
  header('libelf.h', 'libelf-dev'),
  header('zlib.h', 'zlib1g-dev'),
  header('stdlib.h', 'libc6-dev'),
  program('g++'),
  program('make'),
  program('pkg-config'),
  program('runc'),
  { what: 'a static busybox', packages: ['busybox-static'], isThere: hasStaticBusybox },
  {
    what: 'certificates for https',
    packages: ['ca-certificates'],
    isThere: () => existsSync('/etc/ssl/certs/ca-certificates.crt'),
  },
  program('go', ['golang-go']),
  program('skopeo'),
  program('docker-registry'),
];

/** @type {readonly Need[]} what the tests use beyond that */
export const testNeeds = [
  ...demoNeeds,
  program('dockerd', ['docker.io']),
  program('docker', ['docker-cli', 'docker.io']),
  program('tmux'),
  { ...program('script', ['bsdutils']), what: 'util-linux (script)' },
  { ...program('clang-14'), what: 'clang 14, the oldest that is accepted', optional: true },
  { ...program('clang-19'), optional: true },
  { ...program('bpftool'), optional: true },
  { ...program('llvm-strip', ['llvm']), optional: true },
  { what: 'clang-format', packages: clangFormatPackages(), isThere: hasClangFormat },
];

/** @param {string} name @param {readonly string[]} [packages] @returns {Need} */
function program(name, packages = [name]) {
  return { what: name, packages, isThere: () => which(name) !== undefined };
}

/** @param {string} name @param {string} packageName @returns {Need} */
function header(name, packageName) {
  return { what: name, packages: [packageName], isThere: () => existsSync(`/usr/include/${name}`) };
}

/** The course is tried most with 19; after that the newest. */
function clangPackages() {
  return [19, 22, 21, 20, 18, 17, 16, 15, 14].map((version) => `clang-${version}`);
}

/** Any lays the course's C out alike; the one that belongs to its clang comes first. */
function clangFormatPackages() {
  return [...clangPackages().map((name) => name.replace('clang', 'clang-format')), 'clang-format'];
}

function hasClangFormat() {
  return clangFormatPackages().some((name) => which(name) !== undefined);
}

function hasClang() {
  if (clangPackages().some((name) => which(name))) return true;
  const major = which('clang') && ask('clang', ['-dumpversion'])?.split('.')[0];
  return Number(major ?? 0) >= 14;
}

function hasLibbpf() {
  try {
    const text = readFileSync('/usr/include/bpf/libbpf_version.h', 'utf8');
    return Number(text.match(/LIBBPF_MAJOR_VERSION\s+(\d+)/)?.[1]) >= 1;
  } catch {
    return false;
  }
}

/** Containers are made of it alone, so it must not need libraries; `ldd` fails for a static executable. */
function hasStaticBusybox() {
  const path = which('busybox');
  return path !== undefined && ask('ldd', [path]) === undefined;
}
