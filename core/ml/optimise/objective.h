#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/math/matrix.h"

namespace lectern::optimise {

// A function of D variables to be minimised.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual int dimension() const = 0;
  virtual double value(std::span<const double> x) const = 0;
  // g  D  overwritten with ∂f/∂x
  virtual void gradient(std::span<const double> x, std::span<double> g) const = 0;
  // H  D × D  overwritten with ∂²f/∂x∂x
  virtual void hessian(std::span<const double> x, MatrixView<double> H) const = 0;
};

// An objective that counts how often it is asked. A copy goes on counting by itself.
class CountingObjective final : public Objective {
 public:
  // The objective must outlive this and its copies.
  explicit CountingObjective(const Objective& objective) : objective_(&objective) {}

  int dimension() const override { return objective_->dimension(); }
  double value(std::span<const double> x) const override {
    ++values_;
    return objective_->value(x);
  }
  void gradient(std::span<const double> x, std::span<double> g) const override {
    ++gradients_;
    objective_->gradient(x, g);
  }
  void hessian(std::span<const double> x, MatrixView<double> H) const override {
    ++hessians_;
    objective_->hessian(x, H);
  }

  // The objective itself: what is asked of it is not counted.
  const Objective& uncounted() const { return *objective_; }

  std::int64_t values() const { return values_; }
  std::int64_t gradients() const { return gradients_; }
  std::int64_t hessians() const { return hessians_; }
  // How many numbers were computed: 1 for a value, D for a gradient, D (D + 1)/2 for a Hessian.
  std::int64_t numbers() const {
    const std::int64_t D = dimension();
    return values_ + D * gradients_ + D * (D + 1) / 2 * hessians_;
  }

 private:
  const Objective* objective_;
  mutable std::int64_t values_ = 0;
  mutable std::int64_t gradients_ = 0;
  mutable std::int64_t hessians_ = 0;
};

}  // namespace lectern::optimise
