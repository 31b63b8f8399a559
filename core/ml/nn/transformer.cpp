#include "core/ml/nn/transformer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/ml/nn/activation.h"
#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/embedding.h"
#include "core/ml/nn/initialisation.h"
#include "core/ml/nn/layer_norm.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

constexpr simd::Transpose kTransposed = simd::Transpose::yes;
constexpr double kEpsilon = 1e-5;
constexpr double kBase = 10000;
constexpr Activation kHidden{ActivationKind::relu};

// Z = X Wᵀ + b
template <typename T>
void affine(ConstMatrixView<T> X, ConstMatrixView<T> W, const T* b, MatrixView<T> Z, ThreadPool* pool) {
  simd::gemm<T>(X, W, b, Z, {.transpose_b = kTransposed}, pool);
}

// The gradients of affine: d_W, d_b and d_X, all overwritten.
template <typename T>
void affine_gradient(ConstMatrixView<T> X, ConstMatrixView<T> W, ConstMatrixView<T> d_Z, MatrixView<T> d_W, T* d_b,
                     MatrixView<T> d_X, ThreadPool* pool) {
  simd::gemm<T>(d_Z, X, nullptr, d_W, {.transpose_a = kTransposed}, pool);
  sum_rows<T>(d_Z, d_b);
  simd::gemm<T>(d_Z, W, nullptr, d_X, {}, pool);
}

template <typename T>
void add(const Matrix<T>& a, const Matrix<T>& b, Matrix<T>& sum) {
  map_arrays(a.data(), b.data(), sum.data(), a.size(), [](auto x, auto y) { return x + y; });
}

template <typename T>
MultiHeadNumbers<const T> read_only(const MultiHeadNumbers<T>& w) {
  return {w.in, w.in_bias, w.out, w.out_bias};
}

}  // namespace

// Where everything lies in a buffer of parameters, or of gradients.
template <typename T>
struct Transformer<T>::Numbers {
  MatrixView<T> tokens, places;
  BlockNumbers blocks[2];
  T *gamma, *beta;
  MatrixView<T> W_y;
  T* b_y;
};

std::ptrdiff_t TransformerSpec::parameter_count() const {
  const std::ptrdiff_t dense = hidden > 0 ? 2 * width + 2 * width * hidden + hidden + width : 0;
  const std::ptrdiff_t block = 4 * width * width + 6 * width + dense;
  return (symbols + (places == Places::learned ? length : 0)) * width + blocks * block + 2 * width +
         outputs * (width + 1);
}

template <typename T>
Transformer<T>::Transformer(const TransformerSpec& spec)
    : spec_(spec),
      waves_(spec.length, spec.width),
      parameters_(std::size_t(spec.parameter_count())),
      gradients_(std::size_t(spec.parameter_count())) {
  std::vector<std::int32_t> order(std::size_t(spec.length));
  std::iota(order.begin(), order.end(), 0);
  positional_encoding<T>(order, kBase, waves_);
}

template <typename T>
typename Transformer<T>::Numbers Transformer<T>::numbers_in(T* next) const {
  const std::ptrdiff_t width = spec_.width;
  const auto values = [&](std::ptrdiff_t count) { return std::exchange(next, next + count); };
  const auto matrix = [&](std::ptrdiff_t rows, std::ptrdiff_t cols) {
    return MatrixView<T>(values(rows * cols), rows, cols);
  };
  Numbers n{};
  n.tokens = matrix(spec_.symbols, width);
  if (spec_.places == Places::learned) n.places = matrix(spec_.length, width);
  for (std::ptrdiff_t b = 0; b < spec_.blocks; ++b) {
    BlockNumbers& block = n.blocks[b];
    block.gamma = values(width);
    block.beta = values(width);
    block.attention.in = matrix(3 * width, width);
    block.attention.in_bias = values(3 * width);
    block.attention.out = matrix(width, width);
    block.attention.out_bias = values(width);
    if (spec_.hidden == 0) continue;
    block.gamma2 = values(width);
    block.beta2 = values(width);
    block.W1 = matrix(spec_.hidden, width);
    block.b1 = values(spec_.hidden);
    block.W2 = matrix(width, spec_.hidden);
    block.b2 = values(width);
  }
  n.gamma = values(width);
  n.beta = values(width);
  n.W_y = matrix(spec_.outputs, width);
  n.b_y = values(spec_.outputs);
  return n;
}

