#include "core/data/files.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/data/gzip.h"
#include "core/data/idx.h"
#include "core/data/limits.h"
#include "core/data/npy.h"

namespace lectern::data {
namespace {

std::string sizes_text(const NumberArray& array) {
  std::string text;
  for (const std::ptrdiff_t size : array.shape) text += (text.empty() ? "" : " × ") + std::to_string(size);
  return text.empty() ? "a single number" : text;
}

bool all_finite(const NumberArray& array) {
  return std::all_of(array.values.begin(), array.values.end(), [](float v) { return std::isfinite(v); });
}

bool all_classes(const NumberArray& labels) {
  return std::all_of(labels.values.begin(), labels.values.end(),
                     [](float v) { return v >= 0 && v < kMaximumClasses && v == std::floor(v); });
}

void set_classes(Dataset& set, const AlignedVector<float>& labels) {
  int classes = 0;
  for (const float label : labels) {
    set.labels.push_back(static_cast<int>(label));
    classes = std::max(classes, set.labels.back() + 1);
  }
  for (int c = 0; c < classes; ++c) set.class_names.push_back(std::to_string(c));
}

// Levels to [0, 1], unless some are negative.
void scale_levels(AlignedVector<float>& levels) {
  if (levels.empty()) return;
  const auto [least, greatest] = std::minmax_element(levels.begin(), levels.end());
  if (*least < 0 || *greatest <= 0) return;
  const float largest = *greatest;
  for (float& level : levels) level /= largest;
}

// An array with the label as last column, cut into both.
Result<Dataset> dataset_of_table(const NumberArray& table, const CsvOptions& options) {
  if (options.label_kind == LabelKind::none) return dataset_of(table, nullptr);
  const std::ptrdiff_t n = table.shape[0], columns = table.shape[1];
  if (columns < 2) {
    return Error{"A table needs at least two columns, numbers and the label; this one is " + sizes_text(table) + "."};
  }
  NumberArray samples{{n, columns - 1}, {}}, labels{{n}, {}};
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    const bool last = (i + 1) % static_cast<std::size_t>(columns) == 0;
    (last ? labels : samples).values.push_back(table.values[i]);
  }
  Result<Dataset> set = dataset_of(std::move(samples), &labels);
  if (set && options.label_kind == LabelKind::classes && !set->is_classification()) {
    return Error{"The last column must hold classes: whole numbers from 0 to " + std::to_string(kMaximumClasses - 1) +
                 "."};
  }
  if (set && options.label_kind == LabelKind::numbers && set->is_classification()) {
    set->labels.clear();
    set->class_names.clear();
    set->targets.assign(labels.values.begin(), labels.values.end());
  }
  return set;
}

// The array in a file, unpacked if need be; the sentence names the file.
Result<NumberArray> read_array(const NamedBytes& file, std::size_t first_samples) {
  std::string unpacked;
  std::string_view bytes = file.bytes;
  if (is_gzip(bytes)) {
    Result<std::string> content = unpack_gzip(bytes, kMaximumUnpackedBytes);
    if (!content) return Error{std::string(file.name) + ": " + content.error()};
    unpacked = std::move(*content);
    bytes = unpacked;
  }
  Result<NumberArray> array = is_npy(bytes) ? read_npy(bytes, first_samples) : read_idx(bytes, first_samples);
  if (!array) return Error{std::string(file.name) + ": " + array.error()};
  return array;
}

// Whether the bytes, unpacked if need be, are an array file rather than text.
bool is_array(std::string_view bytes) {
  constexpr std::size_t kEnough = 16;
  const std::string start = is_gzip(bytes) ? gzip_start(bytes, kEnough) : std::string(bytes.substr(0, kEnough));
  return is_npy(start) || is_idx(start);
}

Result<Dataset> read_one(const NamedBytes& file, const CsvOptions& options) {
  if (!is_array(file.bytes)) {
    Result<Dataset> set = read_csv(file.bytes, options);
    if (!set) return Error{std::string(file.name) + ": " + set.error()};
    return set;
  }
  Result<NumberArray> array = read_array(file, options.first_samples);
  if (!array) return Error{array.error()};
  Result<Dataset> set = array->rank() == 2 ? dataset_of_table(*array, options) : dataset_of(std::move(*array), nullptr);
  if (!set) return Error{std::string(file.name) + ": " + set.error()};
  return set;
}

}  // namespace

Result<Dataset> dataset_of(NumberArray samples, const NumberArray* labels) {
  if (samples.rank() != 2 && samples.rank() != 3) {
    return Error{"The samples must be a table (n × p) or pictures (n × height × width); this array is " +
                 sizes_text(samples) + "."};
  }
  const std::ptrdiff_t n = samples.shape[0];
  if (samples.values.empty()) return Error{"The array holds no samples: it is " + sizes_text(samples) + "."};
  if (!all_finite(samples)) return Error{"The samples hold a number that is infinite or not a number."};
  Dataset set;
  if (samples.rank() == 3) {
    constexpr std::ptrdiff_t kMaximumSide = 256;
    if (samples.shape[1] > kMaximumSide || samples.shape[2] > kMaximumSide) {
      return Error{"The pictures are larger than 256 × 256, the most allowed: the array is " + sizes_text(samples) +
                   "."};
    }
    set.image_rows = static_cast<int>(samples.shape[1]);
    set.image_cols = static_cast<int>(samples.shape[2]);
    scale_levels(samples.values);
  }
  const std::ptrdiff_t features = static_cast<std::ptrdiff_t>(samples.values.size()) / n;
  const bool pictures = samples.rank() == 3;
  set.X = Matrix<float>(n, features, std::move(samples.values));
  if (labels == nullptr) return set;
  if (labels->rank() != 1 || labels->shape[0] != n) {
    return Error{"There are " + std::to_string(n) + " samples, but the labels are " + sizes_text(*labels) + "."};
  }
  if (!all_finite(*labels)) return Error{"The labels hold a number that is infinite or not a number."};
  if (all_classes(*labels)) {
    set_classes(set, labels->values);
  } else if (pictures) {
    return Error{"The labels of pictures must be whole numbers from 0 to 99."};
  } else {
    set.targets.assign(labels->values.begin(), labels->values.end());
  }
  return set;
}

Result<Dataset> read_files(std::span<const NamedBytes> files, const CsvOptions& options) {
  if (files.empty() || files.size() > 2) return Error{"Give one file, or two: samples and their labels."};
  for (const NamedBytes& file : files) {
    if (file.bytes.size() > kMaximumFileBytes) {
      return Error{std::string(file.name) + " has more than " + std::to_string(kMaximumFileBytes >> 20) +
                   " MB, the most allowed."};
    }
  }
  Result<Dataset> set = Error{""};
  if (files.size() == 1) {
    set = read_one(files[0], options);
  } else {
    Result<NumberArray> a = read_array(files[0], options.first_samples);
    Result<NumberArray> b = read_array(files[1], options.first_samples);
    if (!a) return Error{a.error()};
    if (!b) return Error{b.error()};
    if (a->rank() == 1) std::swap(*a, *b);
    set = dataset_of(std::move(*a), &*b);
  }
  if (set) set->name = std::string(files[0].name);
  return set;
}

}  // namespace lectern::data
