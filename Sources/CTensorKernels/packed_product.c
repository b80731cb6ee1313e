#include "include/decoding_kernels.h"
#include "kernel.h"

#pragma clang fp contract(fast)

// Every output is one chain of fused multiply-adds over the inputs in their order, whichever tile it is computed in: that
// is what makes a row's result independent of the other rows. A BLAS chooses its blocks by the number of rows.

typedef float vector16 __attribute__((vector_size(64), aligned(4)));
typedef float vector8 __attribute__((vector_size(32), aligned(4)));

enum { panel_width = 32 };

long tensor_packed_floats(long outputs, long inputs) {
    return (outputs + panel_width - 1) / panel_width * panel_width * inputs;
}

void tensor_pack(const float *weight, float *packed, long outputs, long inputs) {
    for (long first = 0; first < outputs; first += panel_width, weight += panel_width * inputs)
        for (long i = 0; i < inputs; i++)
            for (long c = 0; c < panel_width; c++)
                *packed++ = first + c < outputs ? weight[c * inputs + i] : 0;
}

// A tile is `rows` of x by two vectors of outputs; sums stay in registers, which the number of rows is chosen for.
#define TILE(name, vector, lanes, most)                                                                                \
    INLINED void name(                                                                                                 \
        int rows, const float *x, const float *packed, float *y, long inputs, long outputs, long columns, bool adds) {  \
        vector sums[most][2];                                                                                          \
        for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = (vector){0};                                          \
        for (long i = 0; i < inputs; i++) {                                                                            \
            const vector *w = (const vector *)(packed + i * panel_width);                                             \
            const vector low = w[0], high = w[1];                                                                      \
            for (int r = 0; r < rows; r++) {                                                                           \
                const float factor = x[r * inputs + i];                                                                \
                sums[r][0] += low * factor;                                                                            \
                sums[r][1] += high * factor;                                                                           \
            }                                                                                                          \
        }                                                                                                              \
        for (int r = 0; r < rows; r++) {                                                                               \
            float *out = y + r * outputs;                                                                              \
            if (columns >= 2 * (lanes)) {                                                                              \
                vector *both = (vector *)out;                                                                          \
                both[0] = adds ? both[0] + sums[r][0] : sums[r][0];                                                    \
                both[1] = adds ? both[1] + sums[r][1] : sums[r][1];                                                    \
            } else                                                                                                     \
                for (long c = 0; c < columns; c++) {                                                                   \
                    const float sum = sums[r][c / (lanes)][c % (lanes)];                                               \
                    out[c] = adds ? out[c] + sum : sum;                                                                \
                }                                                                                                      \
        }                                                                                                              \
    }                                                                                                                  \
    INLINED void name##_product(                                                                                       \
        const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {               \
        for (long panel = 0; panel < outputs; panel += panel_width, packed += panel_width * inputs)                  \
            for (long part = 0; part < panel_width && panel + part < outputs; part += 2 * (lanes)) {                  \
                const long first = panel + part, columns = outputs - first;                                            \
                long row = 0;                                                                                          \
                for (; row + (most) <= rows; row += (most))                                                            \
                    name(most, x + row * inputs, packed + part, y + row * outputs + first, inputs, outputs, columns,   \
                        adds);                                                                                         \
                for (; row + 2 <= rows; row += 2)                                                                      \
                    name(2, x + row * inputs, packed + part, y + row * outputs + first, inputs, outputs, columns,      \
                        adds);                                                                                         \
                if (row < rows)                                                                                        \
                    name(1, x + row * inputs, packed + part, y + row * outputs + first, inputs, outputs, columns,      \
                        adds);                                                                                         \
            }                                                                                                          \
    }

TILE(wide, vector16, 16, 8)
TILE(narrow, vector8, 8, 4)

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"))) static void product_v4(
    const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {
    wide_product(x, packed, y, rows, inputs, outputs, adds);
}

__attribute__((target("arch=x86-64-v3"))) static void product_v3(
    const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {
    narrow_product(x, packed, y, rows, inputs, outputs, adds);
}
#endif

void tensor_packed_product(
    const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4")) return product_v4(x, packed, y, rows, inputs, outputs, adds);
    if (__builtin_cpu_supports("x86-64-v3")) return product_v3(x, packed, y, rows, inputs, outputs, adds);
#endif
    narrow_product(x, packed, y, rows, inputs, outputs, adds);
}
