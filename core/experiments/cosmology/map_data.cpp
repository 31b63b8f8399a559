#include "core/experiments/cosmology/map_data.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/data/gzip.h"
#include "core/data/npy.h"
#include "core/lab/glossary.h"

namespace lectern {
namespace {

// Map i of an array of maps, each cell the mean of a block, as a contrast: a density over its mean, less 1; of what is
// also negative, less its mean.
Result<std::vector<float>> map_of(const data::NumberArray& array, int image, std::string& note) {
  const std::size_t rank = array.rank();
  const auto side = rank < 2 ? 0 : array.shape[rank - 1];
  if (rank < 2 || rank > 3 || array.shape[rank - 2] != side || side < Sky::kSide || side % Sky::kSide != 0 ||
      array.values.empty())
    return Error{"Maps are squares of 32, 64, 96, … cells a side: an array side × side or n × side × side."};
  const std::ptrdiff_t count = rank == 3 ? array.shape[0] : 1, shown = image % count, block = side / Sky::kSide;
  const float* from = array.values.data() + shown * side * side;
  std::vector<double> cells(static_cast<std::size_t>(Sky::kCells));
  double least = HUGE_VAL, mean = 0;
  for (std::ptrdiff_t row = 0; row < side; ++row)
    for (std::ptrdiff_t col = 0; col < side; ++col) {
      const auto value = static_cast<double>(from[row * side + col]);
      if (!(std::fabs(value) <= 1e30)) return Error{"The cells of a map must be finite numbers."};
      cells[static_cast<std::size_t>(row / block * Sky::kSide + col / block)] +=
          value / static_cast<double>(block * block);
    }
  for (const double cell : cells) {
    least = std::min(least, cell);
    mean += cell / static_cast<double>(Sky::kCells);
  }
  const bool is_density = least >= 0 && mean > 0;
  std::vector<float> map;
  for (const double cell : cells) map.push_back(static_cast<float>(is_density ? cell / mean - 1 : cell - mean));
  note = "Map " + std::to_string(shown) + " of " + std::to_string(count) + (block > 1 ? ", made coarser," : "") +
         (is_density ? " is shown over its mean, less 1." : " is shown less its mean.") +
         " The answers hold if it follows the law chosen.";
  return map;
}

}  // namespace

Schema<MapDataSettings> MapDataSettings::schema(const MapDataSettings& defaults) {
  using Self = MapDataSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Map")
      .choice(&Self::source, "data", glossary_label("data"),
              {{MapSource::simulated, "simulated", "Simulated"}, {MapSource::file, "file", "My own file"}})
      .help("The map shown: simulated, so that its parameters are known, or one of an NPY file.")
      .integer(&Self::image, "image", "Picture number", {0, 9999})
      .shown_when(&Self::source, {MapSource::file})
      .help("Which of the maps of the file.");
}

FileUse MapData::file_use() {
  return {".npy .gz", "maps as an NPY array, n × side × side, of 32, 64, 96, … cells a side", "data", "file"};
}

Result<MapData> MapData::make(const Settings& settings, const DataStart& start) {
  MapData made;
  if (settings.source == MapSource::simulated) return made;
  if (start.files.empty())
    return Error{"Drop maps on the page: an NPY array n × side × side, of 32, 64, 96, … cells a side."};
  const DataFile& file = *start.files[0];
  std::string unpacked;
  std::string_view bytes = file.bytes;
  if (data::is_gzip(bytes)) {
    Result<std::string> inside = data::unpack_gzip(bytes, std::size_t{1} << 27);
    if (!inside) return Error{file.name + ": " + inside.error()};
    unpacked = std::move(*inside);
    bytes = unpacked;
  }
  if (!data::is_npy(bytes)) return Error{file.name + " is no NPY file."};
  Result<data::NumberArray> array = data::read_npy(bytes);
  if (!array) return Error{file.name + ": " + array.error()};
  std::string shape;
  for (const std::ptrdiff_t size : array->shape) shape += (shape.empty() ? "" : "×") + std::to_string(size);
  std::string note;
  Result<std::vector<float>> map = map_of(*array, settings.image, note);
  if (!map) return Error{file.name + ": " + map.error()};
  made.map_ = std::move(*map);
  made.file_shapes_.assign(start.files.size(), shape);
  made.notes_.push_back(note);
  return made;
}

}  // namespace lectern
