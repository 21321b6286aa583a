// libbpf opens a section that it cannot make sense of, and refuses to load it.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("nonsense/of/ours")
int lost(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
