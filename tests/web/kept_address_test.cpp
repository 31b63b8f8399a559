#include "web/model/kept_address.h"

#include <doctest/doctest.h>

#include "tests/web/adder.h"

using namespace lectern;

namespace {

double still_clock() { return 0; }

struct Fixture {
  Stage stage{make_inline_runner(1, still_clock), make_inline_runner(1, still_clock)};
  KeptAddress address;

  explicit Fixture(std::string_view link) {
    stage.open_link(link);
    address.open(stage);
  }
  void settle() {
    for (int i = 0; i < 2000 && (i < 3 || !stage.settled()); ++i) {
      CHECK((stays() || stage.first().can_undo()));  // also on the way
      stage.update(0, 1e-3);
    }
  }
  // After a while in which nobody asks.
  bool stays_later() {
    for (int i = 0; i < 20; ++i) stage.update(0, 1e-3);
    return stays();
  }
  bool stays() { return address.stays(stage, stage.link(stage.view(), stage.paused()), false); }
};

}  // namespace

TEST_CASE("the address stays while the run it names is on its way and when it is there") {
  for (const char* link : {"#/adder", "#/Adder?rate=2&step=5", "#/adder?rate=99&nothing=3", "#/no-such-demo", "",
                           "#/adder?step=5&beside=%23/other-adder%3Fstep%3D7"}) {
    CAPTURE(link);
    Fixture it(link);
    it.settle();
    CHECK(it.stays());
    CHECK(it.stays());
  }
}

TEST_CASE("the address follows what the reader changes, before the run is there too") {
  Fixture stepped("#/Adder?step=5");
  stepped.settle();
  stepped.stage.step(1);
  CHECK_FALSE(stepped.stays_later());
  CHECK_FALSE(stepped.stays());

  Fixture changed("#/Adder?step=5");
  REQUIRE(changed.stage.first().set_parameter("rate", 3));
  CHECK_FALSE(changed.stays());

  Fixture later("#/Adder");
  later.settle();
  REQUIRE(later.stage.first().set_parameter("rate", 3));
  CHECK_FALSE(later.stays_later());

  Fixture given_up("#/adder");
  given_up.settle();
  given_up.address.give_up();
  CHECK_FALSE(given_up.stays());
}
