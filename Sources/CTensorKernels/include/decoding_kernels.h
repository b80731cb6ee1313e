// What sampling needs besides: products with weights that were put in order once, attention over a paged cache of keys
// and values, and draws. Each row's arithmetic is the same whatever rows are beside it and however many, so that what a
// sequence is continued with does not depend on the batch it happens to be in.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Floats of packed weights: outputs in panels of 32, [⌈outputs ∕ 32⌉][inputs][32], where the last panel's rest is 0.
long tensor_packed_floats(long outputs, long inputs);
void tensor_pack(const float *weight, float *packed, long outputs, long inputs);
// y = x·Wᵀ, or y += x·Wᵀ where it `adds`; x is rows × inputs, y rows × outputs.
void tensor_packed_product(
    const float *x, const float *packed, float *y, long rows, long inputs, long outputs, bool adds);

// Positions that a page of the cache holds. Of each layer it has, for each head of keys and values, keys as
// [dimension][page], so that one load brings the same component of every key, then values as [page][dimension rounded
// up to page].
enum { tensor_page = 16 };

// Floats of one head's keys and values in a page.
long tensor_page_floats(long dimension);
// Begins to load what tensor_page_write is to touch next, a layer's part of a page.
void tensor_page_prefetch(const float *page, long heads, long dimension);
// Writes one position's keys and values, heads × dimension each, into `slot` of a layer's part of a page.
void tensor_page_write(
    const float *keys, const float *values, float *page, long slot, long heads, long dimension);
// Softmax(scale · q·Kᵀ)·V for one position's queries, heads × dimension, over the first `positions` that the pages hold;
// page i of the layer begins at pool + pages[i]·stride. Query head h reads head h ∕ (heads ∕ kv_heads) of the cache.
// `scores` is room for 2 · positions rounded up to whole pages.
void tensor_cached_attention(
    const float *queries, const float *pool, const int32_t *pages, long stride, long positions, long heads,
    long kv_heads, long dimension, float scale, float *scores, float *output);

// weights = e^((z − max z) · inverse_temperature); returns their sum.
float tensor_softmax_weights(const float *logits, float *weights, long width, float inverse_temperature);
// The first index at which the running sum of the weights exceeds `target`; where rounding leaves none, the last whose
// weight is above 0.
long tensor_draw(const float *weights, long width, double target);
