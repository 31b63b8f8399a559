#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/experiments/cosmology/map_supply.h"
#include "core/experiments/cosmology/sky.h"
#include "core/lab/demo.h"

namespace lectern {

enum class MapSource { simulated, file };

// Group "Map".
struct MapDataSettings {
  MapSource source = MapSource::simulated;
  int image = 0;

  static Schema<MapDataSettings> schema(const MapDataSettings& defaults);
};

// The map that is shown: one of the law that all others have, or one of a file. If the parameters of the file's maps
// are given too, they are learned from.
class MapData {
 public:
  using Settings = MapDataSettings;
  static FileUse file_use();
  static Result<MapData> make(const Settings& settings, const DataStart& start);

  bool is_file() const { return !map_.empty(); }
  // Sky::kCells numbers; nothing without a file.
  const std::vector<float>& map() const { return map_; }
  // Whether it is a density over its mean, less 1.
  bool is_density() const { return is_density_; }
  // Null without parameters.
  const std::shared_ptr<const OwnMaps>& own() const { return own_; }
  // Of the map that is shown, where they are given.
  const std::optional<FieldParameters>& truth() const { return truth_; }

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return file_shapes_; }
  std::span<const std::string> notes() const { return notes_; }
  bool uses_seed() const { return true; }
  auto state() const { return std::tuple(std::tie(map_), unhashed(file_shapes_), unhashed(notes_)); }

 private:
  std::vector<float> map_;
  bool is_density_ = false;
  std::shared_ptr<const OwnMaps> own_;
  std::optional<FieldParameters> truth_;
  std::vector<std::string> file_shapes_, notes_;
};

}  // namespace lectern
