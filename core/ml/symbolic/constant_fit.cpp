#include "core/ml/symbolic/constant_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::symbolic {
namespace {

constexpr std::size_t kMostConstants = 8;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

double bits_of(double x) { return math::log(x) / math::kLog2; }

// Positions of the constants that are fitted.
std::size_t constants_of(const Formula& formula, std::array<std::size_t, kMostConstants>& places) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < formula.size() && count < kMostConstants; ++i)
    if (formula[i].op == Op::constant) places[count++] = i;
  return count;
}

// A x = b for symmetric positive definite A, n × n; false where it is not. A is destroyed, b becomes x.
bool solve_small(double* A, double* b, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    double d = A[j * n + j];
    for (std::size_t k = 0; k < j; ++k) d -= A[j * n + k] * A[j * n + k];
    if (!(d > 0)) return false;
    const double root = std::sqrt(d);
    A[j * n + j] = root;
    for (std::size_t i = j + 1; i < n; ++i) {
      double sum = A[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= A[i * n + k] * A[j * n + k];
      A[i * n + j] = sum / root;
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= A[i * n + k] * b[k];
    b[i] /= A[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= A[k * n + i] * b[k];
    b[i] /= A[i * n + i];
  }
  return true;
}

double residual_error(std::span<const double> f, double scale, const Samples& samples) {
  double sum = 0;
  for (std::size_t s = 0; s < f.size(); ++s) {
    const double r = samples.y[s] - scale * f[s];
    sum += r * r;
  }
  const double error = sum / (static_cast<double>(f.size()) * samples.variance);
  return std::isfinite(error) ? error : kInfinite;
}

// The best factor in front.
double best_scale(std::span<const double> f, std::span<const double> y) {
  double across = 0, square = 0;
  for (std::size_t s = 0; s < f.size(); ++s) {
    across += f[s] * y[s];
    square += f[s] * f[s];
  }
  return across / square;
}

}  // namespace

int Candidate::complexity() const {
  const int tokens = static_cast<int>(formula.size());
  if (scale == 1 || formula.empty()) return std::max(tokens, 1);
  return tokens + (scale == -1 ? 1 : 2);
}

int Candidate::constants() const { return free_constants(formula) + (scale_is_number ? 0 : 1); }

double description_length(const Candidate& candidate, const Samples& samples) {
  const auto n = static_cast<double>(samples.y.size());
  return candidate.complexity() * bits_of(samples.symbols) + candidate.constants() * 0.5 * bits_of(n) +
         0.5 * n * bits_of(std::max(candidate.error, kLeastError));
}

double error_of(const Candidate& candidate, const Samples& samples, FormulaTape& tape) {
  if (candidate.formula.empty()) {
    double sum = 0;
    for (const double y : samples.y) sum += (y - candidate.scale) * (y - candidate.scale);
    return sum / (static_cast<double>(samples.y.size()) * samples.variance);
  }
  return residual_error(tape.values(candidate.formula, samples.X), candidate.scale, samples);
}

double fit_constants(Candidate& candidate, const Samples& samples, FormulaTape& tape, int iterations) {
  Formula& formula = candidate.formula;
  const std::size_t n = samples.y.size();
  if (formula.empty()) {
    if (!candidate.scale_is_number) {
      double sum = 0;
      for (const double y : samples.y) sum += y;
      candidate.scale = sum / static_cast<double>(n);
    }
    return candidate.error = error_of(candidate, samples, tape);
  }
  std::array<std::size_t, kMostConstants> places{};
  const std::size_t count = constants_of(formula, places);
  std::span<const double> f = tape.values(formula, samples.X);
  const bool fits_scale = !candidate.scale_is_number;
  if (fits_scale) {
    const double scale = best_scale(f, samples.y);
    if (!std::isfinite(scale) || scale == 0) return candidate.error = kInfinite;
    candidate.scale = scale;
  }
  double error = residual_error(f, candidate.scale, samples);
  if (count == 0 || error == kInfinite) return candidate.error = error;

  const std::size_t size = count + (fits_scale ? 1 : 0);
  double damping = 1e-3;
  std::array<double, kMostConstants + 1> gradient{}, move{};
  std::array<double, (kMostConstants + 1) * (kMostConstants + 1)> A{}, damped{};
  std::array<double, kMostConstants> before{};
  bool is_fresh = true;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    if (is_fresh) {
      tape.derivatives(formula);
      gradient.fill(0);
      A.fill(0);
      std::array<const double*, kMostConstants> column{};
      for (std::size_t k = 0; k < count; ++k) column[k] = tape.derivative(places[k]).data();
      std::array<double, kMostConstants + 1> row{};
      for (std::size_t s = 0; s < n; ++s) {
        for (std::size_t k = 0; k < count; ++k) row[k] = candidate.scale * column[k][s];
        if (fits_scale) row[count] = f[s];
        const double r = samples.y[s] - candidate.scale * f[s];
        for (std::size_t i = 0; i < size; ++i) {
          gradient[i] += row[i] * r;
          for (std::size_t j = 0; j <= i; ++j) A[i * size + j] += row[i] * row[j];
        }
      }
    }
    damped = A;
    for (std::size_t i = 0; i < size; ++i) damped[i * size + i] = A[i * size + i] * (1 + damping) + 1e-300;
    move = gradient;
    if (!solve_small(damped.data(), move.data(), size)) {
      damping *= 10;
      is_fresh = false;
      if (damping > 1e8) break;
      continue;
    }
    const double old_scale = candidate.scale;
    for (std::size_t k = 0; k < count; ++k) {
      before[k] = formula[places[k]].value;
      formula[places[k]].value += move[k];
    }
    if (fits_scale) candidate.scale += move[count];
    f = tape.values(formula, samples.X);
    const double trial = residual_error(f, candidate.scale, samples);
    if (trial < error) {
      const bool is_settled = error - trial <= 1e-10 * error;
      error = trial;
      damping = std::max(damping * 0.1, 1e-12);
      is_fresh = true;
      if (is_settled || error < kLeastError * 1e-6) break;
    } else {
      for (std::size_t k = 0; k < count; ++k) formula[places[k]].value = before[k];
      candidate.scale = old_scale;
      damping *= 10;
      if (damping > 1e8) {
        break;
      }
      f = tape.values(formula, samples.X);
      is_fresh = true;
    }
  }
  return candidate.error = error;
}

