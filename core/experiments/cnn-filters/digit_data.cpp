#include "core/experiments/cnn-filters/digit_data.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/data/bundled.h"
#include "core/data/coloured_shapes.h"
#include "core/data/digit_sets.h"
#include "core/data/drawn_digits.h"
#include "core/data/share_of_rows.h"
#include "core/parts/given_files.h"
#include "core/parts/given_weights.h"

namespace lectern {
namespace {

Result<data::Dataset> load(const DigitSettings& settings, const DataStart& start) {
  switch (settings.source) {
    case DigitSource::scanned: return data::digits_8x8();
    case DigitSource::generated:
      return data::drawn_digits(start.streams.data_rng("digits"), settings.n, {.distortion = settings.distortion});
    case DigitSource::shapes: return data::coloured_shapes(start.streams.data_rng("shapes"), settings.n);
    case DigitSource::file: break;
  }
  return data::pictures_from_files(given_files(start));
}

// Of the pictures of a file as many as are wanted, a share of each class, in an order of their own: parts of them stand
// for all, and in the file they may be sorted.
data::Dataset shuffled_share(const data::Dataset& all, int most, const Streams& streams) {
  std::vector<std::size_t> rows = data::share_of_rows(all, static_cast<std::size_t>(most), streams.data_rng("rows"));
  Rng order = streams.data_rng("order");
  order.shuffle(std::span(rows));
  return data::select_rows(all, rows);
}

// Each channel of each picture: pixel p is what was pixel order[p].
void mix_pixels(Matrix<float>& X, std::span<const int> order) {
  std::vector<float> before(order.size());
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (float* plane = X.row(i); plane < X.row(i) + X.cols(); plane += order.size()) {
      std::copy_n(plane, order.size(), before.begin());
      for (std::size_t p = 0; p < order.size(); ++p) plane[p] = before[static_cast<std::size_t>(order[p])];
    }
}

nn::Examples examples_of(data::Dataset&& set, const nn::OutputCode& code) {
  nn::Examples examples;
  code.encode(set.labels, examples.T);
  examples.X = std::move(set.X);
  return examples;
}

}  // namespace

Schema<DigitSettings> DigitSettings::schema(const DigitSettings& defaults) {
  using Self = DigitSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::source, "data", glossary_label("data"),
              {{DigitSource::scanned, "digits8", "Handwritten, 8×8"},
               {DigitSource::generated, "drawn28", "Drawn by the program, 28×28"},
               {DigitSource::shapes, "shapes", "Coloured shapes, 16×16"},
               {DigitSource::file, "file", "My own files (IDX, NPY)"}})
      .help(
          "What the network classifies: 1797 real digits, any number of newly drawn ones, discs, squares and triangles "
          "in red and blue, or your own files (IDX or NPY; images and labels).")
      .integer(&Self::n, "n", {100, 10000})
      .formerly("examples")
      .logarithmic()
      .shown_when(&Self::source, {DigitSource::generated, DigitSource::shapes, DigitSource::file})
      .help("How many digits there are in all. If there are few, the network learns them by heart and fails on others.")
      .real(&Self::distortion, "distortion", "Distortion", {0, 3})
      .shown_when(&Self::source, {DigitSource::generated})
      .help("Slant, rotation and elastic deformation of the drawn digits.")
      .boolean(&Self::is_grey, "grey", "Without colour")
      .help("Each pixel is the mean of red, green and blue: one channel in place of three.")
      .shown_when(&Self::source, {DigitSource::shapes, DigitSource::file})
      .boolean(&Self::is_mixed, "mixed", "Pixels mixed")
      .help("All pictures have their pixels in the same random order: no pixel is lost, but who stood beside whom is.")
      .real(&Self::train_fraction, "train_fraction", {0.5, 0.9})
      .help("The rest is held out for validation: the network never learns from it.");
}

FileUse DigitData::file_use() {
  return {".idx .npy .gz .idx3-ubyte .idx1-ubyte",
          "images (grey, or coloured n×h×w×3) and their labels, two files (IDX or NPY, plain or gzip)", "data", "file"};
}

Result<DigitData> DigitData::make(const Settings& settings, const DataStart& with_weights) {
  const DataFilesOf own(with_weights);
  const DataStart& start = own.start();
  Result<data::Dataset> digits = load(settings, start);
  if (!digits) return Error{digits.error()};
  if (settings.is_grey) *digits = data::without_colour(std::move(*digits));
  Given given;
  if (settings.source == DigitSource::file) {
    const std::ptrdiff_t all = digits->size();
    *digits = shuffled_share(*digits, settings.n, start.streams);
    const std::string used = std::to_string(digits->size());
    given.notes.push_back(digits->size() < all
                              ? used + " of " + std::to_string(all) +
                                    " pictures are used: a share of each class, drawn by the data seed. See samples n."
                              : "All " + used + " pictures are used.");
    const std::string size =
        std::to_string(all) + "×" + std::to_string(digits->image_rows) + "×" + std::to_string(digits->image_cols);
    given.file_shapes.assign(start.files.size(), size);
  }
  given.rows = digits->image_rows;
  given.cols = digits->image_cols;
  given.channels = digits->image_channels;
  if (settings.is_mixed) {
    given.order.resize(static_cast<std::size_t>(given.rows * given.cols));
    std::iota(given.order.begin(), given.order.end(), 0);
    Rng mixing = start.streams.data_rng("mixing");
    mixing.shuffle(std::span<int>(given.order));
    mix_pixels(digits->X, given.order);
  }
  given.code = nn::OutputCode::classification(digits->classes(), nn::Objective::cross_entropy);
  given.class_names = digits->class_names;
  Rng split_rng = start.streams.data_rng("split");
  data::TrainValidation parts = data::split(*digits, 1 - settings.train_fraction, split_rng);
  if (parts.validation.size() == 0)
    return Error{"There are too few pictures to hold any out for validation: give at least 5 of a class."};
  data::Dataset validation = data::first_examples(std::move(parts.validation), kLargestValidation);
  given.validation_labels = validation.labels;
  nn::Examples learned = examples_of(std::move(parts.training), given.code);
  nn::Examples held_out = examples_of(std::move(validation), given.code);
  return DigitData(std::move(given), std::move(learned), std::move(held_out));
}

}  // namespace lectern
