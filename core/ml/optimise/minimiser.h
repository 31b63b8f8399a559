#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/optimise/line_search.h"
#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

enum class LineSearchRule { none, backtracking, strong_wolfe };

inline constexpr std::array<Named<LineSearchRule>, 3> kLineSearchRules{{
    {LineSearchRule::strong_wolfe, "strong_wolfe", "Strong Wolfe conditions"},
    {LineSearchRule::backtracking, "backtracking", "Backtracking"},
    {LineSearchRule::none, "none", "None: full steps"},
}};

enum class InitialJacobian { hessian, scaled_identity };

struct MinimiserOptions {
  LineSearchRule rule = LineSearchRule::strong_wolfe;  // none: full steps, t = 1
  LineSearchOptions search;
  int memory = 10;                                              // L-BFGS: pairs kept
  double descent_rate = 1;                                      // gradient descent: M = descent_rate · 1
  InitialJacobian initial_jacobian = InitialJacobian::hessian;  // Broyden
  double jacobian_scale = 1;                                    // Broyden from a multiple of the identity
};

// A second-order or quasi-Newton method, one iteration at a time:
//   x ← x + t p,  p = −M g,  g = ∂f/∂x
// What differs is M: a constant (gradient descent), the inverse Hessian (Newton), or an estimate of it learned
// from the steps. With a line search, directions that would climb are turned round.
// The objective must outlive the minimiser and its clones.
class Minimiser {
 public:
  virtual ~Minimiser() = default;
  Minimiser& operator=(const Minimiser&) = delete;

  // A copy that goes on from here by itself.
  virtual std::unique_ptr<Minimiser> clone() const = 0;

  // One iteration. Does nothing once the direction is no longer finite.
  void step();

  std::span<const double> x() const { return x_; }
  double f() const { return f_; }
  std::span<const double> gradient() const { return g_; }
  double gradient_norm() const;
  double step_size() const { return t_; }  // of the last iteration

  // M as it would be used from here, D × D; empty where it does not exist (Newton on a singular Hessian).
  virtual Matrix<double> inverse_estimate() const = 0;

  // How often the objective was asked so far.
  const CountingObjective& evaluations() const { return objective_; }

  // See core/math/state.h; heap_bytes counts what a method has beyond a Minimiser, too.
  virtual void add_state(StateHasher& hasher) const = 0;
  virtual std::size_t heap_bytes() const = 0;

 protected:
  Minimiser(const Objective& objective, std::span<const double> x0, const MinimiserOptions& options);
  Minimiser(const Minimiser&) = default;

  // p  D  overwritten with the direction −M g
  virtual void direction(std::span<double> p) = 0;
  // Learns from the last step: s = t p, y = change of g, both D.
  virtual void learn(std::span<const double> s, std::span<const double> y) = 0;

  auto state() const { return std::tie(x_, g_, f_); }

  const CountingObjective objective_;
  const MinimiserOptions options_;
  std::vector<double> x_, g_;

 private:
  double choose_step() const;

  double f_;
  double t_ = 0;
  Scratch<std::vector<double>> p_, s_, y_;
};

// M = descent_rate · 1, for comparison.
std::unique_ptr<Minimiser> steepest_descent(const Objective& objective, std::span<const double> x0,
                                            const MinimiserOptions& options = {});

// M = H⁻¹; where the Hessian cannot be inverted, the direction of steepest descent.
std::unique_ptr<Minimiser> newton(const Objective& objective, std::span<const double> x0,
                                  const MinimiserOptions& options = {});

// M ← (1 − ρ s yᵀ) M (1 − ρ y sᵀ) + ρ s sᵀ, ρ = 1/sᵀy, M = 1 at the start; kept where sᵀy ≤ 1e−10.
// Source: Nocedal, Wright, Numerical Optimization (2006), eq. 6.17.
std::unique_ptr<Minimiser> bfgs(const Objective& objective, std::span<const double> x0,
                                const MinimiserOptions& options = {});

// M ← M − M y yᵀM / yᵀM y + s sᵀ / sᵀy, M = 1 at the start; kept where sᵀy ≤ 1e−10.
// Source: Nocedal, Wright, Numerical Optimization (2006), eq. 6.15.
std::unique_ptr<Minimiser> dfp(const Objective& objective, std::span<const double> x0,
                               const MinimiserOptions& options = {});

// Broyden's good method on g = 0: M ← M + (s − M y) sᵀM / sᵀM y; M is not symmetric.
// Source: Broyden, Mathematics of Computation 19 (1965) 577.
std::unique_ptr<Minimiser> broyden(const Objective& objective, std::span<const double> x0,
                                   const MinimiserOptions& options = {});

// BFGS remembered by its last `memory` pairs (s, y), scaled by sᵀy / yᵀy.
// Source: Nocedal, Wright, Numerical Optimization (2006), algorithm 7.4.
std::unique_ptr<Minimiser> lbfgs(const Objective& objective, std::span<const double> x0,
                                 const MinimiserOptions& options = {});

// Iterates until |g| ≤ gradient_tolerance · max(1, |g at the start|) or no step lowers f any more.
// Returns the number of iterations done.
int minimise(Minimiser& minimiser, double gradient_tolerance, int maximum_iterations);

}  // namespace lectern::optimise