namespace {

// Numbers that people write, in [1/16, 16] up to the bases below.
constexpr std::array<double, 21> kNear{1,       2,       3,       4,       5,       6,       7,
                                       8,       9,       10,      12,      1.0 / 2, 1.0 / 3, 1.0 / 4,
                                       1.0 / 5, 1.0 / 6, 1.0 / 8, 3.0 / 2, 2.0 / 3, 3.0 / 4, 16};
constexpr std::array<double, 7> kBases{1,
                                       std::numbers::pi,
                                       1 / std::numbers::pi,
                                       1.41421356237309504880,
                                       0.39894228040143267794,
                                       9.8696044010893586188,
                                       1.77245385090551602730};

// The number nearest to `value` in ratio, of rank `skip`: 0 the nearest, 1 the next.
double near_number(double value) {
  const double size = std::fabs(value);
  double best = 0, distance = kInfinite;
  for (std::size_t b = 0; b < kBases.size(); ++b)
    for (const double number : kNear) {
      const double candidate = kBases[b] * number;
      const double off = std::fabs(size - candidate) / candidate * (b == 0 ? 1 : 4);
      if (off < distance) {
        distance = off;
        best = candidate;
      }
    }
  const double whole = std::nearbyint(size);
  if (whole >= 1 && whole <= 100 && std::fabs(size - whole) / whole < distance * 0.5) best = whole;
  return value < 0 ? -best : best;
}

}  // namespace

void round_constants(Candidate& candidate, const Samples& samples, FormulaTape& tape) {
  constexpr double kTolerated = 0.1;  // relative: farther away nothing is tried
  constexpr int kIterations = 12;
  const auto n = static_cast<double>(samples.y.size());
  const auto remainder_bits = [&](double error) { return 0.5 * n * bits_of(std::max(error, kLeastError)); };
  // What a fitted constant costs.
  const double saved = 0.5 * bits_of(n);
  const auto accept = [&](Candidate& trial) {
    fit_constants(trial, samples, tape, kIterations);
    if (!(remainder_bits(trial.error) - remainder_bits(candidate.error) <= saved)) return false;
    candidate = std::move(trial);
    return true;
  };
  for (std::size_t i = 0; i < candidate.formula.size(); ++i) {
    if (candidate.formula[i].op != Op::constant) continue;
    const double value = candidate.formula[i].value, near = near_number(value);
    if (!(std::fabs(value - near) <= kTolerated * std::fabs(near))) continue;
    Candidate trial = candidate;
    trial.formula[i] = number_token(near);
    accept(trial);
  }
  if (!candidate.scale_is_number) {
    const double near = near_number(candidate.scale);
    if (std::fabs(candidate.scale - near) <= kTolerated * std::fabs(near)) {
      Candidate trial = candidate;
      trial.scale = near;
      trial.scale_is_number = true;
      accept(trial);
    }
  }
  if (candidate.formula.empty()) return;
  // Rounding may leave factors that cancel.
  Candidate shorter = candidate;
  const double factor = simplify(shorter.formula);
  shorter.scale *= factor;
  if (shorter.formula.empty() || shorter.complexity() > candidate.complexity()) return;
  shorter.error = error_of(shorter, samples, tape);
  if (remainder_bits(shorter.error) - remainder_bits(candidate.error) <= 1e-3) candidate = std::move(shorter);
}

void prune_terms(Candidate& candidate, const Samples& samples, FormulaTape& tape) {
  constexpr int kIterations = 12;
  double bits = description_length(candidate, samples);
  // A formula of 25 tokens has twelve sums at most, and each round drops one.
  bool is_shorter = std::isfinite(bits);
  while (is_shorter) {
    is_shorter = false;
    Links links;
    link(candidate.formula, links);
    for (std::size_t sum = candidate.formula.size(); sum-- > 0 && !is_shorter;) {
      const Op op = candidate.formula[sum].op;
      if (op != Op::add && op != Op::subtract) continue;
      for (const int kept : {links.left[sum], links.right[sum]}) {
        const auto at = [&](int i) { return candidate.formula.begin() + i; };
        Candidate trial = candidate;
        trial.formula.assign(at(0), at(links.first[sum]));
        trial.formula.insert(trial.formula.end(), at(links.first[static_cast<std::size_t>(kept)]), at(kept + 1));
        if (op == Op::subtract && kept == links.right[sum]) trial.formula.push_back(op_token(Op::negate));
        trial.formula.insert(trial.formula.end(), at(static_cast<int>(sum) + 1), candidate.formula.end());
        trial.scale *= simplify(trial.formula);
        if (trial.formula.empty() || !std::isfinite(trial.scale) || trial.scale == 0) continue;
        trial.scale_is_number = trial.scale == 1;
        fit_constants(trial, samples, tape, kIterations);
        const double trial_bits = description_length(trial, samples);
        if (!(trial_bits <= bits) || trial.complexity() >= candidate.complexity()) continue;
        candidate = std::move(trial);
        bits = trial_bits;
        is_shorter = true;
        break;
      }
    }
  }
}

}  // namespace lectern::symbolic
