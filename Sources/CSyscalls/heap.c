#define _GNU_SOURCE
#include "CSyscalls.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

// Swift's Glibc module leaves <malloc.h> out.
void *assay_heap_top(void) { return (char *)sbrk(0) - mallinfo2().keepcost; }

void assay_touch_heap_top(size_t least) {
    // Until it has grown once. With huge pages by madvise it grows by whole ones; where the kernel gives them to all or to none,
    // by so little that it would never have the least.
    const void *end = sbrk(0);
    while (mallinfo2().keepcost < least && sbrk(0) == end) {
        // Volatile: a compiler may leave out an allocation that nobody uses.
        void *volatile kept = malloc(65536);
        if (kept == NULL) return;
    }
    // From the first whole page behind the chunk's header.
    uintptr_t page = ((uintptr_t)assay_heap_top() + 64 + 4095) & ~(uintptr_t)4095;
    for (; page < (uintptr_t)sbrk(0); page += 4096) *(volatile char *)page = 0;
}
