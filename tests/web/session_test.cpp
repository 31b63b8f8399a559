#include "web/app/session.h"

#include <doctest/doctest.h>

#include "core/lab/registry.h"

using namespace lectern;

namespace {

// Adds its rate at every step, from where its handle was put.
class Adder : public Experiment {
 public:
  explicit Adder(const ExperimentStart& start) : rate_(start.parameters.real("rate")), sum_(start.seed * 1000.0) {}
  void step() override { sum_ += rate_; }
  void tune(const ParameterSet& parameters) override { rate_ = parameters.real("rate"); }
  bool act(const Action& action) override {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (drag != nullptr) sum_ = drag->x;
    return drag != nullptr;
  }
  void describe(Snapshot& snapshot) const override { snapshot.add_metric("sum", "Sum", sum_); }
  void hash_state(StateHasher& hasher) const override { hasher.add(sum_); }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<Adder>(*this); }

 private:
  double rate_;
  double sum_;
};

ExperimentInfo adder_info() {
  ExperimentInfo info;
  info.id = "adder";
  info.title = "Adder";
  info.lecture = 1;
  info.row = "R1";
  info.summary = "Adds.";
  info.lesson = "What is the sum?";
  info.sources = {"None."};
  info.schema.group("All").real("rate", "Rate", {0, 10}, 1).live().help("Added at every step.");
  info.schema.integer("size", "Size", {1, 9}, 3).help("Does nothing.");
  info.steps_per_second = 20;
  info.make = [](const ExperimentStart& start) -> Result<std::unique_ptr<Experiment>> {
    return std::unique_ptr<Experiment>(new Adder(start));
  };
  return info;
}

const RegisterExperiment registered{adder_info()};

double still_clock() { return 0; }

// A session on a runner that works when asked.
struct Fixture {
  Session session{make_inline_runner(1, still_clock)};

  Fixture() { session.open_demo(*Registry::instance().find("adder")); }
  void settle() {
    for (int i = 0; i < 1000 && (i < 3 || !session.settled()); ++i) session.update(0, 1e-3);
  }
  void step(int count) {
    settle();
    session.step(static_cast<std::uint64_t>(count));
    settle();
  }
  double sum() const { return session.snapshot().metrics[0].value; }
};

}  // namespace

TEST_CASE("steps asked for are done, no more") {
  Fixture it;
  it.step(5);
  CHECK(it.session.snapshot().step == 5);
  CHECK(it.sum() == 1005);
}

TEST_CASE("a live parameter applies to the steps that follow and keeps the run") {
  Fixture it;
  it.step(2);
  CHECK(it.session.set_parameter("rate", "3").ok());
  it.step(2);
  CHECK(it.session.snapshot().step == 4);
  CHECK(it.sum() == 1008);
}

TEST_CASE("another parameter starts the run anew with everything as it is set now") {
  Fixture it;
  CHECK(it.session.set_parameter("rate", "3").ok());
  it.step(2);
  CHECK(it.session.set_parameter("size", "5").ok());
  it.settle();
  CHECK(it.session.snapshot().step == 0);
  it.step(1);
  CHECK(it.sum() == 1003);
}

TEST_CASE("a value that is not allowed is refused in a sentence and changes nothing") {
  Fixture it;
  const auto done = it.session.set_parameter("rate", "eleven");
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().find("eleven") != std::string::npos);
  CHECK(it.session.parameters().real("rate") == 1);
  CHECK_FALSE(it.session.can_undo());
}

TEST_CASE("undo and redo bring parameters and seeds back") {
  Fixture it;
  CHECK(it.session.set_parameter("rate", "3").ok());
  it.session.finish_gesture();
  it.session.restart(Restart::new_start);
  CHECK(it.session.seed() == 2);
  it.session.undo();
  CHECK(it.session.seed() == 1);
  CHECK(it.session.parameters().real("rate") == 3);
  it.session.undo();
  CHECK(it.session.parameters().real("rate") == 1);
  it.session.redo();
  CHECK(it.session.parameters().real("rate") == 3);
}

TEST_CASE("the three resets change the seeds they name and no other") {
  Fixture it;
  it.session.restart(Restart::same_start);
  CHECK(it.session.seed() == 1);
  CHECK(it.session.data_seed() == 1);
  it.session.restart(Restart::new_data);
  CHECK(it.session.seed() == 1);
  CHECK(it.session.data_seed() == 2);
  it.session.restart(Restart::new_start);
  CHECK(it.session.seed() == 2);
  CHECK(it.session.data_seed() == 2);
}

TEST_CASE("a handle stays where it was dragged until a new start is asked for") {
  Fixture it;
  it.step(3);
  it.session.act({"plane", HandleDragged{"start", 50, 0}});
  it.session.act({"plane", HandleDragged{"start", 70, 0}});
  it.step(1);
  CHECK(it.sum() == 71);
  it.session.restart(Restart::same_start);
  it.step(2);
  CHECK(it.sum() == 72);
  CHECK(it.session.set_parameter("size", "5").ok());
  it.step(1);
  CHECK(it.sum() == 71);
  it.session.restart(Restart::new_start);
  it.step(1);
  CHECK(it.sum() == 2001);
}

TEST_CASE("a link reopened leads to the same state, changes on the way included") {
  Fixture it;
  it.step(3);
  CHECK(it.session.set_parameter("rate", "2").ok());
  it.step(4);
  const std::string link = it.session.link({}, true);
  const std::uint64_t hash = it.session.snapshot().state_hash;
  Fixture other;
  CHECK(other.session.open_link(link).empty());
  other.settle();
  CHECK(other.session.snapshot().step == 7);
  CHECK(other.session.snapshot().state_hash == hash);
  CHECK(other.session.parameters().real("rate") == 2);
}

TEST_CASE("a bad link opens what is valid and tells the rest") {
  Fixture it;
  const auto problems = it.session.open_link("#/adder?rate=99&size=4");
  CHECK(problems.size() == 1);
  CHECK(it.session.parameters().real("rate") == 1);
  CHECK(it.session.parameters().integer("size") == 4);
}

TEST_CASE("a demo opens at its own speed, and the speed chosen stays while it is open") {
  Fixture it;
  CHECK(it.session.speed_limit() == 20);
  it.session.set_speed_limit(5);
  it.session.open_link("#/adder?rate=2");
  CHECK(it.session.speed_limit() == 5);
  it.session.open_link("");
  it.session.open_link("#/adder");
  CHECK(it.session.speed_limit() == 20);
}

TEST_CASE("an empty link closes the demo") {
  Fixture it;
  CHECK(it.session.open_link("").empty());
  CHECK(it.session.demo() == nullptr);
  it.settle();
  CHECK(it.session.snapshot().status == RunStatus::idle);
}

TEST_CASE("a file is refused in a sentence by a demo that reads none") {
  Fixture it;
  it.session.give_file("mine.csv", "1,2", 0);
  it.session.update(1, 0.001);
  const auto messages = it.session.take_file_messages();
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].find("mine.csv") != std::string::npos);
}
