#include "include/decoding_kernels.h"
#include "kernel.h"
#include <math.h>

#pragma clang fp contract(fast)

typedef float vector16 __attribute__((vector_size(64), aligned(4)));

enum { most_queries = 2 };

INLINED long padded(long dimension) { return (dimension + tensor_page - 1) / tensor_page * tensor_page; }

long tensor_page_floats(long dimension) { return tensor_page * (dimension + padded(dimension)); }

void tensor_page_prefetch(const float *page, long heads, long dimension) {
    for (long i = 0; i < heads * tensor_page_floats(dimension); i += tensor_page) __builtin_prefetch(page + i, 1);
}

void tensor_page_write(
    const float *keys, const float *values, float *page, long slot, long heads, long dimension) {
    const long floats = tensor_page_floats(dimension), row = padded(dimension);
    for (long head = 0; head < heads; head++, page += floats, keys += dimension, values += dimension) {
        float *value = page + dimension * tensor_page + slot * row;
        for (long i = 0; i < dimension; i++) {
            page[i * tensor_page + slot] = keys[i];
            value[i] = values[i];
        }
    }
}

// A head's keys and values in the pages of a sequence.
typedef struct {
    const float *pool;
    const int32_t *pages;
    long stride, positions, dimension;
} head_cache;

INLINED const float *page_of(head_cache cache, long index) {
    return cache.pool + cache.pages[index] * cache.stride;
}

// scores[query][position] = q·k for `queries` heads that share their keys. Even and odd components are summed apart, which
// keeps the multiply-adds from waiting for each other. Pages lie anywhere, so that the processor does not foresee the
// next one: it is asked for, keys and values, while this one is read.
INLINED void scores_of(int queries, const float *q, head_cache cache, float *scores, long width) {
    const long pages = width / tensor_page;
    for (long index = 0; index < pages; index++) {
        const vector16 *keys = (const vector16 *)page_of(cache, index);
        const vector16 *next = (const vector16 *)page_of(cache, index + 1 < pages ? index + 1 : index);
        vector16 even[most_queries], odd[most_queries];
        for (int n = 0; n < queries; n++) even[n] = odd[n] = (vector16){0};
        for (long i = 0; i + 1 < cache.dimension; i += 2) {
            __builtin_prefetch(next + i);
            __builtin_prefetch(next + i + 1);
            __builtin_prefetch(next + cache.dimension + i);
            __builtin_prefetch(next + cache.dimension + i + 1);
            for (int n = 0; n < queries; n++) {
                even[n] += keys[i] * q[n * cache.dimension + i];
                odd[n] += keys[i + 1] * q[n * cache.dimension + i + 1];
            }
        }
        for (int n = 0; n < queries; n++)
            *(vector16 *)(scores + n * width + index * tensor_page) = even[n] + odd[n];
    }
}

// Scores become e^(scale·(score − max)), 0 past the last position; returns 1 ∕ their sum.
INLINED float weigh(float *scores, long positions, long width, float scale) {
    for (long i = positions; i < width; i++) scores[i] = -INFINITY;
    vector16 tops = *(const vector16 *)scores;
    for (long i = tensor_page; i < width; i += tensor_page) {
        const vector16 next = *(const vector16 *)(scores + i);
        tops = __builtin_elementwise_max(tops, next);
    }
    float top = -INFINITY;
    for (int lane = 0; lane < tensor_page; lane++) top = tops[lane] > top ? tops[lane] : top;
    for (long i = 0; i < width; i++) scores[i] = exponential((scores[i] - top) * scale);
    vector16 sums = {0};
    for (long i = 0; i < width; i += tensor_page) sums += *(const vector16 *)(scores + i);
    float sum = 0;
    for (int lane = 0; lane < tensor_page; lane++) sum += sums[lane];
    return 1.0f / sum;
}

// output[query][16·chunk…] = share · Σ weight · value, for `chunks` times 16 components.
INLINED void mix(
    int queries, int chunks, const float *weights, long width, const float *shares, head_cache cache, long chunk,
    float *output) {
    const long row = padded(cache.dimension);
    vector16 sums[most_queries][2];
    for (int n = 0; n < queries; n++)
        for (int c = 0; c < chunks; c++) sums[n][c] = (vector16){0};
    for (long first = 0; first < cache.positions; first += tensor_page) {
        const float *values = page_of(cache, first / tensor_page) + (cache.dimension + chunk) * tensor_page;
        const long held = cache.positions - first < tensor_page ? cache.positions - first : tensor_page;
        for (long i = 0; i < held; i++)
            for (int n = 0; n < queries; n++)
                for (int c = 0; c < chunks; c++)
                    sums[n][c] += ((const vector16 *)(values + i * row))[c] * weights[n * width + first + i];
    }
    for (int n = 0; n < queries; n++)
        for (int c = 0; c < chunks; c++)
            for (long i = 0; i < tensor_page && (chunk + c) * tensor_page + i < cache.dimension; i++)
                output[n * cache.dimension + (chunk + c) * tensor_page + i] = sums[n][c][i] * shares[n];
}

INLINED void attend(int queries, const float *q, head_cache cache, float scale, float *scores, float *output) {
    const long width = (cache.positions + tensor_page - 1) / tensor_page * tensor_page;
    float shares[most_queries];
    scores_of(queries, q, cache, scores, width);
    for (int n = 0; n < queries; n++) shares[n] = weigh(scores + n * width, cache.positions, width, scale);
    const long chunks = padded(cache.dimension) / tensor_page;
    long chunk = 0;
    for (; chunk + 2 <= chunks; chunk += 2) mix(queries, 2, scores, width, shares, cache, chunk, output);
    if (chunk < chunks) mix(queries, 1, scores, width, shares, cache, chunk, output);
}

KERNEL void tensor_cached_attention(
    const float *queries, const float *pool, const int32_t *pages, long stride, long positions, long heads,
    long kv_heads, long dimension, float scale, float *scores, float *output) {
    const long group = heads / kv_heads, floats = tensor_page_floats(dimension);
    for (long head = 0; head < kv_heads; head++) {
        const head_cache cache = {pool + head * floats, pages, stride, positions, dimension};
        long query = 0;
        for (; query + 2 <= group; query += 2) {
            const long offset = (head * group + query) * dimension;
            attend(2, queries + offset, cache, scale, scores, output + offset);
        }
        if (query < group) {
            const long offset = (head * group + query) * dimension;
            attend(1, queries + offset, cache, scale, scores, output + offset);
        }
    }
}
