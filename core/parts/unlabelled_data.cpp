#include "core/parts/unlabelled_data.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/data/bundled.h"
#include "core/data/points.h"
#include "core/lab/drawn_points.h"
#include "core/math/angle.h"
#include "core/math/elementary.h"
#include "core/ml/reduce/principal_components.h"
#include "core/physics/ising.h"

namespace lectern {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

struct Centre {
  double x, y;
};

// Centres in the square that keep apart: each the best of a few draws.
std::vector<Centre> separate_centres(int count, Rng& rng) {
  constexpr int kDraws = 30;
  constexpr double kHalf = 0.9;
  std::vector<Centre> centres;
  for (int c = 0; c < count; ++c) {
    Centre best{};
    double farthest = -1;
    for (int draw = 0; draw < kDraws; ++draw) {
      const Centre at{rng.uniform(-kHalf, kHalf), rng.uniform(-kHalf, kHalf)};
      double nearest = 1e9;
      for (const Centre& other : centres)
        nearest = std::min(nearest, (at.x - other.x) * (at.x - other.x) + (at.y - other.y) * (at.y - other.y));
      // Not the farthest places alone: those lie in the corners.
      nearest = std::min(nearest, 0.36);
      if (!(nearest > farthest)) continue;
      farthest = nearest;
      best = at;
    }
    centres.push_back(best);
  }
  return centres;
}

// Of a town of 10 × 10 km: where trips begin, in which part of the day how many.
struct District {
  double x, y, spread;
  double demand[4];  // morning, noon, evening, night
};
constexpr District kDistricts[] = {
    {5.0, 5.2, 0.5, {6, 3, 5, 3}},  // station
    {2.2, 7.8, 0.6, {1, 6, 3, 1}},  // university
    {8.0, 7.2, 0.7, {0, 4, 7, 0}},  // offices
    {5.4, 2.4, 0.5, {0, 2, 3, 8}},  // old town
    {1.6, 2.6, 0.9, {6, 1, 1, 1}},  // western suburb
    {8.6, 1.8, 0.8, {5, 1, 1, 0}},  // southern suburb
};

double azimuth_in_turn(double phi) {
  while (phi > std::numbers::pi) phi -= 2 * std::numbers::pi;
  while (phi < -std::numbers::pi) phi += 2 * std::numbers::pi;
  return phi;
}

// The window of the plane: the usual one, or in quarters so much larger that it holds every point.
Range window_around(const Matrix<double>& points) {
  constexpr double kUsual = 1.25, kMargin = 0.04, kQuarter = 0.25;
  double farthest = 0;
  for (std::ptrdiff_t i = 0; i < points.rows(); ++i)
    farthest = std::max({farthest, std::abs(points(i, 0)), std::abs(points(i, 1))});
  const double side = std::max(kUsual, kQuarter * std::ceil((farthest + kMargin) / kQuarter));
  return {-side, side};
}

Matrix<double> doubles(const Matrix<float>& from, std::ptrdiff_t rows) {
  Matrix<double> to(rows, from.cols());
  std::copy_n(from.data(), to.size(), to.data());
  return to;
}

}  // namespace

void bloch_place(const double* a, double* place) {
  const double up = a[0] * a[0] + a[1] * a[1], down = a[2] * a[2] + a[3] * a[3];
  const double length = up + down > 0 ? up + down : 1;
  // x + iy = 2·conj(α)·β
  const double x = 2 * (a[0] * a[2] + a[1] * a[3]), y = 2 * (a[0] * a[3] - a[1] * a[2]);
  place[0] = math::angle_of(y, x) * kDegrees;
  place[1] = (up - down) / length;
}

