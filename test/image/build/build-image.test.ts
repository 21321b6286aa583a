import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findHeaders } from '../../../grader/build/headers.ts';
import { buildImage, type ImageBuildOptions } from '../../../grader/image/build-image.ts';
import { readObject } from '../../../grader/image/elf/object-file.ts';
import type { GadgetImage } from '../../../grader/image/gadget-image.ts';
import { describeBlob } from '../../../grader/image/oci/digest.ts';
import type { PackedImage } from '../../../grader/image/oci/packed-image.ts';
import { readGadgetImage } from '../../../grader/image/verify/index.ts';
import type { Diagnostic } from '../../../grader/model/artifact.ts';
import { describeWith, requirePrograms } from '../../support/requires.ts';
import { edit, type Files, loadPrograms, makeWorkspace } from '../../support/workspace.ts';
import { refusal } from '../gadgets.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');
const withModule = await programs.solutionFiles('04');
const PROGRAM: Files = { 'program.bpf.c': solution };

/** Without any include, so that clang needs a moment only; it says for which machine it was compiled. */
const SMALL = `
#ifdef __TARGET_ARCH_arm64
char machine[] = "made for arm64";
#endif
#ifdef __TARGET_ARCH_x86
char machine[] = "made for amd64";
#endif
int answer(void)
{
	return 42;
}
`;

beforeEach(() => void vi.stubEnv('SOURCE_DATE_EPOCH', '1000000000'));
afterEach(() => vi.unstubAllEnvs());

type Options = Omit<ImageBuildOptions, 'directory'> & { readonly folder?: string };

/** Builds a workspace with these files, which is removed again. */
async function build(files: Files, { folder = 'mygadget', ...options }: Options = {}) {
  const named = Object.entries(files).map(([path, content]) => [join(folder, path), content] as const);
  const workspace = await makeWorkspace(Object.fromEntries(named));
  const directory = join(workspace.directory, folder);
  return { directory, result: await buildImage({ directory, ...options }).finally(workspace.remove) };
}

async function imageOf(files: Files, options: Options = {}): Promise<PackedImage> {
  const { result } = await build(files, options);
  if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  return result.image;
}

async function digestOf(files: Files, options: Options = {}): Promise<string> {
  return (await imageOf(files, options)).index.digest;
}

/** What whoever pulls it has of it, after everything was verified. */
function read({ index, blobs }: PackedImage): Promise<GadgetImage> {
  return readGadgetImage(index, async ({ digest }) => blobs.get(digest));
}

async function failureOf(files: Files): Promise<readonly Diagnostic[]> {
  const { result } = await build(files);
  expect(result.status).toBe('failed');
  return result.diagnostics;
}

/** `program.bpf.c:3:2: error: …` */
const lines = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(
    ({ file, line, column, severity, message }) => `${file}:${line}:${column}: ${severity}: ${message}`,
  );

function blob({ blobs }: PackedImage, digest: string): Buffer {
  return Buffer.from(blobs.get(digest) ?? []);
}

const document = (image: PackedImage, digest: string) => JSON.parse(blob(image, digest).toString());

describe('with SOURCE_DATE_EPOCH, the same source', () => {
  test('has one digest: again, from another folder, and without the cache', async () => {
    const digest = await digestOf(PROGRAM);
    expect(await digestOf(PROGRAM)).toBe(digest);
    expect(await digestOf(PROGRAM, { folder: 'a folder/with "spaces" in it' })).toBe(digest);
    expect(await digestOf(PROGRAM, { useCache: false })).toBe(digest);
    expect(await digestOf(PROGRAM, { useCache: false, folder: 'another' })).toBe(digest);
  });

  test('has one digest, whatever TMPDIR and the zone are', async () => {
    const digest = await digestOf(PROGRAM);
    const elsewhere = await makeWorkspace({});
    vi.stubEnv('TMPDIR', elsewhere.directory);
    vi.stubEnv('TZ', 'Asia/Kathmandu');
    try {
      expect(await digestOf(PROGRAM, { useCache: false })).toBe(digest);
    } finally {
      await elsewhere.remove();
    }
  });

  test('has another digest at another time, and with another content', async () => {
    const digest = await digestOf(PROGRAM);
    const other = edit(solution, ['event->flags = flags;', 'event->flags = flags + 1;']);
    expect(await digestOf({ 'program.bpf.c': other })).not.toBe(digest);
    expect(await digestOf({ ...PROGRAM, 'gadget.yaml': 'name: open\n' })).not.toBe(digest);
    vi.stubEnv('SOURCE_DATE_EPOCH', '1000000001');
    expect(await digestOf(PROGRAM)).not.toBe(digest);
  });

  test('is not built where SOURCE_DATE_EPOCH is no number', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', 'today');
    expect(await refusal(build({ 'program.bpf.c': SMALL }))).toMatchObject({ code: 'bad-source-date-epoch' });
  });
});

