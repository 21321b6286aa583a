// SPDX-License-Identifier: GPL-2.0
//
// Newcomers, for `lab run`: a mount namespace in which a program is executed for the first time may be that of a
// container which is just starting. It is let through the gadget's filter at once, so that not one of its opens
// is missed, and reported to user space, which finds out its name and may reject it again.

#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct newcomer {
	__u64 mntns;
	__u32 pid;
	__u32 reserved;
};

// The host's namespaces: those of the machine and of the lab itself.
const volatile __u64 host_namespaces[2] = {};
// Whether newcomers pass before their name is known.
const volatile bool admit = true;

// Replaced by the gadget's own filter map before load.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u32);
} filter SEC(".maps");

// Seen before, whatever came of it.
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u32);
} known SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} newcomers SEC(".maps");

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct newcomer newcomer = { .mntns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum) };
	__u32 one = 1;

	if (newcomer.mntns == host_namespaces[0] || newcomer.mntns == host_namespaces[1])
		return 0;
	if (bpf_map_update_elem(&known, &newcomer.mntns, &one, BPF_NOEXIST))
		return 0;
	if (admit)
		bpf_map_update_elem(&filter, &newcomer.mntns, &one, BPF_ANY);
	newcomer.pid = bpf_get_current_pid_tgid() >> 32;
	bpf_ringbuf_output(&newcomers, &newcomer, sizeof(newcomer), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
