#include "core/data/csv.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace lectern;
using data::CsvOptions;
using data::LabelKind;
using data::read_csv;

namespace {
std::string problem(std::string_view text, const CsvOptions& options = {}) {
  const auto set = read_csv(text, options);
  return set ? "" : set.error();
}
bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE("a table with column names and text labels becomes samples and classes") {
  const auto set = read_csv("width,height,species\n1.5,-2,oak\n3e-1,4,ash\r\n\n 5 ,+6,oak\n");
  REQUIRE(set.ok());
  CHECK(set->size() == 3);
  CHECK(set->features() == 2);
  CHECK(set->column_names == std::vector<std::string>{"width", "height"});
  CHECK(set->class_names == std::vector<std::string>{"ash", "oak"});
  CHECK(set->labels == std::vector<int>{1, 0, 1});
  CHECK(set->X(1, 0) == 0.3f);
  CHECK(set->X(2, 1) == 6.0f);
}

TEST_CASE("a table without column names is all data, also when its labels are text") {
  const auto set = read_csv("1,2,a\n3,4,b");
  REQUIRE(set.ok());
  CHECK(set->size() == 2);
  CHECK(set->column_names.empty());
}

TEST_CASE("semicolons and tabs separate, quoted fields may hold separators, quotes and line ends") {
  const auto set = read_csv("\xef\xbb\xbf\"a;b\";\"say \"\"yes\"\"\";\"two\nlines\"\n1;2;\"x\"\n3;4;x\n");
  REQUIRE(set.ok());
  CHECK(set->column_names == std::vector<std::string>{"a;b", "say \"yes\""});
  CHECK(set->class_names == std::vector<std::string>{"x"});
  CHECK(read_csv("1\t2\n3\t4\n")->features() == 1);
}

TEST_CASE("whole numbers seen often are classes in ascending order, other numbers are targets") {
  const auto classes = read_csv("0.1,10\n0.2,9\n0.3,9.0\n0.4,10\n0.5,9\n0.6,10\n");
  REQUIRE(classes.ok());
  CHECK(classes->class_names == std::vector<std::string>{"9", "10"});
  CHECK(classes->labels == std::vector<int>{1, 0, 0, 1, 0, 1});
  const auto targets = read_csv("1,0.5\n2,1.5\n3,2.5\n");
  REQUIRE(targets.ok());
  CHECK(!targets->is_classification());
  CHECK(targets->targets == std::vector<float>{0.5f, 1.5f, 2.5f});
}

TEST_CASE("the label column is the one asked for, the one so called, or the last") {
  CHECK(read_csv("y,a,b\n1,5,6\n2,7,8\n")->column_names == std::vector<std::string>{"a", "b"});
  CsvOptions options;
  options.label_column = "a";
  options.label_kind = LabelKind::numbers;
  const auto set = read_csv("y,a,b\n1,5,6\n2,7,8\n", options);
  REQUIRE(set.ok());
  CHECK(set->targets == std::vector<float>{5, 7});
  options.label_column = "c";
  CHECK(contains(problem("y,a,b\n1,5,6\n", options), "no column called “c”"));
  options = {};
  options.label_kind = LabelKind::none;
  CHECK(read_csv("1,2\n3,4\n", options)->features() == 2);
}

TEST_CASE("more than a hundred different numbers can be targets but not classes") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "1," + std::to_string(i) + "\n";
  CHECK(read_csv(text)->targets.size() == 300);
  CsvOptions classes;
  classes.label_kind = LabelKind::classes;
  CHECK(contains(problem(text, classes), "more than 100"));
  CHECK(contains(problem(text + "1,abc\n"), "Line 301, column 2"));
}

TEST_CASE("only the first samples are read when so asked") {
  CsvOptions options;
  options.first_samples = 2;
  CHECK(read_csv("1,2\n3,4\n5,6\nnonsense", options)->size() == 2);
}

TEST_CASE("every problem is a sentence that names the place") {
  CHECK(contains(problem(""), "no data"));
  CHECK(contains(problem("a,b\n"), "no data"));
  CHECK(contains(problem("1\n2\n"), "at least two"));
  CHECK(contains(problem("1,2\n3,,\n"), "Line 2 has 3 columns"));
  CHECK(contains(problem("1,2\n,4\n"), "Line 2, column 1: the value is missing"));
  CHECK(contains(problem("1,2,3\n4,x,6\n7,8,9\n"), "Line 2, column 2: “x” is not a number"));
  CHECK(contains(problem("1,2,3\n4,1e99,6\n"), "Line 2, column 2"));
  CHECK(contains(problem("1,\"2\n3,4\n"), "never closed"));
  CHECK(contains(problem("1,\"2\"x\n"), "behind the closing"));
  CHECK(contains(problem(std::string("1,2\0", 4)), "zero byte"));
  CHECK(contains(problem(std::string(5000, '1') + ",2\n"), "4096"));
  CHECK(contains(problem(std::string(20000, ',')), "10000 columns"));
  CHECK(contains(problem("\x1f\x8b broken"), "damaged"));
  CsvOptions numbers;
  numbers.label_kind = LabelKind::numbers;
  CHECK(contains(problem("1,a\n2,b\n", numbers), "text"));
}
