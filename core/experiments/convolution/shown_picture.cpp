#include "core/experiments/convolution/shown_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <utility>

#include "core/data/bundled.h"
#include "core/data/coloured_shapes.h"
#include "core/data/csv_records.h"
#include "core/data/drawn_digits.h"
#include "core/data/files.h"
#include "core/data/foreign_file.h"
#include "core/data/glowing_ring.h"
#include "core/data/idx.h"
#include "core/data/npy.h"
#include "core/data/number_field.h"
#include "core/data/pen.h"
#include "core/data/png.h"
#include "core/data/table_sample.h"
#include "core/math/elementary.h"
#include "core/parts/given_files.h"

namespace lectern {
namespace {

constexpr int kGenerated = 40;  // pictures that are drawn anew can be chosen among so many
constexpr int kBlankSide = 16;
constexpr int kRingSide = 32;

ShownPicture table(int height, int width, std::initializer_list<double> levels) {
  return {.channels = 1, .height = height, .width = width, .levels = levels};
}

ShownPicture edge() {
  ShownPicture picture{.channels = 1, .height = 6, .width = 6, .levels = {}};
  for (int i = 0; i < 36; ++i) picture.levels.push_back(i % 6 < 3 ? 1 : 0);
  return picture;
}

// A step up, a ramp down, a spike and a step.
ShownPicture signal() {
  ShownPicture picture = table(1, 24, {});
  for (int i = 0; i < 24; ++i)
    picture.levels.push_back(i < 4 ? 0 : i < 9 ? 4 : i < 13 ? 4 - (i - 8) : i == 16 ? 3 : i >= 20 ? 2 : 0);
  return picture;
}

using Colour = std::array<double, 3>;

// What is seen at a place of a landscape with a house; x to the right, y downwards, both from 0 to 1.
Colour landscape(double x, double y) {
  const auto within = [](double at, double low, double high) { return at >= low && at < high; };
  if (within(x, 0.22, 0.56) && within(y, 0.52, 0.82)) {
    if (within(x, 0.35, 0.43) && y > 0.64) return {0.35, 0.2, 0.1};
    const bool is_window = within(y, 0.6, 0.7) && (within(x, 0.26, 0.32) || within(x, 0.46, 0.52));
    return is_window ? Colour{0.75, 0.9, 1} : Colour{0.93, 0.86, 0.7};
  }
  if (within(y, 0.36, 0.52) && std::fabs(x - 0.39) < 1.35 * (y - 0.36)) return {0.8, 0.2, 0.12};
  const double crown_x = x - 0.77, crown_y = y - 0.5;
  if (crown_x * crown_x + crown_y * crown_y < 0.0144) return {0.1, 0.42, 0.15};
  if (within(x, 0.75, 0.79) && within(y, 0.55, 0.82)) return {0.4, 0.26, 0.12};
  const double sun_x = x - 0.8, sun_y = y - 0.16;
  if (sun_x * sun_x + sun_y * sun_y < 0.0064) return {1, 0.85, 0.2};
  const double hill = 0.7 - 0.16 * math::sin(5 * x + 0.6);
  if (y > 0.78) return {0.35, 0.65, 0.25};
  if (y > hill) return {0.45, 0.58, 0.45};
  return {0.45 + 0.35 * y, 0.65 + 0.25 * y, 0.95};
}

ShownPicture house() {
  constexpr int side = 48, plane = side * side;
  ShownPicture picture{.channels = 3, .height = side, .width = side, .levels = std::vector<double>(3 * plane)};
  for (int p = 0; p < plane; ++p) {
    const Colour colour = landscape((p % side + 0.5) / side, (p / side + 0.5) / side);
    for (int c = 0; c < 3; ++c)
      picture.levels[static_cast<std::size_t>(c * plane + p)] = colour[static_cast<std::size_t>(c)];
  }
  return picture;
}

ShownPicture picture_of(const data::Dataset& set, std::ptrdiff_t i) {
  ShownPicture picture{.channels = set.image_channels, .height = set.image_rows, .width = set.image_cols, .levels = {}};
  picture.levels.assign(set.X.row(i), set.X.row(i) + set.X.cols());
  return picture;
}

// A file that is one picture: a PNG, a table of numbers, or an array of two axes. Nothing where it is something else.
Result<std::optional<ShownPicture>> single_picture(const data::NamedBytes& file) {
  ShownPicture picture{.channels = 1, .height = 0, .width = 0, .levels = {}};
  if (data::is_png(file.bytes)) {
    const Result<data::NumberArray> png = data::read_png(file.bytes);
    if (!png) return Error{std::string(file.name) + ": " + png.error()};
    picture.height = static_cast<int>(png->shape[0]);
    picture.width = static_cast<int>(png->shape[1]);
    picture.channels = static_cast<int>(png->shape[2]);
    const auto channels = static_cast<std::size_t>(picture.channels);
    for (std::size_t c = 0; c < channels; ++c)
      for (std::size_t i = c; i < png->values.size(); i += channels)
        picture.levels.push_back(static_cast<double>(png->values[i]));
  } else if (data::is_array(file.bytes)) {
    if (!data::is_npy(file.bytes) && !data::is_idx(file.bytes)) return std::optional<ShownPicture>();
    const auto array = data::is_npy(file.bytes) ? data::read_npy(file.bytes) : data::read_idx(file.bytes);
    if (!array) return Error{std::string(file.name) + ": " + array.error()};
    if (array->rank() != 2) return std::optional<ShownPicture>();
    picture.height = static_cast<int>(array->shape[0]);
    picture.width = static_cast<int>(array->shape[1]);
    picture.levels.assign(array->values.begin(), array->values.end());
  } else {
    if (std::string why = data::foreign_file(file.bytes); !why.empty())
      return Error{std::string(file.name) + ": " + why};
    data::CsvRecords records(file.bytes, data::choose_separator(file.bytes, {}).separator);
    const data::NumberFormat format;
    while (records.next()) {
      const int width = static_cast<int>(records.fields().size());
      if (picture.height++ == 0) picture.width = width;
      if (width != picture.width)
        return Error{std::string(file.name) + ": line " + std::to_string(records.line()) + " has " +
                     std::to_string(width) + " numbers, the first has " + std::to_string(picture.width) + "."};
      for (const std::string& field : records.fields()) {
        const std::optional<double> level = format.read(field);
        if (!level)
          return Error{std::string(file.name) + ": “" + field + "” in line " + std::to_string(records.line()) +
                       " is no number. A picture is a table of numbers, one for each pixel, without names."};
        picture.levels.push_back(*level);
      }
    }
    if (records.problem()) return Error{std::string(file.name) + ": " + records.problem()->sentence()};
  }
  if (picture.levels.empty()) return Error{std::string(file.name) + " holds no numbers."};
  return std::optional(std::move(picture));
}

// To at most kLargestSide pixels a side, each the mean of a block.
void make_smaller(ShownPicture& picture) {
  const int longer = std::max(picture.height, picture.width);
  if (longer <= ShownPictureData::kLargestSide) return;
  const double scale = static_cast<double>(ShownPictureData::kLargestSide) / longer;
  const int height = std::max(static_cast<int>(std::lround(picture.height * scale)), 1);
  const int width = std::max(static_cast<int>(std::lround(picture.width * scale)), 1);
  ShownPicture small{.channels = picture.channels, .height = height, .width = width, .levels = {}};
  Matrix<float> large(picture.height, picture.width), shrunk(height, width);
  for (int c = 0; c < picture.channels; ++c) {
    for (std::ptrdiff_t p = 0; p < large.size(); ++p)
      large.data()[p] = static_cast<float>(picture.levels[static_cast<std::size_t>(c * large.size() + p)]);
    data::shrink(large, shrunk);
    small.levels.insert(small.levels.end(), shrunk.data(), shrunk.data() + shrunk.size());
  }
  picture = std::move(small);
}

Result<ShownPicture> picture_from_files(const DataStart& start, int image, std::vector<std::string>& notes) {
  if (start.files.empty())
    return Error{
        "Drop a picture on the page: a PNG, a table of numbers (CSV, NPY, IDX), one for each pixel, or an array of "
        "pictures, n × height × width or n × height × width × 3."};
  const std::vector<data::NamedBytes> files = given_files(start);
  Result<std::optional<ShownPicture>> single = single_picture(files[0]);
  if (!single) return Error{single.error()};
  ShownPicture picture;
  if (*single) {
    picture = std::move(**single);
  } else {
    Result<data::Dataset> set = data::read_files(files);
    if (!set) return Error{set.error()};
    if (set->image_rows == 0) return Error{"The files hold no pictures."};
    picture = picture_of(*set, image % set->size());
    notes.push_back("Picture " + std::to_string(image % set->size()) + " of " + std::to_string(set->size()) +
                    " is shown; the picture number chooses another.");
  }
  for (const double level : picture.levels)
    if (!(std::fabs(level) <= 1e6)) return Error{"The levels of a picture must be numbers between −10⁶ and 10⁶."};
  const int height = picture.height, width = picture.width;
  make_smaller(picture);
  if (picture.height != height || picture.width != width)
    notes.push_back("The picture of " + std::to_string(height) + "×" + std::to_string(width) +
                    " was made smaller, to " + std::to_string(picture.height) + "×" + std::to_string(picture.width) +
                    ".");
  return picture;
}

}  // namespace

Schema<ShownPictureSettings> ShownPictureSettings::schema(const ShownPictureSettings& defaults) {
  using Self = ShownPictureSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Picture")
      .choice(&Self::source, "data", glossary_label("data"),
              {{ShownSource::diagonal, "slide5", "Slide: 5×5"},
               {ShownSource::edge, "slide6", "Slide: an edge, 6×6"},
               {ShownSource::table, "slide4", "Slide: pooling, 4×4"},
               {ShownSource::signal, "signal", "A signal, one dimension"},
               {ShownSource::digit, "digits8", "Handwritten digit, 8×8"},
               {ShownSource::drawn, "drawn28", "Drawn digit, 28×28"},
               {ShownSource::shape, "shapes", "Coloured shape, 16×16"},
               {ShownSource::house, "house", "House in colour, 48×48"},
               {ShownSource::ring, "ring", "Glowing ring, 32×32"},
               {ShownSource::blank, "blank", "Empty: draw your own"},
               {ShownSource::file, "file", "My own file"}})
      .help("Every pixel of each can be changed. The slides' pictures are small enough to check each sum by hand.")
      .integer(&Self::image, "image", "Picture number", {0, 9999})
      .shown_when(&Self::source, {ShownSource::digit, ShownSource::drawn, ShownSource::shape, ShownSource::file})
      .help("Which of the digits, shapes or pictures of the file.");
}

FileUse ShownPictureData::file_use() {
  return {".png .csv .txt .npy .idx .gz",
          "a PNG picture, a table of numbers, one for each pixel, or an array of pictures (NPY, IDX)", "data", "file"};
}

Result<ShownPictureData> ShownPictureData::make(const Settings& settings, const DataStart& start) {
  ShownPictureData made;
  const int generated = settings.image % kGenerated;
  switch (settings.source) {
    case ShownSource::diagonal:
      made.picture_ = table(5, 5, {1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0});
      break;
    case ShownSource::edge: made.picture_ = edge(); break;
    case ShownSource::table: made.picture_ = table(4, 4, {3, 2, 5, 7, 0, 1, 0, 8, 1, 6, 9, 23, 14, 8, 6, 3}); break;
    case ShownSource::signal: made.picture_ = signal(); break;
    case ShownSource::digit: {
      const Result<data::Dataset> digits = data::digits_8x8();
      if (!digits) return Error{digits.error()};
      made.picture_ = picture_of(*digits, settings.image % digits->size());
      break;
    }
    case ShownSource::drawn:
      made.picture_ = picture_of(data::drawn_digits(start.streams.data_rng("digits"), generated + 1), generated);
      made.uses_seed_ = true;
      break;
    case ShownSource::shape:
      made.picture_ = picture_of(data::coloured_shapes(start.streams.data_rng("shapes"), generated + 1), generated);
      made.uses_seed_ = true;
      break;
    case ShownSource::house: made.picture_ = house(); break;
    case ShownSource::ring:
      made.picture_ = {.channels = 1, .height = kRingSide, .width = kRingSide, .levels = data::glowing_ring(kRingSide)};
      break;
    case ShownSource::blank:
      made.picture_ = {.channels = 1,
                       .height = kBlankSide,
                       .width = kBlankSide,
                       .levels = std::vector<double>(std::size_t{kBlankSide} * kBlankSide)};
      break;
    case ShownSource::file: {
      Result<ShownPicture> picture = picture_from_files(start, settings.image, made.notes_);
      if (!picture) return Error{picture.error()};
      made.picture_ = std::move(*picture);
      made.file_shapes_.assign(start.files.size(),
                               std::to_string(made.picture_.height) + "×" + std::to_string(made.picture_.width));
      break;
    }
  }
  return made;
}

}  // namespace lectern
