#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lectern {

struct Tick {
  double value = 0;
  std::string text;  // empty: a mark without a number
};

// How much room the numbers of an axis have along it.
struct TickRoom {
  float length = 0;                                // of the axis
  std::function<float(std::string_view)> size_of;  // of a number along the axis
  float gap = 0;                                   // least room between two numbers
  float pleasant = 0;                              // distance of ticks that is neither crowded nor bare
  double least_step = 0;                           // 1 where there is nothing between whole numbers
  bool has_lines = false;                          // names may stand in two lines, in turn
};

// The places of an even axis that a person would choose: 1, 2 or 5 times a power of ten apart, at least two where two
// fit. Numbers never touch.
std::vector<Tick> linear_ticks(double low, double high, const TickRoom& room);

// The same for a logarithmic axis: powers of ten; where fewer than two of them are seen, 2 and 5 times a power as well;
// where even these are too few, places of an even axis. Marks without a number stand between the powers.
//   0 < low < high
std::vector<Tick> logarithmic_ticks(double low, double high, const TickRoom& room);

// Names at first, first + 1, …; where they would touch, every second, third … of them.
std::vector<Tick> named_ticks(double low, double high, double first, std::span<const std::string> names,
                              const TickRoom& room);

}  // namespace lectern
