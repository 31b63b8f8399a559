#include "core/ml/density/line_mixture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::density {
namespace {

double log_term(const LineMixture::Part& part, double x) {
  const double z = (x - part.mean) / part.deviation;
  return math::log(part.weight / part.deviation) - 0.5 * z * z - math::kLogTwoPi / 2;
}

}  // namespace

LineMixture::LineMixture(std::vector<Part> parts) : parts_(std::move(parts)) {
  double sum = 0;
  for (const Part& part : parts_) sum += part.weight;
  for (Part& part : parts_) part.weight /= sum;
}

double LineMixture::log_density(double x) const {
  double top = -std::numeric_limits<double>::infinity(), sum = 0;
  for (const Part& part : parts_) top = std::max(top, log_term(part, x));
  for (const Part& part : parts_) sum += math::exp(log_term(part, x) - top);
  return top + math::log(sum);
}

double LineMixture::score(double x) const {
  const double whole = log_density(x);
  double sum = 0;
  for (const Part& part : parts_)
    sum += math::exp(log_term(part, x) - whole) * (part.mean - x) / (part.deviation * part.deviation);
  return sum;
}

double LineMixture::mean() const {
  double sum = 0;
  for (const Part& part : parts_) sum += part.weight * part.mean;
  return sum;
}

double LineMixture::variance() const {
  const double centre = mean();
  double sum = 0;
  for (const Part& part : parts_)
    sum += part.weight * (part.deviation * part.deviation + (part.mean - centre) * (part.mean - centre));
  return sum;
}

double LineMixture::draw(Rng& rng) const {
  double left = rng.uniform();
  std::size_t i = 0;
  while (i + 1 < parts_.size() && left >= parts_[i].weight) left -= parts_[i++].weight;
  return parts_[i].mean + parts_[i].deviation * rng.normal();
}

LineMixture LineMixture::blurred(double b) const {
  LineMixture result = *this;
  for (Part& part : result.parts_) part.deviation = std::sqrt(part.deviation * part.deviation + b * b);
  return result;
}

}  // namespace lectern::density