Schema<UnlabelledDataSettings> UnlabelledDataSettings::schema(const UnlabelledDataSettings& defaults) {
  using Self = UnlabelledDataSettings;
  Schema<Self> schema(1, defaults);
  std::vector<Option<UnlabelledSet>> sets{{UnlabelledSet::blobs, "blobs", "Blobs"},
                                          {UnlabelledSet::unequal, "unequal", "Unequal variances"},
                                          {UnlabelledSet::stretched, "stretched", "Stretched blobs"},
                                          {UnlabelledSet::moons, "moons", "Two moons"},
                                          {UnlabelledSet::circles, "circles", "Circles"},
                                          {UnlabelledSet::uniform, "uniform", "No structure"},
                                          {UnlabelledSet::potatoes, "potatoes", "Potatoes"},
                                          {UnlabelledSet::scooters, "scooters", "Scooter trips"}};
  if (defaults.has_states_and_pictures) {
    sets.push_back({UnlabelledSet::states, "states", "Quantum states"});
    sets.push_back({UnlabelledSet::digits, "digits", "Pictures of digits"});
    sets.push_back({UnlabelledSet::customers, "customers", "Customers of a shop"});
    sets.push_back({UnlabelledSet::ising, "ising", "Ising states, two components"});
  }
  if (defaults.has_particles) sets.push_back({UnlabelledSet::particles, "particles", "Particles of a collision"});
  std::vector<UnlabelledSet> made;
  for (const Option<UnlabelledSet>& option : sets)
    if (option.value != UnlabelledSet::particles) made.push_back(option.value);
  sets.push_back({UnlabelledSet::drawn, "drawn", "My own points"});
  std::vector<UnlabelledSet> with_spread{UnlabelledSet::blobs, UnlabelledSet::moons, UnlabelledSet::circles};
  if (defaults.has_states_and_pictures) with_spread.push_back(UnlabelledSet::states);
  std::vector<UnlabelledSet> with_units{UnlabelledSet::potatoes};
  std::vector<Option<PotatoFeatures>> features{{PotatoFeatures::colour_size, "colour_size", "Colour and size"},
                                               {PotatoFeatures::colour_shape, "colour_shape", "Colour and shape"},
                                               {PotatoFeatures::size_shape, "size_shape", "Size and shape"}};
  if (defaults.has_states_and_pictures) {
    with_units.push_back(UnlabelledSet::customers);
    features.push_back({PotatoFeatures::all, "all", "Colour, shape and size"});
  }
  schema.group("Data")
      .choice(&Self::set, "data", glossary_label("data"), std::move(sets))
      .help("Samples without labels. Tap into the picture to add points.")
      .integer(&Self::n, "n", {10, kMostUnlabelledSamples})
      .help("How many samples there are; of digits at most 300 are used.")
      .shown_when(&Self::set, made)
      .integer(&Self::groups, "groups", "True groups", {1, kMostTrueGroups})
      .help("How many blobs are made. The algorithm is not told.")
      .shown_when(&Self::set, {UnlabelledSet::blobs})
      .real(&Self::spread, "spread", "Spread σ", {0.01, 0.5})
      .help("Standard deviation of each group; of quantum states, of their amplitudes.")
      .shown_when(&Self::set, with_spread)
      .choice(&Self::features, "potato_features", "Features", std::move(features))
      .help("What is measured of each potato. The same 300 potatoes fall into other groups.")
      .shown_when(&Self::set, {UnlabelledSet::potatoes})
      .boolean(&Self::standardise, "standardise", glossary_label("standardise"))
      .help("Divide each feature by its standard deviation. Otherwise the units decide: colour is in %, size in cm.")
      .shown_when(&Self::set, with_units)
      .choice(&Self::hours, "hours", "Time of day",
              {{TripHours::day, "day", "All day"},
               {TripHours::morning, "morning", "Morning, 6–10 h"},
               {TripHours::noon, "noon", "Noon, 11–14 h"},
               {TripHours::evening, "evening", "Evening, 16–20 h"},
               {TripHours::night, "night", "Night, 21–3 h"}})
      .help("Where people want to set off depends on it.")
      .shown_when(&Self::set, {UnlabelledSet::scooters});
  if (defaults.has_particles)
    schema
        .choice(&Self::event, "event", "Event",
                {{CollisionEvent::two_jets, "two_jets", "Two quarks"},
                 {CollisionEvent::three_jets, "three_jets", "Two quarks and a gluon"},
                 {CollisionEvent::w_boson, "w_boson", "A W boson and a quark"}})
        .help("What the collision made. A fast W boson, of mass 80 GeV, decays into two quarks close to each other.")
        .shown_when(&Self::set, {UnlabelledSet::particles})
        .integer(&Self::soft, "soft", "Soft particles", {0, 200})
        .help("From the rest of the collision, everywhere, of about 1 GeV.")
        .shown_when(&Self::set, {UnlabelledSet::particles});
  return schema;
}

