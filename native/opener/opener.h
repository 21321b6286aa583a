// SPDX-License-Identifier: Apache-2.0
//
// What the opener's parts share: a script is a list of tasks, a task a list of calls.
#ifndef OPENER_H
#define OPENER_H

#include <stdbool.h>
#include <stddef.h>

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

// fail.c: ends the process with a word on stderr.
void fail(const char *what);

// memory.c: where the paths of calls lie.
char *from_hex(const char *hex);
char *at_page_end(char *bytes);
char *unreadable_path(void);
void free_path(char *path);

// calls.c: what a task does once it runs.
void make_calls(const struct task *task);

// run.c: runs the declared tasks, one after another or all at once.
void run(const struct script *script, bool concurrent);

// play.c: reads scripts from stdin and runs them.
int play(void);

// For the commands' stdin; opened once, before anybody watches.
extern int null_device;

#endif
