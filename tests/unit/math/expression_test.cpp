#include "core/math/expression.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace lectern;

namespace {

constexpr std::string_view kOne[] = {"x"};
constexpr std::string_view kTwo[] = {"x", "y"};

double at(std::string_view text, double x) {
  const auto f = Expression::parse(text, kOne);
  REQUIRE_MESSAGE(f.ok(), std::string(text));
  return f->value(std::span(&x, 1));
}

double at(std::string_view text, double x, double y) {
  const auto f = Expression::parse(text, kTwo);
  REQUIRE_MESSAGE(f.ok(), std::string(text));
  const double both[] = {x, y};
  return f->value(both);
}

std::string error_of(std::string_view text) {
  const auto f = Expression::parse(text, kTwo);
  REQUIRE_FALSE(f.ok());
  return f.error();
}

}  // namespace

TEST_CASE("formulas follow the usual ranks") {
  CHECK(at("1 + 2 * 3", 0) == 7);
  CHECK(at("(1 + 2) * 3", 0) == 9);
  CHECK(at("2^3^2", 0) == 512);
  CHECK(at("-2^2", 0) == -4);
  CHECK(at("2^-1", 0) == 0.5);
  CHECK(at("6 / 3 / 2", 0) == 1);
  CHECK(at("1 - 2 - 3", 0) == -4);
  CHECK(at("--x", 3) == 3);
}

TEST_CASE("products may be written without a sign, as in the lectures") {
  CHECK(at("2x − 10x^5 + 15x^10", 1) == 7);
  CHECK(at("2(x + 1)", 2) == 6);
  CHECK(at("xy", 2, 5) == 10);
  CHECK(at("2x y^2", 3, 2) == 24);
  CHECK(at("2π", 0) == doctest::Approx(6.283185307179586));
  CHECK(at("2e", 0) == doctest::Approx(5.43656365691809));
  CHECK(at("1e-3x", 2) == doctest::Approx(0.002));
}

TEST_CASE("every function has its meaning") {
  CHECK(at("sin(x)^2 + cos(x)^2", 0.7) == doctest::Approx(1));
  CHECK(at("exp(ln(x)) - exp(log(x))", 2.5) == 0);
  CHECK(at("max(x, 3) - min(x, 3)", 5) == 2);
  CHECK(at("abs(x) + sign(x) + step(x) + relu(x)", -2) == 1);
  CHECK(at("tanh(x) - (2 sigmoid(2x) - 1)", 0.4) == doctest::Approx(0).epsilon(1e-12));
  CHECK(at("tan(x)", 0.5) == doctest::Approx(std::tan(0.5)));
  CHECK(at("erf(x)", 0.5) == doctest::Approx(std::erf(0.5)));
  CHECK(at("sqrt(x)", 9) == 3);
}

TEST_CASE("derivatives agree with finite differences") {
  for (std::string_view text : {"sin(3x) * exp(-y^2)", "x^3 y - y / (1 + x^2)", "tanh(x y) + sigmoid(x) sqrt(2 + y)",
                                "erf(x + 2y) + cos(y) log(3 + x)", "(2 + x)^y", "tan(x) - (x - y)^7", "x^-2 + 2^x"}) {
    CAPTURE(text);
    const auto f = Expression::parse(text, kTwo);
    REQUIRE(f.ok());
    const double x[] = {0.6, -0.4};
    const auto jet = f->jet(x);
    CHECK(jet.value == f->value(x));
    constexpr double h = 1e-5;
    for (std::size_t i = 0; i < 2; ++i) {
      double up[] = {x[0], x[1]}, down[] = {x[0], x[1]};
      up[i] += h;
      down[i] -= h;
      CHECK(jet.gradient[i] == doctest::Approx((f->value(up) - f->value(down)) / (2 * h)).epsilon(1e-6));
      const auto jet_up = f->jet(up), jet_down = f->jet(down);
      CHECK(jet.second[2 * i] == doctest::Approx((jet_up.gradient[i] - jet_down.gradient[i]) / (2 * h)).epsilon(1e-6));
      CHECK(jet.second[1] ==
            doctest::Approx((jet_up.gradient[1 - i] - jet_down.gradient[1 - i]) / (2 * h)).epsilon(1e-6));
    }
  }
}

TEST_CASE("an error says what is wrong and where") {
  CHECK(error_of("").find("empty") != std::string::npos);
  CHECK(error_of("2 +").find("At character 4") != std::string::npos);
  CHECK(error_of("sinn(x)").find("“sinn” is unknown") != std::string::npos);
  CHECK(error_of("sin x").find("brackets") != std::string::npos);
  CHECK(error_of("(x + 1").find("closing bracket") != std::string::npos);
  CHECK(error_of("x )").find("At character 3") != std::string::npos);
  CHECK(error_of("max(x)").find("2 arguments") != std::string::npos);
  CHECK(error_of("x − § 2").find("At character 5") != std::string::npos);
  CHECK(error_of(std::string(300, '1')).find("at most 200") != std::string::npos);
  CHECK(error_of(std::string(100, '(')).find("nested too deeply") != std::string::npos);
}

TEST_CASE("any text gives a formula or an error") {
  const std::string alphabet = "x y12.e+-*/^(),sincoexp\xcf\x80\xe2\x88\x92";
  unsigned state = 1;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (int n = 0; n < 12; ++n) {
      state = state * 1664525u + 1013904223u;
      text += alphabet[(state >> 16) % alphabet.size()];
    }
    const auto f = Expression::parse(text, kTwo);
    const double x[] = {0.3, 0.7};
    if (f.ok())
      static_cast<void>(f->jet(x));
    else
      CHECK_FALSE(f.error().empty());
  }
}
