#include "core/ml/optimise/surfaces.h"

#include <utility>

#include "core/math/elementary.h"

namespace lectern::optimise {
namespace {

constexpr double kTwoPi = 6.283185307179586476925286766559;

class Quadratic final : public Objective {
 public:
  Quadratic(Matrix<double> A, std::vector<double> b) : A_(std::move(A)), b_(std::move(b)) {}

  int dimension() const override { return static_cast<int>(b_.size()); }

  double value(std::span<const double> x) const override {
    double f = 0;
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      double row = 0;
      for (std::ptrdiff_t j = 0; j < A_.cols(); ++j) row += A_(i, j) * at(x, j);
      f += at(x, i) * (0.5 * row - at(b_, i));
    }
    return f;
  }

  void gradient(std::span<const double> x, std::span<double> g) const override {
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      double row = 0;
      for (std::ptrdiff_t j = 0; j < A_.cols(); ++j) row += A_(i, j) * at(x, j);
      g[static_cast<std::size_t>(i)] = row - at(b_, i);
    }
  }

  void hessian(std::span<const double>, MatrixView<double> H) const override {
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      for (std::ptrdiff_t j = 0; j < A_.cols(); ++j) H(i, j) = A_(i, j);
    }
  }

 private:
  static double at(std::span<const double> values, std::ptrdiff_t i) { return values[static_cast<std::size_t>(i)]; }

  Matrix<double> A_;
  std::vector<double> b_;
};

class Rosenbrock final : public Objective {
 public:
  explicit Rosenbrock(int dimension) : dimension_(dimension) {}

  int dimension() const override { return dimension_; }

  double value(std::span<const double> x) const override {
    double f = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const double slope = 1 - x[i], bend = x[i + 1] - x[i] * x[i];
      f += slope * slope + 100 * bend * bend;
    }
    return f;
  }

  void gradient(std::span<const double> x, std::span<double> g) const override {
    for (double& value : g) value = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const double bend = x[i + 1] - x[i] * x[i];
      g[i] += -2 * (1 - x[i]) - 400 * x[i] * bend;
      g[i + 1] += 200 * bend;
    }
  }

  void hessian(std::span<const double> x, MatrixView<double> H) const override {
    for (std::ptrdiff_t i = 0; i < H.rows; ++i) {
      for (std::ptrdiff_t j = 0; j < H.cols; ++j) H(i, j) = 0;
    }
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const auto r = static_cast<std::ptrdiff_t>(i);
      H(r, r) += 2 - 400 * (x[i + 1] - 3 * x[i] * x[i]);
      H(r, r + 1) += -400 * x[i];
      H(r + 1, r) += -400 * x[i];
      H(r + 1, r + 1) += 200;
    }
  }

 private:
  int dimension_;
};

// A surface over the plane: what every fixed two-dimensional one has in common.
class PlaneSurface : public Objective {
 public:
  int dimension() const final { return 2; }
};

class Himmelblau final : public PlaneSurface {
 public:
  double value(std::span<const double> x) const override {
    const double u = x[0] * x[0] + x[1] - 11, v = x[0] + x[1] * x[1] - 7;
    return u * u + v * v;
  }
  void gradient(std::span<const double> x, std::span<double> g) const override {
    const double u = x[0] * x[0] + x[1] - 11, v = x[0] + x[1] * x[1] - 7;
    g[0] = 4 * x[0] * u + 2 * v;
    g[1] = 2 * u + 4 * x[1] * v;
  }
  void hessian(std::span<const double> x, MatrixView<double> H) const override {
    H(0, 0) = 12 * x[0] * x[0] + 4 * x[1] - 42;
    H(0, 1) = H(1, 0) = 4 * (x[0] + x[1]);
    H(1, 1) = 12 * x[1] * x[1] + 4 * x[0] - 26;
  }
};