void UnlabelledData::make_points(const Settings& settings, Rng& rng, Given& given) {
  const int n = settings.n;
  data::Dataset made;
  if (settings.set == UnlabelledSet::moons) made = data::moons(rng, n, settings.spread / 2);
  if (settings.set == UnlabelledSet::circles) made = data::concentric_circles(rng, n, settings.spread / 3, 0.4);
  if (settings.set == UnlabelledSet::uniform) made = data::uniform_points(rng, n);
  if (made.size() > 0) {
    given.X = doubles(made.X, n);
    given.truth.assign(made.labels.begin(), made.labels.end());
    given.x = given.y = window_around(given.X);
    return;
  }
  std::vector<Centre> centres;
  std::vector<double> spreads;
  if (settings.set == UnlabelledSet::unequal) {
    centres = {{-0.3, 0.1}, {0.5, -0.1}, {0.5, 0.3}};
    spreads = {0.4, 0.06, 0.06};
  } else if (settings.set == UnlabelledSet::stretched) {
    centres = {{-0.5, 0}, {0, 0}, {0.5, 0}};
    spreads.assign(3, 0.4);
  } else {
    centres = separate_centres(settings.groups, rng);
    spreads.assign(centres.size(), settings.spread);
  }
  given.X.resize(n, 2);
  for (int i = 0; i < n; ++i) {
    const auto group = static_cast<std::size_t>(i) % centres.size();
    double dx = spreads[group] * rng.normal(), dy = spreads[group] * rng.normal();
    if (settings.set == UnlabelledSet::stretched) {
      // Long along one diagonal, thin across it.
      const double along = dx, across = 0.16 * dy;
      dx = 0.7071 * (along - across);
      dy = 0.7071 * (along + across);
    }
    given.X(i, 0) = centres[group].x + dx;
    given.X(i, 1) = centres[group].y + dy;
    given.truth.push_back(static_cast<std::int32_t>(group));
  }
  given.x = given.y = window_around(given.X);
}

// Four varieties: pale or red, round or long; and each in two sizes, those of a dry summer smaller.
void UnlabelledData::make_potatoes(const Settings& settings, Rng& rng, Given& given) {
  Matrix<double> all(settings.n, 3);  // colour [%], size [cm], length over width
  for (int i = 0; i < settings.n; ++i) {
    const int variety = i % 4;
    const bool is_small = rng.uniform() < 0.5;
    all(i, 0) = (variety % 2 == 0 ? 25 : 70) + 6 * rng.normal();
    all(i, 1) = (is_small ? 4.2 : 7.6) + 0.6 * rng.normal();
    all(i, 2) = (variety < 2 ? 1.15 : 1.75) + 0.09 * rng.normal();
    given.truth.push_back(variety);
  }
  const bool has_size_first = settings.features == PotatoFeatures::size_shape;
  const std::ptrdiff_t first = has_size_first ? 1 : 0,
                       second = settings.features == PotatoFeatures::colour_size ? 1 : 2;
  const bool has_all = settings.features == PotatoFeatures::all;
  constexpr std::string_view kLabels[] = {"redness [%]", "size [cm]", "length / width"};
  constexpr Range kRanges[] = {{0, 100}, {2, 10}, {0.7, 2.2}};
  double deviations[3];
  for (std::ptrdiff_t j = 0; j < 3; ++j) {
    double mean = 0, square = 0;
    for (int i = 0; i < settings.n; ++i) mean += all(i, j) / settings.n;
    for (int i = 0; i < settings.n; ++i) square += (all(i, j) - mean) * (all(i, j) - mean) / settings.n;
    deviations[j] = settings.standardise ? std::sqrt(square) : 1;
  }
  given.unit_x = deviations[first];
  given.unit_y = deviations[second];
  given.x = kRanges[first];
  given.y = kRanges[second];
  given.x_label = kLabels[first];
  given.y_label = kLabels[second];
  given.has_equal_axes = false;
  given.X.resize(settings.n, has_all ? 3 : 2);
  for (int i = 0; i < settings.n; ++i) {
    given.X(i, 0) = all(i, first) / given.unit_x;
    given.X(i, 1) = all(i, second) / given.unit_y;
    if (has_all) given.X(i, 2) = all(i, 1) / deviations[1];
  }
}

