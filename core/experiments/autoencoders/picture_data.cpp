#include "core/experiments/autoencoders/picture_data.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/data/bundled.h"
#include "core/data/digit_sets.h"
#include "core/data/drawn_digits.h"
#include "core/data/moving_pictures.h"
#include "core/parts/given_files.h"
#include "core/parts/given_weights.h"
#include "core/physics/ising.h"

namespace lectern {
namespace {

constexpr double kValidationShare = 0.2;
constexpr int kFieldSide = 16;                        // pixels
constexpr int kFieldWarmUp = 200, kFieldSweeps = 20;  // sweeps before the first state, and from one to the next

// Equilibrium states of the Ising model at sixteen temperatures from 1.6 to 3.1 in turn, reversed with probability one
// half, as the energy does not tell a state from its reverse: 1 where a spin points up, 0 where it points down.
data::Dataset ising_fields(const Rng& rng, int n) {
  constexpr int kLattices = physics::IsingLattices::kLattices, kSpins = kFieldSide * kFieldSide;
  std::array<double, kLattices> temperatures;
  for (std::size_t k = 0; k < temperatures.size(); ++k) temperatures[k] = 0.1 * (16 + static_cast<double>(k));
  physics::IsingLattices lattices(kFieldSide, temperatures, rng.split("lattices"));
  Rng turns = rng.split("turns");
  data::Dataset set;
  set.name = "Ising states";
  set.image_rows = set.image_cols = kFieldSide;
  set.class_names = {"T < 2", "2 ≤ T ≤ 2.5", "T > 2.5"};
  set.X.resize(n, kSpins);
  std::array<std::int8_t, kSpins> spins;
  lattices.sweep(kFieldWarmUp);
  for (int i = 0; i < n; ++i) {
    const int lattice = i % kLattices;
    if (lattice == 0) lattices.sweep(kFieldSweeps);
    lattices.copy_spins(lattice, turns.below(2) == 1, spins.data());
    for (std::size_t j = 0; j < spins.size(); ++j)
      set.X(i, static_cast<std::ptrdiff_t>(j)) = spins[j] > 0 ? 1.0f : 0.0f;
    set.labels.push_back(lattice < 4 ? 0 : lattice < 10 ? 1 : 2);
  }
  return set;
}

Result<data::Dataset> load(const PictureSettings& settings, const DataStart& start, FileReport& report) {
  switch (settings.source) {
    case PictureSource::scanned: return data::digits_8x8();
    case PictureSource::generated: return data::drawn_digits(start.streams.data_rng("digits"), settings.n, {});
    case PictureSource::spot: return data::moving_spots(start.streams.data_rng("spots"), settings.n);
    case PictureSource::wave: return data::moving_waves(start.streams.data_rng("waves"), settings.n);
    case PictureSource::ising: return ising_fields(start.streams.data_rng("ising"), settings.n);
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
               {PictureSource::ising, "ising", "Ising states around the critical temperature, 16×16"},
               {PictureSource::file, "file", "My own files (IDX, NPY)"}})
      .help("The pictures. A spot has two numbers, its place; a wave has one, its phase, whose ends meet. "
            "An Ising state has its magnetisation and where its domains lie.")
      .integer(&Self::n, "n", {100, 4000})
      .logarithmic()
      .shown_when(&Self::source, {PictureSource::generated, PictureSource::spot, PictureSource::wave,
                                  PictureSource::ising, PictureSource::file})
      .help("How many pictures there are. A fifth of them is held out for validation.");
}

FileUse PictureData::file_use() {
  return {".idx .npy .gz .idx3-ubyte .idx1-ubyte", "images and their labels, two files (IDX or NPY, plain or gzip)",
          "data", "file"};
}

Result<PictureData> PictureData::make(const Settings& settings, const DataStart& with_weights) {
  const DataFilesOf own(with_weights);
  const DataStart& start = own.start();
  FileReport report;
  Result<data::Dataset> pictures = load(settings, start, report);
  if (!pictures) return Error{pictures.error()};
  Given given;
  given.file_shapes = std::move(report.shapes);
  given.notes = std::move(report.notes);
  given.is_centred = settings.source == PictureSource::scanned || settings.source == PictureSource::generated ||
                     settings.source == PictureSource::file;
  Rng split_rng = start.streams.data_rng("split");
  data::TrainValidation parts = data::split(*pictures, kValidationShare, split_rng);
  if (parts.validation.size() < 2)
    return Error{"There are too few pictures to hold any out: give at least 5 of a class."};
  given.training = std::move(parts.training);
  given.validation = data::first_examples(std::move(parts.validation), kLargestValidation);
  return PictureData(std::move(given));
}

}  // namespace lectern
