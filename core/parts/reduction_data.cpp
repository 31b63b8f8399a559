#include "core/parts/reduction_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/data/bundled.h"
#include "core/data/share_of_rows.h"
#include "core/lab/drawn_points.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kClusterColumns = 10, kNoiseColumns = 20;

data::Dataset empty_set(const char* name, int n, int columns, std::vector<std::string> classes = {}) {
  data::Dataset set;
  set.name = name;
  set.X.resize(n, columns);
  for (int j = 0; j < columns; ++j) {
    constexpr std::array kNames{"x", "y", "z"};
    set.column_names.push_back(columns <= 3 ? kNames[static_cast<std::size_t>(j)] : "x" + std::to_string(j + 1));
  }
  set.class_names = std::move(classes);
  if (!set.class_names.empty()) set.labels.resize(static_cast<std::size_t>(n));
  return set;
}

void put(data::Dataset& set, int i, std::initializer_list<double> values) {
  std::ptrdiff_t j = 0;
  for (const double value : values) set.X(i, j++) = static_cast<float>(value);
}

data::Dataset long_cloud(Rng& rng, int n, double noise) {
  data::Dataset set = empty_set("plane", n, 2);
  for (int i = 0; i < n; ++i) {
    const double along = rng.normal(), across = noise * rng.normal();
    put(set, i, {0.8 * along - 0.6 * across, 0.6 * along + 0.8 * across});
  }
  return set;
}

// Spread 1 and ½ in a tilted plane, and the noise at right angles to it.
data::Dataset flat_cloud(Rng& rng, int n, double noise) {
  data::Dataset set = empty_set("cloud", n, 3);
  for (int i = 0; i < n; ++i) {
    const double a = rng.normal(), b = 0.5 * rng.normal(), c = noise * rng.normal();
    put(set, i, {(2 * a - 2 * b + c) / 3, (2 * a + b - 2 * c) / 3, (a + 2 * b + 2 * c) / 3});
  }
  return set;
}

// A sheet rolled up; the classes are four parts of its length.
data::Dataset swiss_roll(Rng& rng, int n, double noise) {
  data::Dataset set =
      empty_set("swiss", n, 3, {"innermost quarter", "second quarter", "third quarter", "outermost quarter"});
  for (int i = 0; i < n; ++i) {
    const double u = rng.uniform(), height = rng.uniform(-1, 1);
    // Angles so that equal lengths of the sheet hold equally many points: r² grows evenly.
    const double first = 1.5 * kPi, last = 4.5 * kPi;
    const double angle = std::sqrt(first * first + u * (last * last - first * first)), radius = angle / last;
    put(set, i,
        {radius * math::cos(angle) + noise * rng.normal(), 1.2 * height + noise * rng.normal(),
         radius * math::sin(angle) + noise * rng.normal()});
    set.labels[static_cast<std::size_t>(i)] = std::min(static_cast<int>(4 * u), 3);
  }
  return set;
}

// Two rings, each through the other.
data::Dataset linked_rings(Rng& rng, int n, double noise) {
  data::Dataset set = empty_set("rings", n, 3, {"first ring", "second ring"});
  for (int i = 0; i < n; ++i) {
    const double angle = rng.uniform(0, 2 * kPi), c = math::cos(angle), s = math::sin(angle);
    const double x = noise * rng.normal(), y = noise * rng.normal(), z = noise * rng.normal();
    if (i % 2 == 0)
      put(set, i, {c - 0.5 + x, s + y, z});
    else
      put(set, i, {c + 0.5 + x, y, s + z});
    set.labels[static_cast<std::size_t>(i)] = i % 2;
  }
  return set;
}

// Three balls in ten dimensions: two near each other, one far; the second ten times as wide as the first.
data::Dataset three_clusters(Rng& rng, int n) {
  data::Dataset set = empty_set("clusters", n, kClusterColumns, {"narrow, at 0", "wide, at 10", "middling, at 50"});
  constexpr std::array kCentres{0.0, 10.0, 50.0}, kWidths{0.1, 1.0, 0.5};
  for (int i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i % 3);
    for (int j = 0; j < kClusterColumns; ++j)
      set.X(i, j) = static_cast<float>((j == 0 ? kCentres[k] : 0) + kWidths[k] * rng.normal());
    set.labels[static_cast<std::size_t>(i)] = i % 3;
  }
  return set;
}

