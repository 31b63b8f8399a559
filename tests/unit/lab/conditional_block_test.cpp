#include <doctest/doctest.h>

#include "core/lab/schema.h"

using namespace lectern;

namespace {

struct Block {
  bool detailed = false;
  int a = 1, b = 2;

  static Schema<Block> schema(const Block& defaults) {
    Schema<Block> schema(1, defaults);
    return schema.group("Block")
        .boolean(&Block::detailed, "detailed", "Detailed")
        .integer(&Block::a, "a", "a", {0, 9})
        .integer(&Block::b, "b", "b", {0, 9})
        .shown_when(&Block::detailed, {true});
  }
};

enum class Kind { plain, with_block };
struct Settings {
  Kind kind = Kind::plain;
  Block block{.a = 5};
};

}  // namespace

TEST_CASE("a block that is included under a condition is shown only while it holds, and is read all the same") {
  Schema<Settings> schema;
  schema.group("Kind")
      .choice(&Settings::kind, "kind", "Kind", {{Kind::plain, "plain", "Plain"}, {Kind::with_block, "with", "With"}})
      .include_while(&Settings::kind, {Kind::with_block}, &Settings::block);
  ParameterSet values = ParameterSet::defaults(schema.specs());
  for (const char* id : {"detailed", "a", "b"}) CHECK_FALSE(values.is_shown(id));
  CHECK(schema.read(values).block.a == 5);
  REQUIRE(values.parse_text("kind", "with").ok());
  CHECK(values.is_shown("detailed"));
  CHECK(values.is_shown("a"));
  CHECK_FALSE(values.is_shown("b"));  // its own condition does not hold
  REQUIRE(values.parse_text("detailed", "true").ok());
  CHECK(values.is_shown("b"));
  REQUIRE(values.parse_text("a", "7").ok());
  CHECK(schema.read(values).block.a == 7);
}