// Four kinds of customers, by visits a month and what they spend at each.
void UnlabelledData::make_customers(const Settings& settings, Rng& rng, Given& given) {
  constexpr double kKinds[4][4] = {{13, 12, 1.6, 4}, {5, 95, 1.1, 12}, {2.5, 30, 0.8, 8}, {10, 50, 1.4, 9}};
  given.X.resize(settings.n, 2);
  double mean[2] = {}, square[2] = {};
  for (int i = 0; i < settings.n; ++i) {
    const auto& kind = kKinds[i % 4];
    for (std::ptrdiff_t j = 0; j < 2; ++j) {
      given.X(i, j) = std::max(kind[j] + kind[j + 2] * rng.normal(), 0.5);
      mean[j] += given.X(i, j) / settings.n;
    }
    given.truth.push_back(i % 4);
  }
  for (std::ptrdiff_t i = 0; i < settings.n; ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j) square[j] += (given.X(i, j) - mean[j]) * (given.X(i, j) - mean[j]);
  if (settings.standardise) {
    given.unit_x = std::max(std::sqrt(square[0] / settings.n), 1e-9);
    given.unit_y = std::max(std::sqrt(square[1] / settings.n), 1e-9);
  }
  for (std::ptrdiff_t i = 0; i < settings.n; ++i) {
    given.X(i, 0) /= given.unit_x;
    given.X(i, 1) /= given.unit_y;
  }
  given.x = {0, 20};
  given.y = {0, 140};
  given.x_label = "visits a month";
  given.y_label = "spent at a visit [€]";
  given.has_equal_axes = false;
}

// States of 20 × 20 spins at sixteen temperatures, T = 0.25 … 4, in the plane of their two principal components, in
// units of a component for which all spins are alike. Groups: up, down, and above the critical temperature.
void UnlabelledData::make_spins(const Settings& settings, Rng& rng, Given& given) {
  constexpr int kSide = 20, kSpins = kSide * kSide, kTemperatures = physics::IsingLattices::kLattices;
  constexpr int kWarmUp = 200, kBetween = 10;
  std::array<double, kTemperatures> temperatures;
  for (std::size_t k = 0; k < temperatures.size(); ++k) temperatures[k] = 0.25 * static_cast<double>(k + 1);
  physics::IsingLattices lattices(kSide, temperatures, rng.split("lattices"));
  lattices.sweep(kWarmUp);
  Matrix<double> spins(settings.n, kSpins);
  std::array<std::int8_t, kSpins> state;
  for (int i = 0; i < settings.n; ++i) {
    const int lattice = i % kTemperatures;
    if (lattice == 0) lattices.sweep(kBetween);
    const bool turned = rng.below(2) == 1;
    lattices.copy_spins(lattice, turned, state.data());
    std::copy(state.begin(), state.end(), spins.row(i));
    const int sum = turned ? -lattices.magnetisation(lattice) : lattices.magnetisation(lattice);
    const bool is_ordered = temperatures[static_cast<std::size_t>(lattice)] < physics::kIsingCriticalTemperature;
    given.truth.push_back(!is_ordered ? 2 : sum > 0 ? 0 : 1);
  }
  const auto components = reduce::principal_components(spins.view(), {.components = 2, .tolerance = 1e-6});
  given.X = components.transform(spins.view());
  for (std::ptrdiff_t i = 0; i < given.X.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j) given.X(i, j) /= kSide;  // of a constant component √kSpins spins
  given.x = given.y = window_around(given.X);
  given.x_label = "first component";
  given.y_label = "second component";
}

void UnlabelledData::make_trips(const Settings& settings, Rng& rng, Given& given) {
  const auto demand = [&](const District& district) {
    if (settings.hours != TripHours::day) return district.demand[static_cast<int>(settings.hours) - 1];
    double sum = 0;
    for (const double part : district.demand) sum += part;
    return sum;
  };
  double total = 0;
  for (const District& district : kDistricts) total += demand(district);
  given.X.resize(settings.n, 2);
  for (int i = 0; i < settings.n; ++i) {
    double left = rng.uniform() * total;
    std::size_t from = 0;
    while (from + 1 < std::size(kDistricts) && left >= demand(kDistricts[from])) left -= demand(kDistricts[from++]);
    const District& district = kDistricts[from];
    given.X(i, 0) = std::clamp(district.x + district.spread * rng.normal(), 0.0, 10.0);
    given.X(i, 1) = std::clamp(district.y + district.spread * rng.normal(), 0.0, 10.0);
    given.truth.push_back(static_cast<std::int32_t>(from));
  }
  given.x = given.y = {0, 10};
  given.x_label = "east [km]";
  given.y_label = "north [km]";
}