describe('an image', () => {
  test('has a program for each architecture, compiled for it', async () => {
    const { platforms } = await read(await imageOf({ 'program.bpf.c': SMALL }));
    expect(platforms.map(({ architecture }) => architecture)).toEqual(['amd64', 'arm64']);
    for (const { architecture, program } of platforms)
      expect(Buffer.from(program ?? []).toString('latin1')).toContain(`made for ${architecture}`);
  });

  test('has BTF that quotes the source, and no DWARF', async () => {
    const { platforms } = await read(await imageOf(PROGRAM));
    for (const { program } of platforms) {
      const names = readObject(program ?? Buffer.of())?.sections.map(({ name }) => name) ?? [];
      expect(names).toEqual(expect.arrayContaining(['.BTF', '.BTF.ext']));
      expect(names.filter((name) => /debug/.test(name))).toEqual([]);
      expect(Buffer.from(program ?? []).includes('\tevent->flags = flags;')).toBe(true);
    }
  });

  test('has no path of this machine in it', async () => {
    const { directory, result } = await build(PROGRAM, { useCache: false });
    if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
    const { gadget } = await findHeaders();
    const traces = [
      directory,
      gadget,
      'pkg/mod',
      'inspektor-gadget@',
      homedir(),
      '/home/',
      '/tmp/',
      'lab-e2e',
    ];
    for (const { program } of (await read(result.image)).platforms)
      expect(traces.filter((trace) => Buffer.from(program ?? []).includes(trace))).toEqual([]);
    const others = [...result.image.blobs.values()].map((bytes) => Buffer.from(bytes));
    expect(traces.filter((trace) => others.some((bytes) => bytes.includes(trace)))).toEqual([]);
  });

  test('has documents with their members in the order that Inspektor Gadget gives them', async () => {
    const image = await imageOf({ 'program.bpf.c': SMALL });
    const index = document(image, image.index.digest);
    expect(Object.keys(index)).toEqual(['schemaVersion', 'mediaType', 'manifests', 'annotations']);
    for (const entry of index.manifests) {
      expect(Object.keys(entry)).toEqual(['mediaType', 'digest', 'size', 'annotations', 'platform']);
      expect(Object.keys(entry.platform)).toEqual(['architecture', 'os']);
      const manifest = document(image, entry.digest);
      expect(Object.keys(manifest)).toEqual([
        'schemaVersion',
        'artifactType',
        'config',
        'layers',
        'annotations',
      ]);
      expect(manifest).not.toHaveProperty('mediaType');
      expect(Object.keys(manifest.config)).toEqual(['mediaType', 'digest', 'size', 'annotations', 'data']);
      expect(Object.keys(manifest.layers[0])).toEqual(['mediaType', 'digest', 'size']);
    }
  });

  test('has documents as Go writes them: compact, and with <, > and & escaped', async () => {
    const image = await imageOf({
      'program.bpf.c': SMALL,
      'gadget.yaml': 'name: open\ndescription: traces <opens> & more\n',
    });
    const text = blob(image, image.index.digest).toString();
    expect(text).toContain('"traces \\u003copens\\u003e \\u0026 more"');
    const escaped = JSON.stringify(JSON.parse(text)).replace(
      /[<>&]/g,
      (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
    );
    expect(text).toBe(escaped);
  });

  test('has the empty config where there is no gadget.yaml', async () => {
    const image = await imageOf({ 'program.bpf.c': SMALL });
    const { manifests } = document(image, image.index.digest);
    const { config } = document(image, manifests[0].digest);
    expect(config).toMatchObject({ mediaType: 'application/vnd.oci.empty.v1+json', size: 2, data: 'e30=' });
    expect(blob(image, config.digest).toString()).toBe('{}');
    expect(config.annotations).toEqual({ 'org.opencontainers.image.created': '2001-09-09T01:46:40Z' });
  });

  test('describes each of its blobs as it is', async () => {
    const image = await imageOf(PROGRAM);
    for (const [digest, bytes] of image.blobs)
      expect(describeBlob('application/octet-stream', bytes)).toMatchObject({ digest, size: bytes.length });
    expect((await read(image)).created).toBe('2001-09-09T01:46:40Z');
  });
});

describe('gadget.yaml', () => {
  const YAML = [
    '# Comments stay, too.',
    'name: open',
    "homepageURL: 'https://example.org/?a=1&b=2'",
    'annotations:',
    '  Zeta.Upper/Case: Yes',
    '  alpha: ü',
    'unknown: [kept]',
    '',
  ].join('\r\n');

  test('is the config, byte for byte', async () => {
    const image = await imageOf({ 'program.bpf.c': SMALL, 'gadget.yaml': YAML });
    const { manifests } = document(image, image.index.digest);
    for (const { digest } of manifests) {
      const { config } = document(image, digest);
      expect(config).toMatchObject({ mediaType: 'application/vnd.gadget.config.v1+yaml' });
      expect(config).not.toHaveProperty('data');
      expect(blob(image, config.digest).toString()).toBe(YAML);
    }
  });

  test('gives the annotations, which keep their case; what it leaves out is empty', async () => {
    const image = await imageOf({ 'program.bpf.c': SMALL, 'gadget.yaml': YAML });
    const index = document(image, image.index.digest);
    expect(index.annotations).toEqual({
      'Zeta.Upper/Case': 'Yes',
      alpha: 'ü',
      'io.inspektor-gadget.builder.version': 'v0.46.0',
      'org.opencontainers.image.created': '2001-09-09T01:46:40Z',
      'org.opencontainers.image.description': '',
      'org.opencontainers.image.documentation': '',
      'org.opencontainers.image.source': '',
      'org.opencontainers.image.title': 'open',
      'org.opencontainers.image.url': 'https://example.org/?a=1&b=2',
    });
    const keys = Object.keys(index.annotations);
    expect(keys).toEqual(keys.toSorted());
    for (const entry of index.manifests) {
      const manifest = document(image, entry.digest);
      for (const { annotations } of [entry, manifest, manifest.config])
        expect(JSON.stringify(annotations)).toBe(JSON.stringify(index.annotations));
    }
  });

  test('that is no YAML fails the image, at its place, once', async () => {
    const found = await failureOf({ 'program.bpf.c': SMALL, 'gadget.yaml': 'name: [open\n' });
    expect(lines(found)).toEqual([expect.stringMatching(/^gadget\.yaml:\d+:\d+: error: /)]);
  });
});

describe('build.yaml', () => {
  test('says where program and metadata are, and what clang is told', async () => {
    const files = {
      'build.yaml':
        'ebpfsource: src/my.bpf.c\nmetadata: about.yaml\ncflags: -DWORD="told @ARCH@" -I src/@ARCH@\n',
      'src/my.bpf.c': '#include "own.h"\nchar word[] = OWN;\n',
      'src/amd64/own.h': '#define OWN "own header of amd64"\n',
      'src/arm64/own.h': '#define OWN "own header of arm64"\n',
      'about.yaml': 'name: elsewhere\n',
      'gadget.yaml': 'name: not this one\n',
    };
    const image = await read(await imageOf(files));
    expect(image.index.annotations).toMatchObject({ 'org.opencontainers.image.title': 'elsewhere' });
    for (const { architecture, program, metadata } of image.platforms) {
      expect(metadata).toBe('name: elsewhere\n');
      expect(Buffer.from(program ?? []).includes(`own header of ${architecture}`)).toBe(true);
    }
  });

  test('that is wrong fails the image, and is said once', async () => {
    const found = await failureOf({ 'program.bpf.c': SMALL, 'build.yaml': 'ebpfsource: missing.bpf.c\n' });
    expect(lines(found)).toEqual([expect.stringMatching(/^build\.yaml:1:\d+: error: .*missing\.bpf\.c/)]);
  });
});

describe('what does not compile', () => {
  test.each([
    ['arm64', 'arm64'],
    ['amd64', 'x86'],
  ])('for %s alone fails the image, and it is said for which', async (architecture, macro) => {
    const program = `#ifdef __TARGET_ARCH_${macro}\n#error not here\n#endif\n${SMALL}`;
    const found = await failureOf({ 'program.bpf.c': program });
    expect(lines(found)).toEqual([`program.bpf.c:2:2: error: not here (for ${architecture})`]);
  });

  test('for both is said once, and for none in particular', async () => {
    const found = await failureOf({ 'program.bpf.c': `${SMALL}#error nowhere\n` });
    expect(lines(found)).toEqual(['program.bpf.c:12:2: error: nowhere']);
  });

  test('for each in its own way is said for each', async () => {
    const program = '#ifdef __TARGET_ARCH_arm64\n#error one\n#else\n#error other\n#endif\n';
    expect(lines(await failureOf({ 'program.bpf.c': program }))).toEqual([
      'program.bpf.c:4:2: error: other (for amd64)',
      'program.bpf.c:2:2: error: one (for arm64)',
    ]);
  });

  test('for one has the warnings of the other, which are not said to be of that one alone', async () => {
    const program = [
      '#ifdef __TARGET_ARCH_arm64',
      'int broken(void) { return missing; }',
      '#endif',
      'int f(void) { int unset; return unset; }',
      '',
    ].join('\n');
    const found = lines(await failureOf({ 'program.bpf.c': program }));
    expect(found.filter((line) => !line.includes(': note: '))).toEqual([
      "program.bpf.c:4:33: warning: variable 'unset' is uninitialized when used here (for amd64)",
      "program.bpf.c:2:27: error: use of undeclared identifier 'missing' (for arm64)",
    ]);
  });
});

describe('a warning', () => {
  test('of both is said once and fails nothing', async () => {
    const { result } = await build({ 'program.bpf.c': '#warning take care\nint answer;\n' });
    expect(result.status).toBe('ok');
    expect(lines(result.diagnostics)).toEqual(['program.bpf.c:1:2: warning: take care']);
  });

  test('of one says of which, from the cache, too', async () => {
    const program = '#ifdef __TARGET_ARCH_arm64\n#warning take care\n#endif\nint answer;\n';
    for (const useCache of [false, true, true]) {
      const { result } = await build({ 'program.bpf.c': program }, { useCache });
      expect(lines(result.diagnostics)).toEqual(['program.bpf.c:2:2: warning: take care (for arm64)']);
    }
  });
});

describeWith(requirePrograms('go'), 'a gadget with a module', () => {
  test('has it beside each program, the same, and without a path of this machine', async () => {
    const { directory, result } = await build(withModule);
    if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
    const { platforms } = await read(result.image);
    for (const { module, manifest } of platforms) {
      expect(manifest.layers.map(({ mediaType }) => mediaType)).toEqual([
        'application/vnd.gadget.ebpf.program.v1+binary',
        'application/vnd.gadget.wasm.program.v1+binary',
      ]);
      expect(Buffer.from(module ?? []).subarray(0, 4)).toEqual(Buffer.from('\0asm'));
      for (const trace of [directory, 'pkg/mod', homedir(), 'gadget-lab-'])
        expect([trace, Buffer.from(module ?? []).includes(trace)]).toEqual([trace, false]);
    }
    expect(platforms[0]?.module).toEqual(platforms[1]?.module);
  });

  test('has one digest, from another folder and without the cache', async () => {
    const digest = await digestOf(withModule);
    expect(await digestOf(withModule, { useCache: false, folder: 'with spaces' })).toBe(digest);
  });

  test('is no image while a variable of it is not used', async () => {
    const source = edit(withModule['go/main.go'] ?? '', [
      'func gadgetInit() int32 {\n',
      'func gadgetInit() int32 {\n\tnobody := 1\n',
    ]);
    const found = await failureOf({ ...withModule, 'go/main.go': source });
    expect(lines(found)).toEqual([
      expect.stringMatching(/^go\/main\.go:\d+:\d+: error: declared and not used: nobody$/),
    ]);
  });

  test('is no image where it does not compile, and program and module are both spoken of', async () => {
    const found = await failureOf({
      ...withModule,
      'program.bpf.c': '#error no program\n',
      'go/main.go': 'package main\n\nfunc main() { missing() }\n',
    });
    expect(lines(found)).toEqual([
      'program.bpf.c:1:2: error: no program',
      expect.stringMatching(/^go\/main\.go:3:15: error: undefined: missing/),
    ]);
  });
});
