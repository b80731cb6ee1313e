// What the kernels have in common.
#pragma once

#include "include/tensor_kernels.h"
#include <math.h>

// One compiled version for each generation of x86 vector units, chosen when the program is loaded. Elsewhere (aarch64 has
// one width) the plain function is all there is.
#if defined(__x86_64__) && defined(__ELF__) && __has_attribute(target_clones)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

#define INLINED static inline __attribute__((always_inline))

// e^x by 2^n · e^r with |r| ≤ ln 2 ∕ 2 and Taylor's polynomial of degree 7 (its first dropped term is below 6e-9, a
// twentieth of Float32's step); 0 for what would be subnormal. Unlike expf it compiles to straight vector code.
INLINED float exponential(float x) {
    // Reordering would undo the split of ln 2 into a part that n multiplies exactly and a rest.
#pragma clang fp reassociate(off) contract(fast)
    const float clamped = x < -87.0f ? -87.0f : (x > 88.0f ? 88.0f : x);
    const float scaled = clamped * 1.44269504088896341f;
    const int32_t n = (int32_t)(scaled + (scaled < 0 ? -0.5f : 0.5f));
    const float r = (clamped - (float)n * 0.693359375f) + (float)n * 2.12194440e-4f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    union {
        int32_t bits;
        float value;
    } power = {.bits = (n + 127) << 23};
    return x < -87.0f ? 0.0f : p * power.value;
}

// Sixteen running maxima: the compiler does not split one by itself, lest it lose a NaN.
INLINED float largest(const float *restrict x, long count) {
    float lanes[16];
    for (int lane = 0; lane < 16; lane++) lanes[lane] = -INFINITY;
    long i = 0;
    for (; i + 16 <= count; i += 16)
        for (int lane = 0; lane < 16; lane++) lanes[lane] = x[i + lane] > lanes[lane] ? x[i + lane] : lanes[lane];
    float top = -INFINITY;
    for (int lane = 0; lane < 16; lane++) top = lanes[lane] > top ? lanes[lane] : top;
    for (; i < count; i++) top = x[i] > top ? x[i] : top;
    return top;
}
