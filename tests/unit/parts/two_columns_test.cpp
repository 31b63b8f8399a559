#include "core/parts/two_columns.h"

#include <doctest/doctest.h>

#include "core/lab/data_file.h"

using namespace lectern;

namespace {

Result<TwoColumns> columns_of(const std::string& text, int column = 1, const TableSettings& settings = {},
                              std::size_t most = 1000) {
  const Streams streams(1, 1);
  const DataFiles files{make_data_file("table.csv", text)};
  return two_columns(settings, column, {streams, {}, files}, most);
}

}  // namespace

TEST_CASE("two columns: x is the input chosen, y the label as a number, each with its name") {
  const std::string text = "a,b,c\n1,10,0\n2,20,1\n3,25,0\n";
  const Result<TwoColumns> first = columns_of(text), second = columns_of(text, 2);
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  CHECK(first->x == std::vector<double>{1, 2, 3});
  CHECK(first->y == std::vector<double>{0, 1, 0});
  CHECK(second->x == std::vector<double>{10, 20, 25});
  CHECK(second->x_name == "b");
  CHECK(second->y_name == "c");
  CHECK(columns_of(text, 3).error() == "Column 3 cannot be the input: besides the target the file has 2 columns.");
  TableSettings settings;
  settings.options.label = "a";
  settings.options.left_out = "b";
  const Result<TwoColumns> chosen = columns_of(text, 1, settings);
  REQUIRE(chosen.ok());
  CHECK(chosen->x_name == "c");
  CHECK(chosen->y == std::vector<double>{1, 2, 3});
}

TEST_CASE("two columns: numbers are brought to where points can be drawn, and their name says how") {
  const auto reach = [](std::vector<double> numbers, const std::string& name) {
    const std::string label = within_reach(numbers, name);
    return std::pair(label, numbers);
  };
  CHECK(reach({0.5, 3, 100}, "x") == std::pair(std::string("x"), std::vector<double>{0.5, 3, 100}));
  CHECK(reach({1950, 1970.5, 2020}, "year") == std::pair(std::string("year − 1950"), std::vector<double>{0, 20.5, 70}));
  CHECK(reach({1000, 5000}, "size") == std::pair(std::string("size [10³]"), std::vector<double>{1, 5}));
  CHECK(reach({-2e6, 2e6}, "q") == std::pair(std::string("q [10⁶]"), std::vector<double>{-2, 2}));
  CHECK(reach({0, 0.002, 0.004}, "d").first == "d [10⁻³]");
  CHECK(reach({0, 0.002, 0.004}, "d").second[1] == doctest::Approx(2));
  CHECK(reach({-700.25, -699.75}, "z").first == "z + 701");
  CHECK(reach({7, 7}, "same").second[0] == reach({7, 7}, "same").second[1]);
  CHECK(reach({}, "none").first == "none");
}
