#include "web/model/recent_states.h"

#include <doctest/doctest.h>

using namespace lectern;

namespace {

std::string links_of(const RecentStates& states) {
  std::string links;
  for (const RecentState& state : states.all()) links += state.link + " ";
  return links;
}

RecentState state(const std::string& link) { return {.link = link, .id = "adder", .detail = {}, .when_s = 1}; }

}  // namespace

TEST_CASE("a visit to a demo is one state, which follows what the reader does") {
  RecentStates states;
  CHECK(states.note(state("#/a")));
  CHECK_FALSE(states.note(state("#/a")));
  CHECK(states.note(state("#/a?seed=2")));
  CHECK(links_of(states) == "#/a?seed=2 ");
  states.begin_visit();
  CHECK(states.note(state("#/b")));
  CHECK(links_of(states) == "#/b #/a?seed=2 ");
}

TEST_CASE("a state that is visited again moves to the front") {
  RecentStates states;
  for (const char* link : {"#/a", "#/b", "#/a"}) {
    states.begin_visit();
    states.note(state(link));
  }
  CHECK(links_of(states) == "#/a #/b ");
}

TEST_CASE("only the last five states are kept") {
  RecentStates states;
  for (const char* link : {"#/a", "#/b", "#/c", "#/d", "#/e", "#/f"}) {
    states.begin_visit();
    states.note(state(link));
  }
  CHECK(links_of(states) == "#/f #/e #/d #/c #/b ");
}

TEST_CASE("recent states are read back, without what is not valid") {
  const std::string id = "adder";
  RecentStates written;
  written.note({.link = "#/" + id + "?step=3", .id = id, .detail = "seed 2", .when_s = 12345});
  RecentStates read;
  read.read(written.text());
  REQUIRE(read.all().size() == 1);
  CHECK(read.all().front().id == id);
  CHECK(read.all().front().detail == "seed 2");
  CHECK(read.all().front().when_s == 12345);
  for (const char* text : {"", "7", "[7, {}, {\"link\": 3}, {\"link\": \"#/no-such-demo\"}]", "[[["}) {
    read.read(text);
    CHECK(read.all().empty());
  }
}

TEST_CASE("times are told as people say them") {
  CHECK(time_since(1000, 1010) == "just now");
  CHECK(time_since(2000, 1000) == "just now");
  CHECK(time_since(0, 60) == "1 minute ago");
  CHECK(time_since(0, 7300) == "2 hours ago");
  CHECK(time_since(0, 90000) == "yesterday");
  CHECK(time_since(0, 86400 * 12) == "12 days ago");
}
