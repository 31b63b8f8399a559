#include "core/data/npy.h"

#include <doctest/doctest.h>

#include <string>

using namespace lectern;
using data::read_npy;

namespace {

std::string npy(const std::string& header, const std::string& data, int version = 1) {
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  for (std::size_t i = 0; i < length_bytes; ++i) file += static_cast<char>(header.size() >> (8 * i) & 0xff);
  return file + header + data;
}

std::string header(const std::string& descr, const std::string& order, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }   \n";
}

std::string npy_bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

std::vector<float> values_of(const std::string& file) {
  const auto array = read_npy(file);
  REQUIRE(array.ok());
  return {array->values.begin(), array->values.end()};
}

}  // namespace

TEST_CASE("all element types are read, in both byte orders") {
  using Values = std::vector<float>;
  CHECK(values_of(npy(header("|u1", "False", "(3,)"), npy_bytes({0, 7, 255}))) == Values{0, 7, 255});
  CHECK(values_of(npy(header("|i1", "False", "(2,)"), npy_bytes({-1, 5}))) == Values{-1, 5});
  CHECK(values_of(npy(header("|b1", "False", "(2,)"), npy_bytes({0, 1}))) == Values{0, 1});
  CHECK(values_of(npy(header("<i2", "False", "(2,)"), npy_bytes({1, 2, 0xfe, 0xff}))) == Values{513, -2});
  CHECK(values_of(npy(header(">i2", "False", "(1,)"), npy_bytes({1, 2}))) == Values{258});
  CHECK(values_of(npy(header("<u4", "False", "(1,)"), npy_bytes({0, 0, 0, 0x80}))) == Values{2147483648.0f});
  CHECK(values_of(npy(header("<i8", "False", "(1,)"), npy_bytes({0xfd, 255, 255, 255, 255, 255, 255, 255}))) ==
        Values{-3});
  CHECK(values_of(npy(header("<f4", "False", "(1,)"), npy_bytes({0, 0, 0xc0, 0x3f}))) == Values{1.5f});
  CHECK(values_of(npy(header(">f8", "False", "(1,)"), npy_bytes({0x3f, 0xf8, 0, 0, 0, 0, 0, 0}))) == Values{1.5f});
}

TEST_CASE("Fortran order is turned so that the last index is fastest") {
  const auto array = read_npy(npy(header("|u1", "True", "(2, 3)"), npy_bytes({0, 10, 1, 11, 2, 12})));
  REQUIRE(array.ok());
  CHECK(std::vector<float>(array->values.begin(), array->values.end()) == std::vector<float>{0, 1, 2, 10, 11, 12});
}

TEST_CASE("versions 2 and 3, no dimensions, and empty arrays are read") {
  for (const int version : {2, 3}) {
    CHECK(read_npy(npy(header("|u1", "False", "(1,)"), "a", version)).ok());
  }
  CHECK(values_of(npy(header("|u1", "False", "()"), "a")) == std::vector<float>{97});
  CHECK(read_npy(npy(header("<f8", "False", "(0, 4)"), ""))->shape == std::vector<std::ptrdiff_t>{0, 4});
}

TEST_CASE("whatever is wrong with an NPY file is said in a sentence") {
  const std::string good = npy(header("|u1", "False", "(3,)"), "abc");
  for (std::size_t length = 0; length < good.size(); ++length) {
    const auto cut = read_npy(std::string_view(good).substr(0, length));
    CHECK(!cut.ok());
    if (!cut.ok()) CHECK(cut.error().ends_with("."));
  }
  CHECK(!read_npy(good + "d").ok());
  CHECK(!read_npy(npy(header("|u1", "False", "(3,)"), "abc", 4)).ok());
  CHECK(!read_npy(npy(header("<c8", "False", "(1,)"), "12345678")).ok());
  CHECK(!read_npy(npy(header("|O", "False", "(1,)"), "12345678")).ok());
  CHECK(!read_npy(npy(header("|u1", "Maybe", "(1,)"), "1")).ok());
  CHECK(!read_npy(npy(header("|u1", "False", "(-1,)"), "1")).ok());
  CHECK(!read_npy(npy(header("|u1", "False", "(1,1,1,1,1,1,1)"), "1")).ok());
  CHECK(!read_npy(npy(header("<f8", "False", "(99999999999999999999,)"), "")).ok());
  CHECK(!read_npy(npy(header("<f8", "False", "(4000000, 4000000)"), "")).ok());
  CHECK(!read_npy(npy("{'descr': '|u1', 'shape': (1,)}", "1")).ok());
  CHECK(!read_npy(npy("", "1")).ok());
}

TEST_CASE("headers as Python 2 wrote them are read") {
  CHECK(read_npy(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 1L), }", "ab")).ok());
  CHECK(read_npy(npy("{u'descr': u'|u1', u'fortran_order': False, u'shape': (2L,), }", "ab")).ok());
  CHECK(read_npy(npy("{'descr': b'|u1', 'fortran_order': False, 'shape': (2l,)}", "ab")).ok());
}

TEST_CASE("half precision is read") {
  const std::string halves = npy_bytes({0, 0x3c, 0, 0xc0, 1, 0, 0xff, 0x7b, 0, 0x80});
  using Values = std::vector<float>;
  CHECK(values_of(npy(header("<f2", "False", "(5,)"), halves)) == Values{1, -2, 5.9604645e-8f, 65504, 0});
  CHECK(values_of(npy(header(">f2", "False", "(1,)"), npy_bytes({0x35, 0}))) == Values{0.3125f});
}

TEST_CASE("element types that are not read are named") {
  const auto why = [](const std::string& descr) { return read_npy(npy(descr, "12345678")).error(); };
  const auto contains = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  CHECK(
      contains(why("{'descr': [('a', '<f8'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }"), "structured"));
  CHECK(contains(why(header("<U2", "False", "(1,)")), "text"));
  CHECK(contains(why(header("|O", "False", "(1,)")), "objects"));
  CHECK(contains(why(header("<c8", "False", "(1,)")), "complex"));
  CHECK(contains(why(header("<M8[ns]", "False", "(1,)")), "dates"));
}
