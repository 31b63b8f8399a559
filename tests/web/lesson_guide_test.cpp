#include "web/model/lesson_guide.h"

#include <doctest/doctest.h>

#include "core/data/packed_text.h"
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
look: curves, sum
Nothing was added yet.
? What is the sum?
- Nought. :: The seed sets it.
+ A thousand.
! It is 1000.

## Later
set: rate = 2
step: 10
controls: rate, size
Ten steps at twice the rate.

## It runs
set: rate = 3
step: 4
play: 7
See it run.

## Think
What else could be added?
)";

// A demo that is open, with its lesson.
struct Fixture {
  Stage stage{make_inline_runner(1, still_clock), make_inline_runner(1, still_clock)};
  LessonGuide lesson;

  explicit Fixture(std::string_view link = "#/adder", const char* text = kLesson) {
    stage.open_link(link);
    CHECK(lesson.open(stage).empty());
    const std::string file = lesson.take_wanted_file();
    if (text != nullptr && !file.empty()) lesson.take_file(file, std::string(text), stage);
    settle();
  }
  void turn() {
    stage.update(0, 1e-3);
    lesson.follow(stage);
    stage.set_lesson(lesson.link_stop(), lesson.link_text());
  }
  void settle() {
    for (int i = 0; i < 1000 && (i < 3 || !stage.settled()); ++i) turn();
  }
  double sum() const { return stage.first().snapshot().metrics[0].value; }
  std::string link() {
    settle();
    return stage.link(stage.view(), true);
  }
};

}  // namespace

TEST_CASE("a lesson is shown from its first stop and changes nothing until it is walked") {
  Fixture it("#/adder?rate=5&step=3");
  CHECK(it.lesson.has_stops());
  CHECK(it.lesson.at() == 0);
  CHECK_FALSE(it.lesson.walking());
  CHECK(it.lesson.panels().empty());
  CHECK(it.lesson.controls().empty());
  CHECK(it.sum() == 1015);
  CHECK(it.lesson.is_elsewhere(it.stage));
  CHECK(it.link() == "#/adder?rate=5&step=3");
}

TEST_CASE("walking goes to each stop's state, shows its panels and controls, and stands in the link") {
  Fixture it;
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
  it.lesson.walk_to(0, it.stage);
  CHECK(it.lesson.panels() == std::vector<std::string>{"curves", "sum"});
  CHECK(it.lesson.controls() == std::vector<std::string>{"rate"});
  it.lesson.next(it.stage);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
  it.settle();
  CHECK(it.sum() == 1020);
  CHECK(it.lesson.panels().empty());
  CHECK(it.lesson.controls() == std::vector<std::string>{"rate", "size"});
  CHECK(it.link() == "#/adder?rate=2&step=10&lesson=2");
  it.stage.step(1);
  it.settle();
  CHECK(it.lesson.is_elsewhere(it.stage));
  it.lesson.back(it.stage);
  CHECK(it.link() == "#/adder?step=0&lesson=1");
  it.lesson.back(it.stage);
  CHECK(it.lesson.at() == 0);
  it.lesson.leave();
  CHECK(it.link() == "#/adder");
  CHECK(it.lesson.controls().empty());
}

TEST_CASE("a run that ends before the step of its stop has come to the stop") {
  Fixture it("#/adder", "# Sums\ndemo: adder\n\n## To the end\nset: rate = 0\nstep: 10\nNothing is added.\n");
  CHECK(it.lesson.is_elsewhere(it.stage));
  it.lesson.walk_to(0, it.stage);
  it.settle();
  CHECK(it.stage.first().snapshot().step < 10);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
}

TEST_CASE("a stop that plays runs to its step first, then at its speed") {
  Fixture it;
  it.lesson.walk_to(2, it.stage);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
  for (int i = 0; i < 1000 && !it.stage.playing(); ++i) it.turn();
  CHECK(it.stage.playing());
  CHECK(it.stage.speed_limit() == 7);
  CHECK(it.stage.first().snapshot().step == 4);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
  it.stage.pause();
  it.stage.first().seek(2);
  it.settle();
  CHECK(it.lesson.is_elsewhere(it.stage));
}

