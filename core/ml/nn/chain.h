#pragma once

#include <cstddef>
#include <vector>

#include "core/ml/nn/layer.h"

namespace lectern::nn {

// Layers one behind the other, with the place of each one's numbers in common buffers.
template <typename T>
class Chain {
 public:
  struct Link {
    LayerSpec spec;  // as its author wrote it, with the activation that was fused into it
    LayerPointer<T> layer;
    std::ptrdiff_t parameter_offset;
    std::ptrdiff_t statistics_offset;
  };

  // Checks every layer against the output of the one before; the error names the layer and what is
  // allowed. An activation behind a dense or convolution layer without one is fused into it.
  static Result<Chain> build(const Shape& input, const std::vector<LayerSpec>& specs);

  const Shape& input_shape() const { return input_; }
  const Shape& output_shape() const { return output_; }
  const std::vector<Link>& links() const { return links_; }
  std::ptrdiff_t parameter_count() const { return parameter_count_; }
  std::ptrdiff_t statistics_count() const { return statistics_count_; }

  // Layer i draws from rng.split(i), so a change in one layer leaves the others' start as it was.
  void initialise(const Rng& rng, T* parameters, T* statistics) const;

  // X n × in → tapes.back().output. Needs at least one layer.
  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, std::vector<LayerTape<T>>& tapes) const;

  // tapes.back().d_output → gradients and d_X, as in Layer::backward.
  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, std::vector<LayerTape<T>>& tapes,
                MatrixView<T> d_X) const;

 private:
  Shape input_;
  Shape output_;
  std::vector<Link> links_;
  std::ptrdiff_t parameter_count_ = 0;
  std::ptrdiff_t statistics_count_ = 0;
};

}  // namespace lectern::nn
