#include "core/lab/parameter_set.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>

#include "core/lab/text.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;

namespace {

const ParameterSchema& schema() { return tests::walk_registry().find("random-walk")->schema; }

std::string error_of(std::string_view id, std::string_view text) {
  ParameterSet set = ParameterSet::defaults(schema());
  const Result<bool> taken = set.parse_text(id, text);
  CHECK(set == ParameterSet::defaults(schema()));
  return taken ? "" : taken.error();
}

}  // namespace

TEST_CASE("a value out of range is named with what is allowed") {
  CHECK(error_of("pace", "20") == "Pace η: 20 is above 10; allowed are 1e-05 to 10.");
  CHECK(error_of("pace", "0") == "Pace η: 0 is below 1e-05; allowed are 1e-05 to 10.");
  CHECK(error_of("size", "2.5") == "Size: “2.5” is not a whole number; allowed are 1 to 64.");
  CHECK(error_of("size", "99999999999999999999") ==
        "Size: “99999999999999999999” is not a whole number; allowed are 1 to 64.");
  CHECK(error_of("damped", "maybe") == "Damped: “maybe” is neither true nor false.");
  CHECK(error_of("mood", "angry") ==
        "Mood: “angry” is not among the choices; allowed are calm, wild, short, greedy, file.");
  CHECK(error_of("layers", "4,101") == "Layers: 101 is above 100; allowed are 1 to 100.");
  CHECK(error_of("layers", "1,2,3,4,5,6,7,8,9") == "Layers: a list of 9 is too long; allowed are at most 8 numbers.");
  CHECK(error_of("title", std::string(31, 'a')).find("at most 30 bytes") != std::string::npos);
  CHECK(error_of("pac", "1") == "There is no parameter “pac”; near names are pace.");
}

TEST_CASE("what is not a finite decimal number is refused") {
  for (const char* text :
       {"", "nan", "inf", "-inf", "0x1", "1e", "1e999", ".", "-", "+-1", "1,5,2", "1.000,5", "1 2", "1e5.5"}) {
    CAPTURE(text);
    CHECK(error_of("pace", text).find("is not a number") != std::string::npos);
  }
}

TEST_CASE("numbers are read as people, telephones and word processors write them") {
  ParameterSet set = ParameterSet::defaults(schema());
  for (const char* text : {"1.5", "1,5", " 1.5 ", "+1.5", "\u00a01,5\u200b", "1.5.", "“1,5”", "15e−1", "15e‑1"}) {
    CAPTURE(text);
    set.reset("pace");
    CHECK(set.parse_text("pace", text).ok());
    CHECK(set.real("pace") == 1.5);
  }
  for (const char* text : {"8,8,4", "8; 8; 4", " 8, 8, 4 "}) {
    CAPTURE(text);
    set.reset("layers");
    CHECK(set.parse_text("layers", text).ok());
    CHECK(set.integer_list("layers") == std::vector{8, 8, 4});
  }
  CHECK(set.parse_text("mood", "Wild").ok());
  CHECK(set.parse_text("damped", "TRUE").ok());
}

TEST_CASE("numbers are written in their shortest form and read back to the same bits") {
  ParameterSet set = ParameterSet::defaults(schema());
  for (const double value : {0.1, 1.0 / 3, 1e-5, 10.0, 0.30000000000000004, 2.2250738585072014e-5}) {
    ParameterSet again = set;
    char exact[64];
    std::snprintf(exact, sizeof exact, "%.17g", value);
    REQUIRE(again.parse_text("pace", exact));
    CHECK(again.real("pace") == value);
    const std::string shortest = again.text_of("pace");
    CHECK(shortest.size() <= std::string(exact).size());
    REQUIRE(set.parse_text("pace", shortest));
    CHECK(set.real("pace") == value);
  }
  REQUIRE(set.parse_text("pace", "0.100"));
  CHECK(set.text_of("pace") == "0.1");
}

