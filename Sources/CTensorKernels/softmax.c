#include "kernel.h"
#include <math.h>
#include <string.h>

#pragma clang fp reassociate(on) contract(fast)

INLINED long visible_columns(long row, long first, long columns) {
    return first + row + 1 < columns ? first + row + 1 : columns;
}

KERNEL void tensor_causal_softmax_forward(
    float *restrict scores, float *restrict log_sums, long rows, long columns, long stride, long first, float scale) {
    for (long row = 0; row < rows; row++, scores += stride) {
        const long visible = visible_columns(row, first, columns);
        const float top = largest(scores, visible);
        float sum = 0;
        for (long i = 0; i < visible; i++) {
            scores[i] = exponential((scores[i] - top) * scale);
            sum += scores[i];
        }
        const float share = 1.0f / sum;
        for (long i = 0; i < visible; i++) scores[i] *= share;
        memset(scores + visible, 0, (size_t)(columns - visible) * sizeof(float));
        log_sums[row] = top * scale + logf(sum);
    }
}

KERNEL void tensor_causal_softmax_again(
    float *restrict scores, const float *restrict log_sums, long rows, long columns, long stride, long first,
    float scale) {
    for (long row = 0; row < rows; row++, scores += stride) {
        const long visible = visible_columns(row, first, columns);
        const float log_sum = log_sums[row];
        for (long i = 0; i < visible; i++) scores[i] = exponential(scores[i] * scale - log_sum);
        memset(scores + visible, 0, (size_t)(columns - visible) * sizeof(float));
    }
}

KERNEL void tensor_causal_softmax_backward(
    const float *restrict probabilities, float *restrict gradients, long rows, long columns, long stride, long first,
    float scale) {
    for (long row = 0; row < rows; row++, probabilities += stride, gradients += stride) {
        const long visible = visible_columns(row, first, columns);
        float mean = 0;
        for (long i = 0; i < visible; i++) mean += probabilities[i] * gradients[i];
        for (long i = 0; i < visible; i++) gradients[i] = scale * probabilities[i] * (gradients[i] - mean);
        memset(gradients + visible, 0, (size_t)(columns - visible) * sizeof(float));
    }
}

// With w = e^(t·(z − top)): Σ w and Σ w·t·(z − top), from which come log Σ e^(t·z) and the entropy.
typedef struct {
    float top, sum, weighted;
} row_sums;

INLINED row_sums sums_of(const float *restrict z, long width, float inverse_temperature) {
    const float top = largest(z, width);
    float sum = 0, weighted = 0;
    for (long i = 0; i < width; i++) {
        const float below = (z[i] - top) * inverse_temperature, w = exponential(below);
        sum += w;
        weighted += w * below;
    }
    return (row_sums){top, sum, weighted};
}

KERNEL void tensor_log_softmax_forward(
    const float *restrict logits, const int32_t *restrict targets, float *restrict log_probabilities,
    float *restrict entropies, long rows, long width, float inverse_temperature) {
    for (long row = 0; row < rows; row++, logits += width) {
        const row_sums s = sums_of(logits, width, inverse_temperature);
        const float log_sum = logf(s.sum);
        log_probabilities[row] = (logits[targets[row]] - s.top) * inverse_temperature - log_sum;
        entropies[row] = log_sum - s.weighted / s.sum;
    }
}

KERNEL void tensor_log_softmax_backward(
    float *restrict logits, const int32_t *restrict targets, const float *restrict log_probability_gradients,
    const float *restrict entropy_gradients, long rows, long width, float inverse_temperature) {
    for (long row = 0; row < rows; row++, logits += width) {
        const row_sums s = sums_of(logits, width, inverse_temperature);
        const float log_sum = logf(s.sum), entropy = log_sum - s.weighted / s.sum;
        const float q = log_probability_gradients[row] * inverse_temperature;
        const float e = entropy_gradients[row] * inverse_temperature;
        for (long i = 0; i < width; i++) {
            const float log_p = (logits[i] - s.top) * inverse_temperature - log_sum;
            logits[i] = -exponential(log_p) * (q + e * (log_p + entropy));
        }
        logits[targets[row]] += q;
    }
}
