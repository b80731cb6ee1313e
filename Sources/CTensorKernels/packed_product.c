#include "include/decoding_kernels.h"
#include "kernel.h"
#include <string.h>

#pragma clang fp contract(fast)

// Every output is one chain of fused multiply-adds over the inputs in their order, whichever tile it is computed in: that
// is what makes a row's result independent of the other rows. A BLAS chooses its blocks by the number of rows.

typedef float vector16 __attribute__((vector_size(64), aligned(4)));

// Eight rows by two vectors are 16 sums of AVX-512's 32 registers; elsewhere two rows fill 8 of 16 with half vectors.
enum { panel_width = 32, most_rows = 8 };

long tensor_packed_floats(long outputs, long inputs) {
    return (outputs + panel_width - 1) / panel_width * panel_width * inputs;
}

void tensor_pack(const float *weight, float *packed, long outputs, long inputs) {
    for (long first = 0; first < outputs; first += panel_width, weight += panel_width * inputs)
        for (long i = 0; i < inputs; i++)
            for (long c = 0; c < panel_width; c++)
                *packed++ = first + c < outputs ? weight[c * inputs + i] : 0;
}

// `rows` of x by one panel of outputs; the sums stay in registers, for which the number of rows is chosen.
INLINED void tile(
    int rows, const float *x, const float *panel, float *y, long inputs, long outputs, long columns, bool adds) {
    vector16 sums[most_rows][2];
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = (vector16){0};
    for (long i = 0; i < inputs; i++) {
        const vector16 *weights = (const vector16 *)(panel + i * panel_width);
        const vector16 low = weights[0], high = weights[1];
        for (int r = 0; r < rows; r++) {
            const float factor = x[r * inputs + i];
            sums[r][0] += low * factor;
            sums[r][1] += high * factor;
        }
    }
    for (int r = 0; r < rows; r++, y += outputs) {
        vector16 *out = (vector16 *)y;
        if (columns >= panel_width) {
            out[0] = adds ? out[0] + sums[r][0] : sums[r][0];
            out[1] = adds ? out[1] + sums[r][1] : sums[r][1];
        } else {
            float rest[panel_width];
            memcpy(rest, sums[r], sizeof rest);
            for (long c = 0; c < columns; c++) y[c] = adds ? y[c] + rest[c] : rest[c];
        }
    }
}

INLINED void product(
    int most, const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {
    for (long first = 0; first < outputs; first += panel_width, packed += panel_width * inputs) {
        const long columns = outputs - first;
        long row = 0;
        for (; row + most <= rows; row += most)
            tile(most, x + row * inputs, packed, y + row * outputs + first, inputs, outputs, columns, adds);
        for (; row + 2 <= rows; row += 2)
            tile(2, x + row * inputs, packed, y + row * outputs + first, inputs, outputs, columns, adds);
        if (row < rows) tile(1, x + row * inputs, packed, y + row * outputs + first, inputs, outputs, columns, adds);
    }
}

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void product_v4(
    const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {
    product(most_rows, x, packed, y, rows, inputs, outputs, adds);
}

__attribute__((target("arch=x86-64-v3"))) static void product_v3(
    const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {
    product(2, x, packed, y, rows, inputs, outputs, adds);
}
#endif

void tensor_packed_product(
    const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4")) return product_v4(x, packed, y, rows, inputs, outputs, adds);
    if (__builtin_cpu_supports("x86-64-v3")) return product_v3(x, packed, y, rows, inputs, outputs, adds);
#endif
    product(2, x, packed, y, rows, inputs, outputs, adds);
}
