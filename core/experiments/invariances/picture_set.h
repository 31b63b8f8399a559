#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/deformation.h"
#include "core/lab/demo.h"

namespace lectern::invariances {

inline constexpr int kSide = 20;  // pixels, of every picture that a network is given
inline constexpr int kPixels = kSide * kSide;
inline constexpr int kMostClasses = 10;

enum class Source { digits, own, file };

// Group "Data".
struct PictureSettings {
  Source source = Source::digits;
  int n = 400;
  double distortion = 1;
  bool is_varied = false;
  bool is_mixed = false;

  static Schema<PictureSettings> schema(const PictureSettings& defaults);
};

struct LabelledPictures {
  Matrix<float> X;  // n × kPixels, levels in [0, 1]
  std::vector<int> labels;

  std::ptrdiff_t size() const { return X.rows(); }
  ConstMatrixView<float> picture(std::ptrdiff_t i) const { return {X.row(i), kSide, kSide, kSide}; }
  void add(ConstMatrixView<float> picture, int label);
  auto state() const { return std::tie(X, labels); }
};

// What the networks learn from and are tested with, not yet deformed or mixed.
struct PictureSet {
  LabelledPictures training, test;
  std::vector<std::string> class_names;

  int classes() const { return static_cast<int>(class_names.size()); }
  auto state() const { return std::tuple(std::tie(training, test), unhashed(class_names)); }
};

// A sheet of cells to draw in, two rows for either class; the last column is for the test.
class Sheet {
 public:
  static constexpr int kCell = 28, kColumns = 6, kRows = 4;
  static constexpr int kWidth = kCell * kColumns, kHeight = kCell * kRows;

  Sheet() : ink_(kHeight, kWidth) {}
  void draw(std::span<const float> xy, bool erases);
  void clear() { ink_.fill(0); }

  // With the lines between cells, kHeight × kWidth.
  void write_lined(std::vector<float>& levels) const;
  // Cells that are drawn in, as pictures.
  PictureSet pictures() const;
  auto state() const { return std::tie(ink_); }

 private:
  Matrix<float> ink_;
};

class PictureData {
 public:
  using Settings = PictureSettings;
  static FileUse file_use();
  static Result<PictureData> make(const Settings& settings, const DataStart& start);

  const Shared<PictureSet>& pictures() const { return pictures_; }
  const std::vector<data::BendField>& bends() const { return *bends_; }

  // Picture as a network is given it: deformed, and mixed where the pixels of all are.
  // picture  kSide × kSide;  input  kPixels, overwritten;  room  kPixels, overwritten
  void write_input(ConstMatrixView<float> picture, const data::Deformation& deformation, std::size_t bend, float* input,
                   std::vector<float>& room) const;

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return file_shapes_; }
  std::span<const std::string> notes() const { return notes_; }
  bool uses_seed() const { return true; }
  auto state() const {
    return std::tuple(std::tie(pictures_, bends_, order_), unhashed(file_shapes_), unhashed(notes_));
  }

 private:
  Shared<PictureSet> pictures_;
  Shared<std::vector<data::BendField>> bends_;
  std::vector<int> order_;  // pixel p of an input is pixel order_[p] of the picture; empty: not mixed
  std::vector<std::string> file_shapes_, notes_;
};

}  // namespace lectern::invariances
