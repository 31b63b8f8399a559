#include "core/parts/two_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/math/decimal.h"

namespace lectern {
namespace {

constexpr double kFar = 500;            // from 0: beyond it no point can be drawn
constexpr double kNarrow = 0.05;        // a spread: points are drawn to about 0.001
constexpr int kSmallestExponent = -30;  // of ten

// "y", or "y − 2450000" of numbers that are counted from there.
std::string counted_from(const std::string& name, double origin) {
  if (origin == 0) return name;
  return name + (origin > 0 ? " − " : " + ") + math::shortest_decimal(std::fabs(origin));
}

double power_of_ten(int exponent) {
  double power = 1;
  for (int e = 0; e < exponent; ++e) power *= 10;
  return power;
}

}  // namespace

int exponent_of(double largest) {
  int exponent = 0;
  for (double left = largest; left >= 100 || (exponent > 0 && left >= 10); left /= 10) ++exponent;
  return exponent;
}

std::string power_text(int exponent) {
  constexpr std::array<const char*, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  const int size = std::abs(exponent);
  if (size >= 10) text += kDigits[static_cast<std::size_t>(size / 10 % 10)];
  return text + kDigits[static_cast<std::size_t>(size % 10)];
}

std::string with_unit(const std::string& label, const std::string& unit) {
  return unit.empty() ? label : label + " [" + unit + "]";
}

std::string within_reach(std::span<double> column, const std::string& name) {
  if (column.empty()) return name;
  const auto [low, high] = std::minmax_element(column.begin(), column.end());
  const double least = *low, spread = *high - *low;
  double largest = std::max(std::fabs(*low), std::fabs(*high)), origin = 0;
  if ((largest > kFar || spread < kNarrow) && spread < 0.5 * largest) {
    origin = std::floor(least);
    for (double& value : column) value -= origin;
    largest = least - origin + spread;
  }
  int exponent = largest > kFar ? exponent_of(largest) : 0;
  for (double shown = spread; shown > 0 && spread < kNarrow && shown < 1 && exponent > kSmallestExponent; shown *= 10)
    --exponent;
  const double power = power_of_ten(std::abs(exponent));
  for (double& value : column) value = exponent < 0 ? value * power : value / power;
  return with_unit(counted_from(name, origin), exponent == 0 ? "" : power_text(exponent));
}

Result<TwoColumns> two_columns(const TableSettings& settings, int column, const DataStart& start, std::size_t most) {
  TableSettings reading = settings;
  reading.options.label_kind = data::LabelKind::numbers;
  Result<UsedTable> table = use_table(reading, start, most);
  if (!table) return Error{table.error()};
  const data::Dataset& set = table->set;
  if (!set.is_regression()) return Error{"Without a label column there is nothing to be predicted."};
  if (column > set.features())
    return Error{"Column " + std::to_string(column) + " cannot be the input: besides the target the file has " +
                 std::to_string(set.features()) + (set.features() == 1 ? " column." : " columns.")};
  const std::ptrdiff_t j = column - 1;
  TwoColumns chosen;
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) chosen.x.push_back(static_cast<double>(set.X(i, j)));
  chosen.y.assign(set.targets.begin(), set.targets.end());
  const std::string name = set.column_names.empty() ? "x" : set.column_names[static_cast<std::size_t>(j)];
  chosen.x_name = counted_from(name, set.column_origin(j));
  chosen.y_name = counted_from(table->label.empty() ? "target" : table->label, set.target_origin);
  table->set = {};
  chosen.table = std::move(*table);
  return chosen;
}

}  // namespace lectern
