#include <doctest/doctest.h>

#include <string>

#include "core/lab/lesson.h"
#include "core/lab/lesson_check.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;
using namespace lectern::tests;

namespace {

constexpr const char* kLesson = R"(# How far does it go?
demo: random-walk
controls: pace, mood

## Start
The walk begins at the origin.
It has not moved.

A second paragraph.
look: plane
? How far does it go in twenty steps?
- Twenty lengths. :: Steps to and fro
  take each other back.
+ Less.
! The root of the number of steps.
expect: at step 0, x = 0

## Wild
set: mood = wild
set: seed = 3
step: 10
play: 5
 - this is text
expect: on seeds 1 to 3, at the end, status = diverged
expect: with mood = calm and pace = 0.1, at step 60, status = running

## On
expect: at step 20, x != x at step 10
)";

std::string only_problem(const std::string& text) {
  const ParsedLesson parsed = parse_lesson(text, walk_registry());
  REQUIRE(parsed.problems.size() == 1);
  return parsed.problems[0];
}

std::string in_stop(const std::string& line) { return "demo: random-walk\n## Stop\n" + line + "\n"; }

}  // namespace

TEST_CASE("a lesson is read as it is meant") {
  const ParsedLesson parsed = parse_lesson(kLesson, walk_registry());
  CHECK(parsed.problems == std::vector<std::string>{});
  const Lesson& lesson = parsed.lesson;
  CHECK(lesson.title == "How far does it go?");
  CHECK(lesson.demo == "random-walk");
  CHECK(lesson.controls == std::vector<std::string>{"pace", "mood"});
  REQUIRE(lesson.stops.size() == 3);

  const LessonStop& start = lesson.stops[0];
  CHECK(start.line == 5);
  CHECK(start.text == "The walk begins at the origin. It has not moved.\n\nA second paragraph.");
  CHECK_FALSE(start.has_state);
  CHECK(start.panels == std::vector<std::string>{"plane"});
  REQUIRE(start.question.answers.size() == 2);
  CHECK(start.question.answers[0].text == "Twenty lengths.");
  CHECK(start.question.answers[0].reveal == "Steps to and fro take each other back.");
  CHECK(start.question.answers[1].right);
  CHECK(start.question.reveal == "The root of the number of steps.");

  const LessonStop& wild = lesson.stops[1];
  CHECK(wild.has_state);
  CHECK(wild.text == "- this is text");
  CHECK(wild.moment.plan.seed == 3);
  CHECK(wild.moment.step == 10);
  CHECK(wild.plays);
  CHECK(wild.steps_per_second == 5);
  REQUIRE(wild.expectations.size() == 2);
  CHECK(wild.expectations[0].at_end);

  CHECK_FALSE(lesson.stops[2].has_state);
  CHECK(lesson.stops[2].moment == wild.moment);
}

TEST_CASE("a lesson that is written reads back to the same") {
  const Lesson lesson = parse_lesson(kLesson, walk_registry()).lesson;
  const std::string text = write_lesson(lesson, walk_registry());
  const ParsedLesson again = parse_lesson(text, walk_registry());
  CHECK(again.problems == std::vector<std::string>{});
  CHECK(write_lesson(again.lesson, walk_registry()) == text);
  REQUIRE(again.lesson.stops.size() == lesson.stops.size());
  for (std::size_t i = 0; i < lesson.stops.size(); ++i) {
    const LessonStop &was = lesson.stops[i], &is = again.lesson.stops[i];
    CHECK(is.title == was.title);
    CHECK(is.text == was.text);
    CHECK(is.has_state == was.has_state);
    CHECK(is.moment == was.moment);
    CHECK(is.question == was.question);
    CHECK(is.panels == was.panels);
    CHECK(is.expectations.size() == was.expectations.size());
  }
}

TEST_CASE("a stop may show another run beside its own") {
  const std::string text =
      "# Two\ndemo: random-walk\n\n## Slow and fast\nset: pace = 0.1\nstep: 4\nbeside: #/random-walk?pace=1\n";
  const ParsedLesson parsed = parse_lesson(text, walk_registry());
  CHECK(parsed.problems == std::vector<std::string>{});
  REQUIRE(parsed.lesson.stops.size() == 1);
  const LessonStop& stop = parsed.lesson.stops[0];
  REQUIRE(stop.beside.has_value());
  CHECK(stop.beside->step == 4);
  CHECK(stop.beside->plan.parameters == decltype(stop.beside->plan.parameters){{"pace", 1.0}});
  CHECK(write_lesson(parsed.lesson, walk_registry()) == text);
  CHECK(only_problem(in_stop("beside: #/nowhere")).starts_with("Line 3: There is no demo"));
  CHECK(only_problem(in_stop("beside: pace = 1")).starts_with("Line 3: "));
}