template <typename T>
void Transformer<T>::initialise(const Rng& rng) {
  std::fill(parameters_.begin(), parameters_.end(), T(0));
  const Numbers n = numbers();
  const std::ptrdiff_t width = spec_.width;
  std::uint64_t part = 0;
  const auto draw = [&](MatrixView<T> W, std::ptrdiff_t rows, InitialisationKind kind, double scale = 1) {
    Rng own = rng.split(part++);
    nn::initialise<T>({kind, scale}, double(W.cols), double(rows), own, {W.data, std::size_t(W.size())});
  };
  draw(n.tokens, width, InitialisationKind::random);
  if (n.places.data) draw(n.places, width, InitialisationKind::random);
  for (std::ptrdiff_t b = 0; b < spec_.blocks; ++b) {
    const BlockNumbers& block = n.blocks[b];
    draw(block.attention.in, width, InitialisationKind::glorot_uniform);
    draw(block.attention.out, width, InitialisationKind::glorot_uniform);
    std::fill_n(block.gamma, width, T(1));
    if (spec_.hidden == 0) continue;
    draw(block.W1, spec_.hidden, InitialisationKind::he_uniform);
    draw(block.W2, width, InitialisationKind::glorot_uniform);
    std::fill_n(block.gamma2, width, T(1));
  }
  std::fill_n(n.gamma, width, T(1));
  draw(n.W_y, spec_.outputs, InitialisationKind::glorot_uniform);
}

template <typename T>
void Transformer<T>::forward(TransformerTape<T>& tape, std::span<const std::int32_t> tokens, std::ptrdiff_t sequences,
                             ThreadPool* pool) const {
  const Numbers n = numbers();
  const std::ptrdiff_t rows = std::ptrdiff_t(tokens.size()), width = spec_.width;
  const std::ptrdiff_t length = sequences > 0 ? rows / sequences : 0;
  tape.tokens.assign(tokens.begin(), tokens.end());
  tape.sequences = sequences;
  tape.blocks.resize(std::size_t(spec_.blocks));
  const auto x_of = [&](std::ptrdiff_t b) -> Matrix<T>& {
    return b < spec_.blocks ? tape.blocks[std::size_t(b)].input : tape.last;
  };
  Matrix<T>& first = x_of(0);
  first.resize(rows, width);
  embed<T>(n.tokens, tape.tokens, first);
  if (spec_.places != Places::none) {
    const ConstMatrixView<T> places = spec_.places == Places::learned ? ConstMatrixView<T>(n.places) : waves_.view();
    for (std::ptrdiff_t r = 0; r < rows; ++r)
      map_arrays<T>(first.row(r), places.row(r % length), first.row(r), width, [](auto x, auto p) { return x + p; });
  }
  for (std::ptrdiff_t b = 0; b < spec_.blocks; ++b) {
    auto& block = tape.blocks[std::size_t(b)];
    const BlockNumbers& w = n.blocks[b];
    Matrix<T>& next = x_of(b + 1);
    Matrix<T>& middle = spec_.hidden > 0 ? block.middle : next;
    for (Matrix<T>* m : {&block.normed, &block.normed2, &middle, &next}) m->resize(rows, width);
    block.moments.resize(4, rows);
    layer_norm<T>(block.input, w.gamma, w.beta, kEpsilon, block.normed, block.moments.row(0), block.moments.row(1),
                  pool);
    multi_head_attention<T>(read_only(w.attention), block.normed, sequences, spec_.heads, spec_.causal, block.heads,
                            middle, pool);
    add(block.input, middle, middle);
    if (spec_.hidden == 0) continue;
    layer_norm<T>(middle, w.gamma2, w.beta2, kEpsilon, block.normed2, block.moments.row(2), block.moments.row(3), pool);
    block.hidden.resize(rows, spec_.hidden);
    affine<T>(block.normed2, w.W1, w.b1, block.hidden, pool);
    activate<T>(kHidden, block.hidden, block.hidden, pool);
    affine<T>(block.hidden, w.W2, w.b2, next, pool);
    add(middle, next, next);
  }
  tape.normed.resize(rows, width);
  tape.moments.resize(2, rows);
  tape.logits.resize(rows, spec_.outputs);
  layer_norm<T>(tape.last, n.gamma, n.beta, kEpsilon, tape.normed, tape.moments.row(0), tape.moments.row(1), pool);
  affine<T>(tape.normed, n.W_y, n.b_y, tape.logits, pool);
}

