#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_openat")
int present(void *ctx)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_of_no_kernel")
int absent(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