// Each quark becomes a spray of particles around its direction, the harder the nearer. The laws are simplified.
void UnlabelledData::make_particles(const Settings& settings, Rng& rng, Given& given) {
  constexpr int kOfQuark = 14;
  constexpr double kPi = std::numbers::pi;
  struct Quark {
    double transverse, y, phi;
  };
  std::vector<Quark> quarks;
  const double y = rng.uniform(-1.2, 1.2), phi = rng.uniform(-2.6, -0.8), other_y = rng.uniform(-1.2, 1.2);
  const double turn = rng.uniform(0, 2 * kPi);
  if (settings.event == CollisionEvent::w_boson) {
    // m² ≈ p_T1·p_T2·ΔR² for massless quarks.
    const double half = 0.4;
    quarks = {{100, y + half * math::cos(turn), phi + half * math::sin(turn)},
              {100, y - half * math::cos(turn), phi - half * math::sin(turn)},
              {200, other_y, phi + kPi}};
  } else if (settings.event == CollisionEvent::three_jets) {
    quarks = {{100, y, phi}, {75, other_y, phi + 2.5}, {60, rng.uniform(-1.5, 1.5), phi + 4.1}};
  } else {
    quarks = {{100, y, phi}, {100, other_y, phi + kPi}};
  }
  given.X.resize(kOfQuark * static_cast<std::ptrdiff_t>(quarks.size()) + settings.soft, 2);
  std::ptrdiff_t row = 0;
  const auto add = [&](double transverse, double at_y, double at_phi, std::size_t group) {
    given.X(row, 0) = at_y;
    given.X(row++, 1) = azimuth_in_turn(at_phi);
    given.transverse.push_back(transverse);
    given.truth.push_back(static_cast<std::int32_t>(group));
  };
  for (std::size_t q = 0; q < quarks.size(); ++q) {
    double shares[kOfQuark], total = 0;
    for (double& share : shares) {
      const double size = -math::log(1 - rng.uniform());
      share = size * size;
      total += share;
    }
    for (const double share : shares) {
      const double width = 0.3 / (1 + 15 * share / total);
      const double dy = width * rng.normal(), dphi = width * rng.normal();
      add(quarks[q].transverse * share / total, quarks[q].y + dy, quarks[q].phi + dphi, q);
    }
  }
  for (int i = 0; i < settings.soft; ++i) {
    const double transverse = 0.2 - math::log(1 - rng.uniform()), at_y = rng.uniform(-3, 3);
    add(transverse, at_y, rng.uniform(-kPi, kPi), quarks.size());
  }
  given.x = {-3.2, 3.2};
  given.y = {-kPi, kPi};
  given.x_label = "rapidity y";
  given.y_label = "azimuth φ [rad]";
}

// Three states of a qubit, disturbed a little, each with a phase of its own, which nobody can measure.
void UnlabelledData::make_states(const Settings& settings, Rng& rng, Given& given) {
  constexpr double kStates[3][4] = {{0.96, 0, 0.28, 0}, {0.6, 0, -0.56, 0.56}, {0.38, 0, 0.35, 0.86}};
  given.X.resize(settings.n, 4);
  for (int i = 0; i < settings.n; ++i) {
    double state[4], length = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      state[j] = kStates[i % 3][j] + settings.spread * rng.normal();
      length += state[j] * state[j];
    }
    length = std::sqrt(length);
    const double phase = rng.uniform(0, 2 * std::numbers::pi), c = math::cos(phase) / length,
                 s = math::sin(phase) / length;
    for (std::ptrdiff_t j = 0; j < 4; j += 2) {
      given.X(i, j) = c * state[j] - s * state[j + 1];
      given.X(i, j + 1) = s * state[j] + c * state[j + 1];
    }
    given.truth.push_back(i % 3);
  }
  given.x = {-180, 180};
  given.y = {-1.02, 1.02};
  given.x_label = "azimuth on the Bloch sphere [°]";
  given.y_label = "height on the Bloch sphere";
  given.has_equal_axes = false;
}

