// SPDX-License-Identifier: Apache-2.0
//
// The opener: a static program that goes into every container and makes the system calls of a scenario, raw,
// because libc and busybox only ever call openat.
//
//   opener idle   the container's init: opens nothing, reaps orphans, ends on SIGTERM
//   opener play   reads a script from stdin, one command a line:
//     process COMM                     declares a task: a process of its own
//     thread COMM                      declares a task: a thread of one process shared by all threads
//     call NAME FLAGS MODE PATH TIMES  adds a call to the last task; NAME open, openat or openat2
//     shell COMMAND                    declares a task: sh -c COMMAND
//     go serial|concurrent             runs the declared tasks, forgets them, answers "done"
//   COMM, PATH and COMMAND are hex; PATH is "!" for a pointer that cannot be read.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "opener.h"

static void end(int signal)
{
	(void)signal;
	_exit(0);
}

static _Noreturn void idle(void)
{
	signal(SIGTERM, end);
	signal(SIGINT, end);
	for (;;) {
		if (wait(NULL) < 0)
			pause();
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "idle"))
		idle();
	if (argc == 2 && !strcmp(argv[1], "play"))
		return play();
	dprintf(STDERR_FILENO, "usage: opener idle | play\n");
	return 2;
}