TEST_CASE("where motion is not wanted a stop that plays waits for the reader, at its speed") {
  Fixture it;
  it.lesson.keep_still(true);
  it.lesson.walk_to(2, it.stage);
  it.settle();
  for (int i = 0; i < 20; ++i) it.turn();
  CHECK_FALSE(it.stage.playing());
  CHECK(it.stage.speed_limit() == 7);
  CHECK(it.stage.first().snapshot().step == 4);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
  it.stage.play();
  CHECK(it.stage.playing());
}

TEST_CASE("a stop without a state leaves the run as it is") {
  Fixture it("#/adder?rate=5&step=3");
  it.lesson.walk_to(3, it.stage);
  it.settle();
  CHECK(it.sum() == 1015);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
  CHECK(it.link() == "#/adder?rate=5&step=3&lesson=4");
}

TEST_CASE("undo brings the visitor's own run back, past all the stops walked, and redo the stop") {
  Fixture it("#/adder?rate=5&step=3");
  it.stage.first().act({"plane", PointAdded{{1, 2, 0}}});
  it.settle();
  const RunMoment own = it.stage.first().moment();
  for (int i = 0; i < 3; ++i) {
    it.lesson.walk_to(i, it.stage);
    it.stage.first().finish_gesture();  // as with every click
  }
  it.lesson.walk_to(1, it.stage);
  it.settle();
  CHECK(it.sum() == 1020);
  it.stage.first().undo();
  it.settle();
  CHECK(it.stage.first().moment() == own);
  CHECK(it.stage.first().parameters().real("rate") == 5);
  CHECK(it.lesson.is_elsewhere(it.stage));
  it.stage.first().redo();
  it.settle();
  CHECK(it.sum() == 1020);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
}

TEST_CASE("what was changed at a stop is brought back too") {
  Fixture it;
  it.lesson.walk_to(1, it.stage);
  it.settle();
  CHECK(it.stage.first().set_parameter("rate", 4).ok());
  it.stage.step(1);
  it.settle();
  CHECK(it.sum() == 1024);
  it.lesson.walk_to(0, it.stage);
  it.settle();
  it.stage.first().undo();
  it.settle();
  CHECK(it.sum() == 1024);
  CHECK(it.stage.first().parameters().real("rate") == 4);
  it.stage.first().undo();
  CHECK(it.stage.first().parameters().real("rate") == 2);
  it.stage.first().undo();
  it.settle();
  CHECK(it.sum() == 1000);
}

TEST_CASE("answers are kept for each stop") {
  Fixture it;
  CHECK_FALSE(it.lesson.answer().has_value());
  it.lesson.choose(9);
  CHECK_FALSE(it.lesson.answer().has_value());
  it.lesson.choose(1);
  CHECK(it.lesson.answer() == 1);
  it.lesson.next(it.stage);
  CHECK_FALSE(it.lesson.answer().has_value());
  it.lesson.choose(0);
  CHECK_FALSE(it.lesson.answer().has_value());
  it.lesson.back(it.stage);
  CHECK(it.lesson.answer() == 1);
}

TEST_CASE("a link opens at its stop: with its own run, or, where it says nothing of one, with the stop's") {
  Fixture own("#/adder?rate=5&step=3&lesson=2");
  CHECK(own.lesson.walking());
  CHECK(own.lesson.at() == 1);
  CHECK(own.sum() == 1015);
  CHECK(own.link() == "#/adder?rate=5&step=3&lesson=2");
  Fixture bare("#/adder?lesson=2");
  CHECK(bare.sum() == 1020);
  CHECK(bare.link() == "#/adder?rate=2&step=10&lesson=2");
  Fixture start("#/adder?step=0&lesson=2");
  CHECK(start.sum() == 1000);
  CHECK(start.link() == "#/adder?step=0&lesson=2");
  Fixture beyond("#/adder?lesson=30");
  CHECK(beyond.lesson.at() == 3);
}

