#pragma once

#include <optional>
#include <ranges>
#include <string_view>

namespace lectern {

// A value of an enum, with its id in links and files and its name for people. Each enum that people can choose from has
// one table of these beside it, which every look-up goes through:
//   inline constexpr std::array<Named<LossKind>, 2> kLosses{{{LossKind::squared, "squared", "Squared"}, …}};
template <typename Enum>
struct Named {
  Enum value;
  const char* id;
  const char* label;
};

// The id of a value; empty where the table has none.
template <std::ranges::range Table, typename Enum>
constexpr std::string_view id_of(const Table& table, Enum value) {
  for (const Named<Enum>& named : table)
    if (named.value == value) return named.id;
  return {};
}

// Its name for people; empty where the table has none.
template <std::ranges::range Table, typename Enum>
constexpr std::string_view label_of(const Table& table, Enum value) {
  for (const Named<Enum>& named : table)
    if (named.value == value) return named.label;
  return {};
}

// The value of an id; nothing where the table has none of that id.
template <std::ranges::range Table>
constexpr auto from_id(const Table& table, std::string_view id) {
  std::optional<decltype(std::ranges::range_value_t<Table>::value)> value;
  for (const auto& named : table)
    if (named.id == id) value = named.value;
  return value;
}

}  // namespace lectern
