#include "core/parts/estimates.h"

#include <algorithm>

namespace lectern {
namespace {

Values of_all(std::span<const Estimate> estimates, double Estimate::*number) {
  if (estimates.empty()) return {};
  return {&(estimates[0].*number), estimates.size(), sizeof(Estimate) / sizeof(double)};
}

}  // namespace

void add_estimates(Plane& plane, std::string_view label, std::span<const Estimate> estimates, const LineStyle& style) {
  const bool has_intervals = std::any_of(estimates.begin(), estimates.end(),
                                         [](const Estimate& estimate) { return estimate.low != estimate.high; });
  const std::span<const Estimate> shaded = has_intervals ? estimates : std::span<const Estimate>{};
  BandLayer& band = plane.band("", of_all(shaded, &Estimate::x), of_all(shaded, &Estimate::low),
                               of_all(shaded, &Estimate::high), {style.color});
  for (std::vector<float>* ends : {&band.low, &band.high})
    for (float& end : *ends) end = std::max(end, static_cast<float>(style.least));
  plane.line(label, {of_all(estimates, &Estimate::x), of_all(estimates, &Estimate::value)}, style);
}

}  // namespace lectern
