#include "core/experiments/autoencoders/picture_data.h"

#include <utility>

#include "core/data/bundled.h"
#include "core/data/digit_sets.h"
#include "core/data/drawn_digits.h"
#include "core/data/moving_pictures.h"
#include "core/parts/given_files.h"

namespace lectern {
namespace {

constexpr double kValidationShare = 0.2;

Result<data::Dataset> load(const PictureSettings& settings, const DataStart& start, FileReport& report) {
  switch (settings.source) {
    case PictureSource::scanned: return data::digits_8x8();
    case PictureSource::generated: return data::drawn_digits(start.streams.data_rng("digits"), settings.n, {});
    case PictureSource::spot: return data::moving_spots(start.streams.data_rng("spots"), settings.n);
    case PictureSource::wave: return data::moving_waves(start.streams.data_rng("waves"), settings.n);
    case PictureSource::file: break;
  }
  return given_grey_pictures(start, settings.n, report);
}

}  // namespace

Schema<PictureSettings> PictureSettings::schema(const PictureSettings& defaults) {
  using Self = PictureSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::source, "data", glossary_label("data"),
              {{PictureSource::scanned, "digits8", "Handwritten digits, 8×8"},
               {PictureSource::generated, "drawn28", "Digits drawn by the program, 28×28"},
               {PictureSource::spot, "spot", "A spot that moves, 16×16"},
               {PictureSource::wave, "wave", "A wave that moves, 16×16"},
               {PictureSource::file, "file", "My own files (IDX, NPY)"}})
      .help("The pictures. A spot has two numbers, its place; a wave has one, its phase, whose ends meet.")
      .integer(&Self::n, "n", {100, 4000})
      .logarithmic()
      .shown_when(&Self::source,
                  {PictureSource::generated, PictureSource::spot, PictureSource::wave, PictureSource::file})
      .help("How many pictures there are. A fifth of them is held out for validation.");
}

FileUse PictureData::file_use() {
  return {".idx .npy .gz .idx3-ubyte .idx1-ubyte", "images and their labels, two files (IDX or NPY, plain or gzip)",
          "data", "file"};
}

Result<PictureData> PictureData::make(const Settings& settings, const DataStart& start) {
  FileReport report;
  Result<data::Dataset> pictures = load(settings, start, report);
  if (!pictures) return Error{pictures.error()};
  Given given;
  given.file_shapes = std::move(report.shapes);
  given.notes = std::move(report.notes);
  Rng split_rng = start.streams.data_rng("split");
  data::TrainValidation parts = data::split(*pictures, kValidationShare, split_rng);
  if (parts.validation.size() < 2)
    return Error{"There are too few pictures to hold any out: give at least 5 of a class."};
  given.training = std::move(parts.training);
  given.validation = data::first_examples(std::move(parts.validation), kLargestValidation);
  return PictureData(std::move(given));
}

}  // namespace lectern
