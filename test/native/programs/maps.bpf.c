// Maps to write and read, and helpers called from a subprogram.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u64);
	__type(value, __u32);
} filter SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

static __noinline __u64 clock(void)
{
	return bpf_ktime_get_boot_ns() + bpf_ktime_get_boot_ns();
}

SEC("tracepoint/syscalls/sys_enter_openat")
int with_subprogram(void *ctx)
{
	__u64 key = clock();
	__u32 *value = bpf_map_lookup_elem(&filter, &key);

	return value ? *value : 0;
}

SEC("tracepoint/syscalls/sys_enter_close")
int without_helpers(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
