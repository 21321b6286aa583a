// SPDX-License-Identifier: GPL-2.0
//
// Newcomers, for `lab run`: a mount namespace in which a program is executed for the first time may be that of a
// container which is just starting. It is let through the gadget's filter at once, so that not one of its opens
// is missed, and reported to user space, which finds out its name and may reject it again.

#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define CGROUP_NAME_SIZE 112

// Read by grader/engine/session/newcomer.ts.
struct newcomer {
	__u64 mntns;
	__u32 pid;
	// 1 when the namespace's first process ends.
	__u32 gone;
	// The last part of the cgroup's path; docker and podman put the container's id into it.
	char cgroup[CGROUP_NAME_SIZE];
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

// A namespace's number is given out anew once the namespace is gone, so what is known of a number must end with it.
// The first process of a pid namespace is a container's first, and all others end with it.
static __always_inline bool is_first_process(struct task_struct *task)
{
	return BPF_CORE_READ(task, nsproxy, pid_ns_for_children, child_reaper) == task;
}

// On the unified hierarchy, else on whichever is first.
static __always_inline void read_cgroup(struct task_struct *task, char *name)
{
	const char *source = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, name);

	bpf_probe_read_kernel_str(name, CGROUP_NAME_SIZE, source);
	if (name[0])
		return;
	source = BPF_CORE_READ(task, cgroups, subsys[0], cgroup, kn, name);
	bpf_probe_read_kernel_str(name, CGROUP_NAME_SIZE, source);
}

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct newcomer newcomer = { .mntns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum) };
	__u32 one = 1;

	if (newcomer.mntns == host_namespaces[0] || newcomer.mntns == host_namespaces[1])
		return 0;
	if (bpf_map_update_elem(&known, &newcomer.mntns, &one, BPF_NOEXIST) && !is_first_process(task))
		return 0;
	if (admit)
		bpf_map_update_elem(&filter, &newcomer.mntns, &one, BPF_ANY);
	read_cgroup(task, newcomer.cgroup);
	newcomer.pid = bpf_get_current_pid_tgid() >> 32;
	bpf_ringbuf_output(&newcomers, &newcomer, sizeof(newcomer), 0);
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int on_exit(void *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct newcomer newcomer = { .gone = 1 };

	if (!is_first_process(task))
		return 0;
	newcomer.mntns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	if (newcomer.mntns == host_namespaces[0] || newcomer.mntns == host_namespaces[1])
		return 0;
	bpf_map_delete_elem(&filter, &newcomer.mntns);
	bpf_map_delete_elem(&known, &newcomer.mntns);
	bpf_ringbuf_output(&newcomers, &newcomer, sizeof(newcomer), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
