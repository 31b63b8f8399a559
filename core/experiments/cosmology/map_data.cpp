#include "core/experiments/cosmology/map_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/data/gzip.h"
#include "core/data/limits.h"
#include "core/data/npy.h"
#include "core/data/table_reading.h"
#include "core/experiments/cosmology/map_judge.h"
#include "core/lab/glossary.h"

namespace lectern {
namespace {

constexpr std::size_t kMostMaps = 3000, kFewestMaps = 20;
constexpr const char* kMapsAllowed =
    "Maps are squares of 32, 64, 96, … cells a side: an array side × side or n × side × side.";

// Maps in a file: n × side × side numbers.
struct MapFile {
  data::ArrayFile array;
  std::string shape;  // as in the file

  std::ptrdiff_t count() const { return array.rank() == 3 ? array.shape[0] : 1; }
  std::ptrdiff_t side() const { return array.shape[array.rank() - 1]; }
};

// The bytes of a file, unpacked if need be.
Result<std::string> content_of(const DataFile& file) {
  if (!data::is_gzip(file.bytes)) return file.bytes;
  Result<std::string> inside = data::unpack_gzip(file.bytes, data::kMaximumUnpackedBytes);
  if (!inside) return Error{file.name + ": " + inside.error()};
  return inside;
}

// bytes  which it refers to
Result<MapFile> open_maps(const std::string& name, std::string_view bytes) {
  if (!data::is_npy(bytes)) return Error{name + " is no NPY file."};
  Result<data::ArrayFile> array = data::open_npy(bytes);
  if (!array) return Error{name + ": " + array.error()};
  std::string shape;
  for (const std::ptrdiff_t size : array->shape) shape += (shape.empty() ? "" : "×") + std::to_string(size);
  MapFile maps{std::move(*array), shape};
  maps.array.drop_axes_of_one();
  const std::size_t rank = maps.array.rank();
  if (rank < 2 || rank > 3 || maps.array.count() == 0 || maps.array.shape[rank - 2] != maps.side() ||
      maps.side() < Sky::kSide || maps.side() % Sky::kSide != 0)
    return Error{name + ": " + kMapsAllowed + " This one is " + maps.array.sizes_text() + "."};
  return maps;
}

// Map i with each cell the mean of a block; false where a number is not finite.
bool read_map(const MapFile& maps, std::ptrdiff_t i, std::span<float> cells) {
  const std::ptrdiff_t side = maps.side(), block = side / Sky::kSide;
  std::vector<double> means(cells.size());
  auto at = static_cast<std::size_t>(i * side * side);
  for (std::ptrdiff_t row = 0; row < side; ++row)
    for (std::ptrdiff_t col = 0; col < side; ++col, ++at) {
      const double value = maps.array.value(at);
      if (!(std::fabs(value) <= 1e30)) return false;
      means[static_cast<std::size_t>(row / block * Sky::kSide + col / block)] +=
          value / static_cast<double>(block * block);
    }
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells[cell] = static_cast<float>(means[cell]);
  return true;
}

double mean_of(std::span<const float> cells) {
  double mean = 0;
  for (const float cell : cells) mean += static_cast<double>(cell) / static_cast<double>(cells.size());
  return mean;
}

// What is never negative is a density.
bool may_be_density(std::span<const float> cells) {
  return *std::min_element(cells.begin(), cells.end()) >= 0 && mean_of(cells) > 0;
}

void over_its_mean(std::span<float> cells) {
  const double mean = std::max(mean_of(cells), 1e-30);
  for (float& cell : cells) cell = static_cast<float>(static_cast<double>(cell) / mean - 1);
}

void shift_and_scale(std::span<float> cells, double mean, double scale) {
  for (float& cell : cells) cell = static_cast<float>((static_cast<double>(cell) - mean) / scale);
}

struct Law {
  std::vector<FieldParameters> truth;  // of each map
  std::array<std::string, 2> names{"parameter 1", "parameter 2"};
  std::string shape;  // of the table
};

// The first two columns of a table with a row for each map.
Result<Law> read_law(const std::string& name, std::string_view bytes, std::ptrdiff_t maps) {
  data::TableOptions options;
  options.label_kind = data::LabelKind::none;
  options.use_index = true;
  Result<data::Dataset> table = data::read_table(bytes, options);
  if (!table) return Error{name + ": " + table.error()};
  if (table->size() != maps)
    return Error{name + ": there must be a row for each map, and there are " + std::to_string(table->size()) +
                 " rows for " + std::to_string(maps) + " maps."};
  if (table->features() < 2)
    return Error{name +
                 ": each row must hold two parameters, or more, of which the first two are used; this table has " +
                 std::to_string(table->features()) + "."};
  Law law;
  law.shape = std::to_string(table->size()) + "×" + std::to_string(table->features());
  for (std::size_t p = 0; p < 2; ++p)
    if (p < table->column_names.size() && !table->column_names[p].empty()) law.names[p] = table->column_names[p];
  for (std::ptrdiff_t i = 0; i < maps; ++i) law.truth.push_back({table->value(i, 0), table->value(i, 1)});
  for (std::size_t p = 0; p < 2; ++p) {
    const auto [least, greatest] = std::minmax_element(law.truth.begin(), law.truth.end(),
                                                       [p](const auto& a, const auto& b) { return a[p] < b[p]; });
    if (!((*least)[p] < (*greatest)[p]))
      return Error{name + ": " + law.names[p] + " is the same for all maps, so nothing can be learned of it."};
  }
  return law;
}

// A fifth of the maps is held out. The numbers of all are scaled alike.
Result<OwnMaps> own_maps(const std::string& name, const MapFile& maps, const Law& law, Rng rng, bool& is_density,
                         double& mean, double& scale) {
  std::vector<std::uint32_t> rows(law.truth.size());
  std::iota(rows.begin(), rows.end(), 0U);
  rng.shuffle(std::span(rows));
  rows.resize(std::min(rows.size(), kMostMaps));
  const std::size_t held_out = std::min(rows.size() / 5, static_cast<std::size_t>(MapJudge::kMaps));
  OwnMaps own;
  own.names = law.names;
  own.low = own.high = law.truth[rows[0]];
  own.training.maps.resize(std::ssize(rows) - static_cast<std::ptrdiff_t>(held_out), Sky::kCells);
  own.held_out.maps.resize(static_cast<std::ptrdiff_t>(held_out), Sky::kCells);
  const auto cells_of = [&](std::size_t i) {
    return std::span(i < held_out ? own.held_out.maps.row(static_cast<std::ptrdiff_t>(i))
                                  : own.training.maps.row(static_cast<std::ptrdiff_t>(i - held_out)),
                     static_cast<std::size_t>(Sky::kCells));
  };
  is_density = true;
  double square = 0;
  mean = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const FieldParameters& at = law.truth[rows[i]];
    (i < held_out ? own.held_out : own.training).truth.push_back(at);
    for (std::size_t p = 0; p < 2; ++p) {
      own.low[p] = std::min(own.low[p], at[p]);
      own.high[p] = std::max(own.high[p], at[p]);
    }
    const std::span<float> cells = cells_of(i);
    if (!read_map(maps, rows[i], cells)) return Error{name + ": the cells of a map must be finite numbers."};
    is_density = is_density && may_be_density(cells);
    const auto n = static_cast<double>(rows.size() * cells.size());
    for (const float cell : cells) {
      mean += static_cast<double>(cell) / n;
      square += static_cast<double>(cell) * static_cast<double>(cell) / n;
    }
  }
  for (std::size_t p = 0; p < 2; ++p)
    if (!(own.low[p] < own.high[p])) own.high[p] = own.low[p] + 1;
  scale = std::sqrt(std::max(square - mean * mean, 1e-30));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_density)
      over_its_mean(cells_of(i));
    else
      shift_and_scale(cells_of(i), mean, scale);
  }
  return own;
}

}  // namespace

