// Writes a burst of numbered records, of many lengths, for every openat with one rare mode. What finds the ring
// full is counted, so that a test can tell a lost record from one that was never written.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

#define LONGEST 512

const volatile __u32 trigger = 01357;
const volatile __u32 burst = 1;
const volatile __u32 shortest = 8;
const volatile __u32 lengths = 1;

__u64 written;
__u64 full;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
} ring SEC(".maps");

static char scratch[LONGEST];

static long emit(__u32 index, void *unused)
{
	__u64 length = shortest + written % lengths;

	if (length < 8 || length > LONGEST)
		return 1;
	*(__u64 *)scratch = written;
	if (bpf_ringbuf_output(&ring, scratch, length, 0) == 0)
		written++;
	else
		full++;
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int flood(struct syscall_trace_enter *ctx)
{
	if ((__u32)ctx->args[3] == trigger)
		bpf_loop(burst, emit, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
