#include "core/data/idx.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "core/data/files.h"
#include "core/data/gzip.h"

using namespace lectern;
using data::read_idx;

namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

std::string gzip(const std::string& plain) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16 /* gzip */, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, plain.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

const std::string kPictures = bytes({0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2}) + bytes({0, 200, 50, 100});
const std::string kLabels = bytes({0, 0, 8, 1, 0, 0, 0, 2}) + bytes({3, 1});

}  // namespace

TEST_CASE("pictures and labels in IDX files are read, plain and packed") {
  for (const std::string& file : {kPictures, gzip(kPictures)}) {
    const auto array = read_idx(file);
    REQUIRE(array.ok());
    CHECK(array->shape == std::vector<std::ptrdiff_t>{2, 1, 2});
    CHECK(array->values[1] == 200.0f);
  }
}

TEST_CASE("every element type of IDX is read big-endian") {
  const auto one = [](int code, std::initializer_list<int> value) {
    const auto array = read_idx(bytes({0, 0, code, 1, 0, 0, 0, 1}) + bytes(value));
    REQUIRE(array.ok());
    return array->values[0];
  };
  CHECK(one(0x08, {255}) == 255.0f);
  CHECK(one(0x09, {255}) == -1.0f);
  CHECK(one(0x0b, {1, 2}) == 258.0f);
  CHECK(one(0x0c, {255, 255, 255, 254}) == -2.0f);
  CHECK(one(0x0d, {0x3f, 0xc0, 0, 0}) == 1.5f);
  CHECK(one(0x0e, {0x3f, 0xf8, 0, 0, 0, 0, 0, 0}) == 1.5f);
}

TEST_CASE("whatever is wrong with an IDX file is said in a sentence") {
  for (const std::string& file : {kPictures, gzip(kPictures)}) {
    for (std::size_t length = 0; length < file.size(); ++length) {
      const auto cut = read_idx(std::string_view(file).substr(0, length));
      CHECK(!cut.ok());
      if (!cut.ok()) CHECK(cut.error().ends_with("."));
    }
  }
  CHECK(!read_idx(kPictures + "x").ok());
  CHECK(!read_idx(bytes({0, 0, 7, 1, 0, 0, 0, 0})).ok());
  CHECK(!read_idx(bytes({0, 0, 8, 0})).ok());
  CHECK(!read_idx(bytes({0, 0, 8, 5, 0, 0, 0, 0})).ok());
  CHECK(!read_idx(bytes({0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255})).ok());
}

TEST_CASE("a gzip file is unpacked member by member, and never beyond the limit") {
  CHECK(*data::unpack_gzip(gzip("abc") + gzip("def"), 100) == "abcdef");
  CHECK(*data::unpack_gzip(gzip(""), 0) == "");
  CHECK(data::unpack_gzip(gzip(std::string(1000, 'x')), 1000).ok());
  const auto bomb = data::unpack_gzip(gzip(std::string(5'000'000, 'x')), 1 << 20);
  CHECK(!bomb.ok());
  if (!bomb.ok()) CHECK(bomb.error().find("1 MB") != std::string::npos);
  CHECK(!data::unpack_gzip(gzip("abc") + "tail", 100).ok());
}

TEST_CASE("a picture file and a label file make a data set, in any order") {
  const data::NamedBytes pictures{"pictures", kPictures}, labels{"labels", kLabels};
  for (const auto& files : {std::vector{pictures, labels}, std::vector{labels, pictures}}) {
    const auto set = data::read_files(files);
    REQUIRE(set.ok());
    CHECK(set->size() == 2);
    CHECK(set->image_cols == 2);
    CHECK(set->X(0, 1) == 1.0f);
    CHECK(set->X(1, 0) == 0.25f);
    CHECK(set->labels == std::vector<int>{1, 0});
    CHECK(set->class_names == std::vector<std::string>{"1", "3"});
  }
}

TEST_CASE("files that do not belong together are refused with a sentence") {
  const data::NamedBytes pictures{"pictures", kPictures}, text{"notes.txt", "hello"};
  const std::string many = bytes({0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3});
  const std::string infinite = bytes({0, 0, 13, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0x7f, 0x80, 0, 0, 0, 0, 0, 0});
  CHECK(!data::read_files({}).ok());
  CHECK(!data::read_files(std::vector{pictures, text}).ok());
  CHECK(!data::read_files(std::vector{pictures, data::NamedBytes{"labels", many}}).ok());
  CHECK(!data::read_files(std::vector{data::NamedBytes{"labels", kLabels}}).ok());
  CHECK(!data::read_files(std::vector{data::NamedBytes{"table", infinite}}).ok());
  CHECK(!data::read_files(std::vector{text}).ok());
}

TEST_CASE("a table in an array file is read like one in text") {
  const std::string table = bytes({0, 0, 9, 2, 0, 0, 0, 2, 0, 0, 0, 3, 5, 6, 1, 7, 8, 0});
  const auto set = data::read_files(std::vector{data::NamedBytes{"table", table}});
  REQUIRE(set.ok());
  CHECK(set->features() == 2);
  CHECK(set->X(1, 1) == 8.0f);
  CHECK(set->labels == std::vector<int>{1, 0});
  data::TableOptions options;
  options.label_kind = data::LabelKind::numbers;
  CHECK(data::read_files(std::vector{data::NamedBytes{"table", table}}, options)->targets == std::vector<float>{1, 0});
  options.label_kind = data::LabelKind::classes;
  const std::string fractions = bytes({0, 0, 13, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0x3f, 0xc0, 0, 0});
  CHECK(data::read_files(std::vector{data::NamedBytes{"fractions", fractions}}, options)->class_names[0] == "1.5");
  CHECK(data::read_files(std::vector{data::NamedBytes{"t.csv", "1,2\n3,4\n"}})->name == "t.csv");
}
