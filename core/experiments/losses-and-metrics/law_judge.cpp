#include "core/experiments/losses-and-metrics/law_judge.h"

#include <algorithm>

#include "core/ml/linear/linear_scores.h"

namespace lectern {

LawJudge::LawJudge(const data::ClassLaw& law) : rule_(law, kSide), least_risk_(rule_.risk()) {
  const std::size_t cells = std::size_t{kSide} * kSide;
  places_.resize(static_cast<std::ptrdiff_t>(cells), 2);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    places_(static_cast<std::ptrdiff_t>(cell), 0) = rule_.x()[cell % kSide];
    places_(static_cast<std::ptrdiff_t>(cell), 1) = rule_.y()[cell / kSide];
  }
  for (int k = 0; k + 1 < rule_.classes(); ++k) {
    std::vector<float>& lead = leads_.emplace_back(cells);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      double best_other = 0, all = 0;
      for (int other = 0; other < rule_.classes(); ++other) {
        all += rule_.joint(other)[cell];
        if (other != k) best_other = std::max(best_other, rule_.joint(other)[cell]);
      }
      // Where nothing ever lies there is nothing to decide: the sign is kept, so that no boundary arises.
      lead[cell] = all > 0 ? static_cast<float>((rule_.joint(k)[cell] - best_other) / all) : -1;
    }
  }
}

double LawJudge::risk_of(ConstMatrixView<double> rows) const {
  Matrix<double> Z;
  linear::linear_scores(rows, places_, Z);
  std::vector<int> decisions;
  decisions.reserve(static_cast<std::size_t>(Z.rows()));
  for (std::ptrdiff_t i = 0; i < Z.rows(); ++i) {
    const double* z = Z.row(i);
    decisions.push_back(Z.cols() == 1 ? (z[0] > 0 ? 1 : 0) : static_cast<int>(std::max_element(z, z + Z.cols()) - z));
  }
  return rule_.risk_of(decisions);
}

void LawJudge::describe_boundary(Plane& plane, std::string_view label) const {
  const auto range = [](const data::Extent& extent) { return Range{extent.low, extent.high}; };
  const PlanarGrid grid{kSide, kSide, range(rule_.x_extent()), range(rule_.y_extent())};
  for (std::size_t k = 0; k < leads_.size(); ++k)
    plane.contours(k == 0 ? label : "", grid, leads_[k], {.levels = {0}, .color = kColorGood});
}

}  // namespace lectern
