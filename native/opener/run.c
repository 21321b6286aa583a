// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "opener.h"

// Everything starts when the pipe's write end closes; a serial run passes -1 and starts at once.
static void wait_for_start(int start)
{
	char byte;

	while (start >= 0 && read(start, &byte, 1) < 0 && errno == EINTR)
		;
}

struct thread_argument {
	const struct task *task;
	int start;
};

static void *thread_main(void *pointer)
{
	const struct thread_argument *argument = pointer;

	prctl(PR_SET_NAME, argument->task->text);
	wait_for_start(argument->start);
	make_calls(argument->task);
	return NULL;
}

static void run_threads(const struct script *script, int start, bool concurrent)
{
	pthread_t *threads = calloc(script->count, sizeof(*threads));
	struct thread_argument *arguments = calloc(script->count, sizeof(*arguments));
	size_t started = 0;

	if (!threads || !arguments)
		fail("memory");
	for (size_t i = 0; i < script->count; i++) {
		if (script->tasks[i].kind != THREAD)
			continue;
		arguments[started] = (struct thread_argument){ &script->tasks[i], start };
		if (pthread_create(&threads[started], NULL, thread_main, &arguments[started]))
			fail("thread");
		if (!concurrent)
			pthread_join(threads[started], NULL);
		started++;
	}
	for (size_t i = 0; concurrent && i < started; i++)
		pthread_join(threads[i], NULL);
}

static void run_task(const struct task *task, int start)
{
	wait_for_start(start);
	if (task->kind == SHELL) {
		dup2(null_device, STDIN_FILENO);
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", task->text, (char *)NULL);
		fail("/bin/sh");
	}
	prctl(PR_SET_NAME, task->text);
	make_calls(task);
}

static pid_t spawn(const struct script *script, const struct task *task, const int pipe_ends[2], bool concurrent)
{
	pid_t child = fork();
	int start = concurrent ? pipe_ends[0] : -1;

	if (child < 0)
		fail("fork");
	if (child > 0)
		return child;
	if (concurrent)
		close(pipe_ends[1]);
	if (task)
		run_task(task, start);
	else
		run_threads(script, start, concurrent);
	_exit(0);
}

static void wait_for_child(void)
{
	while (wait(NULL) < 0 && errno == EINTR)
		;
}

void run(const struct script *script, bool concurrent)
{
	int pipe_ends[2] = { -1, -1 };
	size_t children = 0;
	bool threads = false;

	if (concurrent && pipe2(pipe_ends, O_CLOEXEC))
		fail("pipe");
	for (size_t i = 0; i < script->count; i++) {
		const struct task *task = &script->tasks[i];
		bool is_thread = task->kind == THREAD;

		if (is_thread && threads)
			continue;
		threads = threads || is_thread;
		spawn(script, is_thread ? NULL : task, pipe_ends, concurrent);
		if (concurrent)
			children++;
		else
			wait_for_child();
	}
	if (concurrent) {
		close(pipe_ends[0]);
		close(pipe_ends[1]);
	}
	while (children-- > 0)
		wait_for_child();
}