Schema<MapDataSettings> MapDataSettings::schema(const MapDataSettings& defaults) {
  using Self = MapDataSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Map")
      .choice(&Self::source, "data", glossary_label("data"),
              {{MapSource::simulated, "simulated", "Simulated"}, {MapSource::file, "file", "My own file"}})
      .help("The map shown: simulated, so that its parameters are known, or one of an NPY file. If you drop a table of "
            "their parameters along with the maps, the networks learn from these maps.")
      .integer(&Self::image, "image", "Picture number", {0, 9999})
      .shown_when(&Self::source, {MapSource::file})
      .help("Which of the maps of the file.");
}

FileUse MapData::file_use() {
  return {
      ".npy .csv .txt .gz",
      "maps as an NPY array, n × side × side, of 32, 64, 96, … cells a side, alone or with their parameters, a table "
      "(CSV or NPY) of n rows",
      "data", "file"};
}

Result<MapData> MapData::make(const Settings& settings, const DataStart& start) {
  MapData made;
  if (settings.source == MapSource::simulated) return made;
  if (start.files.empty() || start.files.size() > 2)
    return Error{
        "Drop maps on the page: an NPY array n × side × side, of 32, 64, 96, … cells a side; alone, or with a second "
        "file, a table (CSV or NPY) with the parameters of each map in a row."};
  std::vector<std::string> contents;
  std::size_t of_maps = 0;
  for (const auto& file : start.files) {
    Result<std::string> content = content_of(*file);
    if (!content) return Error{content.error()};
    contents.push_back(std::move(*content));
  }
  if (contents.size() == 2) {
    // The maps are the array of highest rank.
    std::array<std::size_t, 2> rank{};
    for (std::size_t i = 0; i < 2; ++i)
      if (data::is_npy(contents[i]))
        if (const Result<data::ArrayFile> array = data::open_npy(contents[i]); array) rank[i] = array->rank();
    of_maps = rank[1] > rank[0] ? 1 : 0;
    if (rank[of_maps] == 0)
      return Error{start.files[0]->name + " and " + start.files[1]->name +
                   ": one of two files must be maps, an NPY array n × side × side."};
  }
  const std::string& name = start.files[of_maps]->name;
  Result<MapFile> maps = open_maps(name, contents[of_maps]);
  if (!maps) return Error{maps.error()};
  const std::ptrdiff_t shown = settings.image % maps->count();
  made.file_shapes_.assign(start.files.size(), maps->shape);
  made.map_.resize(static_cast<std::size_t>(Sky::kCells));
  if (!read_map(*maps, shown, made.map_)) return Error{name + ": the cells of a map must be finite numbers."};
  std::string note = "Map " + std::to_string(shown) + " of " + std::to_string(maps->count()) +
                     (maps->side() > Sky::kSide ? ", made coarser," : "");
  made.is_density_ = may_be_density(made.map_);
  double mean = mean_of(made.map_), scale = 1;
  if (contents.size() == 2) {
    const std::size_t other = 1 - of_maps;
    if (static_cast<std::size_t>(maps->count()) < kFewestMaps)
      return Error{name + ": at least " + std::to_string(kFewestMaps) +
                   " maps are needed to learn from, and there are " + std::to_string(maps->count()) + "."};
    const Result<Law> law = read_law(start.files[other]->name, contents[other], maps->count());
    if (!law) return Error{law.error()};
    Result<OwnMaps> own =
        own_maps(name, *maps, *law, start.streams.data_rng("own maps"), made.is_density_, mean, scale);
    if (!own) return Error{own.error()};
    made.truth_ = law->truth[static_cast<std::size_t>(shown)];
    made.notes_.push_back(std::to_string(own->training.truth.size()) +
                          " maps are learned from, moved, turned and mirrored at random; " +
                          std::to_string(own->held_out.truth.size()) + " others are judged. Predicted are " +
                          own->names[0] + " and " + own->names[1] + ".");
    made.file_shapes_[other] = law->shape;
    made.own_ = std::make_shared<const OwnMaps>(std::move(*own));
  }
  if (made.is_density_)
    over_its_mean(made.map_);
  else
    shift_and_scale(made.map_, mean, scale);
  note += made.is_density_ ? " is shown over its mean, less 1."
          : made.own_      ? " is shown less the mean of all maps, over "
                             "their standard deviation."
                           : " is shown less its mean.";
  if (!made.own_) note += " The answers hold if it follows the law chosen.";
  made.notes_.insert(made.notes_.begin(), note);
  return made;
}

}  // namespace lectern
