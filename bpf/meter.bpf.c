// SPDX-License-Identifier: GPL-2.0
//
// The meter, for `lab run`: counts the opens that the gadget's filter lets through. Ring buffers count no losses,
// so this is how the lab knows that events are missing.

#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

const volatile bool filtered = true;

// Replaced by the gadget's own filter map before load.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u32);
} filter SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} made SEC(".maps");

static __always_inline int count(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	__u64 mntns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	__u32 zero = 0;
	__u64 *value;

	if (filtered && !bpf_map_lookup_elem(&filter, &mntns))
		return 0;
	value = bpf_map_lookup_elem(&made, &zero);
	if (value)
		*value += 1;
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_open")
int count_open(void *ctx)
{
	return count();
}

SEC("tracepoint/syscalls/sys_enter_openat")
int count_openat(void *ctx)
{
	return count();
}

char LICENSE[] SEC("license") = "GPL";
