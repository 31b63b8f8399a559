#pragma once

#include <cstddef>

namespace lectern {
class Rng;
}

namespace lectern::nn {

// Draws a mask of dropout: 0 with the given probability, else 1/(1 - probability).
// mask  n values, overwritten; probability in [0, 1)
template <typename T>
void draw_dropout_mask(double probability, Rng& rng, T* mask, std::ptrdiff_t n);

// out[i] = in[i] · mask[i]: dropout forward, and backward on the gradient. out may be in.
// Source: Srivastava et al., Dropout, JMLR 15 (2014), in the inverted form that leaves evaluation as it is.
template <typename T>
void apply_dropout_mask(const T* in, const T* mask, T* out, std::ptrdiff_t n);

}  // namespace lectern::nn
