// What is written can be read, and what is told apart by colour can be told apart by people who see fewer colours.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "web/look/contrast.h"
#include "web/look/theme.h"

using namespace lectern;

namespace {

constexpr double kReadable = 4.5;
// Marks of a plot are told apart at this distance; 1 is about the least that is seen where two large areas meet.
constexpr double kTold = 8;

using Triple = std::array<double, 3>;
using Matrix3 = std::array<Triple, 3>;

struct Vision {
  const char* name;
  Matrix3 seen;  // linear red, green and blue as they appear
};

// Source: Machado, Oliveira and Fernandes, A physiologically-based model for simulation of color vision deficiency,
// IEEE Trans. Visualization and Computer Graphics 15 (2009) 1291, severity 1.
constexpr std::array<Vision, 4> kVisions{{
    {"full", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protanopia",
     {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"deuteranopia",
     {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    {"tritanopia",
     {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}},
}};

Triple product(const Matrix3& matrix, const Triple& vector) {
  Triple result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) result[i] += matrix[i][j] * vector[j];
  return result;
}

Triple linear_rgb(ImU32 color) {
  Triple result{};
  const std::array<unsigned, 3> shifts{IM_COL32_R_SHIFT, IM_COL32_G_SHIFT, IM_COL32_B_SHIFT};
  for (std::size_t i = 0; i < 3; ++i) {
    const double v = static_cast<double>(color >> shifts[i] & 255u) / 255;
    result[i] = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  }
  return result;
}

// CIE L*a*b* under D65.
Triple lab(const Triple& rgb) {
  constexpr Matrix3 kToXyz{
      {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}};
  const Triple xyz = product(kToXyz, rgb);
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = f(xyz[0] / 0.95047), y = f(xyz[1]), z = f(xyz[2] / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

Triple lab_as_seen(ImU32 color, const Vision& vision) {
  Triple seen = product(vision.seen, linear_rgb(color));
  for (double& channel : seen) channel = std::clamp(channel, 0.0, 1.0);
  return lab(seen);
}

double degrees_of(double y, double x) {
  const double angle = std::atan2(y, x) * 180 / std::numbers::pi;
  return angle < 0 ? angle + 360 : angle;
}
double cosine(double degrees) { return std::cos(degrees * std::numbers::pi / 180); }
double sine(double degrees) { return std::sin(degrees * std::numbers::pi / 180); }

// CIEDE2000.
// Source: Sharma, Wu and Dalal, The CIEDE2000 color-difference formula, Color Research and Application 30 (2005) 21.
double difference(Triple first, Triple second) {
  const auto power7 = [](double v) { return std::pow(v, 7); };
  const double mean_chroma = (std::hypot(first[1], first[2]) + std::hypot(second[1], second[2])) / 2;
  const double stretch = 1 + 0.5 * (1 - std::sqrt(power7(mean_chroma) / (power7(mean_chroma) + power7(25))));
  first[1] *= stretch;
  second[1] *= stretch;
  const double c1 = std::hypot(first[1], first[2]), c2 = std::hypot(second[1], second[2]);
  const double h1 = degrees_of(first[2], first[1]), h2 = degrees_of(second[2], second[1]);
  double turn = h2 - h1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  if (c1 * c2 == 0) turn = 0;
  double hue = (h1 + h2) / 2;
  if (c1 * c2 == 0)
    hue = h1 + h2;
  else if (std::fabs(h1 - h2) > 180)
    hue += h1 + h2 < 360 ? 180 : -180;
  const double lightness = (first[0] + second[0]) / 2, chroma = (c1 + c2) / 2;
  const double t =
      1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6) - 0.20 * cosine(4 * hue - 63);
  const double from_middle = (lightness - 50) * (lightness - 50);
  const double of_lightness = (second[0] - first[0]) / (1 + 0.015 * from_middle / std::sqrt(20 + from_middle));
  const double of_chroma = (c2 - c1) / (1 + 0.045 * chroma);
  const double of_hue = 2 * std::sqrt(c1 * c2) * sine(turn / 2) / (1 + 0.015 * chroma * t);
  const double rotation = -2 * std::sqrt(power7(chroma) / (power7(chroma) + power7(25))) *
                          sine(60 * std::exp(-std::pow((hue - 275) / 25, 2)));
  return std::sqrt(of_lightness * of_lightness + of_chroma * of_chroma + of_hue * of_hue +
                   rotation * of_chroma * of_hue);
}

const std::array<Theme, 2>& themes() {
  static const std::array<Theme, 2> kThemes{light_theme(), dark_theme()};
  return kThemes;
}

void check_told_apart(const std::vector<ImU32>& colors) {
  for (const Vision& vision : kVisions) {
    for (std::size_t i = 0; i < colors.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        CAPTURE(vision.name);
        CAPTURE(i);
        CAPTURE(j);
        CHECK(difference(lab_as_seen(colors[i], vision), lab_as_seen(colors[j], vision)) >= kTold);
      }
    }
  }
}

}  // namespace

TEST_CASE("the distance of colours is that of its authors' table") {
  // Pairs 1, 7, 13, 17 and 25 of Sharma, Wu and Dalal (2005), table 1.
  struct Pair {
    Triple first, second;
    double difference;
  };
  for (const Pair& pair :
       {Pair{{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425}, Pair{{50, 0, 0}, {50, -1, 2}, 2.3669},
        Pair{{50, -0.0010, 2.4900}, {50, 0.0009, -2.4900}, 4.8045}, Pair{{50, 2.5, 0}, {73, 25, -18}, 27.1492},
        Pair{{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644}})
    CHECK(difference(pair.first, pair.second) == doctest::Approx(pair.difference).epsilon(1e-4));
}

TEST_CASE("classes and series are told apart also with protanopia, deuteranopia and tritanopia") {
  for (const Theme& theme : themes()) {
    CAPTURE(theme.dark);
    check_told_apart({theme.categories.begin(), theme.categories.end()});
  }
}

TEST_CASE("good, bad and what is pointed at are told apart likewise") {
  for (const Theme& theme : themes()) {
    CAPTURE(theme.dark);
    check_told_apart({theme.good, theme.bad, theme.accent});
  }
}

TEST_CASE("text has a contrast of 4.5 : 1 on everything it is written on") {
  for (const Theme& theme : themes()) {
    CAPTURE(theme.dark);
    for (const ImU32 text : {theme.text, theme.muted, theme.accent, theme.good, theme.bad, theme.warning}) {
      for (const ImU32 ground : {theme.background, theme.surface, theme.raised, theme.hovered}) {
        CAPTURE(text);
        CAPTURE(ground);
        CHECK(contrast(text, ground) >= kReadable);
      }
    }
    CHECK(contrast(theme.on_accent, theme.accent) >= kReadable);
  }
}

TEST_CASE("black or white can be read on every colour") {
  constexpr int kStep = 15;
  for (int red = 0; red < 256; red += kStep)
    for (int green = 0; green < 256; green += kStep)
      for (int blue = 0; blue < 256; blue += kStep) {
        const ImU32 color = IM_COL32(red, green, blue, 255);
        if (contrast(ink_on(color), color) < kReadable) FAIL_CHECK(red << " " << green << " " << blue);
      }
}

TEST_CASE("contrast is 21 between black and white and 1 between equals") {
  CHECK(contrast(IM_COL32_BLACK, IM_COL32_WHITE) == doctest::Approx(21));
  CHECK(contrast(IM_COL32(119, 119, 119, 255), IM_COL32_WHITE) == doctest::Approx(4.478).epsilon(1e-3));
  CHECK(contrast(IM_COL32_WHITE, IM_COL32_WHITE) == doctest::Approx(1));
}
