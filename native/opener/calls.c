// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "opener.h"

static int make_call(const struct call *call)
{
	struct open_how how = { .flags = (unsigned)call->flags, .mode = 0 };

	switch (call->name) {
	case OPEN:
#ifdef SYS_open
		return (int)syscall(SYS_open, call->path, call->flags, call->mode);
#else
		return -1; // arm64 has no open
#endif
	case OPENAT:
		return (int)syscall(SYS_openat, AT_FDCWD, call->path, call->flags, call->mode);
	default:
		return (int)syscall(SYS_openat2, AT_FDCWD, call->path, &how, sizeof(how));
	}
}

void make_calls(const struct task *task)
{
	for (size_t i = 0; i < task->count; i++) {
		for (int left = task->calls[i].times; left > 0; left--) {
			int fd = make_call(&task->calls[i]);

			if (fd >= 0)
				close(fd);
		}
	}
}
