// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "opener.h"

void fail(const char *what)
{
	dprintf(STDERR_FILENO, "opener: %s: %s\n", what, strerror(errno));
	_exit(2);
}
