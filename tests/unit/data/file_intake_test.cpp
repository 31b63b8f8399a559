#include "core/data/file_intake.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/data/limits.h"
#include "core/data/row_sample.h"
#include "core/data/table_reading.h"

using namespace lectern;
using namespace lectern::data;

namespace {

std::string taken_in(std::string_view bytes, std::size_t part) {
  FileIntake intake(bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += part) intake.add(bytes.substr(at, part));
  Result<std::string> content = intake.finish();
  REQUIRE_MESSAGE(content.ok(), (content.ok() ? "" : content.error()));
  return std::move(*content);
}

std::string refused_intake(std::string_view bytes, std::uint64_t expected) {
  FileIntake intake(expected);
  intake.add(bytes);
  const Result<std::string> content = intake.finish();
  REQUIRE(!content.ok());
  return content.error();
}

std::string packed_by_gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Names, and rows that say which they are, with as many other numbers as asked.
std::string counted_rows(std::size_t rows, int others) {
  std::string text = "number", filling;
  for (int j = 0; j < others; ++j) {
    text += ",x" + std::to_string(j);
    filling += ",0.777777777777777777";
  }
  text += ",kind\n";
  for (std::size_t i = 0; i < rows; ++i) text += std::to_string(i) + filling + (i % 2 == 0 ? ",even\n" : ",odd\n");
  return text;
}

std::string drawn_by(std::size_t budget, std::string_view text, std::size_t part) {
  RowSample sample(budget);
  for (std::size_t at = 0; at < text.size(); at += part) sample.add(text.substr(at, part));
  sample.finish();
  return sample.take();
}

}  // namespace

TEST_CASE("row sample: what fits the budget is kept whole, whatever ends the rows and however it is cut") {
  const std::string text = "# from a file\n\"a\nb\",c\r\n1,2\r3,\"4\n5\"\n\n# remark\n6,7";
  const std::string kept = "# from a file\n\"a\nb\",c\r\n1,2\r3,\"4\n5\"\n6,7\n";
  for (const std::size_t part : {1U, 2U, 3U, 7U, 100U}) CHECK(drawn_by(1000, text, part) == kept);
  RowSample sample(1000);
  sample.add(text);
  sample.finish();
  CHECK(sample.rows() == 3);
  CHECK(sample.kept() == 3);
}

TEST_CASE("row sample: of more, rows are drawn evenly and stay in order, the same however the text is cut") {
  const std::string text = counted_rows(20000, 1);
  const std::string some = drawn_by(100000, text, text.size());
  CHECK(some.size() > 70000);
  CHECK(some.size() < 100100);
  for (const std::size_t part : {1U, 977U, 65536U}) CHECK(drawn_by(100000, text, part) == some);
  CHECK(some.starts_with("number,x0,kind\n"));
  const Result<Dataset> set = read_table(some);
  REQUIRE(set.ok());
  double mean = 0;
  for (std::ptrdiff_t i = 0; i < set->size(); ++i) {
    mean += set->value(i, 0) / static_cast<double>(set->size());
    if (i > 0) CHECK(set->value(i, 0) > set->value(i - 1, 0));
  }
  // The mean of m numbers up to 20000 is 10000 ± 5770/√m.
  CHECK(std::abs(mean - 10000) < 500);
}

TEST_CASE("row sample: a mark that is never closed costs one row, a line without end everything") {
  const std::string text = "a,b\n1,2\n3,\"4\n" + counted_rows(60000, 1);
  CHECK(drawn_by(std::size_t{1} << 23, text, 4096).size() == text.size());
  RowSample endless(1000);
  endless.add(std::string(std::size_t{3} << 20, 'x'));
  CHECK(endless.is_hopeless());
}

TEST_CASE("file intake: files of usual size come out as they went in") {
  const std::string table = counted_rows(3000, 1), packed = packed_by_gzip(table);
  for (const std::string& bytes : {std::string(), std::string("1"), table, packed, "\x93NUMPY" + table})
    for (const std::size_t part : {1000U, 1U << 20}) CHECK(taken_in(bytes, part) == bytes);
  CHECK(!drawn_rows(table));
  CHECK(!drawn_rows(""));
}

TEST_CASE("file intake: of a table of more than 64 MB rows are drawn, and it says so") {
  const std::string block = counted_rows(20000, 35), row_block = block.substr(block.find('\n') + 1);
  const std::size_t blocks = 10, bytes = block.size() + blocks * row_block.size();
  REQUIRE(bytes > 150'000'000);
  FileIntake intake(bytes);
  intake.add(block);
  for (std::size_t i = 0; i < blocks; ++i) intake.add(row_block);
  const Result<std::string> content = intake.finish();
  REQUIRE(content.ok());
  CHECK(content->size() > kSampledBytes / 2);
  CHECK(content->size() < kSampledBytes + 1000);
  const auto drawn = drawn_rows(*content);
  REQUIRE(drawn.has_value());
  CHECK(drawn->rows == 20000 * (blocks + 1));
  const Result<Dataset> set = read_table(*content);
  REQUIRE(set.ok());
  CHECK(static_cast<std::uint64_t>(set->size()) == drawn->kept);
  const auto even = std::count(set->labels.begin(), set->labels.end(), 0);
  CHECK(std::abs(static_cast<double>(even) / static_cast<double>(set->size()) - 0.5) < 0.02);
}

TEST_CASE("file intake: so they are of a packed table that unpacks to more, in one member or several") {
  const std::string block = counted_rows(20000, 35), packed = packed_by_gzip(block);
  std::string file;
  for (int i = 0; i < 6; ++i) file += packed;
  CHECK(6 * block.size() > kMaximumWholeBytes);
  const std::string content = taken_in(file, 100'000);
  REQUIRE(drawn_rows(content).has_value());
  CHECK(drawn_rows(content)->rows == 6 * 20001 - 1);  // the names occur again
  CHECK(content == taken_in(file, 1'000'003));
}

TEST_CASE("file intake: what cannot be read is refused with the end of a sentence") {
  const std::uint64_t much = 200'000'000;
  CHECK(refused_intake("a,b\n1,2\n", much) == "could not be read to its end.");
  CHECK(refused_intake(std::string(600, '1'), 500) == "has grown while it was read.");
  CHECK(refused_intake("\x93NUMPY" + std::string(600, '\0'), much) ==
        "has more than 128 MB; only tables of text may be larger.");
  std::string damaged = packed_by_gzip(counted_rows(3000, 1));
  damaged[damaged.size() / 2] ^= 0x55;
  CHECK(refused_intake(damaged, much) == "is a damaged gzip file.");
  CHECK(refused_intake(std::string(std::size_t{3} << 20, 'x'), much) ==
        "is no table of text: it has a line of more than 2 MB.");
}