TEST_CASE("another stop of the same lesson keeps the answers, another demo has its own lesson") {
  Fixture it("#/adder?lesson=1");
  it.lesson.choose(1);
  it.stage.open_link("#/adder?lesson=2");
  CHECK(it.lesson.open(it.stage).empty());
  CHECK(it.lesson.take_wanted_file().empty());
  it.settle();
  CHECK(it.sum() == 1020);
  it.lesson.back(it.stage);
  CHECK(it.lesson.answer() == 1);
  it.stage.open_demo(*Registry::instance().find("other-adder"));
  it.lesson.open(it.stage);
  CHECK(it.lesson.take_wanted_file() == "lessons/other-adder.md");
  CHECK_FALSE(it.lesson.walking());
  it.stage.open_link("");
  it.lesson.open(it.stage);
  CHECK(it.lesson.state() == LessonGuide::State::none);
  CHECK(it.lesson.take_wanted_file().empty());
}

TEST_CASE("a lesson that is missing or broken is told in a sentence, and the demo works") {
  Fixture missing("#/adder?rate=5&step=3&lesson=2", nullptr);
  CHECK(missing.lesson.state() == LessonGuide::State::waiting);
  missing.lesson.take_file("lessons/other-adder.md", "late", missing.stage);
  CHECK(missing.lesson.state() == LessonGuide::State::waiting);
  missing.lesson.take_file("lessons/adder.md", std::nullopt, missing.stage);
  CHECK(missing.lesson.state() == LessonGuide::State::missing);
  CHECK(missing.lesson.problem() == "The lesson of this demo could not be fetched. The demo works without it.");
  CHECK_FALSE(missing.lesson.walking());
  CHECK(missing.sum() == 1015);
  Fixture broken("#/adder", "# T\ndemo: adder\n## S\nset: rat = 2\n");
  CHECK(broken.lesson.state() == LessonGuide::State::missing);
  CHECK(broken.lesson.problem().find("Line 4: There is no parameter “rat”") != std::string::npos);
  Fixture foreign("#/adder", "# T\ndemo: other-adder\n## S\ndefaults\n");
  CHECK(foreign.lesson.problem().find("another demo, “other-adder”") != std::string::npos);
}

TEST_CASE("a recorded stop keeps the run beside, and walking shows and takes away what the lesson put there") {
  Fixture it("#/adder?rate=2&step=5", nullptr);
  it.lesson.begin_own(it.stage);
  it.lesson.record(it.stage, {});
  it.stage.put_beside();
  CHECK(it.stage.chosen().set_parameter("rate", 4).ok());
  it.settle();
  it.lesson.record(it.stage, {});
  REQUIRE(it.lesson.stop().beside.has_value());
  it.lesson.walk_to(0, it.stage);
  it.lesson.walk_to(1, it.stage);
  it.settle();
  REQUIRE(it.stage.beside() != nullptr);
  CHECK(it.stage.beside()->plan() == it.lesson.stop().beside->plan);
  CHECK_FALSE(it.lesson.is_elsewhere(it.stage));
  it.lesson.walk_to(0, it.stage);
  CHECK(it.stage.beside() == nullptr);
  it.lesson.walk_to(1, it.stage);
  it.stage.remove_beside();
  CHECK(it.lesson.is_elsewhere(it.stage));
}

TEST_CASE("a lesson is recorded, written, and opened again from its file and from its link") {
  Fixture it("#/adder?rate=2&step=5", nullptr);
  it.lesson.begin_own(it.stage);
  CHECK_FALSE(it.lesson.has_stops());
  CHECK_FALSE(it.lesson.link().ok());
  it.lesson.record(it.stage, {"curves"});
  CHECK(it.stage.first().set_parameter("rate", 3).ok());
  it.stage.step(2);
  it.settle();
  it.lesson.record(it.stage, {});
  CHECK(it.lesson.at() == 1);
  it.lesson.edit().title = "Mine";
  it.lesson.edit().controls = {"rate"};
  it.lesson.edit().stops[1].title = "Faster";
  it.lesson.edit().stops[1].question = {"How fast?", {{"3", "Yes.", true}, {"4", "", false}}, "Read the rate."};
  it.lesson.edited();
  CHECK(it.lesson.mistakes().empty());
  it.lesson.move_stop(-1);
  CHECK(it.lesson.at() == 0);
  CHECK(it.lesson.stop().title == "Faster");
  it.lesson.move_stop(-1);
  CHECK(it.lesson.at() == 0);
  const Result<std::string> link = it.lesson.link();
  REQUIRE(link.ok());
  CHECK(it.lesson.file_name() == "adder-lesson.md");

  Fixture by_link(*link, nullptr);
  REQUIRE(by_link.lesson.has_stops());
  CHECK(by_link.lesson.is_own());
  CHECK(by_link.lesson.walking());
  CHECK(by_link.lesson.count() == 2);
  CHECK(by_link.lesson.stop().question == it.lesson.stop().question);
  CHECK(by_link.sum() == 1016);
  CHECK(by_link.link().find("lesson=1&stops=") != std::string::npos);
  by_link.lesson.next(by_link.stage);
  by_link.settle();
  CHECK(by_link.sum() == 1010);
  CHECK(by_link.lesson.panels() == std::vector<std::string>{"curves"});

  Fixture by_file("#/other-adder", nullptr);
  CHECK(by_file.lesson.give(it.lesson.file_text(), by_file.stage).ok());
  CHECK(by_file.stage.first().demo()->id == "adder");
  by_file.settle();
  CHECK(by_file.sum() == 1016);
  by_file.lesson.remove_stop();
  by_file.lesson.remove_stop();
  by_file.lesson.remove_stop();
  CHECK_FALSE(by_file.lesson.has_stops());
}

