export { type BuildOptions, buildGadget } from './build.ts';
export { type Compiler, findCompiler, OLDEST_CLANG } from './compiler.ts';
export type { Architecture } from './flags.ts';
export { findHeaders, type Headers } from './headers.ts';
export { hostArchitecture } from './host.ts';
export { LARGEST_SOURCE } from './source.ts';
export { cacheDirectory } from './store.ts';
export { makeTemp, sweepTemp, type TempFolder } from './temp.ts';
export { warmHeaders } from './vmlinux.ts';
