#include "core/parts/surface_search.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lectern {

const char* to_string(SearchStatus status) {
  switch (status) {
    case SearchStatus::running: return "running";
    case SearchStatus::at_minimum: return "minimum";
    case SearchStatus::at_saddle: return "saddle";
    case SearchStatus::at_maximum: return "maximum";
    case SearchStatus::stuck: return "stuck";
    case SearchStatus::diverged: return "diverged";
    case SearchStatus::stopped: return "stopped";
  }
  return "";
}

SearchStatus status_at_rest(std::span<const double> curvatures) {
  if (curvatures.back() < 0) return SearchStatus::at_maximum;
  return curvatures.front() < 0 ? SearchStatus::at_saddle : SearchStatus::at_minimum;
}

bool SurfaceSearch::is_within(double windows, std::span<const double> x, double f) const {
  return std::isfinite(f) && surface().is_near(x, windows);
}

void SurfaceSearch::show(double step, std::span<const double> x, double f, double gradient_norm) {
  place_.assign(x.begin(), x.end());
  f_ = f;
  gradient_norm_ = gradient_norm;
  trail_.record(picture_->place(x, f));
  curves_.record(step, std::array{std::max(surface().above_least(f), kLeast),
                                  std::max(surface().distance_to_minimum(x), kLeast)});
}

std::string place_text(std::span<const double> x) {
  std::string text;
  for (const double value : x) text += (text.empty() ? "(" : ", ") + number_in_words(value, 3);
  return text + ")";
}

}  // namespace lectern
