/** A function that headers offer: what it takes, as its declaration says. */
export type Signature = readonly string[];

/** Of bpf/bpf_helpers.h: those that gadgets call. */
export const HELPERS: Readonly<Record<string, Signature>> = {
  bpf_map_lookup_elem: ['void *map', 'const void *key'],
  bpf_map_update_elem: ['void *map', 'const void *key', 'const void *value', '__u64 flags'],
  bpf_map_delete_elem: ['void *map', 'const void *key'],
  bpf_probe_read: ['void *dst', '__u32 size', 'const void *unsafe_ptr'],
  bpf_probe_read_str: ['void *dst', '__u32 size', 'const void *unsafe_ptr'],
  bpf_probe_read_user: ['void *dst', '__u32 size', 'const void *unsafe_ptr'],
  bpf_probe_read_user_str: ['void *dst', '__u32 size', 'const void *unsafe_ptr'],
  bpf_probe_read_kernel: ['void *dst', '__u32 size', 'const void *unsafe_ptr'],
  bpf_probe_read_kernel_str: ['void *dst', '__u32 size', 'const void *unsafe_ptr'],
  bpf_copy_from_user: ['void *dst', '__u32 size', 'const void *user_ptr'],
  bpf_ktime_get_ns: [],
  bpf_ktime_get_boot_ns: [],
  bpf_ktime_get_coarse_ns: [],
  bpf_ktime_get_tai_ns: [],
  bpf_get_prandom_u32: [],
  bpf_get_smp_processor_id: [],
  bpf_get_current_pid_tgid: [],
  bpf_get_current_uid_gid: [],
  bpf_get_current_comm: ['void *buf', '__u32 size_of_buf'],
  bpf_get_current_task: [],
  bpf_get_current_task_btf: [],
  bpf_get_current_cgroup_id: [],
  bpf_get_stackid: ['void *ctx', 'void *map', '__u64 flags'],
  bpf_get_stack: ['void *ctx', 'void *buf', '__u32 size', '__u64 flags'],
  bpf_tail_call: ['void *ctx', 'void *prog_array_map', '__u32 index'],
  bpf_trace_printk: ['const char *fmt', '__u32 fmt_size', '...'],
  bpf_perf_event_output: ['void *ctx', 'void *map', '__u64 flags', 'void *data', '__u64 size'],
  bpf_ringbuf_reserve: ['void *ringbuf', '__u64 size', '__u64 flags'],
  bpf_ringbuf_submit: ['void *data', '__u64 flags'],
  bpf_ringbuf_discard: ['void *data', '__u64 flags'],
  bpf_ringbuf_output: ['void *ringbuf', 'void *data', '__u64 size', '__u64 flags'],
  bpf_ringbuf_query: ['void *ringbuf', '__u64 flags'],
  bpf_d_path: ['struct path *path', 'char *buf', '__u32 sz'],
  bpf_strncmp: ['const char *s1', '__u32 s1_sz', 'const char *s2'],
  bpf_loop: ['__u32 nr_loops', 'void *callback_fn', 'void *callback_ctx', '__u64 flags'],
  bpf_snprintf: ['char *str', '__u32 str_size', 'const char *fmt', '__u64 *data', '__u32 data_len'],
};

/** Of gadget/buffer.h. */
export const GADGET_BUFFERS: Readonly<Record<string, Signature>> = {
  gadget_reserve_buf: ['void *map', '__u64 size'],
  gadget_discard_buf: ['void *buf'],
  gadget_submit_buf: ['void *ctx', 'void *map', 'void *buf', '__u64 size'],
  gadget_output_buf: ['void *ctx', 'void *map', 'void *buf', '__u64 size'],
};

/** Of gadget/filter.h. */
export const GADGET_FILTERS: Readonly<Record<string, Signature>> = {
  gadget_should_discard_data_current: [],
  gadget_should_discard_pid: ['gadget_pid pid'],
  gadget_should_discard_tid: ['gadget_tid tid'],
  gadget_should_discard_uid: ['gadget_uid uid'],
  gadget_should_discard_gid: ['gadget_gid gid'],
  gadget_should_discard_comm: ['gadget_comm comm[TASK_COMM_LEN]'],
  gadget_should_discard_data: [
    'gadget_mntns_id mntns_id',
    'gadget_pid pid',
    'gadget_tid tid',
    'gadget_comm comm[TASK_COMM_LEN]',
    'gadget_uid uid',
    // Upstream writes `uid` here; the types are the same.
    'gadget_uid gid',
  ],
};

/** Of gadget/common.h. */
export const POPULATE: Readonly<Record<string, Signature>> = {
  gadget_process_populate: ['struct gadget_process *p'],
};

/** Functions of the headers that gadgets use. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  Object.entries({
    ...HELPERS,
    ...GADGET_BUFFERS,
    ...GADGET_FILTERS,
    ...POPULATE,
    gadget_get_current_mntns_id: [],
    gadget_should_discard_mntns_id: ['gadget_mntns_id mntns_id'],
  }),
);

/** Macros that are used like functions, with what they are to be given in plain words. */
export const MACROS: ReadonlyMap<string, Signature> = new Map([
  ['GADGET_TRACER', ['the name of the data source', 'the map', 'the name of the struct']],
  ['GADGET_TRACER_MAP', ['the name of the map', 'its size in bytes']],
  ['GADGET_PARAM', ['the name of the variable']],
  ['GADGET_MAPITER', ['the name of the data source', 'the map']],
  ['SEC', ['the section in quotes']],
]);

/** Structs of the headers that learners read and write, with their members. */
export const STRUCTS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  [
    'gadget_process',
    { comm: 'char', pid: 'u32', tid: 'u32', mntns_id: 'u64', creds: 'gadget_creds', parent: 'gadget_parent' },
  ],
  ['gadget_creds', { uid: 'u32', gid: 'u32' }],
  ['gadget_parent', { comm: 'char', pid: 'u32' }],
  ['syscall_trace_enter', { ent: 'trace_entry', nr: 'int', args: 'long' }],
  ['syscall_trace_exit', { ent: 'trace_entry', nr: 'int', ret: 'long' }],
  ['trace_event_raw_sys_enter', { ent: 'trace_entry', id: 'long', args: 'long' }],
]);
