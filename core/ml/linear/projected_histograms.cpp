#include "core/ml/linear/projected_histograms.h"

#include <algorithm>

namespace lectern::linear {
namespace {

constexpr double kLeastExtent = 1e-6;  // of samples that all fall on one place

}  // namespace

ProjectedHistograms projected_histograms(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                         std::span<const double> v, int bins) {
  std::vector<double> along(labels.size());
  for (std::size_t i = 0; i < along.size(); ++i)
    for (std::size_t j = 0; j < v.size(); ++j)
      along[i] += v[j] * X(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
  const auto [low, high] = std::minmax_element(along.begin(), along.end());
  const double width = std::max(*high - *low, kLeastExtent) / bins;
  ProjectedHistograms result;
  for (int edge = 0; edge <= bins; ++edge) result.edges.push_back(static_cast<float>(*low + edge * width));
  result.counts.assign(static_cast<std::size_t>(classes), std::vector<float>(static_cast<std::size_t>(bins), 0.0f));
  for (std::size_t i = 0; i < along.size(); ++i) {
    const auto bin = std::min(static_cast<int>((along[i] - *low) / width), bins - 1);
    result.counts[static_cast<std::size_t>(labels[i])][static_cast<std::size_t>(bin)] += 1;
  }
  return result;
}

}  // namespace lectern::linear
