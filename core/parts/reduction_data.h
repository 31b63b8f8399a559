#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/demo.h"
#include "core/parts/table_settings.h"
#include "core/physics/ising.h"

// Data of many columns, to be seen in few: the same sets for every demo that reduces dimensions.
namespace lectern {

enum class ManyColumns { plane, cloud, swiss, rings, clusters, noise, digits, wine, ising, file };

constexpr int kMostReducedRows = 10000;
constexpr int kIsingSide = 40;
constexpr int kMostIsingStates = 1600;

struct ReductionDataSettings {
  ManyColumns set = ManyColumns::cloud;
  int n = 500;
  double noise = 0.1;
  bool standardise = true;
  int sweeps = 50;  // between two Ising states of one lattice
  TableSettings table{};
  bool takes_points = false;  // no parameter: points may be drawn into the set of the plane

  static Schema<ReductionDataSettings> schema(const ReductionDataSettings& defaults);
};

// The rows of one run. Ising states are not among them: they are sampled while the demo runs (IsingStates).
class ReductionData {
 public:
  using Settings = ReductionDataSettings;
  static constexpr std::string_view kBlock = "many-columns";
  static FileUse file_use();

  static Result<ReductionData> make(const Settings& settings, const DataStart& start);

  // X n × d, standardised where that is set; empty for Ising states.
  const data::Dataset& rows() const { return given_->set; }
  bool is_ising() const { return given_->is_ising; }
  bool is_picture() const { return rows().image_rows > 0; }
  ConstMatrixView<float> X() const { return rows().X; }
  // The colour of a row: its class, or 0.
  std::span<const int> labels() const { return rows().labels; }

  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return given_->is_random; }
  bool act(const Gesture& gesture);

  auto state() const { return std::tie(given_, drawn_); }

 private:
  struct Given {
    data::Dataset set;
    std::vector<std::string> file_shapes, notes;
    bool is_random = true, is_ising = false, takes_points = false;
    std::ptrdiff_t generated = 0;  // rows in front of the points drawn
    auto state() const { return std::tie(set); }
  };
  explicit ReductionData(Given given) : given_(std::move(given)) {}
  void take_drawn_points();

  Shared<Given> given_;
  std::vector<DrawnPoint> drawn_;
};

// Ising states of 40 × 40 spins at sixteen temperatures from 0.25 to 4, one of each temperature at a time. A state is
// reversed with probability one half, as its energy does not tell it from its reverse.
class IsingStates {
 public:
  // wanted: rounded up to whole rounds of sixteen, at most kMostIsingStates.
  IsingStates(int wanted, int sweeps, const Rng& rng);

  static double temperature(int state) { return 0.25 * (state % physics::IsingLattices::kLattices + 1); }
  // 0: well below the critical temperature, 1: around it, 2: well above.
  static int phase(int state);
  static constexpr int kSpins = kIsingSide * kIsingSide;

  bool is_complete() const { return size() >= wanted_; }
  void add_round();
  int size() const { return static_cast<int>(magnetisations_.size()); }
  std::span<const std::int8_t> spins(int state) const {
    return {spins_.data() + std::ptrdiff_t{state} * kSpins, kSpins};
  }
  // A spin's mean in a state, from −1 to 1.
  double magnetisation(int state) const { return magnetisations_[static_cast<std::size_t>(state)]; }
  std::span<const double> magnetisations() const { return magnetisations_; }

  auto state() const { return std::tuple(std::cref(lattices_), turns_.state(), std::tie(spins_, magnetisations_)); }

 private:
  int wanted_, sweeps_;
  physics::IsingLattices lattices_;
  Rng turns_;
  std::vector<std::int8_t> spins_;  // states × kSpins
  std::vector<double> magnetisations_;
};

}  // namespace lectern