template <typename T>
void Transformer<T>::backward(TransformerTape<T>& tape, ThreadPool* pool) {
  const Numbers n = numbers(), g = numbers_in(gradients_.data());
  const std::ptrdiff_t rows = tape.last.rows(), width = spec_.width;
  tape.d_x.resize(rows, width);
  tape.d_branch.resize(rows, width);
  affine_gradient<T>(tape.normed, n.W_y, tape.d_logits, g.W_y, g.b_y, tape.d_x, pool);
  layer_norm_gradient<T>(tape.last, n.gamma, tape.moments.row(0), tape.moments.row(1), tape.d_x, tape.d_x, g.gamma,
                         g.beta, pool);
  for (std::ptrdiff_t b = spec_.blocks; b-- > 0;) {
    auto& block = tape.blocks[std::size_t(b)];
    const BlockNumbers &w = n.blocks[b], &d = g.blocks[b];
    if (spec_.hidden > 0) {
      tape.d_hidden.resize(rows, spec_.hidden);
      affine_gradient<T>(block.hidden, w.W2, tape.d_x, d.W2, d.b2, tape.d_hidden, pool);
      activation_gradient<T>(kHidden, {}, block.hidden, tape.d_hidden, pool);
      affine_gradient<T>(block.normed2, w.W1, tape.d_hidden, d.W1, d.b1, tape.d_branch, pool);
      layer_norm_gradient<T>(block.middle, w.gamma2, block.moments.row(2), block.moments.row(3), tape.d_branch,
                             tape.d_branch, d.gamma2, d.beta2, pool);
      add(tape.d_x, tape.d_branch, tape.d_x);
    }
    multi_head_attention_gradient<T>(read_only(w.attention), block.normed, tape.sequences, spec_.heads, block.heads,
                                     tape.d_x, tape.d_branch, d.attention, pool);
    layer_norm_gradient<T>(block.input, w.gamma, block.moments.row(0), block.moments.row(1), tape.d_branch,
                           tape.d_branch, d.gamma, d.beta, pool);
    add(tape.d_x, tape.d_branch, tape.d_x);
  }
  embed_gradient<T>(tape.tokens, tape.d_x, g.tokens);
  if (!g.places.data) return;
  const std::ptrdiff_t length = tape.sequences > 0 ? rows / tape.sequences : 1;
  std::fill_n(g.places.data, g.places.size(), T(0));
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    T* place = g.places.row(r % length);
    map_arrays<T>(place, tape.d_x.row(r), place, width, [](auto sum, auto x) { return sum + x; });
  }
}

template <typename T>
void Transformer<T>::silence(std::ptrdiff_t block, std::ptrdiff_t head) {
  const MatrixView<T> out = numbers().blocks[block].attention.out;
  const std::ptrdiff_t size = spec_.width / spec_.heads;
  for (std::ptrdiff_t r = 0; r < out.rows; ++r) std::fill_n(out.row(r) + head * size, size, T(0));
}

template class Transformer<float>;
template class Transformer<double>;

}  // namespace lectern::nn