TEST_CASE("a value is taken as it is, and refused in the same sentences as its text") {
  ParameterSet set = ParameterSet::defaults(schema());
  REQUIRE(set.set("pace", 0.25));
  REQUIRE(set.set("size", 3));
  REQUIRE(set.set("damped", true));
  REQUIRE(set.set("mood", 2));
  REQUIRE(set.set("layers", std::vector{5}));
  REQUIRE(set.set("title", std::string("ü")));
  CHECK(set.value(0) == 0.25);
  CHECK(set.text_of("size") == "3");
  CHECK(set.text_of("damped") == "true");
  CHECK(set.choice("mood") == "short");
  CHECK(set.text_of("layers") == "5");
  const ParameterSet before = set;
  const auto error = [&](std::string_view id, const ParameterValue& value) {
    const Result<bool> taken = set.set(id, value);
    CHECK(set == before);
    return taken ? "" : taken.error();
  };
  CHECK(error("pace", 20) == "Pace η: 20 is above 10; allowed are 1e-05 to 10.");
  CHECK(error("pace", std::nan("")) == "Pace η: “nan” is not a number; allowed are 1e-05 to 10.");
  CHECK(error("pace", std::string("1")) == "Pace η: “1” is not a number; allowed are 1e-05 to 10.");
  CHECK(error("size", 2.5) == "Size: “2.5” is not a whole number; allowed are 1 to 64.");
  CHECK(error("damped", 0.5) == "Damped: “0.5” is neither true nor false.");
  CHECK(error("mood", -1) == "Mood: “-1” is not among the choices; allowed are calm, wild, short, greedy, file.");
  CHECK(error("layers", std::vector{4, 101}) == "Layers: 101 is above 100; allowed are 1 to 100.");
  CHECK(error("layers", std::vector<int>(9, 1)) == "Layers: a list of 9 is too long; allowed are at most 8 numbers.");
  CHECK(error("layers", 4) == "Layers: “4” is not a whole number; allowed are 1 to 100.");
  CHECK(error("title", 4) == "Title: “4” is not a text.");
  CHECK(error("title", std::string(31, 'a')).find("at most 30 bytes") != std::string::npos);
  CHECK(error("pac", 1) == "There is no parameter “pac”; near names are pace.");
}

TEST_CASE("zero has one value, whatever its sign") {
  CHECK(ParameterValue(-0.0) == ParameterValue(0));
  CHECK(number_text(ParameterValue(-0.0).number()) == "0");
}

TEST_CASE("a number rounded to some digits is the one that its decimal text gives") {
  CHECK(rounded_decimal(0.29987, 3) == 0.3);
  CHECK(rounded_decimal(1234, 2) == 1200);
  CHECK(rounded_decimal(999.7, 3) == 1000);
  CHECK(rounded_decimal(-0.00047519, 2) == -0.00048);
  CHECK(rounded_decimal(1e-5, 3) == 1e-5);
  CHECK(rounded_decimal(0, 3) == 0);
  Rng rng(5);
  for (int i = 0; i < 2000; ++i) {
    const double value = rng.uniform(0.1, 1) * std::pow(10.0, static_cast<int>(rng.below(16)) - 10);
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    CAPTURE(text);
    CHECK(rounded_decimal(value, 3) == parse_number(text));
  }
}

TEST_CASE("a set made from texts keeps what is valid and lists the rest") {
  const ParsedParameters parsed = ParameterSet::parse(
      schema(), {{"pace", "0.5"}, {"size", "0"}, {"layers", ""}, {"unknown", "1"}, {"mood", "wild"}, {"title", "é ü"}});
  CHECK(parsed.set.real("pace") == 0.5);
  CHECK(parsed.set.integer("size") == 8);
  CHECK(parsed.set.integer_list("layers").empty());
  CHECK(parsed.set.choice("mood") == "wild");
  CHECK(parsed.set.choice_index("mood") == 1);
  CHECK(parsed.set.text("title") == "é ü");
  REQUIRE(parsed.problems.size() == 2);
  CHECK(parsed.problems[0].parameter == "size");
  CHECK(parsed.problems[1].parameter == "unknown");
}

TEST_CASE("changes lists what differs from the default, and reading it back gives the same set") {
  ParameterSet set = ParameterSet::defaults(schema());
  CHECK(set.changes().empty());
  REQUIRE(set.parse_text("layers", "8,8,4"));
  REQUIRE(set.parse_text("damped", "true"));
  REQUIRE(set.parse_text("pace", "3e-2"));  // the default in other words
  const auto changes = set.changes();
  CHECK(changes == ParameterValues{{"damped", true}, {"layers", std::vector{8, 8, 4}}});
  CHECK(ParameterSet::with(schema(), changes).set == set);
  set.reset("layers");
  CHECK(set.is_default("layers"));
}

TEST_CASE("only live parameters may differ between the points of one run") {
  ParameterSet a = ParameterSet::defaults(schema());
  ParameterSet b = a;
  REQUIRE(b.parse_text("pace", "1"));
  CHECK(ParameterSet::differ_only_live(a, b));
  REQUIRE(b.parse_text("size", "3"));
  CHECK_FALSE(ParameterSet::differ_only_live(a, b));
}

TEST_CASE("a parameter is shown while its condition, itself shown, has one of the values") {
  ParameterSchema nested;
  nested.choice("data", "Data", {{"moons", "Moons"}, {"circles", "Circles"}}, "moons").help("h");
  nested.boolean("noisy", "Noisy", false).shown_when("data", {"moons"}).help("h");
  nested.real("noise", "Noise", {0, 1}, 0.1).shown_when("noisy", {"true"}).help("h");
  ParameterSet set = ParameterSet::defaults(nested);
  CHECK(set.is_shown("noisy"));
  CHECK_FALSE(set.is_shown("noise"));
  REQUIRE(set.parse_text("noisy", "true"));
  CHECK(set.is_shown("noise"));
  REQUIRE(set.parse_text("data", "circles"));
  CHECK_FALSE(set.is_shown("noise"));
}
