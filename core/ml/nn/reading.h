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

// The plan of a LeNet: convolutions that keep the picture's size, each followed by 2×2 pooling, then dense layers
// with dropout, then one score a class.
struct ConvolutionalPlan {
  std::vector<int> channels;
  std::ptrdiff_t kernel = 3;  // odd
  Pooling pooling = Pooling::max;
  std::vector<int> dense;
  Activation activation{ActivationKind::relu};
  double dropout = 0;
  int classes = 10;
};
std::vector<LayerSpec> layer_specs(const ConvolutionalPlan& plan);

}  // namespace lectern::nn
