#include "core/data/laws.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr double kPi = 3.141592653589793;

double fifth_power(double x) { return x * x * x * x * x; }

double bump(double x, double y, double centre_x, double centre_y) {
  const double dx = x - centre_x;
  const double dy = y - centre_y;
  return math::exp(-(dx * dx + dy * dy) / 0.18);
}

constexpr LawOfOne kLawsOfOne[] = {
    {"linear", "2x", 0, 1, [](double x) { return 2 * x; }},
    {"degree-10", "2x − 10x⁵ + 15x¹⁰", 0, 1,
     [](double x) {
       const double x5 = fifth_power(x);
       return 2 * x - 10 * x5 + 15 * (x5 * x5);
     }},
    {"sine", "sin(πx)", -1, 1, [](double x) { return math::sin(kPi * x); }},
    {"cosine", "cos(3πx/2)", 0, 1, [](double x) { return math::cos(1.5 * kPi * x); }},
    {"step", "1 where x ≥ 0, else −1", -1, 1, [](double x) { return x >= 0 ? 1.0 : -1.0; }},
    {"absolute", "|x|", -1, 1, [](double x) { return std::fabs(x); }},
    {"bump", "exp(−10x²)", -1, 1, [](double x) { return math::exp(-10 * x * x); }},
    {"damped-wave", "exp(−2x) sin(6πx)", 0, 1, [](double x) { return math::exp(-2 * x) * math::sin(6 * kPi * x); }},
};

constexpr LawOfTwo kLawsOfTwo[] = {
    {"plane", "(x + y)/2", [](double x, double y) { return 0.5 * (x + y); }},
    {"saddle", "x·y", [](double x, double y) { return x * y; }},
    {"two-bumps", "exp(−((x − ½)² + (y − ½)²)/0.18) − exp(−((x + ½)² + (y + ½)²)/0.18)",
     [](double x, double y) { return bump(x, y, 0.5, 0.5) - bump(x, y, -0.5, -0.5); }},
    {"ripples", "sin(πx) cos(πy)", [](double x, double y) { return math::sin(kPi * x) * math::cos(kPi * y); }},
    {"ring", "exp(−20(√(x² + y²) − 0.6)²)",
     [](double x, double y) {
       const double d = std::sqrt(x * x + y * y) - 0.6;
       return math::exp(-20 * d * d);
     }},
};

template <typename Law>
const Law* find(std::span<const Law> laws, std::string_view id) {
  for (const Law& law : laws) {
    if (law.id == id) return &law;
  }
  return nullptr;
}

Dataset empty_set(std::string_view name, int n, std::vector<std::string> columns) {
  Dataset set;
  set.name = std::string(name);
  set.X = Matrix<float>(n, static_cast<std::ptrdiff_t>(columns.size()));
  set.targets.resize(static_cast<std::size_t>(n));
  set.column_names = std::move(columns);
  return set;
}

}  // namespace

std::span<const LawOfOne> laws_of_one() { return kLawsOfOne; }
std::span<const LawOfTwo> laws_of_two() { return kLawsOfTwo; }
const LawOfOne* find_law_of_one(std::string_view id) { return find(laws_of_one(), id); }
const LawOfTwo* find_law_of_two(std::string_view id) { return find(laws_of_two(), id); }

// Targets are taken at the coordinates as rounded to float: without noise they lie on the law.
Dataset sample_law(const LawOfOne& law, Rng& rng, int n, double noise) {
  Dataset set = empty_set(law.formula, n, {"x"});
  for (int i = 0; i < n; ++i) {
    set.X(i, 0) = static_cast<float>(rng.uniform(law.low, law.high));
    const double y = law.value(double(set.X(i, 0))) + noise * rng.normal();
    set.targets[static_cast<std::size_t>(i)] = static_cast<float>(y);
  }
  return set;
}

Dataset sample_law(const LawOfTwo& law, Rng& rng, int n, double noise) {
  Dataset set = empty_set(law.formula, n, {"x", "y"});
  for (int i = 0; i < n; ++i) {
    set.X(i, 0) = static_cast<float>(rng.uniform(-1, 1));
    set.X(i, 1) = static_cast<float>(rng.uniform(-1, 1));
    const double z = law.value(double(set.X(i, 0)), double(set.X(i, 1))) + noise * rng.normal();
    set.targets[static_cast<std::size_t>(i)] = static_cast<float>(z);
  }
  return set;
}

}  // namespace lectern::data
