#include "web/views/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "web/views/number_text.h"

namespace lectern {
namespace {

using Place = std::function<double(double)>;  // of a value along the axis, in the units of TickRoom

// Whether all numbers keep their distance.
bool fit(const std::vector<Tick>& ticks, const TickRoom& room, const Place& place, float least_distance) {
  double end = -1e300, before = -1e300;
  for (const Tick& tick : ticks) {
    if (tick.text.empty()) continue;
    const double at = place(tick.value), half = room.size_of(tick.text) / 2.0;
    if (at - half < end + room.gap || at - before < least_distance) return false;
    end = at + half;
    before = at;
  }
  return true;
}

// The largest integer whose power of ten is at most x, safe against log10(1000) = 2.9999…
int exponent_of(double x) { return static_cast<int>(std::floor(std::log10(x) + 1e-9)); }

std::string without_end_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// The shortest decimals that tell multiples of `step` apart; powers of ten where the numbers are large or small.
std::string number_at(double value, double step, double largest) {
  std::array<char, 48> plain{};
  if (std::fabs(value) < 1e-9 * step) return "0";
  const int step_exponent = exponent_of(step);
  if (largest < 1e5 && step_exponent >= -4) {
    std::snprintf(plain.data(), plain.size(), "%.*f", std::max(0, -step_exponent), value);
    return std::string(NumberText::of_plain(without_end_zeros(plain.data())));
  }
  const int exponent = exponent_of(largest);
  std::snprintf(plain.data(), plain.size(), "%.*f", std::clamp(exponent - step_exponent, 0, 9),
                value / std::pow(10.0, exponent));
  const std::string mantissa = without_end_zeros(plain.data());
  std::snprintf(plain.data(), plain.size(), "e%d", exponent);
  return std::string(NumberText::of_plain(mantissa + plain.data()));
}

std::vector<Tick> multiples(double low, double high, double step) {
  std::vector<Tick> ticks;
  const double largest = std::max(std::fabs(low), std::fabs(high)), slack = 1e-6 * (high - low);
  const double first = std::ceil((low - slack) / step), last = std::floor((high + slack) / step);
  if (!(last - first < 200)) return ticks;
  for (double i = first; i <= last; ++i) ticks.push_back({i * step, number_at(i * step, step, largest)});
  return ticks;
}

// 2·10⁻⁵, or 0.02 where all numbers of the axis are of such a size.
std::string power_text(int factor, int exponent, bool plainly) {
  std::array<char, 48> plain{};
  if (plainly || (factor == 1 && (exponent == 0 || exponent == 1))) {
    std::snprintf(plain.data(), plain.size(), "%.*f", std::max(0, -exponent), factor * std::pow(10.0, exponent));
    return plain.data();
  }
  if (factor == 1) return "10" + std::string(NumberText::raised(exponent));
  std::snprintf(plain.data(), plain.size(), "%de%d", factor, exponent);
  return std::string(NumberText::of_plain(plain.data()));
}

// Numbered multiples of every stride-th power of ten.
std::vector<Tick> powers(double low, double high, int stride, std::span<const int> factors) {
  const int first = exponent_of(low), last = exponent_of(high * (1 + 1e-9));
  const bool plainly = low > 0.9e-3 && high < 1.1e4;
  std::vector<Tick> ticks;
  for (int exponent = first; exponent <= last; ++exponent) {
    if (((exponent % stride) + stride) % stride != 0) continue;
    for (const int factor : factors) {
      const double value = factor * std::pow(10.0, exponent);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
        ticks.push_back({value, power_text(factor, exponent, plainly)});
    }
  }
  return ticks;
}

std::size_t count_numbers(const std::vector<Tick>& ticks) {
  return static_cast<std::size_t>(
      std::count_if(ticks.begin(), ticks.end(), [](const Tick& t) { return !t.text.empty(); }));
}

void add_marks(std::vector<Tick>& ticks, double low, double high) {
  const int first = exponent_of(low), last = exponent_of(high);
  if (last - first > 12) return;
  for (int exponent = first; exponent <= last; ++exponent)
    for (int factor = 1; factor < 10; ++factor) {
      const double value = factor * std::pow(10.0, exponent);
      const bool is_there = std::any_of(ticks.begin(), ticks.end(),
                                        [&](const Tick& t) { return std::fabs(t.value - value) < 1e-6 * value; });
      if (value >= low && value <= high && !is_there) ticks.push_back({value, {}});
    }
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, const TickRoom& room) {
  const double extent = high - low;
  if (!(extent > 0) || !std::isfinite(extent) || !(room.length > 0)) return {};
  const Place place = [&](double value) { return (value - low) / extent * room.length; };
  std::vector<Tick> few;
  for (const float least : {room.pleasant, 0.0f}) {
    // From as many as can be told apart to as few as one.
    double power = std::pow(10.0, exponent_of(extent / 100));
    for (int decade = 0; decade < 4; ++decade, power *= 10)
      for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power < room.least_step * (1 - 1e-9)) continue;
        std::vector<Tick> ticks = multiples(low, high, factor * power);
        if (ticks.empty() || !fit(ticks, room, place, least)) continue;
        if (ticks.size() >= 2) return ticks;
        if (few.empty()) few = std::move(ticks);
      }
  }
  return few;
}

