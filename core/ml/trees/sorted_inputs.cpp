#include "core/ml/trees/sorted_inputs.h"

#include <algorithm>

namespace lectern::trees {

SortedInputs::SortedInputs(ConstMatrixView<double> X, std::span<const int> categories)
    : rows_(static_cast<int>(X.rows)),
      features_(static_cast<int>(X.cols)),
      categories_(categories.begin(), categories.end()),
      orders_(static_cast<std::size_t>(X.rows * X.cols)),
      ranks_(orders_.size()),
      values_(static_cast<std::size_t>(X.cols)) {
  categories_.resize(values_.size());
  struct Place {
    double value;
    std::uint32_t row;
  };
  std::vector<Place> places(static_cast<std::size_t>(rows_));
  for (int feature = 0; feature < features_; ++feature) {
    for (std::size_t i = 0; i < places.size(); ++i)
      places[i] = {X(static_cast<std::ptrdiff_t>(i), feature), static_cast<std::uint32_t>(i)};
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return a.value < b.value || (a.value == b.value && a.row < b.row);
    });
    std::vector<double>& values = values_[static_cast<std::size_t>(feature)];
    Entry* order = orders_.data() + start(feature);
    std::uint32_t* ranks = ranks_.data() + start(feature);
    for (const Place& place : places) {
      if (values.empty() || values.back() != place.value) values.push_back(place.value);
      const auto rank = static_cast<std::uint32_t>(values.size() - 1);
      *order++ = {rank, place.row};
      ranks[place.row] = rank;
    }
  }
}

}  // namespace lectern::trees
