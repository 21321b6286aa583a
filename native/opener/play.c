// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "opener.h"

int null_device;

static void *grow(void *array, size_t count, size_t size)
{
	void *grown = realloc(array, (count + 1) * size);

	if (!grown)
		fail("memory");
	return grown;
}

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
		.path = path[0] == '!' ? unreadable_path() : at_page_end(from_hex(path)),
	};
}

static void forget(struct script *script)
{
	for (size_t i = 0; i < script->count; i++) {
		for (size_t j = 0; j < script->tasks[i].count; j++)
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

int play(void)
{
	struct script script = { 0 };
	char *line = NULL;
	size_t size = 0;

	null_device = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null_device < 0)
		fail("/dev/null");
	dprintf(STDOUT_FILENO, "ready\n");
	while (getline(&line, &size, stdin) >= 0)
		obey(&script, line);
	return 0;
}