std::vector<Tick> logarithmic_ticks(double low, double high, const TickRoom& room) {
  if (!(low > 0) || !(high > low) || !std::isfinite(high) || !(room.length > 0)) return {};
  const double from = std::log10(low), decades = std::log10(high) - from;
  const Place place = [&](double value) { return (std::log10(value) - from) / decades * room.length; };
  static constexpr std::array<int, 1> kOnes{1};
  static constexpr std::array<int, 2> kThrees{1, 3};
  static constexpr std::array<int, 3> kAll{1, 2, 5};
  const auto good = [&](const std::vector<Tick>& ticks, float least) {
    return count_numbers(ticks) >= 2 && fit(ticks, room, place, least);
  };
  for (const float least : {room.pleasant, 0.0f}) {
    if (decades < 2.2)
      for (const std::span<const int> factors : {std::span<const int>(kAll), std::span<const int>(kThrees)}) {
        std::vector<Tick> ticks = powers(low, high, 1, factors);
        if (!good(ticks, least)) continue;
        add_marks(ticks, low, high);
        return ticks;
      }
    for (const int stride : {1, 2, 3, 5, 10, 20, 50, 100}) {
      std::vector<Tick> ticks = powers(low, high, stride, kOnes);
      if (!good(ticks, least)) continue;
      if (stride == 1) add_marks(ticks, low, high);
      return ticks;
    }
    // Powers three or four apart may miss where a short axis begins: the ends of its whole decades do not.
    std::vector<Tick> ends = powers(low, high, 1, kOnes);
    if (ends.size() > 2) ends = {ends.front(), ends.back()};
    if (good(ends, least)) return ends;
  }
  // Less than a decade: evenly spaced numbers are not far from even.
  const double extent = high - low;
  double power = std::pow(10.0, exponent_of(extent / 20));
  for (int decade = 0; decade < 3; ++decade, power *= 10)
    for (const double factor : {1.0, 2.0, 5.0}) {
      std::vector<Tick> ticks = multiples(low, high, factor * power);
      if (good(ticks, 0)) return ticks;
    }
  std::vector<Tick> one = powers(low, high, 1, kOnes);
  if (one.size() > 1) one.resize(1);
  return one;
}

std::vector<Tick> named_ticks(double low, double high, double first, std::span<const std::string> names,
                              const TickRoom& room) {
  const double extent = high - low;
  if (!(extent > 0) || !(room.length > 0)) return {};
  const Place place = [&](double value) { return (value - low) / extent * room.length; };
  const auto every = [&](std::size_t stride, std::size_t from) {
    std::vector<Tick> ticks;
    for (std::size_t i = from; i < names.size(); i += stride) {
      const double at = first + static_cast<double>(i);
      if (at >= low && at <= high) ticks.push_back({at, names[i]});
    }
    return ticks;
  };
  std::vector<Tick> ticks = every(1, 0);
  if (fit(ticks, room, place, 0)) return ticks;
  TickRoom close = room;
  close.gap = std::min(room.gap, 0.5f * room.gap + 1);
  if (room.has_lines && fit(every(2, 0), close, place, 0) && fit(every(2, 1), close, place, 0)) {
    for (std::size_t i = 1; i < ticks.size(); i += 2) ticks[i].text.insert(0, 1, '\n');
    return ticks;
  }
  for (std::size_t stride = 2; stride <= names.size() && !fit(ticks, room, place, 0); ++stride)
    ticks = every(stride, 0);
  return ticks;
}

}  // namespace lectern
