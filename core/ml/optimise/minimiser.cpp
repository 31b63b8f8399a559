#include "core/ml/optimise/minimiser.h"

#include <cmath>
#include <deque>
#include <utility>

#include "core/math/linear_algebra.h"

namespace lectern::optimise {
namespace {

constexpr double kSmallestCurvature = 1e-10;  // sᵀy below this teaches nothing

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

std::vector<double> times(const Matrix<double>& M, std::span<const double> v) {
  std::vector<double> result(static_cast<std::size_t>(M.rows()));
  for (std::ptrdiff_t i = 0; i < M.rows(); ++i) {
    result[static_cast<std::size_t>(i)] = dot({M.row(i), static_cast<std::size_t>(M.cols())}, v);
  }
  return result;
}

std::vector<double> transposed_times(const Matrix<double>& M, std::span<const double> v) {
  std::vector<double> result(static_cast<std::size_t>(M.cols()), 0.0);
  for (std::ptrdiff_t i = 0; i < M.rows(); ++i) {
    for (std::size_t j = 0; j < result.size(); ++j) result[j] += M.row(i)[j] * v[static_cast<std::size_t>(i)];
  }
  return result;
}

void add_outer(Matrix<double>& M, double scale, std::span<const double> a, std::span<const double> b) {
  for (std::ptrdiff_t i = 0; i < M.rows(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) M.row(i)[j] += scale * a[static_cast<std::size_t>(i)] * b[j];
  }
}

Matrix<double> identity(int dimension, double scale) {
  Matrix<double> M(dimension, dimension);
  for (std::ptrdiff_t i = 0; i < dimension; ++i) M(i, i) = scale;
  return M;
}

void set_steepest_descent(std::span<const double> g, std::span<double> p) {
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = -g[i];
}

// Directions −M g with an explicit estimate M.
class EstimatingMinimiser : public Minimiser {
 protected:
  using Minimiser::Minimiser;

  void direction(std::span<double> p) override {
    const std::vector<double> Mg = times(M_, g_);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = -Mg[i];
  }
};

class Newton final : public Minimiser {
 public:
  Newton(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options)
      : Minimiser(objective, x0, options), H_(objective.dimension(), objective.dimension()) {}

 private:
  void direction(std::span<double> p) override {
    objective_.hessian(x_, H_);
    const auto solution = solve_square(H_, {g_.data(), static_cast<std::ptrdiff_t>(g_.size()), 1});
    if (!solution) return set_steepest_descent(g_, p);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = -solution->data()[i];
    const bool climbs = dot(p, g_) > 0;
    if (climbs && options_.rule != LineSearchRule::none) {
      for (double& value : p) value = -value;
    }
  }
  void learn(std::span<const double>, std::span<const double>) override {}

  Matrix<double> H_;
};

class Bfgs final : public EstimatingMinimiser {
 public:
  Bfgs(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options)
      : EstimatingMinimiser(objective, x0, options) {
    M_ = identity(objective.dimension(), 1);
  }

 private:
  // The product of the three factors written out: M − ρ (s (M y)ᵀ + (M y) sᵀ) + ρ (1 + ρ yᵀM y) s sᵀ.
  void learn(std::span<const double> s, std::span<const double> y) override {
    const double sy = dot(s, y);
    if (!(sy > kSmallestCurvature)) return;
    const double rho = 1 / sy;
    const std::vector<double> My = times(M_, y);
    add_outer(M_, -rho, s, My);
    add_outer(M_, -rho, My, s);
    add_outer(M_, rho * (1 + rho * dot(y, My)), s, s);
  }
};

class Dfp final : public EstimatingMinimiser {
 public:
  Dfp(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options)
      : EstimatingMinimiser(objective, x0, options) {
    M_ = identity(objective.dimension(), 1);
  }

 private:
  void learn(std::span<const double> s, std::span<const double> y) override {
    const double sy = dot(s, y);
    if (!(sy > kSmallestCurvature)) return;
    const std::vector<double> My = times(M_, y);
    add_outer(M_, -1 / dot(y, My), My, My);
    add_outer(M_, 1 / sy, s, s);
  }
};

class Broyden final : public EstimatingMinimiser {
 public:
  Broyden(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options)
      : EstimatingMinimiser(objective, x0, options) {
    const int dimension = objective.dimension();
    M_ = identity(dimension, 1 / options.jacobian_scale);
    if (options.initial_jacobian == InitialJacobian::scaled_identity) return;
    Matrix<double> H(dimension, dimension);
    objective.hessian(x_, H);
    if (auto inverse = solve_square(H, identity(dimension, 1))) M_ = std::move(*inverse);
  }

