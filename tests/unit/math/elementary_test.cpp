#include "core/math/elementary.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/math/rng.h"
#include "core/math/state_hasher.h"

using namespace lectern;
using math::F32x4;
using math::F64x2;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// |got - want| in units in the last place of want's binade; huge where one is special and the other not.
template <typename T>
double ulp_error(T got, long double want) {
  constexpr double kWrong = 1e9;
  if (std::isnan(want)) return std::isnan(got) ? 0 : kWrong;
  const T rounded = static_cast<T>(want);
  if (got == rounded) return got == 0 && std::signbit(got) != std::signbit(rounded) ? kWrong : 0;
  if (!std::isfinite(got) && !std::isfinite(want)) return kWrong;
  int exponent = 0;
  std::frexp(want, &exponent);
  exponent = std::max(exponent, std::numeric_limits<T>::min_exponent);
  const long double unit = std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
  return static_cast<double>(std::fabs((static_cast<long double>(got) - want) / unit));
}

// One function in all its forms, and what it should give.
struct Subject {
  const char* name;
  double float_bound;
  double double_bound;
  float (*of_float)(float);
  double (*of_double)(double);
  F32x4 (*of_floats)(F32x4);
  F64x2 (*of_doubles)(F64x2);
  void (*float_array)(std::span<const float>, std::span<float>);
  void (*double_array)(std::span<const double>, std::span<double>);
  double (*reference)(double);
  long double (*precise)(long double);
};

template <typename T>
T reference_sigmoid(T x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}

template <typename T>
T reference_softplus(T x) {
  if (std::isnan(x)) return x;
  return std::log1p(std::exp(-std::fabs(x))) + (x > 0 ? x : T(0));
}

#define SUBJECT(function, float_bound, double_bound, reference)                                                       \
  Subject {                                                                                                           \
#function, float_bound, double_bound, math::function < float>, math::function < double>, math::function < F32x4>, \
        math::function < F64x2>, math::function, math::function,                                                      \
        [](double x) { return double(reference(x)); }, [](long double x) { return reference(x); }                     \
  }

const Subject kSubjects[] = {
    SUBJECT(exp, 1.0, 1.0, std::exp),
    SUBJECT(expm1, 1.25, 1.25, std::expm1),
    SUBJECT(log, 1.0, 1.0, std::log),
    SUBJECT(log1p, 1.0, 1.0, std::log1p),
    SUBJECT(tanh, 1.5, 1.75, std::tanh),
    SUBJECT(sigmoid, 2.0, 2.0, reference_sigmoid),
    SUBJECT(softplus, 2.0, 2.0, reference_softplus),
    SUBJECT(sin, 0.51, 1.0, std::sin),
    SUBJECT(cos, 0.51, 1.0, std::cos),
    SUBJECT(erf, 1.5, 1.5, std::erf),
};

#undef SUBJECT

// Doubles of every size, and many where the functions bend.
std::vector<double> sample_doubles(std::size_t n) {
  Rng rng(17);
  std::vector<double> x(n);
  const double widths[] = {1.0, 8.0, 40.0, 750.0};
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = i % 2 == 0 ? std::bit_cast<double>(rng.next_u64()) : rng.uniform(-1, 1) * widths[i / 2 % 4];
  }
  return x;
}

std::vector<float> special_floats() {
  return {0.0f,    -0.0f, 1.0f,  -1.0f,  kInf,    -kInf,   kNaN, FLT_MIN, -FLT_MIN, FLT_MAX, -FLT_MAX, 1e-45f,
          -1e-45f, 88.7f, 88.8f, -87.4f, -103.9f, -104.1f, 0.5f, 9.0f,    20.0f,    3.0f,    6434.0f,  1e30f};
}

bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b) || (a != a && b != b);
}
bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

}  // namespace

TEST_CASE("elementary functions of floats stay within their bound over all representations") {
  constexpr std::uint64_t kStride = 9973;
  for (const Subject& f : kSubjects) {
    double worst = 0;
    float worst_at = 0;
    for (std::uint64_t bits = 0; bits < (std::uint64_t(1) << 32); bits += kStride) {
      const float x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
      const double error = ulp_error<float>(f.of_float(x), f.reference(double(x)));
      if (error > worst) {
        worst = error;
        worst_at = x;
      }
    }
    MESSAGE(std::string(f.name), " of float: ", worst, " ulp at ", worst_at);
    CHECK_MESSAGE(worst <= f.float_bound, f.name);
  }
}

TEST_CASE("elementary functions of doubles stay within their bound") {
  if (LDBL_MANT_DIG != 64) return;  // needs a trustworthy wider reference; elsewhere equal bits vouch
  const std::vector<double> xs = sample_doubles(300000);
  for (const Subject& f : kSubjects) {
    double worst = 0;
    double worst_at = 0;
    for (double x : xs) {
      const double error = ulp_error<double>(f.of_double(x), f.precise(x));
      if (error > worst) {
        worst = error;
        worst_at = x;
      }
    }
    MESSAGE(std::string(f.name), " of double: ", worst, " ulp at ", worst_at);
    CHECK_MESSAGE(worst <= f.double_bound, f.name);
  }
}

