import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../grader/model/project.ts';

export interface WalkThrough {
  /** The folder that its commands are in at the end. */
  readonly root: string;
  readonly outputs: readonly CommandOutput[];
}

export interface CommandOutput {
  readonly commands: string;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fenced block, with the file's name in the line before it if it has one; a longer fence may hold shorter ones. */
const BLOCK = /(?:^`([^`\n]+)`:\n\n)?^(`{3,})(\w+)\n([\s\S]*?)^\2$/gm;

/** Does what a page says, in its order: writes the files that it names, and runs the commands of its `sh` blocks. */
export async function walkThrough(page: string, folder: string): Promise<WalkThrough> {
  const bin = join(folder, '.bin');
  const noted = join(bin, 'noted');
  await mkdir(bin);
  await writeFile(
    join(bin, 'lab'),
    `#!/bin/sh\nexec "${process.execPath}" "${projectRoot}/bin/lab.js" "$@"\n`,
  );
  await chmod(join(bin, 'lab'), 0o755);
  const outputs: CommandOutput[] = [];
  let root = folder;
  let variable: string | undefined;
  for (const [, file, , language, body = ''] of page.matchAll(BLOCK)) {
    if (file !== undefined) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), body);
    } else if (language === 'sh') {
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, LAB_COURSE: variable, NOTED: noted };
      const script = `${body}\n{ pwd; echo "\${LAB_COURSE:-}"; } >"$NOTED"`;
      const { status, stdout, stderr } = spawnSync('sh', ['-euc', script], {
        cwd: root,
        env,
        encoding: 'utf8',
      });
      outputs.push({ commands: body, code: status, stdout, stderr });
      if (status !== 0) break;
      const [path = '', course = ''] = (await readFile(noted, 'utf8')).split('\n');
      root = path;
      variable = course === '' ? undefined : course;
    }
  }
  return { root, outputs };
}
