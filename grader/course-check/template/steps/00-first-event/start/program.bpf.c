#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <gadget/buffer.h>
#include <gadget/common.h>
#include <gadget/filter.h>
#include <gadget/macros.h>
#include <gadget/types.h>

// What one event carries.
struct event {
	gadget_timestamp timestamp_raw;
};

// The buffer that events travel through, and what the gadget delivers.
GADGET_TRACER_MAP(events, 1024 * 256);
GADGET_TRACER(open, events, event);

SEC("tracepoint/syscalls/sys_enter_openat")
int openat_entry(struct syscall_trace_enter *ctx)
{
	// Only containers that somebody asked for.
	if (gadget_should_discard_data_current())
		return 0;

	// Here an event is to be sent.
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