data::Dataset one_ball(Rng& rng, int n) {
  data::Dataset set = empty_set("noise", n, kNoiseColumns);
  for (std::ptrdiff_t i = 0; i < set.X.size(); ++i) set.X.data()[i] = static_cast<float>(rng.normal());
  return set;
}

data::Dataset generated(const ReductionDataSettings& settings, Rng rng) {
  switch (settings.set) {
    case ManyColumns::plane: return long_cloud(rng, settings.n, settings.noise);
    case ManyColumns::swiss: return swiss_roll(rng, settings.n, settings.noise);
    case ManyColumns::rings: return linked_rings(rng, settings.n, settings.noise);
    case ManyColumns::clusters: return three_clusters(rng, settings.n);
    case ManyColumns::noise: return one_ball(rng, settings.n);
    default: return flat_cloud(rng, settings.n, settings.noise);
  }
}

}  // namespace

Schema<ReductionDataSettings> ReductionDataSettings::schema(const ReductionDataSettings& defaults) {
  using Self = ReductionDataSettings;
  using Set = ManyColumns;
  Schema<Self> schema(1, defaults);
  schema.group("Data")
      .choice(&Self::set, "data", glossary_label("data"),
              {{Set::plane, "plane", "Points of the plane"},
               {Set::cloud, "cloud", "A flat cloud, 3 columns"},
               {Set::swiss, "swiss", "Swiss roll, 3 columns"},
               {Set::rings, "rings", "Two linked rings, 3 columns"},
               {Set::clusters, "clusters", "Three clusters, 10 columns"},
               {Set::noise, "noise_alone", "One ball of noise, 20 columns"},
               {Set::digits, "digits", "Handwritten digits, 64 pixels"},
               {Set::wine, "wine", "Wine, 13 columns"},
               {Set::ising, "ising", "Ising states, 1600 spins"},
               {Set::file, "file", kOwnTable}})
      .help("What is to be seen in few dimensions. Ising states are sampled here, while you watch.");
  schema.include_while(&Self::set, {Set::file}, &Self::table);
  return schema.integer(&Self::n, "n", {16, kMostReducedRows})
      .logarithmic()
      .help("How many rows; at most 1797 digits, 1600 Ising states.")
      .shown_when(&Self::set,
                  {Set::plane, Set::cloud, Set::swiss, Set::rings, Set::clusters, Set::noise, Set::digits, Set::ising})
      .real(&Self::noise, "noise", {0, 0.5})
      .help("Of the plane's points and the flat cloud: their spread at right angles to their line or plane. Else a "
            "standard deviation added to every coordinate.")
      .shown_when(&Self::set, {Set::plane, Set::cloud, Set::swiss, Set::rings})
      .boolean(&Self::standardise, "standardise_columns", "Standardise the columns")
      .help("Each column gets mean 0 and deviation 1, so that its unit does not matter.")
      .shown_when(&Self::set, {Set::wine, Set::file})
      .integer(&Self::sweeps, "sweeps", "Sweeps between states", {1, 500})
      .logarithmic()
      .help("Each sweep attempts every spin once. Too few, and states look like the ones before them.")
      .shown_when(&Self::set, {Set::ising});
}

FileUse ReductionData::file_use() {
  return {kTableEndings, "a table (CSV or NPY) of numbers; a label, if there is one, colours the points", "data",
          "file"};
}

