// Element-wise and row-wise kernels of the transformer. They are C where Swift does not keep up: the compiler makes a
// version for each generation of vector units (target_clones) and may reorder sums (fp reassociate), neither of which
// Swift can say. SiLU·up is 13 times as fast as the same loop in Swift with expf.
//
// All matrices are row-major Float32. "+=" in a comment means that a kernel adds to what it finds. None allocates.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Whether processor and system have the parts of AVX-512 that OpenBLAS's kernels for Skylake-X use (F, VL, BW, DQ).
bool tensor_has_avx512(void);

// rows × width: y = x · r · weight, r = 1 ∕ √(mean x² + epsilon); r is kept, one a row. (Zhang and Sennrich, 2019.)
void tensor_rmsnorm_forward(
    const float *x, const float *weight, float *y, float *reciprocal, long rows, long width, float epsilon);
// dx += r·(w∘dy) − x·r³·Σ(w∘dy∘x)∕width; dweight += Σ over rows of dy∘x·r, unless it is null (frozen).
void tensor_rmsnorm_backward(
    const float *dy, const float *x, const float *weight, const float *reciprocal, float *dx, float *dweight, long rows,
    long width);

// Turns the first `heads` vectors of `dimension` in each of x's rows (`stride` floats apart) by its position's angles, in
// place: (a, b) → (a·cos − b·sin, b·cos + a·sin) with a = x[i], b = x[i + dimension∕2]. The tables are
// [position][dimension∕2]. (Su et al., 2021, in Hugging Face's order of the halves.)
void tensor_rotate_forward(
    float *x, const int32_t *positions, const float *cosines, const float *sines, long rows, long stride, long heads,
    long dimension);
// Turns back, which is the gradient's way.
void tensor_rotate_backward(
    float *x, const int32_t *positions, const float *cosines, const float *sines, long rows, long stride, long heads,
    long dimension);

// rows × width from gateUp, rows × 2·width, gate's columns first: y = silu(gate)∘up, silu(g) = g ∕ (1 + e^−g).
void tensor_swiglu_forward(const float *gate_up, float *y, long rows, long width);
// gateUp becomes its own gradient; y, which the backward pass of what follows no longer needs, is made again.
void tensor_swiglu_backward(const float *dy, float *gate_up, long rows, long width);

// Causal softmax, in place. Row i of `scores` (`stride` floats apart) may look at its first `first + i + 1` columns; the
// rest up to `columns` become 0. P = softmax(scale·S); log Σ e^(scale·S) is kept, one a row.
void tensor_causal_softmax_forward(
    float *scores, float *log_sums, long rows, long columns, long stride, long first, float scale);
// The same P from the same S and the sums that were kept.
void tensor_causal_softmax_again(
    float *scores, const float *log_sums, long rows, long columns, long stride, long first, float scale);
// dP becomes dS = scale·P∘(dP − Σ P∘dP).
void tensor_causal_softmax_backward(
    const float *probabilities, float *gradients, long rows, long columns, long stride, long first, float scale);

// rows × width of logits z, at a temperature: log p of each row's target, and H = −Σ p·log p, with
// p = softmax(z·inverse_temperature).
void tensor_log_softmax_forward(
    const float *logits, const int32_t *targets, float *log_probabilities, float *entropies, long rows, long width,
    float inverse_temperature);
// Logits become their own gradient: dz = (q·(onehot − p) − e·p·(log p + H))·inverse_temperature, q = ∂L∕∂log p[target]
// and e = ∂L∕∂H, one a row.
void tensor_log_softmax_backward(
    float *logits, const int32_t *targets, const float *log_probability_gradients, const float *entropy_gradients,
    long rows, long width, float inverse_temperature);

// y += a·x.
void tensor_add_scaled(const float *x, float *y, long count, float a);
// Each row of y, rows × width and `stride` floats apart, += bias; and its gradient, dbias += Σ over rows of dy.
void tensor_bias_forward(float *y, const float *bias, long rows, long width, long stride);
void tensor_bias_backward(const float *dy, float *dbias, long rows, long width, long stride);
// x *= a.
void tensor_scale(float *x, long count, float a);
double tensor_sum_of_squares(const float *x, long count);

// One step of Adam with decoupled weight decay (Loshchilov and Hutter, 2019), in PyTorch's order:
// p −= rate·decay·p; m, v ← their running means; p −= rate∕c1 · m ∕ (√v∕√c2 + epsilon) with c = 1 − beta^step.
void tensor_adamw(
    float *parameters, const float *gradients, float *first, float *second, long count, float rate, float beta1,
    float beta2, float epsilon, float decay, float correction1, float correction2);
