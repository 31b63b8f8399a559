#include "core/parts/batch_race.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "core/lab/text.h"
#include "core/ml/linear/batch_noise.h"
#include "core/parts/path_picture.h"

namespace lectern {
namespace {

constexpr std::size_t kPathPlaces = 1024;  // of a path
constexpr int kSide = 64;                  // cells of the surface
constexpr double kBeyondBounds = 1e9;      // costs so many times the start's never come back

std::string in_short(double value) { return number_in_words(value, 3); }

double largest_distance(std::span<const double> a, std::span<const double> b) {
  double largest = 0;
  for (std::size_t j = 0; j < a.size(); ++j) largest = std::max(largest, std::fabs(a[j] - b[j]));
  return largest;
}

// A number as mantissa · 10^exponent with 10 ≤ mantissa < 100.
struct TwoDigits {
  double mantissa;
  int exponent;
};

TwoDigits two_digits(double value) {
  TwoDigits digits{value, 0};
  for (; digits.mantissa >= 100; ++digits.exponent) digits.mantissa /= 10;
  for (; digits.mantissa < 10; --digits.exponent) digits.mantissa *= 10;
  return digits;
}

// A start in a random direction, somewhat further from the minimum than no weights at all.
std::vector<double> random_start(const linear::QuadraticCost& cost, Rng rng) {
  std::vector<double> start(cost.minimum().begin(), cost.minimum().end());
  const std::vector<double> zero(start.size(), 0.0);
  const double distance = std::max(1.0, largest_distance(cost.minimum(), zero));
  double norm2 = 0;
  std::vector<double> direction;
  for (std::size_t j = 0; j < start.size(); ++j) {
    direction.push_back(rng.normal());
    norm2 += direction[j] * direction[j];
  }
  for (std::size_t j = 0; j < start.size(); ++j) start[j] += distance * direction[j] / std::sqrt(norm2);
  return start;
}

}  // namespace

BatchRace::BatchRace(const LinearProblem& problem, std::span<const Entry> entries, linear::BatchOrder order,
                     const Rng& rng)
    : order_(order), batches_(rng.split("batches")), start_(random_start(problem.cost(), rng.split("start"))) {
  for (const Entry& entry : entries) {
    racers_.push_back({entry, linear::BatchDescent(start_, 1, order, batches_), Trail(kPathPlaces)});
    put_at_start(racers_.back(), racers_.size() - 1);
  }
  look_again(problem);
}

void BatchRace::put_at_start(Racer& racer, std::uint64_t number) const {
  racer.descent = linear::BatchDescent(start_, racer.entry.batch, order_, batches_.split(number));
  racer.trail.clear();
  racer.recent.clear();
  racer.excess.clear();
  note(racer);
}

void BatchRace::set_axes(const LinearProblem& problem, int first, int second) {
  if (first == first_ && second == second_) return;
  first_ = first;
  second_ = second;
  for (Racer& racer : racers_) {
    racer.trail.clear();
    racer.recent.clear();
    note(racer);
  }
  look_again(problem);
}

void BatchRace::set_batch(std::size_t k, int batch) {
  racers_[k].entry.batch = batch;
  racers_[k].descent.set_batch(batch);
}

void BatchRace::update(std::size_t k, const LinearProblem& problem, double eta) {
  Racer& racer = racers_[k];
  racer.descent.step(problem.design(), problem.targets(), eta);
  note(racer);
  racer.recent.record(racer.trail.last().x, racer.trail.last().y);
}

void BatchRace::record(std::size_t k, double x, const LinearProblem& problem) {
  racers_[k].excess.record(x, std::array{excess(k, problem)});
}

void BatchRace::clear_curves() {
  for (Racer& racer : racers_) racer.excess.clear();
}

void BatchRace::note(Racer& racer) const {
  const std::span<const double> theta = racer.descent.theta();
  racer.trail.record({static_cast<float>(along_x(theta)), static_cast<float>(along_y(theta)), 0});
}

void BatchRace::start_from(double x, double y) {
  start_[static_cast<std::size_t>(first_)] = x;
  start_[static_cast<std::size_t>(second_)] = y;
  for (std::size_t k = 0; k < racers_.size(); ++k) put_at_start(racers_[k], k);
}

void BatchRace::look_again(const LinearProblem& problem) {
  const linear::QuadraticCost& cost = problem.cost();
  const double half = std::max(1e-3, 1.3 * largest_distance(start_, cost.minimum()));
  const double x = along_x(cost.minimum()), y = along_y(cost.minimum());
  std::vector<double> theta(cost.minimum().begin(), cost.minimum().end());
  surface_.compute({kSide, kSide, {x - half, x + half}, {y - half, y + half}}, [&](double w1, double w2) {
    theta[static_cast<std::size_t>(first_)] = w1;
    theta[static_cast<std::size_t>(second_)] = w2;
    return cost.excess(theta);
  });
}

std::optional<std::size_t> BatchRace::diverged(const LinearProblem& problem, std::span<const bool> shown) const {
  const std::vector<double> zero(start_.size(), 0.0);
  const double bound = kBeyondBounds * (problem.cost().value(start_) + problem.cost().value(zero) + 1e-12);
  for (std::size_t k = 0; k < racers_.size(); ++k)
    if (shown[k] && !(excess(k, problem) <= bound)) return k;
  return std::nullopt;
}

std::string BatchRace::diagnosis(std::size_t k, const LinearProblem& problem, double eta) const {
  const Racer& racer = racers_[k];
  const double edge = linear::largest_stable_rate(problem.cost()), curvature = problem.cost().largest_curvature();
  const int batch = racer.descent.batch_of(problem.size());
  const std::string cause = "After " + std::to_string(racer.descent.updates()) + " updates the cost of " +
                            racer.entry.label + " has grown beyond all bounds: η = " + number_text(eta);
  if (eta > edge)
    return cause + " is larger than 2/λ_max = " + in_short(edge) + ", where λ_max = " + in_short(curvature) +
           " is the largest curvature of the cost. Every update multiplies the error along that direction by 1 − "
           "ηλ_max = " +
           in_short(1 - eta * curvature) + ".";
  return cause + " is smaller than 2/λ_max = " + in_short(edge) + ", but that limit holds for all samples at once. " +
         "Batches of " + std::to_string(batch) +
         " have curvatures of their own, and converge in the mean square below " +
         in_short(stable_rate(problem, batch)) + ".";
}

double BatchRace::remedy(std::size_t k, const LinearProblem& problem, double eta) const {
  return rounded_below(std::min(stable_rate(problem, racers_[k].descent.batch_of(problem.size())), eta));
}

void BatchRace::set_weight_axes(Plane& plane, const LinearProblem& problem, Range x, Range y) const {
  plane.equal_axes({.label = problem.weight_label(first_), .range = x},
                   {.label = problem.weight_label(second_), .range = y});
}

void BatchRace::describe(Plane& plane, const LinearProblem& problem, std::span<const bool> shown) const {
  set_weight_axes(plane, problem, surface_.grid().x, surface_.grid().y);
  surface_.describe(plane, "R(θ)", problem.cost().least());
  for (std::size_t k = 0; k < racers_.size(); ++k)
    if (shown[k]) add_path(plane, racers_[k].entry.label, racers_[k].trail, racers_[k].entry.color);
  const std::span<const double> minimum = problem.cost().minimum();
  plane.point("minimum", along_x(minimum), along_y(minimum),
              {.color = kColorBad, .marker = Marker::cross, .size_px = 7});
  plane.handle(kStart, "start", along_x(start_), along_y(start_));
}

void BatchRace::describe_excess(Plane& curves, std::string_view x_label, double least,
                                std::span<const bool> shown) const {
  curves.axes({.label = x_label}, {.label = "R(θ) − R(θ*)", .logarithmic = true});
  for (std::size_t k = 0; k < racers_.size(); ++k)
    if (shown[k])
      curves.line(racers_[k].entry.label, racers_[k].excess, 0, {.color = racers_[k].entry.color, .least = least});
}

double stable_rate(const LinearProblem& problem, int batch) {
  return linear::BatchNoise(problem.design(), problem.targets(), problem.cost()).largest_stable_rate(batch);
}

double rounded_below(double value) {
  if (!(value > 0) || !std::isfinite(value)) return value;
  const TwoDigits digits = two_digits(value);
  double whole = std::floor(digits.mantissa), power = 1;
  if (whole > 0.995 * digits.mantissa) whole -= 1;  // stable by a margin, not just so
  for (int e = 0; e < std::abs(digits.exponent); ++e) power *= 10;
  return digits.exponent < 0 ? whole / power : whole * power;
}

}  // namespace lectern
