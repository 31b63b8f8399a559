#pragma once

#include <span>
#include <string_view>

#include "core/data/dataset.h"

// Laws y = f(x) + noise to be found again by regression.
namespace lectern::data {

// A function of one number, and the interval from which samples are drawn.
struct LawOfOne {
  std::string_view id;       // stable, for links
  std::string_view formula;  // for people
  double low;
  double high;
  double (*value)(double x);
};

// A function of a point of the square [-1, 1]².
struct LawOfTwo {
  std::string_view id;
  std::string_view formula;
  double (*value)(double x, double y);
};

// All laws: linear, polynomial of degree 10, sine, cosine, step, absolute value, bump, damped wave.
// The first two: Mehta et al., A high-bias, low-variance introduction to machine learning (2019), §II.
std::span<const LawOfOne> laws_of_one();

// All laws: plane, saddle, two bumps, ripples, ring.
std::span<const LawOfTwo> laws_of_two();

// The law of that id, or null.
const LawOfOne* find_law_of_one(std::string_view id);
const LawOfTwo* find_law_of_two(std::string_view id);

// n samples: x uniform on the law's interval (square), targets = f(x) + noise · standard normal.
// X is n × 1 (n × 2); targets has n numbers.
Dataset sample_law(const LawOfOne& law, Rng& rng, int n, double noise);
Dataset sample_law(const LawOfTwo& law, Rng& rng, int n, double noise);

}  // namespace lectern::data
