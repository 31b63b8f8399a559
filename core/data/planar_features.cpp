#include "core/data/planar_features.h"

#include <cstddef>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr float kPiInFloat = 3.14159265358979323846f;

float value_of(PlanarFeature feature, float x1, float x2) {
  switch (feature) {
    case PlanarFeature::x1: return x1;
    case PlanarFeature::x2: return x2;
    case PlanarFeature::x1_squared: return x1 * x1;
    case PlanarFeature::x2_squared: return x2 * x2;
    case PlanarFeature::product: return x1 * x2;
    case PlanarFeature::sine_x1: return math::sin(kPiInFloat * x1);
    case PlanarFeature::sine_x2: return math::sin(kPiInFloat * x2);
  }
  return 0;
}

}  // namespace

void map_features(ConstMatrixView<float> points, std::span<const PlanarFeature> chosen, Matrix<float>& features) {
  features.resize(points.rows, static_cast<std::ptrdiff_t>(chosen.size()));
  for (std::ptrdiff_t i = 0; i < points.rows; ++i)
    for (std::size_t f = 0; f < chosen.size(); ++f)
      features(i, static_cast<std::ptrdiff_t>(f)) =
          value_of(chosen[f], points(i, 0), points.cols > 1 ? points(i, 1) : 0.0f);
}

}  // namespace lectern::data