// f = Σ_k r_k² with r_k = c_k − a (1 − b^k), k = 1, 2, 3.
class Beale final : public PlaneSurface {
 public:
  double value(std::span<const double> x) const override {
    double f = 0, power = 1;
    for (double c : kConstants) {
      power *= x[1];
      const double r = c - x[0] * (1 - power);
      f += r * r;
    }
    return f;
  }
  void gradient(std::span<const double> x, std::span<double> g) const override {
    g[0] = g[1] = 0;
    for_each_residual(x, [&](double r, double r_a, double r_b, double, double) {
      g[0] += 2 * r * r_a;
      g[1] += 2 * r * r_b;
    });
  }
  void hessian(std::span<const double> x, MatrixView<double> H) const override {
    H(0, 0) = H(0, 1) = H(1, 1) = 0;
    for_each_residual(x, [&](double r, double r_a, double r_b, double r_ab, double r_bb) {
      H(0, 0) += 2 * r_a * r_a;
      H(0, 1) += 2 * (r_a * r_b + r * r_ab);
      H(1, 1) += 2 * (r_b * r_b + r * r_bb);
    });
    H(1, 0) = H(0, 1);
  }

 private:
  static constexpr double kConstants[3] = {1.5, 2.25, 2.625};

  // Calls visit(r, ∂r/∂a, ∂r/∂b, ∂²r/∂a∂b, ∂²r/∂b²) for the three residuals; ∂²r/∂a² = 0.
  template <typename Visit>
  static void for_each_residual(std::span<const double> x, Visit visit) {
    const double a = x[0], b = x[1];
    const double powers[4] = {1, b, b * b, b * b * b};
    for (int k = 1; k <= 3; ++k) {
      const double first = k * powers[k - 1];
      const double second = k == 1 ? 0.0 : k * (k - 1) * powers[k - 2];
      visit(kConstants[k - 1] - a * (1 - powers[k]), powers[k] - 1, a * first, first, a * second);
    }
  }
};

class Rastrigin final : public Objective {
 public:
  explicit Rastrigin(int dimension) : dimension_(dimension) {}

  int dimension() const override { return dimension_; }
  double value(std::span<const double> x) const override {
    double f = 0;
    for (double xi : x) f += xi * xi + 10 * (1 - math::cos(kTwoPi * xi));
    return f;
  }
  void gradient(std::span<const double> x, std::span<double> g) const override {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = 2 * x[i] + 10 * kTwoPi * math::sin(kTwoPi * x[i]);
  }
  void hessian(std::span<const double> x, MatrixView<double> H) const override {
    for (std::ptrdiff_t i = 0; i < H.rows; ++i) {
      for (std::ptrdiff_t j = 0; j < H.cols; ++j) H(i, j) = 0;
      H(i, i) = 2 + 10 * kTwoPi * kTwoPi * math::cos(kTwoPi * x[static_cast<std::size_t>(i)]);
    }
  }

 private:
  int dimension_;
};

class Saddle final : public PlaneSurface {
 public:
  double value(std::span<const double> x) const override {
    const double b2 = x[1] * x[1];
    return 0.5 * (x[0] * x[0] - b2) + 0.25 * b2 * b2;
  }
  void gradient(std::span<const double> x, std::span<double> g) const override {
    g[0] = x[0];
    g[1] = x[1] * (x[1] * x[1] - 1);
  }
  void hessian(std::span<const double> x, MatrixView<double> H) const override {
    H(0, 0) = 1;
    H(0, 1) = H(1, 0) = 0;
    H(1, 1) = 3 * x[1] * x[1] - 1;
  }
};

}  // namespace

std::unique_ptr<Objective> quadratic(Matrix<double> A, std::vector<double> b) {
  return std::make_unique<Quadratic>(std::move(A), std::move(b));
}
std::unique_ptr<Objective> rosenbrock(int dimension) { return std::make_unique<Rosenbrock>(dimension); }
std::unique_ptr<Objective> himmelblau() { return std::make_unique<Himmelblau>(); }
std::unique_ptr<Objective> beale() { return std::make_unique<Beale>(); }
std::unique_ptr<Objective> rastrigin(int dimension) { return std::make_unique<Rastrigin>(dimension); }
std::unique_ptr<Objective> saddle() { return std::make_unique<Saddle>(); }

std::unique_ptr<Objective> surface_by_name(std::string_view name) {
  if (name == "rosenbrock") return rosenbrock(2);
  if (name == "himmelblau") return himmelblau();
  if (name == "beale") return beale();
  if (name == "rastrigin") return rastrigin(2);
  if (name == "saddle") return saddle();
  return nullptr;
}

}  // namespace lectern::optimise
