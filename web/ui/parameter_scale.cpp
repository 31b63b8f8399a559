#include "web/ui/parameter_scale.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lectern {

namespace {

// Decades that a logarithmic slider with minimum 0 shows below its maximum; the leftmost part of it is 0.
constexpr double kDecades = 6;
constexpr float kZeroPart = 0.04f;

bool is_logarithmic(const ParameterSpec& spec) {
  return spec.scale == ParameterScale::logarithmic && spec.maximum > 0 && spec.minimum >= 0;
}

double lowest(const ParameterSpec& spec) {
  return spec.minimum > 0 ? spec.minimum : spec.maximum * std::pow(10.0, -kDecades);
}

float zero_part(const ParameterSpec& spec) { return spec.minimum > 0 ? 0.0f : kZeroPart; }

std::string with_three_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

}  // namespace

float slider_position(const ParameterSpec& spec, double value) {
  if (spec.maximum <= spec.minimum) return 0;
  if (!is_logarithmic(spec)) return static_cast<float>((value - spec.minimum) / (spec.maximum - spec.minimum));
  const double low = lowest(spec);
  if (value < low) return 0;
  const float part = zero_part(spec);
  const double t = std::log(value / low) / std::log(spec.maximum / low);
  return part + (1 - part) * static_cast<float>(std::clamp(t, 0.0, 1.0));
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
    const float part = zero_part(spec);
    if (t < part) return "0";
    const double low = lowest(spec);
    value = low * std::pow(spec.maximum / low, static_cast<double>((t - part) / (1 - part)));
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
  if (spec.kind == ParameterKind::integer && !is_logarithmic(spec) && range > 0) return static_cast<float>(std::max(1.0 / range, 0.002));
  return 0.02f;
}

}  // namespace lectern