TEST_CASE("a file given for the demo that is open can be undone") {
  Fixture it("#/adder?rate=5&step=3");
  CHECK(it.lesson.give("# T\ndemo: adder\n## S\nset: rate = 2\nstep: 4\n", it.stage).ok());
  it.settle();
  CHECK(it.sum() == 1008);
  it.stage.first().undo();
  it.settle();
  CHECK(it.sum() == 1015);
  const Result<bool> refused = it.lesson.give("demo: adder\n", it.stage);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().find("no stop") != std::string::npos);
  CHECK(it.lesson.lesson().title == "T");
}

TEST_CASE("a lesson with mistakes keeps its last good link, one too long for a link has its file") {
  Fixture it("#/adder", nullptr);
  it.lesson.begin_own(it.stage);
  it.lesson.record(it.stage, {});
  const std::string good = *it.lesson.link();
  it.lesson.edit().stops[0].question.text = "Without answers?";
  it.lesson.edited();
  CHECK(it.lesson.mistakes().size() == 1);
  CHECK_FALSE(it.lesson.link().ok());
  CHECK(good.find(it.lesson.link_text()) != std::string::npos);
  it.lesson.edit().stops[0].question = {};
  std::uint32_t noise = 1;
  for (int i = 0; i < 39; ++i) {
    it.lesson.record(it.stage, {});
    std::string words;
    for (int letter = 0; letter < 400; ++letter) {
      noise = noise * 1664525 + 1013904223;
      words += static_cast<char>('!' + noise % 90);
    }
    it.lesson.edit().stops[static_cast<std::size_t>(it.lesson.at())].text = words;
  }
  it.lesson.edited();
  it.lesson.record(it.stage, {});
  CHECK(it.lesson.count() == 40);
  const Result<std::string> link = it.lesson.link();
  REQUIRE_FALSE(link.ok());
  CHECK(link.error() == "The lesson is too long for a link, which holds at most 8 kB of it. Give its file instead.");
  it.settle();
  CHECK(it.link() == "#/adder");
}

TEST_CASE("a lesson in a link that cannot be read is told in a sentence, and the demo's own takes its place") {
  Stage stage{make_inline_runner(1, still_clock), make_inline_runner(1, still_clock)};
  LessonGuide lesson;
  const auto problem_of = [&](const std::string& packed) {
    stage.open_link("#/adder?lesson=1&stops=" + packed);
    const std::vector<std::string> problems = lesson.open(stage);
    CHECK(lesson.take_wanted_file() == "lessons/adder.md");
    return problems.size() == 1 ? problems[0] : std::to_string(problems.size());
  };
  CHECK(problem_of("abc").starts_with("The lesson in the link cannot be read: The packed text"));
  CHECK(problem_of("%FF").starts_with("The lesson in the link cannot be read: The packed text"));
  CHECK(problem_of(data::packed_text("nonsense")).starts_with("The lesson in the link cannot be used."));
  CHECK(problem_of(data::packed_text("demo: other-adder\n## S\ndefaults\n")).find("another demo") != std::string::npos);
  CHECK(problem_of(data::packed_text(std::string(kMaximumLessonBytes + 1, 'x'))).find("longer") != std::string::npos);
}
