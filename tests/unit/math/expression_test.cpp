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

TEST_CASE("formulas are read as the page prints them and as people write them") {
  CHECK(at("2x − 10x⁵ + 15x¹⁰", 0.7) == at("2x - 10x^5 + 15x^10", 0.7));
  CHECK(at("x⁻²", 2) == 0.25);
  CHECK(at("x²y³", 2, 3) == 108);
  CHECK(at("2⁽ˣ⁺¹⁾", 3) == 16);
  CHECK(at("(x+1)(x−1)", 3) == 8);
  CHECK(at("x**2 + x**3", 2) == 12);
  CHECK(at("6·x × 2 ÷ 4", 3) == 9);
  CHECK(at("|x|", -3) == 3);
  CHECK(at("2|x − 1||x + 1|", -3) == 16);
  CHECK(at("||x| − 5|", -3) == 2);
  CHECK(at("|x|^2 + |(|x|)|", -3) == 12);
  CHECK(at("½x² + 3½ + ¼", 2) == 5.75);
  CHECK(at("√x + √(x + 7) + 2√x", 9) == 13);
  CHECK(at("√x²", -3) == 3);
  CHECK(at("x₁² + x₂ + x_1", 2, 5) == 11);
  CHECK(at("e^x − exp(x)", 1) == doctest::Approx(0));
  CHECK(at("cos 60°", 0) == doctest::Approx(0.5));
  CHECK(at("[x + 1]{2}", 3) == 8);
  CHECK(at("y = 2x", 3) == 6);
  CHECK(at("f(x) = 2x", 3) == 6);
  CHECK(at("x\u00a0+\u200b1", 3) == 4);
  CHECK(at("x%5E2", 3) == 9);  // percent-encoded once more on its way
}

TEST_CASE("the argument of a function without brackets ends at a blank or a sign") {
  CHECK(at("sin x", 0.7) == at("sin(x)", 0.7));
  CHECK(at("sin x cos y", 0.7, 0.3) == at("sin(x) cos(y)", 0.7, 0.3));
  CHECK(at("2 − cos 2πx + 1", 0.7) == at("2 - cos(2*pi*x) + 1", 0.7));
  CHECK(at("sin²x + cos²(x)", 0.7) == doctest::Approx(1));
  CHECK(at("sin^2 x", 0.7) == at("sin(x)^2", 0.7));
  CHECK(at("sin −x", 0.7) == at("sin(-x)", 0.7));
  CHECK(at("exp −x²", 0.7) == at("exp(-x^2)", 0.7));
  CHECK(at("sin2x + sinx", 0.7) == at("sin(2x) + sin(x)", 0.7));
  CHECK(at("ln x/2", 3) == at("ln(x)/2", 3));
  CHECK(at("ln |x|", -3) == at("ln(3)", 0));
}

TEST_CASE("a comma between digits is a decimal sign where it does not divide arguments") {
  CHECK(at("1,5x", 2) == 3);
  CHECK(at("0,5x² + 1,25", 2) == 3.25);
  CHECK(at("max(1,5)", 0) == 5);
  CHECK(at("max(1, 5)", 0) == 5);
  CHECK(at("max(1,5; 1)", 0) == 1.5);
  CHECK(at("max((1,5), 1)", 0) == 1.5);
  CHECK(at("max(sin(0,5), 0)", 0) == at("sin(0.5)", 0));
  CHECK(at("max(max(1,7),2)", 0) == 7);
  CHECK(at("1,5e1", 0) == 15);
}

TEST_CASE("a formula may have cases") {
  for (const char* step : {"1 where x ≥ 0, else −1", "1 if x >= 0 else -1", "-1 where x < 0; otherwise 1"}) {
    CAPTURE(step);
    CHECK(at(step, 0) == 1);
    CHECK(at(step, 2) == 1);
    CHECK(at(step, -2) == -1);
  }
  CHECK(at("0 where x <= 1, else 1 where x < 2, else 2", 1.5) == 1);
  CHECK(at("0 where x <= 1, else 1 where x < 2, else 2", 2) == 2);
  CHECK(at("0 where x <= 1, else 1 where x < 2, else 2", 1) == 0);
  const auto f = Expression::parse("x² where x > 0, else −3x", kOne);
  REQUIRE(f.ok());
  const double right[] = {2}, left[] = {-2};
  CHECK(f->jet(right).gradient[0] == 4);
  CHECK(f->jet(left).gradient[0] == -3);
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
  CHECK(error_of("sin x(1 - x)").find("At character 6") != std::string::npos);
  CHECK(error_of("sin x(1 - x)").find("brackets") != std::string::npos);
  CHECK(error_of("sin").find("needs its argument in brackets") != std::string::npos);
  CHECK(error_of("max x").find("needs its argument in brackets") != std::string::npos);
  CHECK(error_of("sin⁻¹x").find("whole number from 1") != std::string::npos);
  CHECK(error_of("(x + 1").find("closing bracket") != std::string::npos);
  CHECK(error_of("x )").find("At character 3") != std::string::npos);
  CHECK(error_of("max(x)").find("2 arguments") != std::string::npos);
  CHECK(error_of("x − § 2").find("At character 5 of the formula there is “§”") != std::string::npos);
  CHECK(error_of("x² + θ").find("At character 6 of the formula there is “θ”") != std::string::npos);
  CHECK(error_of("x¹⁰⁺").find("At character 5") != std::string::npos);
  CHECK(error_of("x\xff").find("a character that formulas do not have") != std::string::npos);
  CHECK(error_of("|x").find("a closing |") != std::string::npos);
  CHECK(error_of("1 where x").find("one of <, >, ≤ and ≥") != std::string::npos);
  CHECK(error_of("1 where x > 0").find("“else”") != std::string::npos);
  CHECK(error_of("x5").find("a power is written x^2") != std::string::npos);
  CHECK(error_of("max(1,5, 2)").find("2 arguments") != std::string::npos);
  CHECK(error_of(std::string(300, '1')).find("at most 200") != std::string::npos);
  CHECK(error_of(std::string(100, '(')).find("nested too deeply") != std::string::npos);
}

TEST_CASE("any text gives a formula or an error") {
  const std::string alphabet = "x y12.e+-*/^(),sincoexp|;<_%\xcf\x80\xe2\x88\x92\xc2\xb2\xc2\xbd";
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
