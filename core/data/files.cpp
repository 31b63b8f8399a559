#include "core/data/files.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/data/centred_columns.h"
#include "core/data/foreign_file.h"
#include "core/data/gzip.h"
#include "core/data/idx.h"
#include "core/data/label_column.h"
#include "core/data/limits.h"
#include "core/data/npy.h"
#include "core/data/number_array.h"
#include "core/data/table_reading.h"

namespace lectern::data {
namespace {

// Levels to [0, 1], unless some are negative.
void scale_levels(AlignedVector<float>& levels) {
  const auto [least, greatest] = std::minmax_element(levels.begin(), levels.end());
  if (*least < 0 || *greatest <= 0) return;
  const float largest = *greatest;
  for (float& level : levels) level /= largest;
}

// The array in a file.
class OpenedArray {
 public:
  explicit OpenedArray(const NamedBytes& file) : array_(open(file)) {}
  OpenedArray(const OpenedArray&) = delete;
  OpenedArray& operator=(const OpenedArray&) = delete;

  const Result<ArrayFile>& array() const { return array_; }

 private:
  Result<ArrayFile> open(const NamedBytes& file) {
    const auto refuse = [&](const std::string& why) { return Error{std::string(file.name) + ": " + why}; };
    std::string_view bytes = file.bytes;
    if (is_gzip(bytes)) {
      Result<std::string> content = unpack_gzip(bytes, kMaximumUnpackedBytes);
      if (!content) return refuse(content.error());
      unpacked_ = std::move(*content);
      bytes = unpacked_;
    }
    if (std::string why = foreign_file(bytes); !why.empty()) return refuse(why);
    Result<ArrayFile> array = is_npy(bytes) ? open_npy(bytes) : open_idx(bytes);
    if (!array) return refuse(array.error());
    array->drop_axes_of_one();
    return array;
  }

