#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "core/lab/drawn_points.h"
#include "core/lab/registry.h"

// A demo small enough to be checked by hand, for tests of the model behind the window.
namespace lectern::tests {

// Adds its rate at every step, from where its handle was put; beyond 9000 its sum has diverged, and with a rate of 0
// the run ends.
class Adder final : public Experiment {
 public:
  explicit Adder(const ExperimentStart& start)
      : rate_(start.parameters.real("rate")), sum_(static_cast<double>(start.seed) * 1000), points_(start.points) {
    for (const auto& file : start.files) sum_ += std::strtod(file->bytes.c_str(), nullptr);
  }
  void step() override { sum_ += rate_; }
  bool finished() const override { return rate_ == 0; }
  void tune(const ParameterSet& parameters) override { rate_ = parameters.real("rate"); }
  bool act(const Action& action) override {
    if (apply_gesture(action.gesture, points_)) return true;
    if (std::holds_alternative<ExampleRemoved>(action.gesture)) return true;
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (drag != nullptr) sum_ = drag->x;
    return drag != nullptr;
  }
  void describe(Snapshot& snapshot) const override {
    snapshot.add_metric("sum", "Sum", sum_);
    snapshot.curves("curves", "Curves", {}).line("sum", {{0.0}, {sum_}});
  }
  void hash_state(StateHasher& hasher) const override { hasher.add(sum_); }
  SeedUse seeds() const override { return {.run = true, .data = false}; }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<Adder>(*this); }
  std::optional<Divergence> divergence() const override {
    if (sum_ < 9000) return {};
    return Divergence{"The sum is beyond 9000: the rate is too large.", "rate", 0.5};
  }
  std::span<const DrawnPoint> drawn_points() const override { return points_; }

 private:
  double rate_;
  double sum_;
  std::vector<DrawnPoint> points_;
};

inline ExperimentInfo adder_info(const std::string& id, const std::string& data_block,
                                 std::vector<Choice> shapes = {{"flat", "Flat"}, {"round", "Round"}}) {
  ExperimentInfo info;
  info.id = id;
  info.title = "Adder";
  info.lecture = 1;
  info.row = "R1";
  info.summary = "Adds.";
  info.sources = {"None."};
  info.schema.group("All").real("rate", "Rate", {0, 10}, 1).live().help("Added at every step.");
  info.schema.group("Data").integer("size", "Size", {1, 9}, 3).help("Does nothing.");
  info.schema.choice("shape", "Shape", std::move(shapes), "flat").help("Does nothing either.");
  info.data_block = data_block;
  info.steps_per_second = 20;
  info.make = [](const ExperimentStart& start) -> Result<std::unique_ptr<Experiment>> {
    return std::unique_ptr<Experiment>(new Adder(start));
  };
  return info;
}

// Adds the numbers that stand in its files.
inline ExperimentInfo reader_info(const std::string& id) {
  ExperimentInfo info = adder_info(id, "files");
  info.schema.choice("data", "Data", {{"none", "None"}, {"file", "File"}}, "none").help("What is added.");
  info.files = {".txt", "one number", "data", "file"};
  info.make = [](const ExperimentStart& start) -> Result<std::unique_ptr<Experiment>> {
    for (const auto& file : start.files) {
      if (file->bytes.find_first_not_of("0123456789") != std::string::npos)
        return Error{file->name + ": " + file->bytes + " is not a number."};
    }
    return std::unique_ptr<Experiment>(new Adder(start));
  };
  return info;
}

// The same of a demo that trains networks, which it cannot save.
inline ExperimentInfo network_info(const std::string& id) {
  ExperimentInfo info = reader_info(id);
  info.has_networks = true;
  return info;
}

}  // namespace lectern::tests
