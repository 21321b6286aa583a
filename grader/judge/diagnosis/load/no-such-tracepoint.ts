import type { Refusal } from '../../../model/capture.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { refused } from './scene.ts';
import { sectionPlace } from './sections.ts';
import { nearestSection, splitSection } from './tracepoints.ts';
import { quote } from './wording.ts';

export const noSuchTracepoint = rule({
  id: 'no-such-tracepoint',
  meaning: 'SEC() names a tracepoint (or function) that the kernel does not have.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_enter_opennat")',
    message:
      'This kernel has no tracepoint `syscalls/sys_enter_opennat`. Write `SEC("tracepoint/syscalls/sys_enter_openat")`.',
  },
  needs: ['refusal'],
  find: ({ refusal, program }) => find(refusal, program),
});

function find(refusal: Refusal, program: CSource | undefined): readonly Finding[] {
  const { section } = refusal;
  const missing = section === undefined ? undefined : whatIsMissing(refusal, section);
  if (section === undefined || missing === undefined) return [];
  const { kind } = splitSection(section);
  const isOther = !/^(tracepoint|tp)$/.test(kind) && !/sys_(enter|exit)_/.test(section);
  const meant = isOther ? undefined : nearestSection(section);
  const how =
    meant === undefined
      ? 'The folder /sys/kernel/tracing/events holds all that there are, one folder each.'
      : `Write ${quote(`SEC("${meant}")`)}.`;
  return refused(`${missing} ${how}`, sectionPlace(program, refusal));
}

function whatIsMissing({ stage, errno, libbpfLog }: Refusal, section: string): string | undefined {
  const { kind, group, name } = splitSection(section);
  if (kind === 'tracepoint' || kind === 'tp') {
    if (stage !== 'attach') return undefined;
    const whole = group !== '' && name !== '';
    if (whole)
      return errno === 'ENOENT' ? `This kernel has no tracepoint ${quote(`${group}/${name}`)}.` : undefined;
    // Without both parts there is nothing to look for.
    if (errno !== 'EINVAL' && errno !== 'EOPNOTSUPP') return undefined;
    return `${quote(section)} is not the whole name of a tracepoint: its group and its name are needed, as in \`syscalls/sys_enter_openat\`.`;
  }
  return otherProbe(kind, section.slice(kind.length + 1), { stage, errno, libbpfLog });
}

/** What is no tracepoint under tracefs: raw ones, and functions of the kernel. */
function otherProbe(
  kind: string,
  target: string,
  { stage, errno, libbpfLog }: Pick<Refusal, 'stage' | 'errno' | 'libbpfLog'>,
): string | undefined {
  const absent =
    (stage === 'attach' && errno === 'ENOENT') || /failed to find kernel BTF type ID/.test(libbpfLog);
  const isTracepoint = /^sys_(enter|exit)_/.test(target);
  const isRaw = /^(raw_|tp_btf)/.test(kind);
  // A kernel may have the function and still not let it be probed.
  const isSure = isTracepoint || isRaw || /^f(entry|exit)/.test(kind);
  if (!absent || !isSure || target === '') return undefined;
  const why = isTracepoint ? ': that is the name of a tracepoint' : '';
  return `This kernel has no ${isRaw ? 'raw tracepoint' : 'function'} ${quote(target)} for ${quote(`SEC("${kind}/…")`)}${why}.`;
}
