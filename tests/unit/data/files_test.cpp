#include "core/data/files.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "core/data/table_reading.h"

using namespace lectern;
using data::NamedBytes;
using data::read_files;

namespace {
using Names = std::vector<std::string>;

std::string npy(const std::string& descr, const std::string& shape, const std::string& numbers) {
  std::string header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(118, ' ');
  return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + numbers;
}

std::string doubles(const std::vector<double>& values) {
  std::string bytes(8 * values.size(), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// n pictures of h × w pixels.
std::string pictures(const std::string& shape, int count) {
  std::string levels;
  for (int i = 0; i < count; ++i) levels += static_cast<char>(i % 200);
  return npy("|u1", shape, levels);
}

Result<data::Dataset> pair(const std::string& a, const std::string& b) {
  const NamedBytes files[] = {{"a", a}, {"b", b}};
  return read_files(files);
}
}  // namespace

TEST_CASE("an NPY file of doubles is a table, its last column the label") {
  const std::string file = npy("<f8", "(4, 3)", doubles({1, 2, 0, 3, 4, 1, 1, 3, 0, 3, 5, 1}));
  data::TableReading reading;
  const auto set = data::read_table(file, {}, &reading);
  REQUIRE(set.ok());
  CHECK(set->size() == 4);
  CHECK(set->class_names == Names{"0", "1"});
  CHECK(reading.kind == "NPY array, 4 × 3");
  CHECK(!reading.is_text);
  CHECK(reading.first_lines.size() == 4);
  data::TableOptions options;
  options.label = "1";
  CHECK(data::read_table(file, options)->labels.size() == 4);
  const auto times = data::read_table(npy("<f8", "(3, 2)", doubles({1609459200, 0, 1609459201, 1, 1609459202, 4})));
  REQUIRE(times.ok());
  CHECK(times->value(2, 0) == 1609459202.0);
  CHECK(times->X(2, 0) == 2.0f);
}

TEST_CASE("a number that is missing in an array is named by row and column") {
  const auto set = data::read_table(npy("<f8", "(2, 2)", doubles({1, 2, 0.0 / 0.0, 3})));
  REQUIRE(!set.ok());
  CHECK(set.error().find("Row 2, column 1: the value is missing") == 0);
}

TEST_CASE("axes of length 1 do not count") {
  const std::string labels = npy("|u1", "(3, 1)", std::string("\x01\x02\x01"));
  for (const char* shape : {"(3, 2, 4)", "(3, 2, 4, 1)", "(3, 1, 2, 4)", "(1, 3, 2, 4)", "(3L, 2L, 4L)"}) {
    const auto set = pair(pictures(shape, 24), labels);
    CAPTURE(shape);
    REQUIRE_MESSAGE(set.ok(), set.error());
    CHECK(set->image_rows == 2);
    CHECK(set->image_cols == 4);
    CHECK(set->size() == 3);
    CHECK(set->labels == std::vector<int>{0, 1, 0});
  }
  CHECK(pair(npy("|u1", "(1, 3)", std::string("\x01\x02\x01")), pictures("(3, 2, 4)", 24)).ok());
}

TEST_CASE("coloured pictures are read with their colours last or first, and kept colour by colour") {
  const std::string labels = npy("|u1", "(2,)", std::string("\x04\x07"));
  const auto last = pair(pictures("(2, 2, 4, 3)", 48), labels), first = pair(pictures("(2, 3, 2, 4)", 48), labels);
  REQUIRE_MESSAGE(last.ok(), last.error());
  REQUIRE_MESSAGE(first.ok(), first.error());
  for (const data::Dataset* set : {&*last, &*first}) {
    CHECK(set->image_rows == 2);
    CHECK(set->image_cols == 4);
    CHECK(set->image_channels == 3);
    CHECK(set->size() == 2);
    CHECK(set->features() == 24);
  }
  CHECK(last->X(1, 0) == 24.0f / 47);      // red of the first pixel,
  CHECK(last->X(1, 8) == 25.0f / 47);      // green of it,
  CHECK(last->X(1, 8 + 1) == 28.0f / 47);  // green of the next
  CHECK(first->X(1, 8) == 32.0f / 47);
  const auto five = pair(pictures("(2, 2, 2, 5)", 40), labels);
  REQUIRE(!five.ok());
  CHECK(five.error().find("2 × 2 × 2 × 5") != std::string::npos);
}

TEST_CASE("the classes of pictures are the labels that occur, named as in the file") {
  const auto of = [](const std::string& labels) {
    const auto set = pair(pictures("(3, 2, 4)", 24), labels);
    REQUIRE_MESSAGE(set.ok(), set.error());
    return set->class_names;
  };
  CHECK(of(npy("|u1", "(3,)", std::string("\x09\x00\x05", 3))) == Names{"0", "5", "9"});
  CHECK(of(npy("<f8", "(3,)", doubles({10, 1, 2}))) == Names{"1", "2", "10"});
  CHECK(of(npy("|i1", "(3,)", std::string("\xff\x01\x01"))) == Names{"-1", "1"});
  CHECK(!pair(pictures("(3, 2, 4)", 24), npy("<f8", "(3,)", doubles({0.5, 1, 2}))).ok());
}
