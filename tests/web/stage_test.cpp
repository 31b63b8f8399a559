#include "web/model/stage.h"

#include <doctest/doctest.h>

#include "core/lab/registry.h"
#include "tests/web/adder.h"

using namespace lectern;

namespace {

double still_clock() { return 0; }

struct Fixture {
  Stage stage{make_inline_runner(1, still_clock), make_inline_runner(1, still_clock)};

  explicit Fixture(std::string_view link = "#/adder") { CHECK(stage.open_link(link).empty()); }
  void settle() {
    for (int i = 0; i < 2000 && (i < 3 || !stage.settled()); ++i) stage.update(0, 1e-3);
  }
  void step(std::uint64_t count) {
    settle();
    stage.step(count);
    settle();
  }
  static double sum(const Session& session) { return session.snapshot().metrics[0].value; }
};

}  // namespace

TEST_CASE("a bad link opens what is valid and tells the rest") {
  Stage stage{make_inline_runner(1, still_clock), make_inline_runner(1, still_clock)};
  const auto problems = stage.open_link("#/adder?rate=99&size=4&embed&theme=dark");
  CHECK(problems.size() == 1);
  CHECK(stage.first().parameters().real("rate") == 1);
  CHECK(stage.first().parameters().integer("size") == 4);
  CHECK(stage.view().embed);
  CHECK(stage.view().theme == "dark");
  CHECK(stage.open_link("").empty());
  CHECK(stage.first().demo() == nullptr);
  CHECK(stage.link({}, true) == "#/");
}

TEST_CASE("a link shows two runs, each at its step, and comes back the same") {
  const std::string link = "#/adder?rate=2&step=5&beside=%23/other-adder%3Fsize%3D4%26step%3D7";
  Fixture it(link);
  it.settle();
  REQUIRE(it.stage.beside() != nullptr);
  CHECK(it.stage.first().snapshot().step == 5);
  CHECK(it.stage.beside()->snapshot().step == 7);
  CHECK(it.sum(it.stage.first()) == 1010);
  CHECK(it.sum(*it.stage.beside()) == 1007);
  CHECK(it.stage.link({}, true) == link);
  CHECK(it.stage.link({}, false) == "#/adder?rate=2&beside=%23/other-adder%3Fsize%3D4");
  CHECK(it.stage.open_link("#/adder").empty());
  CHECK(it.stage.beside() == nullptr);
}

TEST_CASE("one transport moves both runs") {
  Fixture it("#/adder?beside=adder?rate=2");
  it.step(3);
  CHECK(it.sum(it.stage.first()) == 1003);
  CHECK(it.sum(*it.stage.beside()) == 1006);
  it.stage.step_back();
  it.settle();
  CHECK(it.sum(it.stage.first()) == 1002);
  CHECK(it.sum(*it.stage.beside()) == 1004);
  it.stage.seek(1);
  it.settle();
  CHECK(it.sum(*it.stage.beside()) == 1002);
  it.stage.restart(Restart::new_start);
  it.settle();
  CHECK(it.sum(it.stage.first()) == 2000);
  CHECK(it.sum(*it.stage.beside()) == 2000);
}

TEST_CASE("two runs play in step and stand at the same step when paused") {
  Fixture it("#/adder?beside=adder?rate=2");
  it.stage.set_speed_limit(0);
  it.settle();
  it.stage.play();
  CHECK(it.stage.playing());
  for (int i = 0; i < 30; ++i) it.stage.update(0.016 * i, 1e-3);
  it.stage.pause();
  it.settle();
  CHECK(it.stage.paused());
  CHECK(it.stage.first().snapshot().step > 10);
  CHECK(it.stage.first().snapshot().step == it.stage.beside()->snapshot().step);
}

TEST_CASE("two runs keep the speed limit") {
  Fixture it("#/adder?beside=adder?rate=2");
  it.settle();
  CHECK(it.stage.speed_limit() == 20);
  it.stage.play();
  for (int i = 0; i <= 120; ++i) it.stage.update(i / 60.0, 1e-3);
  it.stage.pause();
  it.settle();
  CHECK(it.stage.first().snapshot().step >= 38);
  CHECK(it.stage.first().snapshot().step <= 42);
}

TEST_CASE("a pair plays on while one of them goes on, and ends with both") {
  Fixture it("#/adder?rate=10&beside=adder?rate=5");
  it.stage.set_speed_limit(0);
  it.settle();
  it.stage.play();
  for (int i = 0; i < 3000 && it.stage.playing(); ++i) it.stage.update(0.001 * i, 1e-3);
  CHECK_FALSE(it.stage.playing());
  CHECK(it.stage.first().snapshot().status == RunStatus::diverged);
  CHECK(it.stage.beside()->snapshot().status == RunStatus::diverged);
  CHECK(it.stage.first().snapshot().step == 800);
  CHECK(it.stage.beside()->snapshot().step == 1600);
}

TEST_CASE("a run put beside begins as a copy, has the controls, and can be taken away") {
  Fixture it("#/adder?rate=3");
  it.step(4);
  it.stage.put_beside();
  it.settle();
  REQUIRE(it.stage.beside() != nullptr);
  CHECK(it.stage.chosen_side() == 1);
  CHECK_FALSE(it.stage.has_state_hash());
  it.stage.want_state_hash(true);
  while (!it.stage.has_state_hash()) it.stage.update(0, 1e-3);
  CHECK(it.stage.beside()->snapshot().state_hash == it.stage.first().snapshot().state_hash);
  it.stage.want_state_hash(false);
  CHECK(it.stage.chosen().set_parameter("rate", 1).ok());
  it.step(2);
  CHECK(it.sum(it.stage.first()) == 1018);
  CHECK(it.sum(*it.stage.beside()) == 1014);
  it.stage.remove_beside();
  CHECK(it.stage.beside() == nullptr);
  CHECK(&it.stage.chosen() == &it.stage.first());
  it.step(1);
  CHECK(it.sum(it.stage.first()) == 1021);
}
