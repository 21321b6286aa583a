import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { machine, release } from 'node:os';
import { join } from 'node:path';
import { hostArchitecture } from '../../grader/build/index.ts';
import { rootfsPath } from '../../grader/engine/container/rootfs.ts';
import { openerPath } from '../../grader/engine/opener.ts';
import { LabError } from '../../grader/model/error.ts';
import { buildDirectory, projectRoot } from '../../grader/model/project.ts';
import { ask, find, reason, shorten } from './ask.ts';
import { broken, type Finding, missing, ok, tilde, untested } from './finding.ts';
import { advice, SETUP } from './mend.ts';
import { type Rights, rootPrefix, withoutRights } from './rights.ts';

const BTF = '/sys/kernel/btf/vmlinux';

/** Ring buffers came with 5.8. */
export async function kernel(): Promise<Finding> {
  const detail = `${release()}, ${machine()}`;
  try {
    hostArchitecture();
  } catch (error) {
    if (error instanceof LabError) return broken(error.message, advice('use a machine with amd64 or arm64'));
    throw error;
  }
  const [major = 0, minor = 0] = release().split('.').map(Number.parseFloat);
  if (major > 5 || (major === 5 && minor >= 8)) return ok(detail, release());
  return broken(`${detail} is too old: 5.8 is the oldest with ring buffers`, advice('boot a newer kernel'));
}

/** Every BTF begins with the same two bytes, in the machine's order (linux/btf.h). */
export async function btf(): Promise<Finding> {
  if (!existsSync(BTF)) {
    return missing(`there is no ${BTF}`, advice('boot a kernel with CONFIG_DEBUG_INFO_BTF=y'));
  }
  const file = await open(BTF).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  if (typeof file === 'string') return untested(`${BTF} cannot be read (${file})`);
  const magic = Buffer.alloc(2);
  const { size } = await file.stat();
  await file.read(magic, 0, 2, 0).finally(() => file.close());
  if (magic.readUInt16LE() !== 0xeb9f) return broken(`${BTF} holds no BTF`, advice('boot another kernel'));
  return ok(`${BTF}, ${(size / 1024 ** 2).toFixed(1)} MiB`);
}

/** Looks in a mount namespace of its own, where tracefs is mounted if it is not: nothing of the machine is changed. */
const LOOK = `cd /sys/kernel/tracing/events 2>/dev/null || mount -t tracefs tracefs /sys/kernel/tracing || exit 9
cd /sys/kernel/tracing/events/syscalls || exit 8
ls -d sys_enter_open sys_enter_openat 2>/dev/null || :`;

export async function tracepoints(rights: Rights): Promise<Finding> {
  const root = rootPrefix(rights);
  if (root === undefined) return withoutRights(rights);
  if ((await find('unshare')) === undefined) return untested('there is no unshare (util-linux) to look with');
  const [file = 'unshare', ...args] = [...root, 'unshare', '--mount', 'sh', '-c', LOOK];
  const outcome = await ask(file, ...args);
  if (outcome.code === 8) return missing('the kernel has no tracepoints of system calls', NEWER);
  if (outcome.code === 9) return untested(`tracefs cannot be mounted: ${reason(outcome)}`);
  if (outcome.code !== 0) return untested(reason(outcome));
  return tracepointsFinding(outcome.stdout.split('\n').filter(Boolean));
}

const NEWER = advice('boot a kernel with CONFIG_FTRACE_SYSCALLS=y');

function tracepointsFinding(names: readonly string[]): Finding {
  if (!names.includes('sys_enter_openat')) return missing('there is no sys_enter_openat', NEWER);
  if (names.includes('sys_enter_open')) return ok('sys_enter_open, sys_enter_openat');
  // arm64 never had that system call; its checks are left out there.
  if (process.arch === 'arm64') return ok('sys_enter_openat; arm64 has no open');
  return missing('there is no sys_enter_open', NEWER);
}

/** In a process of its own: an addon that crashes is a finding, too. */
export async function addon(): Promise<Finding> {
  const variant = process.env.LAB_NATIVE === 'Debug' ? 'Debug' : 'Release';
  const path = join(buildDirectory, 'native', variant, 'gadget_lab.node');
  if (!existsSync(path)) return missing('the native part of the lab has not been built', SETUP);
  const outcome = await ask(process.execPath, '-p', 'require(process.argv[1]).libbpfVersion()', path);
  if (outcome.end === 'timedOut') return untested(reason(outcome));
  const version = outcome.stdout.trim();
  if (outcome.code === 0) return ok(`libbpf ${version}`, version);
  const why = /^Error: (.*)/m.exec(outcome.stderr)?.[1] ?? reason(outcome);
  return broken(`it cannot be loaded: ${tilde(shorten(why))}`, {
    kind: 'setup',
  });
}

/** What set-up makes beside the addon. */
export async function built(): Promise<Finding> {
  const parts = [
    { what: 'the witness', isThere: () => existsSync(join(buildDirectory, 'bpf', 'witness.bpf.o')) },
    { what: 'the opener', isThere: () => succeeds(openerPath) },
    { what: "the containers' root filesystem", isThere: () => succeeds(rootfsPath) },
    {
      what: 'the engine',
      isThere: () => existsSync(join(projectRoot, 'dist', 'grader', 'engine', 'session', 'main.js')),
    },
  ];
  const absent = parts.filter(({ isThere }) => !isThere()).map(({ what }) => what);
  if (absent.length === 0) return ok('witness, opener, root filesystem, engine');
  return missing(`not built yet: ${absent.join(', ')}`, SETUP);
}

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
