#include "core/experiments/gan-images/picture_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/data/bundled.h"
#include "core/data/digit_sets.h"
#include "core/data/drawn_digits.h"
#include "core/parts/given_files.h"
#include "core/parts/given_weights.h"
#include "core/physics/ising.h"

namespace lectern {
namespace {

constexpr double kHeldOutShare = 0.2;
constexpr std::array<double, 5> kTemperatures{1.5, 2.1, 2.3, 2.7, 4};
constexpr std::array<double, 4> kEnergies{5, 10, 20, 50};  // GeV
constexpr int kLatticeSide = 16, kWarmUp = 200, kSweepsBetween = 10;

data::Dataset empty_set(const char* name, int n, int rows, int cols) {
  data::Dataset set;
  set.name = name;
  set.X.resize(n, std::ptrdiff_t{rows} * cols);
  set.image_rows = rows;
  set.image_cols = cols;
  return set;
}

data::Dataset ising_states(int n, const Rng& rng) {
  constexpr int kLattices = physics::IsingLattices::kLattices, kClasses = static_cast<int>(kTemperatures.size());
  std::array<double, kLattices> temperatures;
  for (int k = 0; k < kLattices; ++k)
    temperatures[static_cast<std::size_t>(k)] = kTemperatures[static_cast<std::size_t>(k % kClasses)];
  physics::IsingLattices lattices(kLatticeSide, temperatures, rng.split("lattices"));
  Rng turns = rng.split("turns");
  data::Dataset set = empty_set("Ising states", n, kLatticeSide, kLatticeSide);
  for (const double T : kTemperatures) set.class_names.push_back("T = " + number_text(T));
  lattices.sweep(kWarmUp);
  std::vector<std::int8_t> spins(static_cast<std::size_t>(lattices.sites()));
  for (int i = 0; i < n; ++i) {
    // The sixteenth lattice would give one temperature more states than the others.
    const int lattice = i % (kLattices - 1);
    if (lattice == 0) lattices.sweep(kSweepsBetween);
    lattices.copy_spins(lattice, turns.below(2) == 1, spins.data());
    std::transform(spins.begin(), spins.end(), set.X.row(i), [](std::int8_t s) { return s > 0 ? 1.0f : 0.0f; });
    set.labels.push_back(lattice % kClasses);
  }
  return set;
}

data::Dataset showers(int n, const Rng& rng) {
  const physics::Calorimeter calorimeter = PictureSet::calorimeter();
  data::Dataset set = empty_set("Showers", n, calorimeter.strips, calorimeter.layers);
  for (const double energy : kEnergies) set.class_names.push_back(number_text(energy) + " GeV");
  for (int i = 0; i < n; ++i) {
    const int k = i % static_cast<int>(kEnergies.size());
    Rng own = rng.split(static_cast<std::uint64_t>(i));
    const std::span<float> cells(set.X.row(i), static_cast<std::size_t>(set.X.cols()));
    physics::draw_shower(calorimeter, kEnergies[static_cast<std::size_t>(k)], own, cells);
    for (float& cell : cells) cell = PictureSet::level_of(static_cast<double>(cell));
    set.labels.push_back(k);
  }
  return set;
}

Result<data::Dataset> load(const PictureSetSettings& settings, const DataStart& start, FileReport& report) {
  switch (settings.source) {
    case ImitatedPictures::digits8: return data::digits_8x8();
    case ImitatedPictures::drawn28: return data::drawn_digits(start.streams.data_rng("digits"), settings.n, {});
    case ImitatedPictures::ising: return ising_states(settings.n, start.streams.data_rng("ising"));
    case ImitatedPictures::showers: return showers(settings.n, start.streams.data_rng("showers"));
    case ImitatedPictures::file: break;
  }
  return given_grey_pictures(start, settings.n, report);
}

}  // namespace

float PictureSet::level_of(double energy) { return static_cast<float>(std::sqrt(std::min(energy / kBrightest, 1.0))); }
double PictureSet::energy_of(float level) {
  return kBrightest * static_cast<double>(level) * static_cast<double>(level);
}

Schema<PictureSetSettings> PictureSetSettings::schema(const PictureSetSettings& defaults) {
  using Self = PictureSetSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::source, "data", glossary_label("data"),
              {{ImitatedPictures::digits8, "digits8", "Handwritten digits, 8×8"},
               {ImitatedPictures::drawn28, "drawn28", "Digits drawn by the program, 28×28"},
               {ImitatedPictures::ising, "ising", "Ising states of five temperatures, 16×16"},
               {ImitatedPictures::showers, "showers", "Showers in a calorimeter, 16×16"},
               {ImitatedPictures::file, "file", "My own files (IDX, NPY)"}})
      .help("The pictures to be imitated.")
      .integer(&Self::n, "n", {100, 4000})
      .logarithmic()
      .shown_when(&Self::source, {ImitatedPictures::drawn28, ImitatedPictures::ising, ImitatedPictures::showers,
                                  ImitatedPictures::file})
      .help("How many pictures there are. A fifth of them is held out for validation.");
}

FileUse PictureSet::file_use() {
  return {".idx .npy .gz .idx3-ubyte .idx1-ubyte", "images and their labels, two files (IDX or NPY, plain or gzip)",
          "data", "file"};
}

Result<PictureSet> PictureSet::make(const Settings& settings, const DataStart& with_weights) {
  const DataFilesOf own(with_weights);
  const DataStart& start = own.start();
  FileReport report;
  Result<data::Dataset> pictures = load(settings, start, report);
  if (!pictures) return Error{pictures.error()};
  Given given;
  given.file_shapes = std::move(report.shapes);
  given.notes = std::move(report.notes);
  if (settings.source == ImitatedPictures::ising) given.conditions.assign(kTemperatures.begin(), kTemperatures.end());
  if (settings.source == ImitatedPictures::showers) given.conditions.assign(kEnergies.begin(), kEnergies.end());
  Rng split_rng = start.streams.data_rng("split");
  data::TrainValidation parts = data::split(*pictures, kHeldOutShare, split_rng);
  if (parts.validation.size() < 2)
    return Error{"There are too few pictures to hold any out: give at least 5 of a class."};
  given.training = std::move(parts.training);
  given.held_out = data::first_examples(std::move(parts.validation), kLargestHeldOut);
  const std::vector<int>& labels = given.training.labels;
  for (int k = 0; k < given.training.classes(); ++k) {
    const auto found = std::find(labels.begin(), labels.end(), k);
    given.first.push_back(found == labels.end() ? 0 : static_cast<int>(found - labels.begin()));
  }
  return PictureSet(std::move(given));
}

}  // namespace lectern
