// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "opener.h"

#define PAGE 4096

static char *unreadable;

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

char *from_hex(const char *hex)
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
char *at_page_end(char *bytes)
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

void free_path(char *path)
{
	if (path == unreadable)
		return;

	size_t pages = (strlen(path) + PAGE) / PAGE * PAGE;

	munmap(path + strlen(path) + 1 - pages, pages + PAGE);
}

// A pointer into a page that nobody may read; always the same.
char *unreadable_path(void)
{
	if (!unreadable)
		unreadable = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (unreadable == MAP_FAILED)
		fail("mmap");
	return unreadable;
}
