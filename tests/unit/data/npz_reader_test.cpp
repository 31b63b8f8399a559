#include "core/data/npz_reader.h"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <string>

#include "core/data/npz_writer.h"
#include "core/data/zip_reader.h"
#include "tests/inputs.h"

using namespace lectern;
using data::read_npz;
using data::read_zip;

namespace {

constexpr std::array<float, 6> kNumbers{1, -2.5f, 3e-30f, 4, 5, -0.0f};

std::string small_archive() {
  const std::array<data::FloatArray, 2> arrays{
      {{"0.weight", {2, 3}, kNumbers}, {"0.bias", {1}, std::span(kNumbers).first(1)}}};
  return data::write_npz(arrays);
}

}  // namespace

TEST_CASE("npz: what is written is read back, bit for bit and in order") {
  const auto arrays = read_npz(small_archive());
  REQUIRE(arrays.ok());
  REQUIRE(arrays->size() == 2);
  CHECK((*arrays)[0].name == "0.weight");
  CHECK((*arrays)[0].array.shape == std::vector<std::ptrdiff_t>{2, 3});
  for (std::size_t i = 0; i < kNumbers.size(); ++i)
    CHECK(std::bit_cast<std::uint32_t>((*arrays)[0].array.values[i]) == std::bit_cast<std::uint32_t>(kNumbers[i]));
  CHECK((*arrays)[1].name == "0.bias");
}

TEST_CASE("npz: NumPy's archives are read, compressed or not, of any kind of number") {
  const DataFiles files = tests::inputs({"weights/numbered.npz", "weights/compressed.npz", "weights/state_dict.npz"});
  const auto numbered = read_npz(files[0]->bytes), compressed = read_npz(files[1]->bytes),
             dict = read_npz(files[2]->bytes);
  REQUIRE(numbered.ok());
  REQUIRE(compressed.ok());
  REQUIRE(dict.ok());
  REQUIRE(compressed->size() == 4);
  CHECK((*numbered)[2].name == "arr_2");
  CHECK((*compressed)[2].name == "1.weight");
  CHECK((*dict)[3].name == "out.bias");
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK((*numbered)[k].array.values == (*compressed)[k].array.values);
    CHECK((*numbered)[k].array.shape == (*compressed)[k].array.shape);
    if (k < 3) CHECK((*dict)[k].array.values == (*compressed)[k].array.values);  // the fourth has 16 bits a number
  }
  CHECK((*dict)[3].array.values[1] == doctest::Approx((*compressed)[3].array.values[1]).epsilon(1e-3));
}

TEST_CASE("npz: an archive cut anywhere is refused in a sentence") {
  const std::string whole = small_archive(), packed = tests::inputs({"weights/compressed.npz"})[0]->bytes;
  for (const std::string& archive : {whole, packed}) {
    for (std::size_t size = 0; size < archive.size(); ++size) {
      const auto arrays = read_npz(std::string_view(archive).substr(0, size));
      REQUIRE_FALSE(arrays.ok());
      CHECK(arrays.error().ends_with('.'));
    }
  }
}

TEST_CASE("npz: a number changed in the archive is found out by its checksum") {
  std::string archive = small_archive();
  const std::size_t at = archive.find("\n") + 5;
  archive[at] = static_cast<char>(archive[at] ^ 1);
  const auto arrays = read_npz(archive);
  REQUIRE_FALSE(arrays.ok());
  CHECK(arrays.error().find("0.weight") != std::string::npos);
}

TEST_CASE("zip: other ways of packing, encryption and what is too large are named") {
  const std::string archive = small_archive();
  const std::size_t directory = archive.find("PK\x01\x02");
  std::string other = archive, locked = archive, huge = archive;
  other[directory + 10] = 12;
  locked[directory + 8] = 1;
  huge[directory + 27] = 0x7f;  // announces 2 GB
  CHECK(read_zip(other, 1 << 20).error().find("method 12") != std::string::npos);
  CHECK(read_zip(locked, 1 << 20).error().find("encrypted") != std::string::npos);
  CHECK(read_zip(huge, std::size_t{4} << 30).error().find("damaged") != std::string::npos);
  CHECK(read_zip(archive, 100).error().find("the most allowed") != std::string::npos);
  CHECK_FALSE(read_zip("", 100).ok());
}

TEST_CASE("npz: an entry that is no array is named") {
  std::string archive = small_archive();
  for (std::size_t at = archive.find(".npy"); at != std::string::npos; at = archive.find(".npy"))
    archive.replace(at, 4, ".txt");
  CHECK(read_npz(archive).error().find("0.weight.txt") != std::string::npos);
}
