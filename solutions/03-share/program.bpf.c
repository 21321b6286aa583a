// Every kernel type, generated from the kernel's own type information.
#include <vmlinux.h>

// The functions that the kernel offers to eBPF programs, and SEC().
#include <bpf/bpf_helpers.h>

// Inspektor Gadget's share of the work: event buffers, the container filter,
// the markers that tell it what this program delivers, and its field types.
#include <gadget/buffer.h>
#include <gadget/common.h>
#include <gadget/filter.h>
#include <gadget/macros.h>
#include <gadget/types.h>

// What one event carries to user space: when it happened, who did
// it, to which file, and how it was to be opened.
struct event {
	gadget_timestamp timestamp_raw;
	struct gadget_process proc;
	char filename[256];
	int flags;
};

// The way out of the kernel: a ring buffer of 256 KiB called "events".
GADGET_TRACER_MAP(events, 1024 * 256);

// This program traces. Its data source is called "open", travels through the
// map "events", and every record in there is a "struct event".
GADGET_TRACER(open, events, event);

static __always_inline int handle_open(struct syscall_trace_enter *ctx, const char *filename, int flags)
{
	struct event *event;

	// The tracepoint fires for every process of the machine. Leave early
	// where nobody asked to see this one.
	if (gadget_should_discard_data_current())
		return 0;

	// Get room for one event. There may be none left.
	event = gadget_reserve_buf(&events, sizeof(*event));
	if (!event)
		return 0;

	// Fill it in ...
	event->timestamp_raw = bpf_ktime_get_boot_ns();
	gadget_process_populate(&event->proc);
	// The name lies in the memory of the process, not of the kernel.
	bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename);
	event->flags = flags;

	// ... and hand it over. From here on it belongs to user space.
	gadget_submit_buf(ctx, &events, event, sizeof(*event));

	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int openat_entry(struct syscall_trace_enter *ctx)
{
	return handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);
}

SEC("tracepoint/syscalls/sys_enter_open")
int open_entry(struct syscall_trace_enter *ctx)
{
	return handle_open(ctx, (const char *)ctx->args[0], (int)ctx->args[1]);
}

// The kernel lends most of its helpers to GPL programs only.
char LICENSE[] SEC("license") = "GPL";
