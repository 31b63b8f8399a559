#include "web/model/lesson_choices.h"

#include <doctest/doctest.h>

#include "core/lab/parameter_schema.h"

using namespace lectern;

namespace {

const std::vector<LessonOption>& options() {
  static const std::vector<LessonOption> all{{"learning_rate", "Learning rate η", "Training"},
                                             {"momentum", "Momentum", "Training"},
                                             {"noise", "Noise", "Data"},
                                             {"width", "Width of the strip", "Data", false}};
  return all;
}

}  // namespace

TEST_CASE("the controls of a demo are offered by their labels, also those that other settings bring") {
  ParameterSchema schema(1);
  schema.group("Data").choice("data", "Data", {{"moons", "Moons"}, {"strip", "Strip"}}, "moons");
  schema.real("width", "Width", {0, 1}, 0.5).shown_when("data", {"strip"});
  const std::vector<LessonOption> offered = control_options(ParameterSet::defaults(schema));
  REQUIRE(offered.size() == 2);
  CHECK(offered[0] == LessonOption{"data", "Data", "Data", true});
  CHECK(offered[1] == LessonOption{"width", "Width", "Data", false});
}

TEST_CASE("controls are kept in the demo's order, panels in the order in which they were chosen") {
  std::vector<std::string> chosen;
  for (const char* id : {"noise", "learning_rate"})
    chosen = with_toggled(chosen, id, options(), ChoiceOrder::of_options);
  CHECK(chosen == std::vector<std::string>{"learning_rate", "noise"});
  CHECK(with_toggled(chosen, "noise", options(), ChoiceOrder::of_options) == std::vector<std::string>{"learning_rate"});
  chosen = with_toggled({"noise"}, "learning_rate", options(), ChoiceOrder::of_choice);
  CHECK(chosen == std::vector<std::string>{"noise", "learning_rate"});
  CHECK(with_toggled(chosen, "noise", options(), ChoiceOrder::of_choice) == std::vector<std::string>{"learning_rate"});
}

TEST_CASE("an option is found by the words of its label and heading and by its id") {
  CHECK(matches(options()[0], ""));
  CHECK(matches(options()[0], "RATE  train"));
  CHECK(matches(options()[0], "learning_r"));
  CHECK_FALSE(matches(options()[0], "rate data"));
}

TEST_CASE("what a choice shows and hides is named") {
  CHECK(labels_of_chosen({"noise", "momentum"}, options()) == "Noise, Momentum");
  CHECK(labels_of_chosen({"gone"}, options()) == "gone");
  // What the run does not show anyway is not named as hidden.
  CHECK(labels_of_others({"noise"}, options()) == "Learning rate η, Momentum");
}

TEST_CASE("panels of the lesson that the run has not are offered too, so that they can be taken out") {
  Snapshot snapshot;
  snapshot.curves("plane", "The plane", {});
  const std::vector<LessonOption> offered = panel_options(snapshot, {"plane", "tree"});
  REQUIRE(offered.size() == 2);
  CHECK(offered[0] == LessonOption{"plane", "The plane", "", true});
  CHECK(offered[1] == LessonOption{"tree", "tree", "", false});
}