 private:
  void learn(std::span<const double> s, std::span<const double> y) override {
    const std::vector<double> My = times(M_, y), sM = transposed_times(M_, s);
    const double denominator = dot(s, My);
    if (denominator == 0) return;
    std::vector<double> error(s.begin(), s.end());
    for (std::size_t i = 0; i < error.size(); ++i) error[i] -= My[i];
    add_outer(M_, 1 / denominator, error, sM);
  }
};

class LimitedMemoryBfgs final : public Minimiser {
 public:
  LimitedMemoryBfgs(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options)
      : Minimiser(objective, x0, options) {}

 private:
  struct Pair {
    std::vector<double> s, y;
    double rho;
  };

  void direction(std::span<double> p) override {
    set_steepest_descent(g_, p);
    std::vector<double> alpha(pairs_.size());
    for (std::size_t k = pairs_.size(); k-- > 0;) {
      alpha[k] = pairs_[k].rho * dot(pairs_[k].s, p);
      for (std::size_t i = 0; i < p.size(); ++i) p[i] -= alpha[k] * pairs_[k].y[i];
    }
    if (!pairs_.empty()) {
      const Pair& last = pairs_.back();
      const double scale = 1 / (last.rho * dot(last.y, last.y));
      for (double& value : p) value *= scale;
    }
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const double beta = pairs_[k].rho * dot(pairs_[k].y, p);
      for (std::size_t i = 0; i < p.size(); ++i) p[i] += (alpha[k] - beta) * pairs_[k].s[i];
    }
  }

  void learn(std::span<const double> s, std::span<const double> y) override {
    const double sy = dot(s, y);
    if (!(sy > kSmallestCurvature * dot(y, y))) return;
    if (static_cast<int>(pairs_.size()) == options_.memory) pairs_.pop_front();
    pairs_.push_back({{s.begin(), s.end()}, {y.begin(), y.end()}, 1 / sy});
  }

  std::deque<Pair> pairs_;
};

}  // namespace

Minimiser::Minimiser(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options)
    : objective_(objective),
      options_(options),
      x_(x0.begin(), x0.end()),
      g_(x0.size()),
      f_(objective.value(x0)),
      p_(x0.size()),
      s_(x0.size()),
      y_(x0.size()) {
  objective_.gradient(x_, g_);
}

double Minimiser::gradient_norm() const { return std::sqrt(dot(g_, g_)); }

double Minimiser::choose_step() const {
  switch (options_.rule) {
    case LineSearchRule::none: return 1;
    case LineSearchRule::backtracking: return backtracking_step(objective_, x_, f_, g_, p_, options_.search);
    case LineSearchRule::strong_wolfe: return strong_wolfe_step(objective_, x_, f_, g_, p_, options_.search);
  }
  return 1;
}

void Minimiser::step() {
  direction(p_);
  for (double value : p_) {
    if (!std::isfinite(value)) return;
  }
  t_ = choose_step();
  y_ = g_;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    s_[i] = t_ * p_[i];
    x_[i] += s_[i];
  }
  f_ = objective_.value(x_);
  objective_.gradient(x_, g_);
  for (std::size_t i = 0; i < y_.size(); ++i) y_[i] = g_[i] - y_[i];
  learn(s_, y_);
}

std::unique_ptr<Minimiser> newton(const Objective& objective, std::span<const double> x0,
                                  const MinimiserOptions& options) {
  return std::make_unique<Newton>(objective, x0, options);
}
std::unique_ptr<Minimiser> bfgs(const Objective& objective, std::span<const double> x0,
                                const MinimiserOptions& options) {
  return std::make_unique<Bfgs>(objective, x0, options);
}
std::unique_ptr<Minimiser> dfp(const Objective& objective, std::span<const double> x0,
                               const MinimiserOptions& options) {
  return std::make_unique<Dfp>(objective, x0, options);
}
std::unique_ptr<Minimiser> broyden(const Objective& objective, std::span<const double> x0,
                                   const MinimiserOptions& options) {
  MinimiserOptions full_steps = options;
  full_steps.rule = LineSearchRule::none;
  return std::make_unique<Broyden>(objective, x0, full_steps);
}
std::unique_ptr<Minimiser> lbfgs(const Objective& objective, std::span<const double> x0,
                                 const MinimiserOptions& options) {
  return std::make_unique<LimitedMemoryBfgs>(objective, x0, options);
}

int minimise(Minimiser& minimiser, double gradient_tolerance, int maximum_iterations) {
  const double start = minimiser.gradient_norm();
  const double target = gradient_tolerance * (start > 1 ? start : 1.0);
  for (int iteration = 0; iteration < maximum_iterations; ++iteration) {
    if (!(minimiser.gradient_norm() > target)) return iteration;
    const double before = minimiser.f();
    minimiser.step();
    if (!(minimiser.f() < before)) return iteration + 1;
  }
  return maximum_iterations;
}

}  // namespace lectern::optimise
