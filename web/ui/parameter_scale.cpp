#include "web/ui/parameter_scale.h"

#include <algorithm>
#include <cmath>

#include "core/lab/text.h"

namespace lectern {

namespace {

bool is_logarithmic(const ParameterSpec& spec) { return spec.scale == ParameterScale::logarithmic; }

}  // namespace

float slider_position(const ParameterSpec& spec, double value) {
  if (spec.maximum <= spec.minimum) return 0;
  if (!is_logarithmic(spec)) return static_cast<float>((value - spec.minimum) / (spec.maximum - spec.minimum));
  return static_cast<float>(std::log(value / spec.minimum) / std::log(spec.maximum / spec.minimum));
}

double slider_value(const ParameterSpec& spec, float t) {
  if (t <= 0) return spec.minimum;
  if (t >= 1) return spec.maximum;
  const double range = spec.maximum - spec.minimum;
  double value = is_logarithmic(spec) ? spec.minimum * std::pow(spec.maximum / spec.minimum, static_cast<double>(t))
                                      : spec.minimum + static_cast<double>(t) * range;
  if (spec.kind == ParameterKind::integer) return std::round(value);
  // A linear slider moves in steps of a thousandth of its range, so that 0.3 is 0.3 and not 0.2998.
  if (!is_logarithmic(spec)) {
    const double step = std::pow(10.0, std::floor(std::log10(range / 100)));
    value = std::round(value / step) * step;
  }
  return std::clamp(rounded_decimal(value, 3), spec.minimum, spec.maximum);
}

float slider_key_step(const ParameterSpec& spec) {
  const double range = spec.maximum - spec.minimum;
  if (spec.kind == ParameterKind::integer && !is_logarithmic(spec) && range > 0)
    return static_cast<float>(std::max(1.0 / range, 0.002));
  return 0.02f;
}

}  // namespace lectern