TEST_CASE("scalar, vector and array forms give the same bits, special values and tails included") {
  std::vector<float> floats = special_floats();
  Rng rng(3);
  while (floats.size() < 1003) floats.push_back(std::bit_cast<float>(rng.next_u32()));
  std::vector<double> doubles(floats.begin(), floats.end());
  for (double x : sample_doubles(1000)) doubles.push_back(x);
  for (const Subject& f : kSubjects) {
    std::vector<float> out(floats.size());
    f.float_array(floats, out);
    int different = 0;
    for (std::size_t i = 0; i < floats.size(); ++i) {
      const F32x4 lanes = f.of_floats(math::broadcast<F32x4>(floats[i]));
      if (!same_bits(out[i], f.of_float(floats[i])) || !same_bits(lanes[3], out[i])) ++different;
    }
    std::vector<double> wide(doubles.size());
    f.double_array(doubles, wide);
    for (std::size_t i = 0; i < doubles.size(); ++i) {
      const F64x2 lanes = f.of_doubles(math::broadcast<F64x2>(doubles[i]));
      if (!same_bits(wide[i], f.of_double(doubles[i])) || !same_bits(lanes[1], wide[i])) ++different;
    }
    CHECK_MESSAGE(different == 0, f.name);
  }
}

TEST_CASE("lanes do not influence each other, also where one lane needs the large reduction") {
  const F32x4 x{1.0f, 1e30f, kInf, -2.0f};
  const F32x4 y = math::sin(x);
  for (int lane = 0; lane < 4; ++lane) CHECK(same_bits(y[lane], math::sin(float(x[lane]))));
}

TEST_CASE("array forms accept nothing, and work in place") {
  math::tanh(std::span<const float>(), std::span<float>());
  std::vector<float> x{-1, 0, 1, 2, 3};
  const std::vector<float> before = x;
  math::exp(std::span<const float>(x), x);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == math::exp(before[i]));
}

TEST_CASE("the elementary functions have the same bits on every machine") {
  const std::vector<double> doubles = sample_doubles(20000);
  StateHasher hasher;
  for (const Subject& f : kSubjects) {
    for (double x : doubles) {
      hasher.add(f.of_double(x));
      hasher.add(f.of_float(static_cast<float>(x)));
    }
  }
  for (std::size_t i = 1; i < doubles.size(); ++i) {
    hasher.add(math::pow(std::fabs(doubles[i - 1]), doubles[i]));
    hasher.add(math::pow(float(std::fabs(doubles[i - 1])), float(doubles[i])));
  }
  CHECK(hash_text(hasher.digest()) == "0694af52f940a8b4");
}

TEST_CASE("exact values are exact") {
  CHECK(math::exp(0.0f) == 1.0f);
  CHECK(math::exp(-kInf) == 0.0f);
  CHECK(math::exp(kInf) == kInf);
  CHECK(math::log(1.0) == 0.0);
  CHECK(math::log(0.0f) == -kInf);
  CHECK(std::isnan(math::log(-1.0f)));
  CHECK(math::log1p(-1.0) == -kInf);
  CHECK(std::signbit(math::log1p(-0.0)));
  CHECK(math::tanh(kInf) == 1.0f);
  CHECK(math::tanh(-kInf) == -1.0f);
  CHECK(std::signbit(math::tanh(-0.0f)));
  CHECK(math::sigmoid(0.0f) == 0.5f);
  CHECK(math::sigmoid(-kInf) == 0.0f);
  CHECK(math::sigmoid(kInf) == 1.0f);
  CHECK(math::softplus(-kInf) == 0.0f);
  CHECK(math::softplus(kInf) == kInf);
  CHECK(math::erf(kInf) == 1.0f);
  CHECK(std::isnan(math::sin(kInf)));
  CHECK(math::cos(0.0) == 1.0);
}

TEST_CASE("tanh and erf are odd, cos even, to the bit") {
  Rng rng(8);
  for (int i = 0; i < 1000; ++i) {
    const double x = rng.uniform(-5, 5);
    CHECK(math::tanh(-x) == -math::tanh(x));
    CHECK(math::erf(-x) == -math::erf(x));
    CHECK(math::cos(-x) == math::cos(x));
    CHECK(math::sin(-x) == -math::sin(x));
  }
}

TEST_CASE("powers stay within their bound") {
  Rng rng(9);
  double worst_float = 0, worst_double = 0;
  for (int i = 0; i < 200000; ++i) {
    const double spread = i % 3 == 0 ? 88.0 : i % 3 == 1 ? 1.0 : 0.01;
    const double x = math::exp(rng.uniform(-spread, spread));
    const double y = rng.uniform(-1, 1) * (i % 2 == 0 ? 3.0 : 700.0 / std::fabs(math::log(x)));
    const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
    worst_float = std::max(worst_float, ulp_error<float>(math::pow(fx, fy), std::pow(double(fx), double(fy))));
    if (LDBL_MANT_DIG == 64) {
      worst_double =
          std::max(worst_double, ulp_error<double>(math::pow(x, y), std::pow((long double)x, (long double)y)));
    }
  }
  MESSAGE("pow of float: ", worst_float, " ulp, of double: ", worst_double, " ulp");
  CHECK(worst_float <= 0.51);
  CHECK(worst_double <= 1.0);
}

TEST_CASE("powers of special numbers follow IEEE 754") {
  std::vector<float> values = special_floats();
  for (float more : {2.0f, -2.0f, 2.5f, -2.5f, -3.0f}) values.push_back(more);
  for (float x : values) {
    for (float y : values) {
      const double got = math::pow(double(x), double(y));
      CHECK_MESSAGE(ulp_error<double>(got, std::pow(double(x), double(y))) <= 1.5, x, " ^ ", y);
    }
  }
  CHECK(math::pow(F32x4{2, 3, 4, 5}, F32x4{2, 2, 0.5f, 0})[2] == 2.0f);
}
