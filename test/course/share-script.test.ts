import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../grader/model/project.ts';

const DIGEST = `sha256:${'5e'.repeat(32)}`;

/** Writes down what it is called with, and answers as the real one does; `push` may fail. */
const LAB = `#!/bin/sh
echo "$*" >>"$CALLS"
[ "$2" = push ] || exit 0
[ -z "\${BROKEN:-}" ] || exit 3
echo "Pushing $3..."
echo "Successfully pushed $3:latest@${DIGEST}"
`;

let folder: string;
const workspace = () => join(folder, 'mygadget');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-share-test-'));
  await cp(join(projectRoot, 'solutions/03-share'), workspace(), { recursive: true });
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/lab'), LAB);
  await chmod(join(folder, 'bin/lab'), 0o755);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function share(env: Readonly<Record<string, string>>) {
  const path = `${join(folder, 'bin')}:${process.env.PATH}`;
  const options = { cwd: workspace(), env: { PATH: path, CALLS: join(folder, 'calls'), ...env } };
  return promisify(execFile)('sh', ['share.sh'], options);
}

const shareFile = async () => parse(await readFile(join(workspace(), 'share.yaml'), 'utf8'));

describe('the script in the solution of 03', () => {
  it('builds, tags and pushes by a new UUID, and writes share.yaml', async () => {
    const { stdout } = await share({ REGISTRY: '127.0.0.1:5000' });
    const { image, digest } = await shareFile();
    expect(image).toMatch(/^127\.0\.0\.1:5000\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(digest).toBe(DIGEST);
    expect((await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')).toEqual([
      'image build -t open .',
      `image tag open ${image}`,
      `image push ${image}`,
    ]);
    expect(stdout).toContain(`Successfully pushed ${image}:latest@${DIGEST}`);
  });

  it('takes another name every time', async () => {
    await share({ REGISTRY: '127.0.0.1:5000' });
    const first = await shareFile();
    await share({ REGISTRY: '127.0.0.1:5000' });
    expect((await shareFile()).image).not.toBe(first.image);
  });

  it('writes nothing where the push fails', async () => {
    const before = await shareFile();
    await expect(share({ REGISTRY: '127.0.0.1:5000', BROKEN: 'yes' })).rejects.toMatchObject({ code: 3 });
    expect(await shareFile()).toEqual(before);
  });

  it('asks for the registry', async () => {
    await expect(share({})).rejects.toMatchObject({ stderr: expect.stringContaining('which registry?') });
  });
});
