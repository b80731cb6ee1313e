#include "kernel.h"
#include <math.h>

#pragma clang fp reassociate(on) contract(fast)

KERNEL void tensor_rmsnorm_forward(
    const float *restrict x, const float *restrict weight, float *restrict y, float *restrict reciprocal, long rows,
    long width, float epsilon) {
    for (long row = 0; row < rows; row++, x += width, y += width) {
        float squares = 0;
        for (long i = 0; i < width; i++) squares += x[i] * x[i];
        const float r = 1.0f / sqrtf(squares / (float)width + epsilon);
        reciprocal[row] = r;
        for (long i = 0; i < width; i++) y[i] = x[i] * r * weight[i];
    }
}

KERNEL void tensor_rmsnorm_backward(
    const float *restrict dy, const float *restrict x, const float *restrict weight, const float *restrict reciprocal,
    float *restrict dx, float *restrict dweight, long rows, long width) {
    for (long row = 0; row < rows; row++, dy += width, x += width, dx += width) {
        const float r = reciprocal[row];
        float dot = 0;
        for (long i = 0; i < width; i++) dot += weight[i] * dy[i] * x[i];
        const float along = dot * r * r * r / (float)width;
        for (long i = 0; i < width; i++) dx[i] += weight[i] * dy[i] * r - x[i] * along;
        if (dweight)
            for (long i = 0; i < width; i++) dweight[i] += dy[i] * x[i] * r;
    }
}
