#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"

namespace lectern {

enum class ShownSource { diagonal, edge, table, signal, digit, drawn, shape, house, ring, blank, file };

// Group "Picture".
struct ShownPictureSettings {
  ShownSource source = ShownSource::diagonal;
  int image = 0;

  static Schema<ShownPictureSettings> schema(const ShownPictureSettings& defaults);
};

// A picture of one channel, or of red, green and blue; channels × height × width.
struct ShownPicture {
  int channels = 1, height = 1, width = 1;
  std::vector<double> levels;

  auto state() const { return std::tie(levels); }
};

// The picture that a run begins with.
class ShownPictureData {
 public:
  using Settings = ShownPictureSettings;
  static FileUse file_use();
  static Result<ShownPictureData> make(const Settings& settings, const DataStart& start);

  static constexpr int kLargestSide = 64;  // a larger picture is made smaller

  const ShownPicture& picture() const { return picture_; }

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return file_shapes_; }
  std::span<const std::string> notes() const { return notes_; }
  bool uses_seed() const { return uses_seed_; }
  auto state() const { return std::tuple(std::tie(picture_), unhashed(file_shapes_), unhashed(notes_)); }

 private:
  ShownPicture picture_;
  std::vector<std::string> file_shapes_, notes_;
  bool uses_seed_ = false;
};

}  // namespace lectern
