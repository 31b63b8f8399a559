#include "web/model/incoming_file.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>

using namespace lectern;

TEST_CASE("incoming files: how far a file is read stands in a sentence, and it comes out whole") {
  const std::string bytes(30'000'000, '7');
  IncomingFile file("sevens.csv", bytes.size());
  CHECK(file.progress() == "Reading sevens.csv: 0 of 30 MB");
  file.add(std::string_view(bytes).substr(0, 12'900'000));
  CHECK(file.progress() == "Reading sevens.csv: 12 of 30 MB");
  file.add(std::string_view(bytes).substr(12'900'000));
  const Result<std::shared_ptr<const DataFile>> whole = file.finish();
  REQUIRE(whole.ok());
  CHECK((*whole)->name == "sevens.csv");
  CHECK((*whole)->bytes == bytes);
  CHECK((*whole)->hash == make_data_file("sevens.csv", bytes)->hash);
  CHECK(IncomingFile("HIGGS.csv", 8'035'497'980).progress() == "Reading HIGGS.csv: 0.0 of 8.0 GB");
}

TEST_CASE("incoming files: one that does not come to its end is refused by a sentence") {
  IncomingFile file("half.csv", 100);
  file.add("a,b\n1,2\n");
  const Result<std::shared_ptr<const DataFile>> half = file.finish();
  REQUIRE(!half.ok());
  CHECK(half.error() == "half.csv could not be read to its end.");
}
