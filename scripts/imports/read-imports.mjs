import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/** @typedef {{ from: string, to: string }} Import both relative to the project's root, with `/` */

/** @param {string} root @returns {Import[]} all imports of one source file by another */
export function readImports(root) {
  const folders = ['grader', 'lab', 'native', 'test', 'bench', 'scripts'].filter((name) =>
    existsSync(join(root, name)),
  );
  const files = folders.flatMap((folder) => sourcesIn(join(root, folder)));
  return files.flatMap((file) => importsOf(file).map((to) => ({ from: name(file), to: name(to) })));

  /** @param {string} path */
  function name(path) {
    return relative(root, path).split(sep).join('/');
  }
}

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** @param {string} file @returns {string[]} absolute paths; type-only and dynamic imports count like the others */
function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter(isRelative)
    .map((path) => resolve(dirname(file), path));
}

/** @param {string} path */
function isRelative(path) {
  return path.startsWith('./') || path.startsWith('../');
}
