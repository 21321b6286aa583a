// SPDX-License-Identifier: GPL-2.0
//
// The witness: records every open and openat on the machine, beside the learner's program and before it (on a
// shared tracepoint programs run in the order they were attached), as the ground truth that the judge compares
// with. What concerns the run (its containers and its own host noise) goes whole into `records`; anything else
// goes without its path into `elsewhere`, so that a gadget without a container filter can be told from one that
// reports an open twice.

#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define COMM_SIZE 16
#define PATH_SIZE 4096

enum role { ELSEWHERE = 0, TRACED = 1, FOREIGN = 2, HOST = 3 };
enum call { OPEN = 0, OPENAT = 1 };

// Read by grader/engine/witness-record.ts; offsets are part of that contract.
struct record {
	__u64 timestamp;
	__u64 mntns;
	__u64 args[4];
	__u32 pid;
	__u32 tid;
	__u32 uid;
	__u32 gid;
	__u32 parent_pid;
	__u16 role;
	__u16 call;
	// Bytes without NUL, or a negative errno where the pointer could not be read.
	__s32 path_length;
	__u32 reserved;
	char comm[COMM_SIZE];
	char parent_comm[COMM_SIZE];
	char path[PATH_SIZE];
};

#define HEADER_SIZE __builtin_offsetof(struct record, path)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} elsewhere SEC(".maps");

// Mount namespace → role.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, __u32);
} scope SEC(".maps");

// Records that found their ring full: [0] `records`, [1] `elsewhere`.
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

// A record does not fit the stack of 512 bytes.
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct record);
} scratch SEC(".maps");

static __always_inline void count_loss(__u32 ring)
{
	__u64 *count = bpf_map_lookup_elem(&lost, &ring);

	if (count)
		__sync_fetch_and_add(count, 1);
}

static __always_inline void describe_task(struct record *record, struct task_struct *task)
{
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	__u64 uid_gid = bpf_get_current_uid_gid();

	record->pid = pid_tgid >> 32;
	record->tid = pid_tgid;
	record->uid = uid_gid;
	record->gid = uid_gid >> 32;
	record->parent_pid = BPF_CORE_READ(parent, tgid);
	bpf_get_current_comm(record->comm, COMM_SIZE);
	BPF_CORE_READ_INTO(&record->parent_comm, parent, comm);
}

static __always_inline void submit(struct record *record, const char *path)
{
	__u64 size = HEADER_SIZE;
	long length;

	if (record->role == ELSEWHERE) {
		if (bpf_ringbuf_output(&elsewhere, record, HEADER_SIZE, 0))
			count_loss(1);
		return;
	}
	length = bpf_probe_read_user_str(record->path, PATH_SIZE, path);
	record->path_length = length > 0 ? length - 1 : length;
	if (length > 0 && length <= PATH_SIZE)
		size += length;
	if (bpf_ringbuf_output(&records, record, size, 0))
		count_loss(0);
}

// `arguments` is a constant at every call: the kernel refuses to attach a program that reads past the last one.
static __always_inline int witness(struct trace_event_raw_sys_enter *ctx, enum call call, int arguments)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	__u64 mntns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	__u32 *role = bpf_map_lookup_elem(&scope, &mntns);
	__u32 zero = 0;
	struct record *record = bpf_map_lookup_elem(&scratch, &zero);

	if (!record)
		return 0;
	record->timestamp = bpf_ktime_get_boot_ns();
	record->mntns = mntns;
	record->role = role ? *role : ELSEWHERE;
	record->call = call;
	record->path_length = 0;
	record->args[0] = ctx->args[0];
	record->args[1] = ctx->args[1];
	record->args[2] = ctx->args[2];
	record->args[3] = 0;
	if (arguments > 3)
		record->args[3] = ctx->args[3];
	describe_task(record, task);
	submit(record, (const char *)record->args[call == OPENAT ? 1 : 0]);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_open")
int witness_open(struct trace_event_raw_sys_enter *ctx)
{
	return witness(ctx, OPEN, 3);
}

SEC("tracepoint/syscalls/sys_enter_openat")
int witness_openat(struct trace_event_raw_sys_enter *ctx)
{
	return witness(ctx, OPENAT, 4);
}

char LICENSE[] SEC("license") = "GPL";
