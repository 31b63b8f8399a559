#pragma once

#include <tuple>
#include <vector>

#include "core/math/rng.h"

namespace lectern::density {

// p(x) = Σ_i w_i N(x; μ_i, σ_i²) on the line.
class LineMixture {
 public:
  struct Part {
    double weight = 1;  // > 0; divided by their sum
    double mean = 0;
    double deviation = 1;  // > 0
    auto state() const { return std::tie(weight, mean, deviation); }
  };

  LineMixture() : LineMixture({Part{}}) {}
  explicit LineMixture(std::vector<Part> parts);

  // The largest exponent is taken out of the sum: finite wherever x² is.
  double log_density(double x) const;
  // d/dx log p(x)
  double score(double x) const;
  double mean() const;
  double variance() const;
  double draw(Rng& rng) const;

  // The law of x + b z, z normal: each part becomes wider.
  LineMixture blurred(double b) const;

  const std::vector<Part>& parts() const { return parts_; }
  auto state() const { return std::tie(parts_); }

 private:
  std::vector<Part> parts_;
};

}  // namespace lectern::density
