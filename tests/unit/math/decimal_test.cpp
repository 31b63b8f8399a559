#include "core/math/decimal.h"

#include <doctest/doctest.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "core/math/rng.h"

using lectern::math::parse_decimal;
using lectern::math::shortest_decimal;

TEST_CASE("decimal numbers are read and correctly rounded") {
  CHECK(parse_decimal<double>("3") == 3.0);
  CHECK(parse_decimal<double>("-0.5") == -0.5);
  CHECK(parse_decimal<double>(".25e2") == 25.0);
  CHECK(parse_decimal<double>("0.1") == 0.1);
  CHECK(parse_decimal<float>("0.1") == 0.1f);
  CHECK(parse_decimal<float>("16777217.0000001") == 16777218.0f);
  CHECK(parse_decimal<double>("1E+3") == 1000.0);
}

TEST_CASE("what is too small reads as 0 without a sign") {
  CHECK(!std::signbit(*parse_decimal<double>("-0")));
  CHECK(parse_decimal<double>("1e-999") == 0.0);
  CHECK(!std::signbit(*parse_decimal<float>("-1e-60")));
}

TEST_CASE("other texts are no numbers") {
  for (const char* text : {"", "-", ".", "+1", " 1", "1 ", "1e", "e5", "0x10", "inf", "nan", "1e999", "1,5", "--1"}) {
    CHECK(!parse_decimal<double>(text));
  }
  CHECK(!parse_decimal<float>("1e39"));
  CHECK(!parse_decimal<double>(std::string_view("1\0", 2)));
  CHECK(!parse_decimal<double>("00000000000000000000000000000000000000000000000000000000000000001"));
}

namespace {

template <typename T>
std::string by_the_library(T value) {
  std::array<char, 64> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

// Numbers of every magnitude, numbers with few digits, and whole numbers.
template <typename T>
void compare_with_the_library() {
  lectern::Rng rng(1);
  for (int i = 0; i < 20000; ++i) {
    const double share = rng.uniform();
    const T any = static_cast<T>(std::ldexp(1 + share, std::numeric_limits<T>::min_exponent + i % 250));
    const T small = static_cast<T>(std::round(share * 1e5) / 1e4),
            whole = static_cast<T>(std::round(std::ldexp(share, i % 80)));
    for (const T value : {any, -any, small, whole}) CHECK(shortest_decimal(value) == by_the_library(value));
  }
}

}  // namespace

TEST_CASE("numbers are written with as few digits as tell them from their neighbours") {
  CHECK(shortest_decimal(0.03) == "0.03");
  CHECK(shortest_decimal(0.1f) == "0.1");
  CHECK(shortest_decimal(-12.0) == "-12");
  CHECK(shortest_decimal(1e-5) == "1e-05");
  CHECK(shortest_decimal(0.0) == "0");
  CHECK(shortest_decimal(-0.0) == "-0");
  CHECK(shortest_decimal(1e22) == "1e+22");
  CHECK(shortest_decimal(123456789012345680.0) == "123456789012345680");
  CHECK(shortest_decimal(std::numeric_limits<double>::denorm_min()) == "5e-324");
  CHECK(shortest_decimal(std::numeric_limits<float>::max()) == by_the_library(std::numeric_limits<float>::max()));
  CHECK(shortest_decimal(-std::numeric_limits<double>::infinity()) == "-inf");
  compare_with_the_library<float>();
  compare_with_the_library<double>();
}
