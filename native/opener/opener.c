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
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind { PROCESS, THREAD, SHELL };
enum name { OPEN, OPENAT, OPENAT2 };

struct call {
	enum name name;
	int flags;
	int mode;
	int times;
	char *path;
};

struct task {
	enum kind kind;
	char *text; // the task's comm, or the shell's command line
	struct call *calls;
	size_t count;
};

struct script {
	struct task *tasks;
	size_t count;
};

#define PAGE 4096

static char *unreadable;
// For the commands' stdin; opened once, before anybody watches.
static int null_device;

static void fail(const char *what)
{
	dprintf(STDERR_FILENO, "opener: %s: %s\n", what, strerror(errno));
	_exit(2);
}

static void *grow(void *array, size_t count, size_t size)
{
	void *grown = realloc(array, (count + 1) * size);

	if (!grown)
		fail("memory");
	return grown;
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static char *from_hex(const char *hex)
{
	size_t length = strlen(hex) / 2;
	char *bytes = calloc(1, length + 1);

	if (!bytes)
		fail("memory");
	for (size_t i = 0; i < length; i++)
		bytes[i] = (char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
	return bytes;
}

// A path's NUL is the last byte before a page that cannot be read: whoever reads more than the string gets nothing.
static char *at_page_end(char *bytes)
{
	size_t size = strlen(bytes) + 1;
	size_t pages = (size + PAGE - 1) / PAGE * PAGE;
	char *area = mmap(NULL, pages + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED || mprotect(area + pages, PAGE, PROT_NONE))
		fail("mmap");
	memcpy(area + pages - size, bytes, size);
	free(bytes);
	return area + pages - size;
}

static void free_path(char *path)
{
	size_t pages = (strlen(path) + PAGE) / PAGE * PAGE;

	munmap(path + strlen(path) + 1 - pages, pages + PAGE);
}

// ---- making the calls

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

static void make_calls(const struct task *task)
{
	for (size_t i = 0; i < task->count; i++) {
		for (int left = task->calls[i].times; left > 0; left--) {
			int fd = make_call(&task->calls[i]);

			if (fd >= 0)
				close(fd);
		}
	}
}

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

// ---- running a script

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

static void run(const struct script *script, bool concurrent)
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

// ---- reading a script

static void declare(struct script *script, enum kind kind, const char *text)
{
	script->tasks = grow(script->tasks, script->count, sizeof(struct task));
	script->tasks[script->count++] = (struct task){ .kind = kind, .text = from_hex(text) };
}

static void add_call(struct script *script, const char *name, const char *flags, const char *mode, const char *path,
		     const char *times)
{
	struct task *task;

	if (!script->count) {
		errno = EINVAL;
		fail("call before task");
	}
	task = &script->tasks[script->count - 1];
	task->calls = grow(task->calls, task->count, sizeof(struct call));
	task->calls[task->count++] = (struct call){
		.name = !strcmp(name, "open") ? OPEN : !strcmp(name, "openat") ? OPENAT : OPENAT2,
		.flags = atoi(flags),
		.mode = atoi(mode),
		.times = atoi(times),
		.path = path[0] == '!' ? unreadable : at_page_end(from_hex(path)),
	};
}

static void forget(struct script *script)
{
	for (size_t i = 0; i < script->count; i++) {
		for (size_t j = 0; j < script->tasks[i].count; j++)
			if (script->tasks[i].calls[j].path != unreadable)
				free_path(script->tasks[i].calls[j].path);
		free(script->tasks[i].calls);
		free(script->tasks[i].text);
	}
	script->count = 0;
}

// An empty hex string is a missing word for strtok: the writer sends "-" for it.
static const char *word(char **rest)
{
	char *found = strtok_r(NULL, " \n", rest);

	return !found || !strcmp(found, "-") ? "" : found;
}

static void obey(struct script *script, char *line)
{
	char *rest;
	char *verb = strtok_r(line, " \n", &rest);

	if (!verb)
		return;
	if (!strcmp(verb, "process")) {
		declare(script, PROCESS, word(&rest));
	} else if (!strcmp(verb, "thread")) {
		declare(script, THREAD, word(&rest));
	} else if (!strcmp(verb, "shell")) {
		declare(script, SHELL, word(&rest));
	} else if (!strcmp(verb, "call")) {
		const char *name = word(&rest), *flags = word(&rest), *mode = word(&rest), *path = word(&rest);

		add_call(script, name, flags, mode, path, word(&rest));
	} else if (!strcmp(verb, "go")) {
		run(script, !strcmp(word(&rest), "concurrent"));
		forget(script);
		dprintf(STDOUT_FILENO, "done\n");
	} else {
		errno = EINVAL;
		fail(verb);
	}
}

static int play(void)
{
	struct script script = { 0 };
	char *line = NULL;
	size_t size = 0;

	unreadable = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (unreadable == MAP_FAILED)
		fail("mmap");
	null_device = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null_device < 0)
		fail("/dev/null");
	dprintf(STDOUT_FILENO, "ready\n");
	while (getline(&line, &size, stdin) >= 0)
		obey(&script, line);
	return 0;
}

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
