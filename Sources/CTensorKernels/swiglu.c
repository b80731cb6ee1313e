#include "kernel.h"

#pragma clang fp reassociate(on) contract(fast)

INLINED float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

KERNEL void tensor_swiglu_forward(const float *restrict gate_up, float *restrict y, long rows, long width) {
    for (long row = 0; row < rows; row++, gate_up += 2 * width, y += width) {
        const float *restrict up = gate_up + width;
        for (long i = 0; i < width; i++) y[i] = gate_up[i] * sigmoid(gate_up[i]) * up[i];
    }
}

KERNEL void tensor_swiglu_backward(const float *restrict dy, float *restrict gate_up, long rows, long width) {
    for (long row = 0; row < rows; row++, gate_up += 2 * width, dy += width) {
        float *restrict up = gate_up + width;
        for (long i = 0; i < width; i++) {
            const float g = gate_up[i], s = sigmoid(g), u = up[i];
            gate_up[i] = dy[i] * u * s * (1.0f + g * (1.0f - s));
            up[i] = dy[i] * g * s;
        }
    }
}
