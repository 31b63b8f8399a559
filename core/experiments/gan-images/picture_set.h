#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/demo.h"
#include "core/physics/calorimeter.h"

namespace lectern {

enum class ImitatedPictures { digits8, drawn28, ising, showers, file };

// Group "Data".
struct PictureSetSettings {
  ImitatedPictures source = ImitatedPictures::digits8;
  int n = 2000;

  static Schema<PictureSetSettings> schema(const PictureSetSettings& defaults);
};

// The pictures to be imitated, of a few classes: digits, Ising states of five temperatures, showers of four energies.
// Four fifths are learned from, the rest is held out. Copies share them.
class PictureSet {
 public:
  using Settings = PictureSetSettings;
  static FileUse file_use();

  // An error names what is wrong with the files.
  static Result<PictureSet> make(const Settings& settings, const DataStart& start);

  static constexpr int kLargestHeldOut = 400;  // pictures; those beyond are used for nothing

  // n × (rows · cols), levels in [0, 1].
  ConstMatrixView<float> training() const { return given_->training.X; }
  ConstMatrixView<float> held_out() const { return given_->held_out.X; }
  std::span<const int> training_labels() const { return given_->training.labels; }
  std::span<const int> held_out_labels() const { return given_->held_out.labels; }
  int classes() const { return given_->training.classes(); }
  std::span<const std::string> class_names() const { return given_->training.class_names; }
  // What a class stands for: T, or the energy in GeV; of digits nothing but its number.
  double condition(int k) const {
    return given_->conditions.empty() ? k : given_->conditions[static_cast<std::size_t>(k)];
  }
  int rows() const { return given_->training.image_rows; }
  int cols() const { return given_->training.image_cols; }
  // The first training picture of each class.
  std::span<const int> first_of_class() const { return given_->first; }

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return true; }  // of the split, at least

  auto state() const { return std::tie(given_); }

  // Energy of a shower's cell as a level and back: level = √(e/kBrightest), at most 1.
  static constexpr double kBrightest = 4;  // GeV
  static float level_of(double energy);
  static double energy_of(float level);
  static physics::Calorimeter calorimeter() { return {}; }

 private:
  struct Given {
    data::Dataset training, held_out;
    std::vector<double> conditions;
    std::vector<int> first;
    std::vector<std::string> file_shapes, notes;
    auto state() const { return std::tie(training, held_out); }
  };

  explicit PictureSet(Given given) : given_(std::move(given)) {}

  Shared<Given> given_;
};

}  // namespace lectern
