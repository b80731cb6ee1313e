#include "kernel.h"

#pragma clang fp contract(fast)

INLINED void rotate(
    float *restrict x, const int32_t *restrict positions, const float *restrict cosines, const float *restrict sines,
    long rows, long stride, long heads, long dimension, float direction) {
    const long half = dimension / 2;
    for (long row = 0; row < rows; row++) {
        const float *restrict cosine = cosines + positions[row] * half;
        const float *restrict sine = sines + positions[row] * half;
        for (long head = 0; head < heads; head++) {
            float *restrict low = x + row * stride + head * dimension;
            float *restrict high = low + half;
            for (long i = 0; i < half; i++) {
                const float a = low[i], b = high[i], s = direction * sine[i];
                low[i] = a * cosine[i] - b * s;
                high[i] = b * cosine[i] + a * s;
            }
        }
    }
}

KERNEL void tensor_rotate_forward(
    float *x, const int32_t *positions, const float *cosines, const float *sines, long rows, long stride, long heads,
    long dimension) {
    rotate(x, positions, cosines, sines, rows, stride, heads, dimension, 1);
}

KERNEL void tensor_rotate_backward(
    float *x, const int32_t *positions, const float *cosines, const float *sines, long rows, long stride, long heads,
    long dimension) {
    rotate(x, positions, cosines, sines, rows, stride, heads, dimension, -1);
}
