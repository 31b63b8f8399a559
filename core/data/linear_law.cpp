#include "core/data/linear_law.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/math/elementary.h"

namespace lectern::data {

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
  Dataset set;
  set.name = "salaries";
  set.column_names = {"experience"};
  set.X.resize(n, 1);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    // More people are at the start of their working life.
    const double u = rng.uniform(), years = 25 * u * std::sqrt(u);
    set.X(i, 0) = static_cast<float>(years);
    set.targets.push_back(static_cast<float>(std::max(0.5, 5.8 + 0.68 * years + 1.6 * rng.normal())));
  }
  return set;
}

Dataset bodies(Rng& rng, int n) {
  Dataset set;
  set.name = "bodies";
  set.column_names = {"bmi"};
  set.X.resize(n, 1);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double bmi = std::clamp(25.5 * math::exp(0.17 * rng.normal()), 16.0, 42.0);
    set.X(i, 0) = static_cast<float>(bmi);
    set.targets.push_back(static_cast<float>(std::max(2.0, 1.2 * bmi - 1.6 + 4 * rng.normal())));
  }
  return set;
}

Dataset used_cars(Rng& rng, int n) {
  Dataset set;
  set.name = "used cars";
  set.column_names = {"age"};
  set.X.resize(n, 1);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double age = rng.uniform(0, 20);
    set.X(i, 0) = static_cast<float>(age);
    set.targets.push_back(static_cast<float>(std::max(0.0, 3 - 0.3 * age + 0.25 * rng.normal())));
  }
  return set;
}

}  // namespace lectern::data
