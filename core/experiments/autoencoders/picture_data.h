#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/demo.h"

namespace lectern {

enum class PictureSource { scanned, generated, spot, wave, ising, file };

// Group "Data".
struct PictureSettings {
  PictureSource source = PictureSource::scanned;
  int n = 2000;

  static Schema<PictureSettings> schema(const PictureSettings& defaults);
};

// Grey pictures, four fifths to learn from and the rest held out. Nothing learns from their classes: these colour
// points. Copies share the pictures.
class PictureData {
 public:
  using Settings = PictureSettings;
  static FileUse file_use();

  // An error names what is wrong with the files.
  static Result<PictureData> make(const Settings& settings, const DataStart& start);

  static constexpr int kLargestValidation = 500;  // pictures; those beyond are used for nothing

  // n × (rows · cols), levels in [0, 1].
  ConstMatrixView<float> training() const { return given_->training.X; }
  ConstMatrixView<float> validation() const { return given_->validation.X; }
  std::span<const int> labels() const { return given_->validation.labels; }  // of the validation data
  int classes() const { return given_->validation.classes(); }
  std::span<const std::string> class_names() const { return given_->validation.class_names; }
  int rows() const { return given_->validation.image_rows; }
  int cols() const { return given_->validation.image_cols; }
  // Whether each picture shows one thing, moved and scaled to fill it.
  bool is_centred() const { return given_->is_centred; }

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return true; }  // of the split, at least

  auto state() const { return std::tie(given_); }

 private:
  struct Given {
    data::Dataset training, validation;
    std::vector<std::string> file_shapes, notes;
    bool is_centred = true;
    auto state() const { return std::tie(training, validation); }
  };

  explicit PictureData(Given given) : given_(std::move(given)) {}

  Shared<Given> given_;
};

}  // namespace lectern
