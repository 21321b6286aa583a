import * as compiling from './compiling.ts';
import * as convenience from './convenience.ts';
import type { Finding } from './finding.ts';
import { limited } from './limit.ts';
import * as loading from './loading.ts';
import { type Rights, rightsFinding } from './rights.ts';
import * as runtimes from './runtimes.ts';
import * as sharing from './sharing.ts';
import { containersFinding, ebpfFinding, type Trial } from './trial.ts';

export type Group = 'compile' | 'load' | 'containers' | 'share' | 'module' | 'convenience';

/** What several probes build on; each is found out once, at the same time as everything else. */
export interface Common {
  readonly rights: Promise<Rights>;
  readonly trial: Promise<Trial>;
}

/** Something that the lab uses of this machine. */
export interface Need {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** Which steps do not work without it: all, those about images, those about modules, or none. */
  readonly usedBy: 'every' | 'image' | 'module' | 'none';
  /** What its lack means, where that is not simply that the steps do not work. */
  readonly without?: string;
  readonly probe: (common: Common) => Promise<Finding>;
}

const { node, clang, gadgetHeaders, libbpfHeaders, temporaryFolder, cacheFolder } = compiling;
const { kernel, btf, tracepoints, addon, built } = loading;
const { qemu, git, editor, pager } = convenience;
/** A probe that builds on what is found out once, which has a time limit of its own. */
const after =
  <Key extends keyof Common>(key: Key, probe: (value: Awaited<Common[Key]>) => Finding | Promise<Finding>) =>
  async (common: Common): Promise<Finding> => {
    const value = await common[key];
    return limited(() => probe(value));
  };

const alone = (probe: () => Promise<Finding>) => (): Promise<Finding> => limited(probe);

const rightsOf = after('rights', rightsFinding);
const tracepointsOf = after('rights', tracepoints);
const ebpfOf = after('trial', ebpfFinding);
const containersOf = after('trial', containersFinding);
const dockerOf = after('rights', runtimes.docker);
const podmanOf = after('rights', runtimes.podman);
const registryOf = after('rights', sharing.registry);

const OTHER_RUNTIME = 'one working runtime is enough';
const SLOWER = 'everything works, only slower';
const ASIDE = 'nothing of the course needs it';

/** Everything, in the order in which it is shown. */
export const NEEDS: readonly Need[] = [
  need('compile', 'node', 'Node.js', 'every', alone(node)),
  need('compile', 'clang', 'clang', 'every', alone(clang)),
  need('compile', 'gadget-headers', 'gadget headers', 'every', alone(gadgetHeaders)),
  need('compile', 'libbpf-headers', 'libbpf headers', 'every', alone(libbpfHeaders)),
  need('compile', 'temp-folder', 'temporary folder', 'every', alone(temporaryFolder)),
  need('compile', 'cache-folder', 'cache folder', 'none', alone(cacheFolder), SLOWER),

  need('load', 'kernel', 'kernel', 'every', alone(kernel)),
  need('load', 'btf', 'BTF', 'every', alone(btf)),
  need('load', 'rights', "root's rights", 'every', rightsOf),
  need('load', 'tracepoints', 'tracepoints', 'every', tracepointsOf),
  need('load', 'addon', 'native addon', 'every', alone(addon)),
  need('load', 'built', "the lab's own parts", 'every', alone(built)),
  need('load', 'ebpf', 'eBPF', 'every', ebpfOf),

  need('containers', 'containers', 'containers', 'every', containersOf),
  need('containers', 'runc', 'runc', 'none', alone(runtimes.runc), OTHER_RUNTIME),
  need('containers', 'docker', 'docker', 'none', dockerOf, OTHER_RUNTIME),
  need('containers', 'podman', 'podman', 'none', podmanOf, OTHER_RUNTIME),

  need('share', 'skopeo', 'skopeo', 'image', alone(sharing.skopeo)),
  need('share', 'registry', 'registry', 'image', registryOf),

  need('module', 'go', 'Go', 'module', alone(sharing.go)),

  need('convenience', 'qemu', 'QEMU', 'none', alone(qemu), 'only for the engine `vm`'),
  need('convenience', 'git', 'git', 'none', alone(git), ASIDE),
  need('convenience', 'editor', 'editor', 'none', alone(editor), ASIDE),
  need('convenience', 'pager', 'pager', 'none', alone(pager), ASIDE),
];

function need(
  group: Group,
  id: string,
  title: string,
  usedBy: Need['usedBy'],
  probe: Need['probe'],
  without?: string,
): Need {
  return { id, group, title, usedBy, probe, ...(without && { without }) };
}
