#include <doctest/doctest.h>

#include <cmath>

#include "web/views/number_text.h"
#include "web/views/ticks.h"

using namespace lectern;

namespace {

// Seven pixels a sign, as small letters are about as wide as that. A sign of several bytes counts once.
float width_of(std::string_view text) {
  float width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0 : 7.0f;
  return width;
}

TickRoom across(float length) { return {length, width_of, 9, 46}; }
TickRoom upwards(float length) {
  return {length, [](std::string_view) { return 13.0f; }, 3, 19};
}

std::string texts(const std::vector<Tick>& ticks) {
  std::string all;
  for (const Tick& tick : ticks)
    if (!tick.text.empty()) all += (all.empty() ? "" : " ") + tick.text;
  return all;
}

}  // namespace

TEST_CASE("a probability has ticks at 0, one half and 1, however it is stretched") {
  CHECK(texts(linear_ticks(0, 1, upwards(80))) == "0 0.5 1");
  CHECK(texts(linear_ticks(-0.02, 1.02, upwards(70))) == "0 0.5 1");
  CHECK(texts(linear_ticks(-0.6, 1.6, upwards(90))) == "−0.5 0 0.5 1 1.5");
  CHECK(texts(linear_ticks(0, 1, upwards(30))) == "0 1");
}

TEST_CASE("the ends of an axis get no number of their own") {
  CHECK(texts(linear_ticks(0.4, 5.6, upwards(120))) == "1 2 3 4 5");
  CHECK(texts(linear_ticks(-0.75, 0.5, upwards(100))) == "−0.5 0 0.5");
}

TEST_CASE("between whole things there are no ticks") {
  TickRoom room = across(100);
  CHECK(texts(linear_ticks(1, 2, room)).find("1.5") != std::string::npos);
  room.least_step = 1;
  CHECK(texts(linear_ticks(1, 2, room)) == "1 2");
}

TEST_CASE("large and small numbers have powers of ten, the same for all") {
  CHECK(texts(linear_ticks(0, 4e6, across(200))) == "0 1·10⁶ 2·10⁶ 3·10⁶ 4·10⁶");
  CHECK(texts(linear_ticks(0, 2.4e-5, across(160))) == "0 1·10⁻⁵ 2·10⁻⁵");
  CHECK(texts(linear_ticks(0, 3000, across(200))) == "0 1000 2000 3000");
}

TEST_CASE("numbers never touch, and two stand where two fit") {
  for (const float length : {20.0f, 45.0f, 80.0f, 130.0f, 333.0f, 1000.0f})
    for (const double low : {-1234.0, -1.0, 0.0, 0.031})
      for (const double extent : {1e-4, 0.7, 3.0, 77.0, 5e5}) {
        const std::vector<Tick> ticks = linear_ticks(low, low + extent, across(length));
        for (std::size_t i = 1; i < ticks.size(); ++i) {
          const double apart = (ticks[i].value - ticks[i - 1].value) / extent * length;
          const float needed = (width_of(ticks[i].text) + width_of(ticks[i - 1].text)) / 2;
          CHECK(apart >= needed + 8.99);
        }
        if (length >= 333) CHECK(ticks.size() >= 2);
      }
}

TEST_CASE("a logarithmic axis has its decades, or what is between them where it shows less") {
  CHECK(texts(logarithmic_ticks(1e-6, 10, upwards(220))) == "10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 1 10");
  CHECK(texts(logarithmic_ticks(1e-6, 10, upwards(90))) == "10⁻⁶ 10⁻⁴ 10⁻² 1");
  CHECK(texts(logarithmic_ticks(0.1, 100, upwards(150))) == "0.1 1 10 100");
  CHECK(texts(logarithmic_ticks(0.15, 0.9, upwards(120))) == "0.2 0.5");
  CHECK(texts(logarithmic_ticks(1.5e-5, 9e-5, upwards(120))) == "2·10⁻⁵ 5·10⁻⁵");
  CHECK(texts(logarithmic_ticks(0.52, 0.68, upwards(100))) == "0.55 0.6 0.65");
}

TEST_CASE("a logarithmic axis that is seen at all has two numbers, unless it has room for one alone") {
  for (const double low : {3e-12, 1e-5, 0.02, 0.9, 7.0})
    for (const double times : {1.3, 3.0, 12.0, 400.0, 1e6, 1e13}) {
      const std::vector<Tick> ticks = logarithmic_ticks(low, low * times, upwards(100));
      std::size_t numbers = 0;
      for (const Tick& tick : ticks) {
        numbers += tick.text.empty() ? 0 : 1;
        CHECK(tick.value >= low * 0.999);
        CHECK(tick.value <= low * times * 1.001);
      }
      CAPTURE(low);
      CAPTURE(times);
      CHECK(numbers >= 2);
    }
}

TEST_CASE("names stand at their places, every second one where they would touch") {
  const std::vector<std::string> names{"x", "y"};
  CHECK(texts(named_ticks(0.4, 2.6, 1, names, across(100))) == "x y");
  const std::vector<std::string> long_names{"one hundred", "two hundred", "three hundred"};
  CHECK(texts(named_ticks(-0.5, 2.5, 0, long_names, across(200))) == "one hundred three hundred");
}

TEST_CASE("names that would touch stand in two lines, in turn, where there are two") {
  const std::vector<std::string> names{"rings", "moons", "unequal", "long"};
  TickRoom room = across(140);  // 35 px each
  CHECK(texts(named_ticks(-0.5, 3.5, 0, names, room)) == "rings unequal");
  room.has_lines = true;
  CHECK(texts(named_ticks(-0.5, 3.5, 0, names, room)) == "rings \nmoons unequal \nlong");
  room.length = 400;
  CHECK(texts(named_ticks(-0.5, 3.5, 0, names, room)) == "rings moons unequal long");
  room.length = 60;  // not even in two
  CHECK(texts(named_ticks(-0.5, 3.5, 0, names, room)) == "rings long");
}

TEST_CASE("axes without room or extent have no ticks") {
  CHECK(linear_ticks(1, 1, across(100)).empty());
  CHECK(linear_ticks(0, 1, across(0)).empty());
  CHECK(linear_ticks(0, INFINITY, across(100)).empty());
  CHECK(logarithmic_ticks(0, 1, across(100)).empty());
  CHECK(logarithmic_ticks(2, 1, across(100)).empty());
  CHECK(named_ticks(0, 1, 0, {}, across(100)).empty());
}

TEST_CASE("digits that count begin with the first that is not zero") {
  CHECK(std::string_view(NumberText(0.00219, 3)) == "0.00219");
  CHECK(std::string_view(NumberText(0.0416, 2)) == "0.042");
  CHECK(std::string_view(NumberText(-12.345, 3)) == "−12.3");
  CHECK(std::string_view(NumberText(7)) == "7");
  CHECK(std::string_view(NumberText(2.5e-5, 3)) == "2.5·10⁻⁵");
  CHECK(std::string_view(NumberText::raised(-12)) == "⁻¹²");
}
