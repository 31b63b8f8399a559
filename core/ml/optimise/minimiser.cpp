#include "core/ml/optimise/minimiser.h"

#include <cmath>
#include <deque>
#include <functional>
#include <tuple>
#include <utility>

#include "core/math/linear_algebra.h"

namespace lectern::optimise {
namespace {

constexpr double kSmallestCurvature = 1e-10;  // sᵀy below this teaches nothing

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

// Copies, hashes and counts a method by its copy constructor and its state().
template <typename Method>
class MinimiserBy : public Minimiser {
 public:
  MinimiserBy(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options)
      : Minimiser(objective, x0, options) {}
  using Minimiser::state;

  std::unique_ptr<Minimiser> clone() const final { return std::make_unique<Method>(method()); }
  void add_state(StateHasher& hasher) const final { lectern::add_state(hasher, method().state()); }
  std::size_t heap_bytes() const final {
    return sizeof(Method) - sizeof(Minimiser) + lectern::heap_bytes(method().state());
  }

 private:
  const Method& method() const { return static_cast<const Method&>(*this); }
};

class SteepestDescent final : public MinimiserBy<SteepestDescent> {
 public:
  using MinimiserBy::MinimiserBy;
  Matrix<double> inverse_estimate() const override { return identity(objective_.dimension(), options_.descent_rate); }

 private:
  void direction(std::span<double> p) override {
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = -options_.descent_rate * g_[i];
  }
  void learn(std::span<const double>, std::span<const double>) override {}
};

class Newton final : public MinimiserBy<Newton> {
 public:
  using MinimiserBy::MinimiserBy;

  Matrix<double> inverse_estimate() const override {
    Matrix<double> H(objective_.dimension(), objective_.dimension());
    objective_.uncounted().hessian(x_, H);
    auto inverse = solve_square(H, identity(objective_.dimension(), 1));
    return inverse ? std::move(*inverse) : Matrix<double>();
  }

 private:
  void direction(std::span<double> p) override {
    H_->resize(objective_.dimension(), objective_.dimension());
    objective_.hessian(x_, *H_);
    const auto solution = solve_square(*H_, {g_.data(), static_cast<std::ptrdiff_t>(g_.size()), 1});
    if (!solution) return set_steepest_descent(g_, p);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = -solution->data()[i];
  }
  void learn(std::span<const double>, std::span<const double>) override {}

  Scratch<Matrix<double>> H_;
};

// What a quasi-Newton method makes of a step s, over which the gradient changed by y, given M y.
using Update = void (*)(std::span<const double> s, std::span<const double> y, std::span<const double> My,
                        Matrix<double>& M);

// The product of the three factors written out: M − ρ (s (M y)ᵀ + (M y) sᵀ) + ρ (1 + ρ yᵀM y) s sᵀ.
void update_bfgs(std::span<const double> s, std::span<const double> y, std::span<const double> My, Matrix<double>& M) {
  const double sy = dot(s, y);
  if (!(sy > kSmallestCurvature)) return;
  const double rho = 1 / sy;
  add_outer(M, -rho, s, My);
  add_outer(M, -rho, My, s);
  add_outer(M, rho * (1 + rho * dot(y, My)), s, s);
}

void update_dfp(std::span<const double> s, std::span<const double> y, std::span<const double> My, Matrix<double>& M) {
  const double sy = dot(s, y);
  if (!(sy > kSmallestCurvature)) return;
  add_outer(M, -1 / dot(y, My), My, My);
  add_outer(M, 1 / sy, s, s);
}

void update_broyden(std::span<const double> s, std::span<const double>, std::span<const double> My, Matrix<double>& M) {
  const double denominator = dot(s, My);
  if (denominator == 0) return;
  const std::vector<double> sM = transposed_times(M, s);
  std::vector<double> error(s.begin(), s.end());
  for (std::size_t i = 0; i < error.size(); ++i) error[i] -= My[i];
  add_outer(M, 1 / denominator, error, sM);
}

// Keeps M itself and lets `update` learn.
class QuasiNewton final : public MinimiserBy<QuasiNewton> {
 public:
  QuasiNewton(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options, Matrix<double> M,
              Update update)
      : MinimiserBy(objective, x0, options), M_(std::move(M)), update_(update) {}
  Matrix<double> inverse_estimate() const override { return M_; }

