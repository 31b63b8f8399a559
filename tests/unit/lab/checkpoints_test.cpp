#include "core/lab/checkpoints.h"

#include <doctest/doctest.h>

#include <new>

using namespace lectern;

namespace {

// Counts; a copy takes the memory of `words` numbers, or finds none. Nothing here asks for its hash.
class Counter final : public Experiment {
 public:
  explicit Counter(std::size_t words = 1, bool copyable = true) : state_(words), copyable_(copyable) {}
  void step() override { state_[0] += 1; }
  void tune(const ParameterSet&) override {}
  void describe(Snapshot&) const override {}
  void hash_state(StateHasher&) const override { FAIL("counting bytes needs no hash"); }
  std::size_t bytes() const override { return state_.size() * sizeof(double); }
  std::unique_ptr<Experiment> clone() const override {
    if (!copyable_) throw std::bad_alloc();
    return std::make_unique<Counter>(*this);
  }

 private:
  std::vector<double> state_;
  bool copyable_;
};

struct Fixture {
  explicit Fixture(Counter given = Counter()) : counter(std::move(given)) {}

  ParameterSchema schema;
  ParameterSet parameters = ParameterSet::defaults(schema);
  Counter counter;
  Checkpoints checkpoints;
  int copies = 0;

  void pass(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t step = from; step <= to; ++step) {
      if (!checkpoints.wants(step)) continue;
      checkpoints.keep(step, counter, parameters);
      ++copies;
    }
  }
  std::vector<std::uint64_t> steps() const {
    std::vector<std::uint64_t> all;
    checkpoints.list(all);
    return all;
  }
};

}  // namespace

TEST_CASE("checkpoints stay bounded in number, evenly apart, and step 0 is always one") {
  Fixture it;
  for (std::uint64_t end = 1; end < 20000; end = 3 * end + 1) {
    it.checkpoints.clear();
    it.pass(0, end);
    CAPTURE(end);
    const std::vector<std::uint64_t> steps = it.steps();
    REQUIRE(!steps.empty());
    CHECK(steps.front() == 0);
    CHECK(steps.size() <= kMaximumCheckpoints);
    CHECK(steps.size() >= std::min<std::uint64_t>(end, 12));
    for (std::size_t i = 2; i < steps.size(); ++i) CHECK(steps[i] - steps[i - 1] == steps[1]);
  }
}

TEST_CASE("a long run makes few copies") {
  Fixture it;
  it.pass(0, 100000);
  CHECK(it.copies < 24 + 12 * 14);
}

TEST_CASE("the nearest checkpoint lies at or before the step asked for") {
  Fixture it;
  it.pass(0, 1000);
  for (std::uint64_t step = 0; step <= 1000; ++step) {
    const Checkpoint* nearest = it.checkpoints.nearest(step);
    REQUIRE(nearest != nullptr);
    CHECK(nearest->step <= step);
    CHECK(step - nearest->step < 64);
  }
  CHECK(Checkpoints().nearest(5) == nullptr);
}

TEST_CASE("the way replayed last is kept more closely, so that steps back are short") {
  Fixture it;
  it.pass(0, 100000);
  std::uint64_t replayed = 0;
  for (std::uint64_t step = 99999; step > 99899; --step) {  // a hundred steps back, one by one
    const std::uint64_t from = it.checkpoints.nearest(step)->step;
    it.checkpoints.expect_replay(from, step);
    it.pass(from + 1, step);
    replayed += step - from;
    CHECK(it.steps().size() <= kMaximumCheckpoints);
  }
  CHECK(replayed < 6000);  // without: a hundred times about 1700
}

TEST_CASE("what comes after a change is forgotten, and the way on is kept closely again") {
  Fixture it;
  it.pass(0, 100000);
  it.checkpoints.forget_after(20);
  CHECK(it.steps() == std::vector<std::uint64_t>{0});
  it.pass(21, 60);
  CHECK(it.steps().size() > 8);
}

TEST_CASE("large states are kept less often, very large ones at step 0 alone") {
  Fixture large(Counter(kCheckpointBytes / 8 / 4));
  large.pass(0, 1000);
  CHECK(large.steps().size() >= 2);
  CHECK(large.steps().size() <= 4);
  CHECK(large.copies < 30);
  Fixture larger(Counter(kCheckpointBytes / 8 + 1));
  larger.pass(0, 1000);
  CHECK(larger.steps() == std::vector<std::uint64_t>{0});
  CHECK(larger.copies < 15);
}

TEST_CASE("where there is no memory for a copy there is none, and it is not tried at every step") {
  Fixture it(Counter(1, false));
  it.pass(0, 1000);
  CHECK(it.steps().empty());
  CHECK(it.copies < 10);
}
