#include "core/data/linear_law.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

// One input and a target for each of n samples; `draw_sample` draws both.
template <typename DrawSample>
Dataset one_input(const char* name, const char* column, int n, const DrawSample& draw_sample) {
  Dataset set;
  set.name = name;
  set.column_names = {column};
  set.X.resize(n, 1);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto [x, y] = draw_sample();
    set.X(i, 0) = static_cast<float>(x);
    set.targets.push_back(static_cast<float>(y));
  }
  return set;
}

}  // namespace

Dataset sample_linear_law(std::span<const double> weights, double correlation, double noise, int n, Rng& rng) {
  Dataset set;
  set.name = "linear law";
  const auto d = static_cast<std::ptrdiff_t>(weights.size());
  for (std::ptrdiff_t j = 0; j < d; ++j) set.column_names.push_back("x" + std::to_string(j + 1));
  set.X.resize(n, d);
  const double fresh = std::sqrt(1 - correlation * correlation);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double x = 0, y = 0;
    for (std::ptrdiff_t j = 0; j < d; ++j) {
      x = j == 0 ? rng.normal() : correlation * x + fresh * rng.normal();
      set.X(i, j) = static_cast<float>(x);
      y += weights[static_cast<std::size_t>(j)] * static_cast<double>(set.X(i, j));
    }
    set.targets.push_back(static_cast<float>(y + noise * rng.normal()));
  }
  return set;
}

Dataset houses(Rng& rng) {
  struct House {
    float area, bedrooms, price;
  };
  constexpr std::array<House, 5> kOfTheLecture{
      {{2.104f, 3, 4.00f}, {1.600f, 3, 3.30f}, {2.400f, 3, 3.69f}, {1.416f, 2, 2.32f}, {3.000f, 4, 5.40f}}};
  constexpr std::ptrdiff_t kHouses = 47;
  Dataset set;
  set.name = "houses";
  set.column_names = {"area", "bedrooms"};
  set.X.resize(kHouses, 2);
  for (std::ptrdiff_t i = 0; i < kHouses; ++i) {
    House house{};
    if (i < static_cast<std::ptrdiff_t>(kOfTheLecture.size())) {
      house = kOfTheLecture[static_cast<std::size_t>(i)];
    } else {
      const double area = std::clamp(1.9 * math::exp(0.33 * rng.normal()), 0.85, 4.5);
      const double bedrooms = std::clamp(std::floor(1.4 + 0.85 * area + 0.6 * rng.normal() + 0.5), 1.0, 5.0);
      const double price = 0.7 + 1.4 * area - 0.09 * bedrooms + 0.6 * rng.normal();
      house = {static_cast<float>(area), static_cast<float>(bedrooms), static_cast<float>(std::max(0.5, price))};
    }
    set.X(i, 0) = house.area;
    set.X(i, 1) = house.bedrooms;
    set.targets.push_back(house.price);
  }
  return set;
}

Dataset salaries(Rng& rng, int n) {
  return one_input("salaries", "experience", n, [&rng] {
    // More people are at the start of their working life.
    const double u = rng.uniform(), years = 25 * u * std::sqrt(u);
    return std::pair(years, std::max(0.5, 5.8 + 0.68 * years + 1.6 * rng.normal()));
  });
}

Dataset bodies(Rng& rng, int n) {
  return one_input("bodies", "bmi", n, [&rng] {
    const double bmi = std::clamp(25.5 * math::exp(0.17 * rng.normal()), 16.0, 42.0);
    return std::pair(bmi, std::max(2.0, 1.2 * bmi - 1.6 + 4 * rng.normal()));
  });
}

Dataset used_cars(Rng& rng, int n) {
  return one_input("used cars", "age", n, [&rng] {
    const double age = rng.uniform(0, 20);
    return std::pair(age, std::max(0.0, 3 - 0.3 * age + 0.25 * rng.normal()));
  });
}

}  // namespace lectern::data
