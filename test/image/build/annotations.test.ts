import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildImage } from '../../../grader/image/build-image.ts';
import { loadPrograms, makeWorkspace } from '../../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');

beforeEach(() => void vi.stubEnv('SOURCE_DATE_EPOCH', '1000000000'));
afterEach(() => void vi.unstubAllEnvs());

/** An image's index, as text and parsed, and the bytes of its config. */
async function indexWith(metadata: string) {
  const workspace = await makeWorkspace({ 'program.bpf.c': solution, 'gadget.yaml': metadata });
  const build = await buildImage({ directory: workspace.directory }).finally(workspace.remove);
  if (build.status === 'failed') throw new Error(JSON.stringify(build.diagnostics));
  const { blobs, index, manifests } = build.image;
  const textOf = (digest = ''): string => Buffer.from(blobs.get(digest) ?? []).toString('utf8');
  const text = textOf(index.digest);
  const { config } = JSON.parse(textOf(manifests[0]?.digest));
  return { text, annotations: JSON.parse(text).annotations, config: blobs.get(config.digest) };
}

describe('an annotation of gadget.yaml', () => {
  it('has the last word on what the other keys say, but not on when the image was built', async () => {
    const { annotations } = await indexWith(`name: open
sourceURL: https://example.org/here
annotations:
  org.opencontainers.image.source: https://example.org/there
  org.opencontainers.image.created: long ago
  io.inspektor-gadget.builder.version: v9
`);
    expect(annotations).toMatchObject({
      'org.opencontainers.image.title': 'open',
      'org.opencontainers.image.source': 'https://example.org/there',
      'org.opencontainers.image.created': '2001-09-09T01:46:40Z',
      'io.inspektor-gadget.builder.version': 'v9',
    });
  });

  it('stands where its bytes put it: upper case before lower case, then what is not ASCII', async () => {
    const { annotations } = await indexWith('annotations: { ü: "1", b: "2", B: "3" }\n');
    const own = Object.keys(annotations).filter((key) => key.length === 1);
    expect(own).toEqual(['B', 'b', 'ü']);
  });

  it('stands there even if it looks like a number, which JavaScript would put first', async () => {
    const { text } = await indexWith('annotations: { "9": nine, "10": ten, a: letter }\n');
    expect(text).toMatch(/"10":"ten","9":"nine","a":"letter"/);
  });

  it('is escaped as Go does it', async () => {
    const { text, annotations } = await indexWith('description: "<a> & \\"b\\" \\\\ \\u2028 \\x07 ä\\t"\n');
    expect(text).toContain(String.raw`\u003ca\u003e \u0026 \"b\" \\ \u2028 \u0007 ä\t"`);
    expect(annotations['org.opencontainers.image.description']).toBe('<a> & "b" \\ \u2028 \x07 ä\t');
  });

  it('may stand behind a byte order mark, which stays in the config', async () => {
    const metadata = '\ufeffname: open\r\n# no newline at the end';
    const { annotations, config } = await indexWith(metadata);
    expect(annotations).toMatchObject({ 'org.opencontainers.image.title': 'open' });
    expect(Buffer.from(config ?? []).equals(Buffer.from(metadata))).toBe(true);
  });
});