TEST_CASE("every mistake in a lesson is told with its line and what is allowed") {
  CHECK(only_problem("").find("“demo: ID”") != std::string::npos);
  CHECK(only_problem("demo: random-walk\n").find("no stop") != std::string::npos);
  CHECK(only_problem("demo: random-wlk\n## A\n").starts_with("Line 1: There is no demo"));
  CHECK(only_problem(in_stop("set: pace = 100")).starts_with("Line 3: "));
  CHECK(only_problem(in_stop("set: size")).find("NAME = VALUE") != std::string::npos);
  CHECK(only_problem(in_stop("set: step = 5")).find("“step: N”") != std::string::npos);
  CHECK(only_problem(in_stop("step: many")).find("whole numbers") != std::string::npos);
  CHECK(only_problem(in_stop("play: 0")).find("above 0") != std::string::npos);
  CHECK(only_problem(in_stop("expct: x > 1")).find("near ones are expect") != std::string::npos);
  CHECK(only_problem(in_stop("expect: x bigger 1")).find("allowed are <") != std::string::npos);
  CHECK(only_problem(in_stop("expect: 2 > 1")).find("metric") != std::string::npos);
  CHECK(only_problem(in_stop("expect: on seeds 3 to 1, x > 1")).find("smaller first") != std::string::npos);
  CHECK(only_problem(in_stop("expect: with mood = sad, x > 1")).find("calm") != std::string::npos);
  CHECK(only_problem(in_stop("- an answer")).find("question before it") != std::string::npos);
  CHECK(only_problem(in_stop("? Why?\n- One answer\nthat goes on.\n- Another.")).find("two blanks") !=
        std::string::npos);
  CHECK(only_problem(in_stop("? Why?\n- One answer.")).find("too few answers") != std::string::npos);
  CHECK(only_problem("demo: random-walk\ntext\n## A\n").find("has to stand in a stop") != std::string::npos);
  CHECK(only_problem(in_stop("controls: speed")).find("speed") != std::string::npos);
}

TEST_CASE("what a lesson claims is run, and what does not hold is told with what was found") {
  ThreadPool pool(1);
  for (const StopCheck& check : check_lesson(parse_lesson(kLesson, walk_registry()).lesson, pool, walk_registry())) {
    CAPTURE(check.title);
    CHECK(check.failures == std::vector<std::string>{});
  }
  const auto failures = [&](const std::string& lines) {
    const ParsedLesson parsed = parse_lesson(in_stop(lines), walk_registry());
    CHECK(parsed.problems == std::vector<std::string>{});
    return check_lesson(parsed.lesson, pool, walk_registry()).at(0).failures;
  };
  CHECK(failures("expect: at step 5, x > 1e6").at(0).find("x is ") != std::string::npos);
  CHECK(failures("expect: y > 1").at(0).find("there are x") != std::string::npos);
  CHECK(failures("look: plain").at(0).find("there are plane") != std::string::npos);
  CHECK(failures("play\nexpect: x = 0").at(0).find("a step has to be named") != std::string::npos);
  CHECK(failures("set: mood = wild\nexpect: at the end, status = finished").at(0).find("diverged") !=
        std::string::npos);
  CHECK(failures("expect: on 1 of seeds 1 to 4, at step 9, x > 1e6").at(0).find("0 of 4") != std::string::npos);
}

TEST_CASE("comparisons hold of numbers, never of one that is not known") {
  CHECK(holds(Comparison::about, 1.04, 1, 0));
  CHECK_FALSE(holds(Comparison::about, 1.06, 1, 0));
  CHECK(holds(Comparison::about, 1.06, 1, 0.1));
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  for (const Comparison each : {Comparison::less, Comparison::at_most, Comparison::greater, Comparison::at_least,
                                Comparison::equal, Comparison::unequal, Comparison::about}) {
    CHECK_FALSE(holds(each, unknown, 1, 0));
    CHECK_FALSE(holds(each, unknown, unknown, 0));
  }
}