Result<UnlabelledData> UnlabelledData::make(const Settings& settings, const DataStart& start) {
  Rng rng = start.streams.data_rng("samples");
  Given given;
  given.set = settings.set;
  switch (settings.set) {
    case UnlabelledSet::potatoes: make_potatoes(settings, rng, given); break;
    case UnlabelledSet::scooters: make_trips(settings, rng, given); break;
    case UnlabelledSet::customers: make_customers(settings, rng, given); break;
    case UnlabelledSet::ising: make_spins(settings, rng, given); break;
    case UnlabelledSet::particles: make_particles(settings, rng, given); break;
    case UnlabelledSet::states: make_states(settings, rng, given); break;
    case UnlabelledSet::digits: {
      constexpr int kMostPictures = 300;
      const Result<data::Dataset> all = data::digits_8x8();
      if (!all) return Error{all.error()};
      // Some of all, in the order drawn.
      std::vector<std::size_t> order(static_cast<std::size_t>(all->size()));
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
      rng.shuffle(std::span(order));
      order.resize(static_cast<std::size_t>(std::min(settings.n, kMostPictures)));
      const data::Dataset some = data::select_rows(*all, order);
      given.X = doubles(some.X, some.size());
      given.truth.assign(some.labels.begin(), some.labels.end());
      break;
    }
    case UnlabelledSet::drawn: given.X.resize(0, 2); break;
    default: make_points(settings, rng, given);
  }
  UnlabelledData made(std::move(given));
  for (const DrawnPoint& point : start.points)
    if (made.is_planar()) apply_gesture(PointAdded{point}, made.drawn_);
  made.take_drawn_points();
  return made;
}

bool UnlabelledData::act(const Gesture& gesture) {
  if (!is_planar() || !apply_gesture(gesture, drawn_)) return false;
  take_drawn_points();
  return true;
}

void UnlabelledData::take_drawn_points() {
  const std::ptrdiff_t n = given_->X.rows(), all = n + static_cast<std::ptrdiff_t>(drawn_.size()), d = given_->X.cols();
  Learned learned{Matrix<double>(all, d), Matrix<double>(set() == UnlabelledSet::digits ? 0 : all, 2),
                  given_->transverse};
  std::copy_n(given_->X.data(), given_->X.size(), learned.X.data());
  for (std::ptrdiff_t i = n; i < all; ++i) {
    const DrawnPoint& point = drawn_[static_cast<std::size_t>(i - n)];
    features_at(static_cast<double>(point.x), static_cast<double>(point.y), learned.X.row(i));
    if (set() != UnlabelledSet::particles) continue;
    learned.transverse.push_back(kDrawnTransverse[std::min<std::size_t>(static_cast<std::size_t>(point.label), 2)]);
  }
  for (std::ptrdiff_t i = 0; i < learned.places.rows(); ++i) place_of(learned.X.row(i), learned.places.row(i));
  learned_ = Shared(std::move(learned));
}

void UnlabelledData::place_of(const double* x, double* place) const {
  if (set() == UnlabelledSet::states) return bloch_place(x, place);
  place[0] = x[0] * given_->unit_x;
  place[1] = x[1] * given_->unit_y;
}

void UnlabelledData::features_at(double x, double y, double* features) const {
  if (set() == UnlabelledSet::states) {
    const double height = std::clamp(y, -1.0, 1.0), phase = x / kDegrees, down = std::sqrt((1 - height) / 2);
    features[0] = std::sqrt((1 + height) / 2);
    features[1] = 0;
    features[2] = down * math::cos(phase);
    features[3] = down * math::sin(phase);
    return;
  }
  features[0] = x / given_->unit_x;
  features[1] = y / given_->unit_y;
}

void UnlabelledData::describe_axes(Plane& plane) const {
  const AxisText x{.label = given_->x_label, .range = x_range()}, y{.label = given_->y_label, .range = y_range()};
  given_->has_equal_axes ? plane.equal_axes(x, y) : plane.axes(x, y);
  if (is_planar()) plane.accept_points(set() == UnlabelledSet::particles ? 3 : 1);
}

}  // namespace lectern