Result<ReductionData> ReductionData::make(const Settings& settings, const DataStart& start) {
  Given given;
  bool standardises = false;
  if (settings.set == ManyColumns::ising) {
    given.is_ising = true;
  } else if (settings.set == ManyColumns::digits) {
    Result<data::Dataset> all = data::digits_8x8();
    if (!all) return Error{all.error()};
    const std::vector<std::size_t> rows =
        data::share_of_rows(*all, static_cast<std::size_t>(settings.n), start.streams.data_rng("rows"));
    given.is_random = static_cast<std::ptrdiff_t>(rows.size()) < all->size();
    given.set = data::select_rows(*all, rows);
  } else if (settings.set == ManyColumns::file && !start.files.empty()) {
    Result<UsedTable> read = use_table(settings.table, start, kMostReducedRows);
    if (!read) return Error{read.error()};
    if (read->set.size() < 2 || read->set.features() < 2)
      return Error{"This demo needs at least two rows and two columns of numbers besides the label."};
    given.file_shapes = {read->shape()};
    given.notes = std::move(read->notes);
    given.is_random = read->is_share();
    given.set = std::move(read->set);
    standardises = settings.standardise && given.set.image_rows == 0;
  } else if (settings.set == ManyColumns::wine || settings.set == ManyColumns::file) {
    Result<data::Dataset> all = data::wine();
    if (!all) return Error{all.error()};
    given.set = std::move(*all);
    given.is_random = false;
    standardises = settings.standardise;
    if (settings.set == ManyColumns::file) given.notes = {"No table was dropped yet: these are the wines."};
  } else {
    given.set = generated(settings, start.streams.data_rng("rows"));
    given.takes_points = settings.takes_points && settings.set == ManyColumns::plane;
  }
  if (standardises) data::Standardisation::of(given.set.X).apply(given.set.X);
  given.generated = given.set.size();
  ReductionData made(std::move(given));
  if (made.given_->takes_points)
    for (const DrawnPoint& point : start.points) apply_gesture(PointAdded{point}, made.drawn_);
  if (!made.drawn_.empty()) made.take_drawn_points();
  return made;
}

bool ReductionData::act(const Gesture& gesture) {
  if (!given_->takes_points || !apply_gesture(gesture, drawn_)) return false;
  take_drawn_points();
  return true;
}

void ReductionData::take_drawn_points() {
  Given changed = *given_;
  std::vector<std::size_t> kept(static_cast<std::size_t>(given_->generated));
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  changed.set = data::select_rows(given_->set, kept);
  Matrix<float> X(given_->generated + static_cast<std::ptrdiff_t>(drawn_.size()), 2);
  std::copy_n(changed.set.X.data(), changed.set.X.size(), X.data());
  for (std::size_t i = 0; i < drawn_.size(); ++i) {
    X(given_->generated + static_cast<std::ptrdiff_t>(i), 0) = drawn_[i].x;
    X(given_->generated + static_cast<std::ptrdiff_t>(i), 1) = drawn_[i].y;
  }
  changed.set.X = std::move(X);
  given_ = Shared(std::move(changed));
}

namespace {

std::array<double, physics::IsingLattices::kLattices> all_temperatures() {
  std::array<double, physics::IsingLattices::kLattices> temperatures;
  for (std::size_t k = 0; k < temperatures.size(); ++k) temperatures[k] = IsingStates::temperature(static_cast<int>(k));
  return temperatures;
}

constexpr int kWarmUp = 300;  // sweeps

}  // namespace

IsingStates::IsingStates(int wanted, int sweeps, const Rng& rng)
    : wanted_(std::min(wanted, kMostIsingStates)),
      sweeps_(sweeps),
      lattices_(kIsingSide, all_temperatures(), rng.split("lattices")),
      turns_(rng.split("turns")) {
  lattices_.sweep(kWarmUp);
}

int IsingStates::phase(int state) {
  const double T = temperature(state);
  return T < 2 ? 0 : T <= 2.5 ? 1 : 2;
}

void IsingStates::add_round() {
  lattices_.sweep(sweeps_);
  for (int k = 0; k < physics::IsingLattices::kLattices; ++k) {
    const bool turned = turns_.below(2) == 1;
    spins_.resize(spins_.size() + kSpins);
    lattices_.copy_spins(k, turned, spins_.data() + spins_.size() - kSpins);
    magnetisations_.push_back((turned ? -1.0 : 1.0) * lattices_.magnetisation(k) / kSpins);
  }
}

}  // namespace lectern
