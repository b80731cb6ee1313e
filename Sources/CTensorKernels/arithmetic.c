#include "kernel.h"
#include <math.h>

#pragma clang fp reassociate(on) contract(fast)

KERNEL void tensor_add_scaled(const float *restrict x, float *restrict y, long count, float a) {
    for (long i = 0; i < count; i++) y[i] += a * x[i];
}

KERNEL void tensor_bias_forward(float *restrict y, const float *restrict bias, long rows, long width, long stride) {
    for (long row = 0; row < rows; row++, y += stride)
        for (long i = 0; i < width; i++) y[i] += bias[i];
}

KERNEL void tensor_bias_backward(const float *restrict dy, float *restrict dbias, long rows, long width, long stride) {
    for (long row = 0; row < rows; row++, dy += stride)
        for (long i = 0; i < width; i++) dbias[i] += dy[i];
}

KERNEL void tensor_scale(float *x, long count, float a) {
    for (long i = 0; i < count; i++) x[i] *= a;
}

KERNEL double tensor_sum_of_squares(const float *x, long count) {
    double sum = 0;
    for (long i = 0; i < count; i++) sum += (double)x[i] * (double)x[i];
    return sum;
}

KERNEL void tensor_adamw(
    float *restrict parameters, const float *restrict gradients, float *restrict first, float *restrict second,
    long count, float rate, float beta1, float beta2, float epsilon, float decay, float correction1,
    float correction2) {
    const float kept = 1.0f - rate * decay, step = rate / correction1, root = 1.0f / sqrtf(correction2);
    // sqrtf may set errno, which keeps a loop from becoming vector code; this one does not.
    for (long i = 0; i < count; i++) {
        const float g = gradients[i];
        const float m = beta1 * first[i] + (1.0f - beta1) * g;
        const float v = beta2 * second[i] + (1.0f - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        parameters[i] = parameters[i] * kept - step * m / (__builtin_elementwise_sqrt(v) * root + epsilon);
    }
}