  std::string unpacked_;
  Result<ArrayFile> array_;
};

// The axis of an array of coloured pictures, n × h × w × 3 or n × 3 × h × w, along which red, green and blue stand;
// 0 if it holds no such pictures.
std::size_t colour_axis(const ArrayFile& array) {
  constexpr std::ptrdiff_t kColours = 3;
  if (array.rank() != 4) return 0;
  if (array.shape[3] == kColours) return 3;
  return array.shape[1] == kColours ? 1 : 0;
}

bool holds_pictures(const ArrayFile& array) { return array.rank() == 3 || colour_axis(array) != 0; }

// Red, green and blue of each pixel side by side become three pictures one after the other.
void separate_colours(std::size_t pixels, AlignedVector<float>& levels) {
  std::vector<float> mixed(3 * pixels);
  for (std::size_t from = 0; from < levels.size(); from += mixed.size()) {
    std::copy_n(levels.begin() + static_cast<std::ptrdiff_t>(from), mixed.size(), mixed.begin());
    for (std::size_t i = 0; i < mixed.size(); ++i) levels[from + i % 3 * pixels + i / 3] = mixed[i];
  }
}

// Sets the samples; returns what is wrong with them, or nothing.
std::optional<Error> set_samples(const ArrayFile& samples, Dataset& set) {
  if (samples.rank() < 1 || (samples.rank() > 2 && !holds_pictures(samples))) {
    return Error{
        "The samples must be a table (n × p), pictures (n × height × width) or coloured pictures (n × height × width × 3 "
        "or n × 3 × height × width); this array is " +
        samples.sizes_text() + "."};
  }
  if (samples.count() == 0) return Error{"The array holds no samples: it is " + samples.sizes_text() + "."};
  const std::ptrdiff_t n = samples.shape[0], p = static_cast<std::ptrdiff_t>(samples.count()) / n;
  constexpr float kLargest = 3.4e38f;
  for (std::size_t i = 0; i < samples.count(); ++i)
    if (!(std::fabs(samples.value(i)) <= static_cast<double>(kLargest)))
      return Error{"The samples hold a number that is infinite or not a number."};
  if (!holds_pictures(samples)) {
    set_columns(set, n, p,
                [&](std::size_t i, std::size_t j) { return samples.value(i * static_cast<std::size_t>(p) + j); });
    return std::nullopt;
  }
  constexpr std::ptrdiff_t kMaximumSide = 256;
  const std::size_t colours = colour_axis(samples), rows = colours == 1 ? 2 : 1, cols = rows + 1;
  if (samples.shape[rows] > kMaximumSide || samples.shape[cols] > kMaximumSide) {
    return Error{"The pictures are larger than 256 × 256, the most allowed: the array is " + samples.sizes_text() +
                 "."};
  }
  set.image_rows = static_cast<int>(samples.shape[rows]);
  set.image_cols = static_cast<int>(samples.shape[cols]);
  set.image_channels = colours == 0 ? 1 : 3;
  NumberArray levels = samples.numbers();
  scale_levels(levels.values);
  if (colours == 3)
    separate_colours(static_cast<std::size_t>(samples.shape[rows] * samples.shape[cols]), levels.values);
  set.X = Matrix<float>(n, p, std::move(levels.values));
  return std::nullopt;
}

// Likewise the labels of pictures, or of a table.
std::optional<Error> set_labels(const ArrayFile& labels, bool pictures, const TableOptions& options, Dataset& set) {
  const bool is_row = labels.rank() == 2 && labels.shape[0] == 1;
  if ((labels.rank() != 1 && !is_row) || labels.count() != static_cast<std::size_t>(set.size())) {
    return Error{"There are " + std::to_string(set.size()) + " samples, but the labels are " + labels.sizes_text() +
                 "."};
  }
  LabelColumn column;
  bool whole = true;
  for (std::size_t i = 0; i < labels.count(); ++i) {
    const double label = labels.value(i);
    if (!(std::fabs(label) <= 3.4e38)) return Error{"The labels hold a number that is infinite or not a number."};
    whole = whole && label == std::floor(label);
    column.add(label);
  }
  std::string reason;
  LabelKind kind = pictures ? LabelKind::classes : options.label_kind;
  if (kind == LabelKind::automatic) kind = column.kind_by_rule("", options.wants_classes, reason);
  if (kind == LabelKind::numbers) {
    column.make_targets(set);
  } else if (kind == LabelKind::classes) {
    const bool few = !column.are_too_many_for_classes();
    if (!whole || !few) {
      return Error{std::string(pictures ? "The labels of pictures" : "Labels that are classes") +
                   " must be whole numbers, at most " + std::to_string(kMaximumClasses) + " different ones."};
    }
    column.make_classes(set);
  }
  return std::nullopt;
}

Result<Dataset> dataset_of(const ArrayFile& samples, const ArrayFile* labels, const TableOptions& options) {
  Dataset set;
  if (auto error = set_samples(samples, set)) return *error;
  if (labels != nullptr) {
    if (auto error = set_labels(*labels, holds_pictures(samples), options, set)) return *error;
  }
  return set;
}

Result<Dataset> read_one(const NamedBytes& file, const TableOptions& options) {
  Result<Dataset> set = Error{""};
  bool pictures = false;
  if (is_array(file.bytes)) {
    const OpenedArray opened(file);
    if (!opened.array()) return Error{opened.array().error()};
    pictures = opened.array()->rank() > 2;
    if (pictures) set = dataset_of(*opened.array(), nullptr, options);
  }
  if (!pictures) set = read_table(file.bytes, options);
  if (!set) return Error{std::string(file.name) + ": " + set.error()};
  return set;
}

Result<Dataset> read_pair(const NamedBytes& one, const NamedBytes& other, const TableOptions& options) {
  const OpenedArray a(one), b(other);
  if (!a.array()) return Error{a.array().error()};
  if (!b.array()) return Error{b.array().error()};
  const bool labels_first = a.array()->rank() < b.array()->rank();
  return dataset_of(labels_first ? *b.array() : *a.array(), labels_first ? &*a.array() : &*b.array(), options);
}

}  // namespace

bool is_array(std::string_view bytes) {
  constexpr std::size_t kEnough = 16;
  const std::string start = is_gzip(bytes) ? gzip_start(bytes, kEnough) : std::string(bytes.substr(0, kEnough));
  return is_npy(start) || is_idx(start);
}

Result<Dataset> read_files(std::span<const NamedBytes> files, const TableOptions& options) {
  if (files.empty() || files.size() > 2) return Error{"Give one file, or two: samples and their labels."};
  for (const NamedBytes& file : files) {
    if (file.bytes.size() > kMaximumFileBytes) {
      return Error{std::string(file.name) + " has more than " + std::to_string(kMaximumFileBytes >> 20) +
                   " MB, the most allowed."};
    }
  }
  Result<Dataset> set = files.size() == 1 ? read_one(files[0], options) : read_pair(files[0], files[1], options);
  if (set) set->name = std::string(files[0].name);
  return set;
}

}  // namespace lectern::data
