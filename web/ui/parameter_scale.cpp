#include "web/ui/parameter_scale.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lectern {

namespace {

bool is_logarithmic(const ParameterSpec& spec) { return spec.scale == ParameterScale::logarithmic; }

std::string with_three_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

}  // namespace

float slider_position(const ParameterSpec& spec, double value) {
  if (spec.maximum <= spec.minimum) return 0;
  if (!is_logarithmic(spec)) return static_cast<float>((value - spec.minimum) / (spec.maximum - spec.minimum));
  return static_cast<float>(std::log(value / spec.minimum) / std::log(spec.maximum / spec.minimum));
}

std::string slider_text(const ParameterSpec& spec, float t) {
  double value = 0;
  if (t <= 0) {
    value = spec.minimum;
  } else if (t >= 1) {
    value = spec.maximum;
  } else if (!is_logarithmic(spec)) {
    value = spec.minimum + static_cast<double>(t) * (spec.maximum - spec.minimum);
  } else {
    value = spec.minimum * std::pow(spec.maximum / spec.minimum, static_cast<double>(t));
  }
  if (spec.kind == ParameterKind::integer) return std::to_string(std::llround(value));
  // A linear slider moves in steps of a thousandth of its range, so that 0.3 is 0.3 and not 0.2998.
  if (!is_logarithmic(spec) && t > 0 && t < 1) {
    const double step = std::pow(10.0, std::floor(std::log10((spec.maximum - spec.minimum) / 100)));
    value = std::clamp(std::round(value / step) * step, spec.minimum, spec.maximum);
  }
  if (t <= 0 || t >= 1) {
    char exact[32];
    std::snprintf(exact, sizeof exact, "%.9g", value);
    return exact;
  }
  return with_three_digits(value);
}

float slider_key_step(const ParameterSpec& spec) {
  const double range = spec.maximum - spec.minimum;
  if (spec.kind == ParameterKind::integer && !is_logarithmic(spec) && range > 0)
    return static_cast<float>(std::max(1.0 / range, 0.002));
  return 0.02f;
}

}  // namespace lectern
