import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { snapshot, write } from '../support.ts';
import { goFiles, goSandbox, linesOf, moduleOf, program, useEnvironment } from './support.ts';

const { root, workspace } = goSandbox();
const setEnvironment = useEnvironment();
const gadget = () => workspace(goFiles(program('')));

describe("a build is not disturbed by the user's", () => {
  const settings: readonly (readonly [string, () => Readonly<Record<string, string>>])[] = [
    ['GOFLAGS', () => ({ GOFLAGS: '-mod=vendor -tags=x -nonsense' })],
    ['GOPROXY and GOSUMDB', () => ({ GOPROXY: 'http://127.0.0.1:1', GOSUMDB: 'nonsense', GONOSUMDB: '' })],
    ['GOOS, GOARCH and cgo', () => ({ GOOS: 'plan9', GOARCH: 'arm', CGO_ENABLED: '1', CC: '/nowhere' })],
    ['GOTOOLCHAIN', () => ({ GOTOOLCHAIN: 'go1.99.0' })],
    ['GO111MODULE', () => ({ GO111MODULE: 'off' })],
    ['GOROOT', () => ({ GOROOT: '/nowhere' })],
    ['GOEXPERIMENT and GODEBUG', () => ({ GOEXPERIMENT: 'nonsense', GODEBUG: 'gocachehash=1' })],
    ['GOWORK', () => ({ GOWORK: join(root, 'go.work') })],
    ['GOENV', () => ({ GOENV: join(root, 'env') })],
    ['GOBIN and GOTMPDIR', () => ({ GOBIN: 'relative', GOTMPDIR: '/nowhere' })],
  ];
  test.each(settings)('%s', async (_, values) => {
    write(root, 'env', 'GOFLAGS=-nonsense\nGOPROXY=direct\nGOARCH=arm\n');
    write(root, 'go.work', 'go 1.99\nuse ./nowhere\n');
    const plain = moduleOf(await buildModule({ directory: gadget(), useCache: false }));
    setEnvironment(values());
    const build = await buildModule({ directory: gadget(), useCache: false });
    expect(linesOf(build)).toEqual([]);
    expect(moduleOf(build).key).toBe(plain.key);
    expect(Buffer.from(moduleOf(build).bytes).equals(plain.bytes)).toBe(true);
  });

  test.each([
    ['go.work', 'go 1.99\n\nuse ./nowhere\n'],
    ['vendor/modules.txt', '# nonsense\n'],
    ['.git/config', '[core]\n\tfsmonitor = "touch ran"\n'],
    ['.git/HEAD', 'nonsense\n'],
    ['GNUmakefile', 'all:\n'],
  ])('%s in the workspace', async (file, content) => {
    const directory = workspace(goFiles(program(''), { [file]: content, [`go/${file}`]: content }));
    const before = snapshot(directory);
    const build = await buildModule({ directory, useCache: false });
    expect(linesOf(build)).toEqual([]);
    expect(snapshot(directory)).toEqual(before);
  });
});
