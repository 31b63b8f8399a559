#pragma once

#include <array>
#include <span>
#include <vector>

namespace lectern::density {

// The value below which a share of the sorted numbers lies, linear between their order statistics.
// sorted  ascending, at least one
double quantile_of_sorted(std::span<const double> sorted, double share);

// Scott's bandwidth s n^(−1/5), s the standard deviation with n − 1; 0 for fewer than two numbers.
double scott_bandwidth(std::span<const double> x);

// A violin: the Gaussian kernel density of some numbers at equidistant places from min − cut h to max + cut h.
// Source: Hintze, Nelson, Violin plots: a box plot-density trace synergism, The American Statistician 52 (1998).
// sorted   ascending, at least one
// at       overwritten with the places, at least two
// density  at.size(), overwritten
void violin_outline(std::span<const double> sorted, double bandwidth, double cut, std::span<double> at,
                    std::span<double> density);

// The box inside.
struct Box {
  std::array<double, 3> quartiles{};
  std::array<double, 2> whiskers{};  // the least and the largest number within 1.5 interquartile ranges of the box
  std::vector<double> outliers;      // all beyond, ascending
};
Box box_of_sorted(std::span<const double> sorted);

}  // namespace lectern::density
