import { GADGET_BUFFERS, GADGET_FILTERS, HELPERS, POPULATE } from './signatures.ts';

const WORDS = (text: string): readonly string[] => text.trim().split(/\s+/);

const HELPER_MACROS =
  WORDS(`SEC __always_inline __noinline __weak __hidden NULL bpf_printk __uint __type __array
  offsetof container_of KERNEL_VERSION bpf_for bpf_repeat bpf_for_each`);

/** Every name that gadgets use, by the header that has it. */
export const HEADERS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'vmlinux.h',
    WORDS(`__u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64 u8 u16 u32 u64 s8 s16 s32 s64 __be16 __be32 __be64 bool true
      false size_t ssize_t pid_t uid_t gid_t umode_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t
      uintptr_t task_struct syscall_trace_enter syscall_trace_exit trace_entry trace_event_raw_sys_enter
      trace_event_raw_sys_exit pt_regs nsproxy mnt_namespace cred file path dentry inode filename open_how qstr
      linux_dirent64 sock sk_buff sockaddr bpf_map_type BPF_MAP_TYPE_HASH BPF_MAP_TYPE_ARRAY BPF_MAP_TYPE_RINGBUF
      BPF_MAP_TYPE_LRU_HASH BPF_MAP_TYPE_PERCPU_ARRAY BPF_MAP_TYPE_PERF_EVENT_ARRAY BPF_ANY BPF_NOEXIST BPF_EXIST
      BPF_F_CURRENT_CPU BPF_RB_NO_WAKEUP BPF_RB_FORCE_WAKEUP`),
  ],
  ['bpf/bpf_helpers.h', [...Object.keys(HELPERS), ...HELPER_MACROS]],
  [
    'bpf/bpf_core_read.h',
    WORDS(`BPF_CORE_READ BPF_CORE_READ_INTO BPF_CORE_READ_STR_INTO BPF_CORE_READ_USER BPF_CORE_READ_BITFIELD
      BPF_CORE_READ_BITFIELD_PROBED BPF_PROBE_READ BPF_PROBE_READ_INTO BPF_PROBE_READ_USER bpf_core_read
      bpf_core_read_str bpf_core_read_user bpf_core_field_exists bpf_core_field_size bpf_core_type_exists
      bpf_core_type_size bpf_core_enum_value bpf_core_enum_value_exists`),
  ],
  [
    'bpf/bpf_tracing.h',
    WORDS(`BPF_PROG BPF_KPROBE BPF_KRETPROBE BPF_KSYSCALL PT_REGS_PARM1 PT_REGS_PARM2 PT_REGS_PARM3 PT_REGS_PARM4
      PT_REGS_PARM5 PT_REGS_RC PT_REGS_PARM1_CORE PT_REGS_PARM2_CORE PT_REGS_PARM3_CORE PT_REGS_RC_CORE`),
  ],
  ['bpf/bpf_endian.h', WORDS('bpf_ntohs bpf_htons bpf_ntohl bpf_htonl bpf_be64_to_cpu bpf_cpu_to_be64')],
  ['gadget/buffer.h', [...Object.keys(GADGET_BUFFERS), 'GADGET_TRACER_MAP', 'GADGET_MAX_EVENT_SIZE']],
  ['gadget/common.h', Object.keys(POPULATE)],
  [
    'gadget/filter.h',
    [...Object.keys(GADGET_FILTERS), ...WORDS('GADGET_INVALID_ID targ_pid targ_tid targ_uid')],
  ],
  ['gadget/macros.h', WORDS('GADGET_TRACER GADGET_PARAM GADGET_SNAPSHOTTER GADGET_ITER GADGET_MAPITER')],
  ['gadget/mntns.h', WORDS('gadget_get_current_mntns_id gadget_get_mntns_id')],
  ['gadget/mntns_filter.h', WORDS('gadget_should_discard_mntns_id gadget_filter_by_mntns')],
  [
    'gadget/types.h',
    WORDS(`gadget_mntns_id gadget_netns_id gadget_timestamp gadget_signal gadget_errno gadget_uid gadget_gid
      gadget_syscall gadget_file_mode gadget_file_flags gadget_kernel_stack gadget_user_stack gadget_pid gadget_ppid
      gadget_tid gadget_comm gadget_pcomm gadget_bytes gadget_duration gadget_creds gadget_parent gadget_process
      gadget_l3endpoint_t gadget_l4endpoint_t gadget_ip_addr_t gadget_counter__u32 gadget_counter__u64
      gadget_gauge__u32 gadget_gauge__u64 TASK_COMM_LEN`),
  ],
]);

/** Headers that exist and are seldom needed. */
const OTHER_HEADERS = WORDS(
  'gadget/filesystem.h gadget/core_fixes.bpf.h gadget/user_stack_map.h gadget/kernel_stack_map.h gadget/sockets-map.h gadget/maps.bpf.h gadget/bits.bpf.h',
);

export const HEADER_NAMES: readonly string[] = [...HEADERS.keys(), ...OTHER_HEADERS];

/** Which headers come along with another. */
const BRINGS: Readonly<Record<string, readonly string[]>> = {
  'gadget/buffer.h': ['bpf/bpf_helpers.h', 'bpf/bpf_core_read.h'],
  'gadget/common.h': [
    'vmlinux.h',
    'gadget/types.h',
    'gadget/mntns.h',
    'bpf/bpf_helpers.h',
    'bpf/bpf_core_read.h',
  ],
  'gadget/filter.h': [
    'bpf/bpf_helpers.h',
    'bpf/bpf_core_read.h',
    'bpf/bpf_tracing.h',
    'gadget/macros.h',
    'gadget/types.h',
    'gadget/mntns_filter.h',
    'gadget/mntns.h',
  ],
  'gadget/mntns.h': ['gadget/types.h', 'bpf/bpf_helpers.h', 'bpf/bpf_core_read.h'],
  'gadget/mntns_filter.h': [
    'gadget/types.h',
    'bpf/bpf_helpers.h',
    'bpf/bpf_core_read.h',
    'bpf/bpf_tracing.h',
  ],
};

/** The header that has a name. */
export function headerOf(name: string): string | undefined {
  return [...HEADERS].find(([, names]) => names.includes(name))?.[0];
}

/** All headers that a program has by these lines. */
export function broughtBy(included: readonly string[]): ReadonlySet<string> {
  return new Set(included.flatMap((name) => [name, ...(BRINGS[name] ?? [])]));
}
