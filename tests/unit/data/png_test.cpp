#include "core/data/png.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace lectern;

namespace {

// Two hexadecimal digits a byte.
std::string bytes(std::string_view digits) {
  std::string result;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    result += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return result;
}

const std::string kColoured =
    bytes("89504e470d0a1a0a0000000d4948445200000002000000050802000000e0d1aacb000000234944415478da6360"
          "60e7d3d03763e41294d0d0d060e202036611096949494916080f002e920262ff59f8fe0000000049454e44ae42"
          "6082");
const std::string kFourBits =
    bytes("89504e470d0a1a0a0000000d4948445200000003000000010400000000fb7ba6690000000b4944415478da63e0"
          "6f000000a10090d38e926b0000000049454e44ae426082");
const std::string kPalette =
    bytes("89504e470d0a1a0a0000000d4948445200000003000000010203000000668efc2700000009504c5445ff000000"
          "ff000000ff2d4acd8a0000000a4944415478da63900000001a001980008ebb0000000049454e44ae426082");
const std::string kTransparent =
    bytes("89504e470d0a1a0a0000000d49484452000000020000000108040000005e2bb7010000000d4944415478da6360"
          "f8cf600c0003350133e858a8920000000049454e44ae426082");
const std::string kInterlaced =
    bytes("89504e470d0a1a0a0000000d49484452000000010000000108000000014d79abc30000000a4944415478da63e0"
          "0400000b000a6ea3941f0000000049454e44ae426082");

}  // namespace

TEST_CASE("a coloured PNG is read, whichever filters its rows have") {
  const auto picture = data::read_png(kColoured);
  REQUIRE(picture.ok());
  CHECK(picture->shape == std::vector<std::ptrdiff_t>{5, 2, 3});
  for (int row = 0, at = 0; row < 5; ++row)
    for (int x = 0; x < 2; ++x)
      for (int c = 0; c < 3; ++c, ++at)
        CHECK(picture->values[static_cast<std::size_t>(at)] ==
              doctest::Approx((10 * row + 40 * x + 7 * c) / 255.0).epsilon(1e-6));
}

TEST_CASE("grey levels of few bits, palettes and transparency are read") {
  const auto grey = data::read_png(kFourBits);
  REQUIRE(grey.ok());
  CHECK(grey->shape == std::vector<std::ptrdiff_t>{1, 3, 1});
  CHECK(grey->values[0] == 0.0f);
  CHECK(grey->values[1] == 1.0f);
  CHECK(grey->values[2] == doctest::Approx(8 / 15.0));
  const auto colours = data::read_png(kPalette);
  REQUIRE(colours.ok());
  CHECK(std::vector<float>(colours->values.begin(), colours->values.end()) ==
        std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1});
  const auto transparent = data::read_png(kTransparent);
  REQUIRE(transparent.ok());
  CHECK(transparent->values[0] == 0.0f);
  CHECK(transparent->values[1] == doctest::Approx(0.8));  // black, a fifth opaque, on white
}

TEST_CASE("what is no whole PNG is refused in a sentence, cut anywhere") {
  CHECK_FALSE(data::is_png("GIF89a"));
  CHECK_FALSE(data::read_png("GIF89a").ok());
  CHECK(data::read_png(kInterlaced).error().find("interlaced") != std::string::npos);
  for (std::size_t length = 0; length + 12 < kColoured.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(data::read_png(std::string_view(kColoured).substr(0, length)).ok());
  }
}
