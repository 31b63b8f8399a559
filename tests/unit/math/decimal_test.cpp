#include "core/math/decimal.h"

#include <doctest/doctest.h>

#include <cmath>

using lectern::math::parse_decimal;

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
