#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/ml/nn/activation.h"
#include "core/ml/nn/layer_spec.h"

namespace lectern::nn {

// What a classifier predicts for one example.
struct Prediction {
  std::ptrdiff_t example = 0;
  int truth = 0;
  int predicted = 0;
  float posterior = 0;  // of the predicted class

  auto state() const { return std::tie(example, truth, predicted, posterior); }
};

// Scores to posteriors, one row.   scores, posterior  k; may be the same
void posterior_of_scores(std::span<const float> scores, std::span<float> posterior);

// Every misclassified example, the most confident first; of equally confident ones the first.
// scores  n × k;  labels  n in [0, k);  mistakes is overwritten
void rank_mistakes(ConstMatrixView<float> scores, std::span<const int> labels, std::vector<Prediction>& mistakes);

// The class with the largest score of each row, of equal ones the first.   scores  n × k   →   n
std::vector<int> predicted_classes(ConstMatrixView<float> scores);

enum class Pooling { none, max, average };

inline constexpr std::array<Named<Pooling>, 3> kPoolings{{
    {Pooling::max, "max", "Max of 2×2"},
    {Pooling::average, "average", "Average of 2×2"},
    {Pooling::none, "none", "None"},
}};

// The plan of a LeNet: convolutions, each followed by 2×2 pooling, then dense layers with dropout, then one score a
// class. Where it normalises, each layer's batch is normalised before the activation.
struct ConvolutionalPlan {
  std::vector<int> channels;
  std::ptrdiff_t side = 0;    // of the pictures, where maps that have become smaller than 2×2 are not to be pooled
  std::ptrdiff_t kernel = 3;  // odd
  std::ptrdiff_t stride = 1;
  std::vector<int> paddings;  // one for each convolution; empty: half the kernel, which keeps the picture's size
  bool normalises = false;
  Pooling pooling = Pooling::max;
  std::vector<int> dense;
  Activation activation{ActivationKind::relu};
  double dropout = 0;
  int classes = 10;
};
std::vector<LayerSpec> layer_specs(const ConvolutionalPlan& plan);

// LeNet-5 for pictures of 28×28: 6 and 16 filters of 5×5, mean pooling, 120 and 84 dense units, tanh. The second
// convolution sees all maps of the first and the outputs are scores, both as is usual today. 61 706 parameters with ten
// classes and one colour.
// Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998) 2278, §II B.
ConvolutionalPlan lenet5_plan(int classes);

}  // namespace lectern::nn
