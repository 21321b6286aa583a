import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkFiles, checkProgram, summary } from '../support/check.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { edit, loadPrograms } from '../support/workspace.ts';
import { pasteInto, solutionBlocks } from './paste.ts';

const programs = await loadPrograms();

const template = await programs.start('00');
const solved = {
  '00': await programs.solution('00'),
  '01': await programs.solution('01'),
  '02': await programs.solution('02'),
};

const OPEN_ENTRY = `SEC("tracepoint/syscalls/sys_enter_open")
int open_entry(struct syscall_trace_enter *ctx)
{
	return handle_open(ctx);
}

`;
const withOpen = edit(template, ['// The kernel lends', `${OPEN_ENTRY}// The kernel lends`]);
const withMember = edit(solved['01'], ['\tchar filename[256];', '\tchar filename[256];\n\tint flags;']);

async function verdictOf(step: string, source: string) {
  return summary((await checkProgram(programs, step, source)).verdict);
}

describeWith(requireBpf(), 'on its way through the lesson', () => {
  it('the template passes the first task of 00 and no other', async () => {
    expect(await verdictOf('00', template)).toMatchObject({ status: 'failed', passedTasks: ['template'] });
  });

  it('the template with open_entry passes the first two', async () => {
    expect(await verdictOf('00', withOpen)).toMatchObject({
      status: 'failed',
      passedTasks: ['template', 'open'],
      failed: ['process'],
    });
  });

  it('with proc it passes all three', async () => {
    const withProcess = edit(
      withOpen,
      [
        '\tgadget_timestamp timestamp_raw;',
        '\tgadget_timestamp timestamp_raw;\n\tstruct gadget_process proc;',
      ],
      ['bpf_ktime_get_boot_ns();', 'bpf_ktime_get_boot_ns();\n\tgadget_process_populate(&event->proc);'],
    );
    expect(await verdictOf('00', withProcess)).toEqual({
      status: 'passed',
      passedTasks: ['template', 'open', 'process'],
      failed: [],
      kept: [],
    });
  });

  it('a member that is never filled in is not enough for proc', async () => {
    const unfilled = edit(solved['00'], ['\tgadget_process_populate(&event->proc);\n', '']);
    const { passedTasks, failed } = await verdictOf('00', unfilled);
    expect(passedTasks).toEqual(['template', 'open']);
    expect(failed).toEqual(expect.arrayContaining(['comm', 'pid', 'tid']));
  });

  it('the solution of 00 passes nothing of 01', async () => {
    expect(await verdictOf('01', solved['00'])).toMatchObject({
      status: 'failed',
      passedTasks: [],
      kept: [],
    });
  });

  it('the name in the struct and in the arguments, but not copied, passes the first task of 01', async () => {
    const uncopied = edit(solved['01'], [/^.*bpf_probe_read_user_str.*\n/m, '']);
    expect(await verdictOf('01', uncopied)).toMatchObject({
      status: 'failed',
      passedTasks: ['column'],
      kept: [],
    });
  });

  it('the copied name passes both', async () => {
    expect(await verdictOf('01', solved['01'])).toEqual({
      status: 'passed',
      passedTasks: ['column', 'copy'],
      failed: [],
      kept: [],
    });
  });

  it('the solution of 01 passes nothing of 02', async () => {
    expect(await verdictOf('02', solved['01'])).toEqual({
      status: 'failed',
      passedTasks: [],
      failed: ['flags'],
      kept: [],
    });
  });

  it('a member flags that is never set fails for the flags of both calls', async () => {
    expect(await verdictOf('02', withMember)).toEqual({
      status: 'failed',
      passedTasks: [],
      failed: ['openat-flags', 'open-flags'],
      kept: [],
    });
  });

  it('flags that are right for openat only fail for those of open', async () => {
    const half = edit(solved['02'], ['(int)ctx->args[1]', '0']);
    expect(await verdictOf('02', half)).toEqual({
      status: 'failed',
      passedTasks: [],
      failed: ['open-flags'],
      kept: [],
    });
  });

  it('the flags of both calls pass 02', async () => {
    expect(await verdictOf('02', solved['02'])).toEqual({
      status: 'passed',
      passedTasks: ['flags'],
      failed: [],
      kept: [],
    });
  });
});

describeWith(requireBpf(), 'in step 04', () => {
  it('the starting files pass the first two tasks, and a field that is never set fails the third', async () => {
    const { verdict } = await checkFiles(programs, '04', await programs.startFiles('04'));
    expect(summary(verdict)).toEqual({
      status: 'failed',
      passedTasks: ['module', 'field'],
      failed: ['filled'],
      kept: [],
    });
  });

  it('the solution passes, and 577 is O_WRONLY|O_CREAT|O_TRUNC', async () => {
    const { verdict } = await checkFiles(programs, '04', await programs.solutionFiles('04'));
    expect(summary(verdict)).toEqual({
      status: 'passed',
      passedTasks: ['module', 'field', 'decode'],
      failed: [],
      kept: [],
    });
  });

  it('the solution of 02 fails, as it has no module', async () => {
    const { verdict } = await checkFiles(programs, '04', await programs.solutionFiles('02'));
    expect(summary(verdict)).toMatchObject({ passedTasks: [], failed: ['module-builds'] });
    expect(verdict.diagnoses.map(({ id }) => id)).toEqual(['no-module']);
  });
});

describeWith(requireBpf(), "the lesson's own code blocks, pasted in their order", () => {
  const files: Record<string, string> = {};
  for (const { id, directory, files: edited, tasks, startPasses } of programs.course.steps) {
    const [main = ''] = edited;
    if (!/\.(c|go)$/.test(main)) continue;
    const reached = [...startPasses];
    for (const [index, task] of tasks.filter((task) => !startPasses.includes(task.id)).entries()) {
      reached.push(task.id);
      const expected = [...reached];
      it(`pass ${expected.join(' and ')} of ${id} after "${task.title}"`, async () => {
        if (index === 0) Object.assign(files, await readFolder(join(directory, 'start')));
        const blocks = solutionBlocks(await programs.lesson(id), task.title);
        files[main] = pasteInto(files[main] ?? '', blocks);
        const verdict = summary((await checkFiles(programs, id, files)).verdict);
        expect(verdict.passedTasks).toEqual(expected);
        expect(verdict.status).toBe(expected.length === tasks.length ? 'passed' : 'failed');
      });
    }
  }
});

/** Contents by path; none where the folder is missing. */
async function readFolder(folder: string): Promise<Record<string, string>> {
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, await readFile(join(folder, path), 'utf8')])),
  );
}
