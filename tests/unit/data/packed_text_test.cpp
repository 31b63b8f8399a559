#include "core/data/packed_text.h"

#include <doctest/doctest.h>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::data;

TEST_CASE("a packed text reads back the same and is made of letters a link may hold") {
  Rng rng(3);
  for (std::size_t length : {0, 1, 2, 3, 100, 5000}) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text.push_back(static_cast<char>(rng.below(256)));
    const std::string packed = packed_text(text);
    CHECK(packed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    const Result<std::string> back = unpacked_text(packed, 5000);
    REQUIRE(back.ok());
    CHECK(*back == text);
  }
}

TEST_CASE("what cannot be unpacked is refused in a sentence") {
  const std::string packed = packed_text(std::string(2000, 'x'));
  CHECK(packed.size() < 100);
  CHECK(unpacked_text(packed, 1999).error() == "The packed text is longer than the 1999 bytes that are allowed.");
  CHECK(unpacked_text(packed, 2000).ok());
  CHECK(unpacked_text("§", 10).error() == "The packed text holds a character that is not of base64url.");
  CHECK(unpacked_text(packed.substr(0, packed.size() / 2), 9000).error() == "The packed text is damaged or cut short.");
  CHECK(unpacked_text("", 10).error() == "The packed text is damaged or cut short.");
  Rng rng(4);
  for (int trial = 0; trial < 2000; ++trial) {
    std::string damaged = packed;
    damaged[rng.below(static_cast<std::uint32_t>(damaged.size()))] = "AZaz09-_"[rng.below(8)];
    static_cast<void>(unpacked_text(damaged, 3000));
  }
}
