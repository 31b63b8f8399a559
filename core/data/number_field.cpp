#include "core/data/number_field.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "core/math/decimal.h"

namespace lectern::data {
namespace {

constexpr std::string_view kMinus = "−";
constexpr std::size_t kLongestNumber = 64;

// "1,234,567": at most three digits, then groups of three.
bool may_be_thousands(std::string_view field) {
  if (field.starts_with('-')) field.remove_prefix(1);
  const std::size_t first = field.find(',');
  if (first == 0 || first > 3 || field.size() % 4 != first % 4) return false;
  for (std::size_t i = first; i < field.size(); ++i)
    if ((field[i] == ',') != ((i - first) % 4 == 0)) return false;
  return true;
}

}  // namespace

bool is_missing(std::string_view field) {
  constexpr std::array<std::string_view, 10> kMarks = {"", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "-", "#N/A"};
  return std::find(kMarks.begin(), kMarks.end(), field) != kMarks.end();
}

std::optional<double> NumberFormat::read(std::string_view field) const {
  if (field.size() > kLongestNumber) return std::nullopt;
  std::string ascii;
  if (field.starts_with(kMinus)) {
    ascii = "-" + std::string(field.substr(kMinus.size()));
    field = ascii;
  } else if (field.starts_with('+')) {
    field.remove_prefix(1);
    if (field.starts_with('-')) return std::nullopt;
  }
  const std::size_t comma = field.find(',');
  if (comma == std::string_view::npos) {
    if (sign == DecimalSign::comma && field.find('.') != std::string_view::npos) return std::nullopt;
    return math::parse_decimal<double>(field);
  }
  if (sign == DecimalSign::point || field.find('.') != std::string_view::npos) return std::nullopt;
  if (sign == DecimalSign::automatic && comma_separates && may_be_thousands(field)) return std::nullopt;
  std::string with_point(field);
  with_point[comma] = '.';
  return math::parse_decimal<double>(with_point);
}

DecimalSign NumberFormat::sign_in(std::string_view field) const {
  const bool comma = field.find(',') != std::string_view::npos;
  if (!comma && field.find('.') == std::string_view::npos) return DecimalSign::automatic;
  if (!read(field)) return DecimalSign::automatic;
  return comma ? DecimalSign::comma : DecimalSign::point;
}

bool is_damaged_number(std::string_view field) {
  if (field.starts_with(kMinus)) {
    field.remove_prefix(kMinus.size());
  } else if (field.starts_with('-') || field.starts_with('+')) {
    field.remove_prefix(1);
  }
  if (field.starts_with('.') || field.starts_with(',')) field.remove_prefix(1);
  return !field.empty() && field.front() >= '0' && field.front() <= '9';
}

}  // namespace lectern::data
