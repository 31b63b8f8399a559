#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/math/named_enum.h"
#include "core/parts/table_settings.h"

namespace lectern::collider {

enum class Source { generated, file };

// Which columns a learner is given.
enum class FeatureSet { low, high, both };
constexpr std::size_t kFeatureSets = 3;
inline constexpr std::array<Named<FeatureSet>, kFeatureSets> kFeatureSetNames{{
    {FeatureSet::low, "low", "Low-level"},
    {FeatureSet::high, "high", "High-level"},
    {FeatureSet::both, "both", "Both"},
}};

// Columns of the generated events, low-level ones first.
enum class Variable { hard_jet, soft_jet, hard_eta, soft_eta, azimuth, mass, pair, decay };
constexpr std::size_t kVariables = 8;

// Group "Data".
struct EventSettings {
  Source source = Source::generated;
  double mass_gev = 125, resolution_percent = 10;
  int n = 4000;
  int events_used = 8000;
  TableSettings table{};

  static Schema<EventSettings> schema(const EventSettings& defaults);
};

// Labelled events.   X  n × p;  labels  n, 1 for the signal;  trigger  n, the probability that an event is recorded; of
// a file, how much the event counts, 1 on average in each class;  weights  n, how much it counts while learning, as
// much for both classes; empty: all alike
struct Events {
  Matrix<double> X;
  std::vector<std::int32_t> labels;
  std::vector<double> trigger, weights;

  std::size_t size() const { return labels.size(); }
  auto state() const { return std::tie(X, labels, trigger); }
};

// Events to learn from, and others to be judged by; of each as many of the signal as of the background where they are
// generated. Copies share them.
class EventData {
 public:
  using Settings = EventSettings;
  static FileUse file_use();

  static Result<EventData> make(const Settings& settings, const DataStart& start);

  const Events& training() const { return given_->training; }
  const Events& test() const { return given_->test; }
  std::span<const int> columns_of(FeatureSet set) const { return given_->columns[static_cast<std::size_t>(set)]; }
  const std::string& column_name(int column) const { return given_->names[static_cast<std::size_t>(column)]; }
  int columns() const { return static_cast<int>(given_->names.size()); }
  // Whether a column is proportional to the energies: multiplied by 1 + δ if all energies are.
  bool is_energy(int column) const { return given_->is_energy[static_cast<std::size_t>(column)]; }
  bool is_generated() const { return given_->is_generated; }
  // The column from which a score can be decorrelated.
  int mass_column() const { return given_->mass_column; }
  // What the weights of a file say: the expected events of background and signal, before any cut; none without weights.
  const std::optional<std::array<double, 2>>& expected_of_classes() const { return given_->expected; }
  // What stands in the place of a number that is not known, as in HiggsML. A network is given the mean instead.
  static constexpr double kMissing = -999;
  bool has_missing() const { return !given_->is_generated; }
  // The part of a column's axis that is drawn.
  Range axis(int column) const { return given_->axes[static_cast<std::size_t>(column)]; }

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return true; }

  auto state() const { return std::tie(given_); }

 private:
  struct Given {
    Events training, test;
    std::array<std::vector<int>, kFeatureSets> columns;
    std::vector<std::string> names, file_shapes, notes;
    std::vector<bool> is_energy;
    std::vector<Range> axes;
    std::optional<std::array<double, 2>> expected;
    int mass_column = 0;
    bool is_generated = true;
    auto state() const { return std::tie(training, test); }
  };
  explicit EventData(Given given) : given_(std::move(given)) {}
  static Given generated(const Settings& settings, const DataStart& start);
  static Result<Given> read(const Settings& settings, const DataStart& start);

  Shared<Given> given_;
};

}  // namespace lectern::collider
