// More work than the verifier follows: its log grows far beyond 16 MiB before it gives up.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_openat")
int endless(void *ctx)
{
	volatile __u64 sum = 0;

	for (int i = 0; i < 10000000; i++)
		sum += bpf_ktime_get_boot_ns();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
