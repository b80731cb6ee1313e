#include "include/decoding_kernels.h"
#include "kernel.h"
#include <math.h>

#pragma clang fp reassociate(on) contract(fast)

enum { block = 16 };

KERNEL float tensor_softmax_weights(
    const float *restrict logits, float *restrict weights, long width, float inverse_temperature) {
    const float top = largest(logits, width);
    float sum = 0;
    for (long i = 0; i < width; i++) {
        weights[i] = exponential((logits[i] - top) * inverse_temperature);
        sum += weights[i];
    }
    return sum;
}

KERNEL long tensor_draw(const float *weights, long width, double target) {
    double before = 0;
    long first = 0;
    for (; first + block <= width; first += block) {
        float sum = 0;
        for (int i = 0; i < block; i++) sum += weights[first + i];
        if (before + sum > target) break;
        before += sum;
    }
    for (long i = first; i < width; i++) {
        before += weights[i];
        if (before > target) return i;
    }
    while (width > 1 && weights[width - 1] == 0) width--;
    return width - 1;
}
