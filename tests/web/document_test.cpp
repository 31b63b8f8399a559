#include "web/model/document.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/lab/registry.h"
#include "tests/web/adder.h"

using namespace lectern;

namespace {

double still_clock() { return 0; }

constexpr const char* kLesson = R"(# Sums
demo: adder
controls: rate

## At the start
defaults
Nothing was added yet.
? What is the sum?
- Nought. :: The seed sets it.
+ A thousand.
! It is 1000.

## Later
set: rate = 2
step: 10
Ten steps at twice the rate.
)";

struct Fixture {
  Stage stage{make_inline_runner(1, still_clock), make_inline_runner(1, still_clock)};
  LessonGuide lesson;

  explicit Fixture(std::string_view link) {
    stage.open_link(link);
    CHECK(lesson.open(stage).empty());
    const std::string file = lesson.take_wanted_file();
    if (!file.empty()) lesson.take_file(file, std::string(kLesson), stage);
    settle();
  }
  void settle() {
    for (int i = 0; i < 1000 && (i < 3 || !stage.settled()); ++i) {
      stage.update(0, 1e-3);
      lesson.follow(stage);
    }
  }
  nlohmann::json told(bool with_panels = true) const {
    return nlohmann::json::parse(document_json(stage, lesson, with_panels));
  }
};

}  // namespace

TEST_CASE("while no demo is open the document tells just that") {
  Stage stage{make_inline_runner(1, still_clock), make_inline_runner(1, still_clock)};
  CHECK(document_json(stage, LessonGuide(), true) == R"({"id":""})");
}

TEST_CASE("the document tells the run, its numbers in words and its panels in sentences") {
  Fixture it("#/adder?rate=5&step=3");
  const nlohmann::json told = it.told();
  CHECK(told["id"] == "adder");
  CHECK(told["step"] == 3);
  CHECK(told["playing"] == false);
  CHECK(told["seed"] == 1);
  CHECK(told["runs"].size() == 1);
  CHECK(told["runs"][0]["metrics"][0]["label"] == "Sum");
  CHECK(told["runs"][0]["metrics"][0]["value"] == "1015");
  CHECK(told["runs"][0]["panels"][0]["title"] == "Curves");
  CHECK(told["runs"][0]["panels"][0]["words"] == "Sum is 1015 at 0.");
  CHECK_FALSE(it.told(false)["runs"][0].contains("panels"));
}

TEST_CASE("the document tells what means something now, and the parameters as they are") {
  Fixture it("#/adder");
  nlohmann::json told = it.told();
  CHECK(
      told["can"] ==
      nlohmann::json{{"step_back", false}, {"new_start", true}, {"new_data", false}, {"undo", false}, {"redo", false}});
  CHECK(it.stage.chosen().set_parameter("rate", 0.5).ok());
  it.stage.step(1);
  it.settle();
  told = it.told();
  CHECK(told["can"]["undo"] == true);
  CHECK(told["can"]["step_back"] == true);
  CHECK(told["parameters"]["rate"] == nlohmann::json{{"value", "0.5"}, {"shown", true}, {"offered", true}});
  CHECK(told["parameters"]["shape"]["value"] == "flat");
}

TEST_CASE("the document tells the stop, what was revealed, and which controls the lesson leaves open") {
  Fixture it("#/adder");
  CHECK(it.told()["lesson"]["walking"] == false);
  it.lesson.walk_to(0, it.stage);
  it.settle();
  nlohmann::json told = it.told()["lesson"];
  CHECK(told["stops"] == 2);
  CHECK(told["stop"] == 1);
  CHECK(told["name"] == "At the start");
  CHECK(told["question"]["answers"] == nlohmann::json{"Nought.", "A thousand."});
  CHECK_FALSE(told["question"].contains("chosen"));
  CHECK(it.told()["parameters"]["size"]["offered"] == false);
  CHECK(it.told()["parameters"]["rate"]["offered"] == true);
  it.lesson.choose(0);
  told = it.told()["lesson"];
  CHECK(told["question"]["right"] == false);
  CHECK(told["question"]["revealed"] == nlohmann::json{"The seed sets it.", "It is 1000."});
  it.lesson.next(it.stage);
  it.settle();
  CHECK(it.told()["lesson"]["stop"] == 2);
  CHECK(it.told()["step"] == 10);
}

TEST_CASE("of two runs the document tells both, and the parameters of the chosen one") {
  Fixture it("#/adder");
  it.stage.put_beside();
  it.stage.choose(1);
  it.settle();
  CHECK(it.stage.chosen().set_parameter("rate", 4).ok());
  it.settle();
  const nlohmann::json told = it.told();
  CHECK(told["beside"] == true);
  CHECK(told["side"] == 1);
  CHECK(told["runs"].size() == 2);
  CHECK(told["parameters"]["rate"]["value"] == "4");
  CHECK(told["controls_of"] == "adder");
}
