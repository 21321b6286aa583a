// Structs of every shape that BTF can tell.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

typedef __u32 inner_number;
typedef inner_number outer_number;
typedef char letter;

enum color { RED = -1, GREEN = 1 };
enum size { SMALL, LARGE = 4000000000U };
enum wide { NEAR = 1, FAR = 0x100000000ULL };
enum deep { BELOW = -0x100000000LL };

struct point {
	__s16 x;
	__s16 y;
};

union either {
	__u64 number;
	char text[8];
};

struct shapes {
	const volatile outer_number number;
	_Bool flag;
	letter initial;
	unsigned char byte;
	signed long long signed_wide;
	double real;
	enum color color;
	enum size size;
	enum wide wide;
	enum deep deep;
	const char *pointer;
	void (*function)(int);
	struct point point;
	struct point *link;
	union either either;
	struct {
		__u8 nameless;
	};
	union {
		__u8 first;
		__u16 second;
	};
	struct point grid[2][3];
	letter name[16];
	__u32 low : 3;
	__u32 high : 29;
	__u64 last : 40;
	__u8 tail[0];
};

struct __attribute__((packed)) tight {
	__u8 before;
	__u32 loose;
	__u32 bits : 7;
	__u32 straddling : 30;
};

// Arrays in arrays, deeper than any decoder should follow.
typedef char deep1[1][1][1][1][1][1][1][1][1][1];
typedef deep1 deep2[1][1][1][1][1][1][1][1][1][1];
typedef deep2 deep3[1][1][1][1][1][1][1][1][1][1];
typedef deep3 deep4[1][1][1][1][1][1][1][1][1][1];
struct bottomless {
	deep4 pit;
};

// Two to the power of 24 members when followed.
struct fan0 { char a, b; };
struct fan1 { struct fan0 a, b, c, d; };
struct fan2 { struct fan1 a, b, c, d; };
struct fan3 { struct fan2 a, b, c, d; };
struct fan4 { struct fan3 a, b, c, d; };
struct fan5 { struct fan4 a, b, c, d; };
struct fan6 { struct fan5 a, b, c, d; };
struct fan7 { struct fan6 a, b, c, d; };
struct fan8 { struct fan7 a, b, c, d; };
struct fan9 { struct fan8 a, b, c, d; };
struct fan10 { struct fan9 a, b, c, d; };
struct fan11 { struct fan10 a, b, c, d; };

const volatile __u32 threshold = 7;
const volatile bool enabled = false;
const volatile char word[8] = "hello";
int counter = 3;
const void *marker_shapes___unused;
struct shapes *used1;
struct tight *used2;
struct bottomless *used3;
struct fan11 *used4;

SEC("tracepoint/syscalls/sys_enter_openat")
int probe(void *ctx)
{
	return enabled && threshold > 3 && word[0] ? counter : 0;
}

char LICENSE[] SEC("license") = "GPL";
