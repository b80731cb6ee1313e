#define _GNU_SOURCE
#include "CSyscalls.h"

#include <malloc.h>
#include <stdint.h>
#include <unistd.h>

// Swift's Glibc module leaves <malloc.h> out.
void *assay_heap_top(void) { return (char *)sbrk(0) - mallinfo2().keepcost; }
