#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/ml/nn/supervised_training.h"

namespace lectern {

enum class DigitSource { scanned, generated, shapes, file };

// Group "Data".
struct DigitSettings {
  DigitSource source = DigitSource::scanned;
  int n = 2000;
  double distortion = 1;
  bool is_grey = false;   // pictures of three colours lose them
  bool is_mixed = false;  // the pixels of all pictures are mixed alike
  double train_fraction = 0.8;

  static Schema<DigitSettings> schema(const DigitSettings& defaults);
};

// Labelled pictures, split for training and validation, as examples of a network with one score per class. Copies
// share them.
class DigitData {
 public:
  using Settings = DigitSettings;
  static FileUse file_use();

  // An error names what is wrong with the files.
  static Result<DigitData> make(const Settings& settings, const DataStart& start);

  static constexpr int kLargestValidation = 500;  // pictures; those beyond are used for nothing

  const Shared<nn::Examples>& training() const { return training_; }
  const Shared<nn::Examples>& validation() const { return validation_; }
  std::span<const int> validation_labels() const { return given_->validation_labels; }
  const nn::OutputCode& code() const { return given_->code; }
  int classes() const { return given_->code.classes(); }
  std::span<const std::string> class_names() const { return given_->class_names; }

  int rows() const { return given_->rows; }
  int cols() const { return given_->cols; }
  int channels() const { return given_->channels; }
  // Where each pixel of a mixed picture was before; empty where they are not mixed.
  std::span<const int> order() const { return given_->order; }
  // A picture of the validation data, channels × rows × cols levels in [0, 1].
  std::span<const float> picture(std::ptrdiff_t i) const {
    return {validation_->X.row(i), static_cast<std::size_t>(validation_->X.cols())};
  }

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return true; }  // of the split, at least

  auto state() const { return std::tie(training_, validation_); }

 private:
  struct Given {
    int rows = 0, cols = 0, channels = 1;
    std::vector<int> order;
    nn::OutputCode code = nn::OutputCode::classification(2, nn::Objective::cross_entropy);
    std::vector<int> validation_labels;
    std::vector<std::string> class_names, file_shapes, notes;
    auto state() const { return std::tie(validation_labels); }  // the rest follows from the examples
  };

  DigitData(Given given, nn::Examples training, nn::Examples validation)
      : given_(std::move(given)), training_(std::move(training)), validation_(std::move(validation)) {}

  Shared<Given> given_;
  Shared<nn::Examples> training_, validation_;
};

}  // namespace lectern
