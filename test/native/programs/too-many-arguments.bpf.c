// openat has four arguments; the kernel compares what a program reads with that when it is attached.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

volatile __u64 seen;

SEC("tracepoint/syscalls/sys_enter_openat")
int greedy(struct syscall_trace_enter *ctx)
{
	seen = ctx->args[6];
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