  // Lets M be the inverse of the Hessian, where there is one.
  void take_hessian() {
    Matrix<double> H(objective_.dimension(), objective_.dimension());
    objective_.hessian(x_, H);
    if (auto inverse = solve_square(H, identity(objective_.dimension(), 1))) M_ = std::move(*inverse);
  }

  auto state() const { return std::tuple(Minimiser::state(), std::cref(M_)); }

 private:
  void direction(std::span<double> p) override {
    const std::vector<double> Mg = times(M_, g_);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = -Mg[i];
  }
  void learn(std::span<const double> s, std::span<const double> y) override { update_(s, y, times(M_, y), M_); }

  Matrix<double> M_;
  Update update_;
};

class LimitedMemoryBfgs final : public MinimiserBy<LimitedMemoryBfgs> {
 public:
  using MinimiserBy::MinimiserBy;

  // Column by column: what the pairs make of the unit vectors.
  Matrix<double> inverse_estimate() const override {
    const int dimension = objective_.dimension();
    Matrix<double> M(dimension, dimension);
    for (std::ptrdiff_t j = 0; j < dimension; ++j) {
      std::vector<double> column(static_cast<std::size_t>(dimension), 0.0);
      column[static_cast<std::size_t>(j)] = 1;
      apply(column);
      for (std::ptrdiff_t i = 0; i < dimension; ++i) M(i, j) = column[static_cast<std::size_t>(i)];
    }
    return M;
  }

  auto state() const { return std::tuple(Minimiser::state(), std::cref(pairs_)); }

 private:
  struct Pair {
    std::vector<double> s, y;
    double rho;

    auto state() const { return std::tie(s, y, rho); }
  };

  void direction(std::span<double> p) override {
    set_steepest_descent(g_, p);
    apply(p);
  }

  // p ← M p by the two loops over the pairs.
  void apply(std::span<double> p) const {
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
    : objective_(objective), options_(options), x_(x0.begin(), x0.end()), g_(x0.size()), f_(objective_.value(x0)) {
  objective_.gradient(x_, g_);
}

double Minimiser::gradient_norm() const { return std::sqrt(dot(g_, g_)); }

double Minimiser::choose_step() const {
  switch (options_.rule) {
    case LineSearchRule::none: return 1;
    case LineSearchRule::backtracking: return backtracking_step(objective_, x_, f_, g_, *p_, options_.search);
    case LineSearchRule::strong_wolfe: return strong_wolfe_step(objective_, x_, f_, g_, *p_, options_.search);
  }
  return 1;
}

void Minimiser::step() {
  std::vector<double>&p = *p_, &s = *s_, &y = *y_;
  p.resize(x_.size());
  direction(p);
  for (double value : p) {
    if (!std::isfinite(value)) return;
  }
  const bool climbs = dot(p, g_) > 0;
  if (climbs && options_.rule != LineSearchRule::none) {
    for (double& value : p) value = -value;
  }
  t_ = choose_step();
  s.resize(x_.size());
  y = g_;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    s[i] = t_ * p[i];
    x_[i] += s[i];
  }
  f_ = objective_.value(x_);
  objective_.gradient(x_, g_);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = g_[i] - y[i];
  learn(s, y);
}

std::unique_ptr<Minimiser> steepest_descent(const Objective& objective, std::span<const double> x0,
                                            const MinimiserOptions& options) {
  return std::make_unique<SteepestDescent>(objective, x0, options);
}
std::unique_ptr<Minimiser> newton(const Objective& objective, std::span<const double> x0,
                                  const MinimiserOptions& options) {
  return std::make_unique<Newton>(objective, x0, options);
}
std::unique_ptr<Minimiser> bfgs(const Objective& objective, std::span<const double> x0,
                                const MinimiserOptions& options) {
  return std::make_unique<QuasiNewton>(objective, x0, options, identity(objective.dimension(), 1), update_bfgs);
}
std::unique_ptr<Minimiser> dfp(const Objective& objective, std::span<const double> x0,
                               const MinimiserOptions& options) {
  return std::make_unique<QuasiNewton>(objective, x0, options, identity(objective.dimension(), 1), update_dfp);
}
std::unique_ptr<Minimiser> broyden(const Objective& objective, std::span<const double> x0,
                                   const MinimiserOptions& options) {
  auto minimiser =
      std::make_unique<QuasiNewton>(objective, x0, options, identity(objective.dimension(), 1 / options.jacobian_scale),
                                    update_broyden);
  if (options.initial_jacobian == InitialJacobian::hessian) minimiser->take_hessian();
  return minimiser;
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
