#include "core/experiments/gan-images/picture_measures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/lab/text.h"
#include "core/physics/ising.h"

namespace lectern {
namespace {

constexpr const char* kMagnetisationHelp =
    "Mean |m| of a spin at each temperature. Line: the infinite lattice, exactly; a small one is magnetised a little above "
    "its critical temperature, too.";
constexpr const char* kEnergyHelp = "Mean energy of a spin, J = 1. Line: the infinite lattice, exactly.";
constexpr const char* kCorrelationHelp =
    "C(r): the mean product of two spins that are r sites apart along a row or a column. Dashed: data, solid: samples, in "
    "the colour of their temperature. ξ, in the table, is the length over which fluctuations are alike.";
constexpr const char* kLengthsHelp =
    "Each pair: data, then samples. ξ in sites, from the second moment of the correlations.";
constexpr const char* kSumsHelp =
    "Energy left in all cells, a share of the showers for each bin of 2 GeV. Dashed: data, solid: samples, in the colour "
    "of the beam's energy. Below the beam's energy, as showers leak out behind and at the sides.";
constexpr const char* kProfileHelp =
    "Mean energy of each layer. Dashed: data, solid: samples. The maximum moves deeper with the logarithm of the energy.";
constexpr const char* kAcrossHelp = "Mean energy of each strip. Dashed: data, solid: samples.";
constexpr const char* kCalorimeterHelp =
    "Mean energy sum and its standard deviation by the mean, the resolution. Each pair: data, then samples.";
constexpr double kLeastEnergy = 1e-3;  // GeV, on a logarithmic axis

void measure_showers(ConstMatrixView<float> pictures, ClassMeasures& of) {
  constexpr int kSide = ClassMeasures::kCells;
  double sums = 0, squares = 0;
  const double share = 1 / static_cast<double>(pictures.rows);
  for (std::ptrdiff_t i = 0; i < pictures.rows; ++i) {
    double sum = 0;
    for (int strip = 0; strip < kSide; ++strip)
      for (int layer = 0; layer < kSide; ++layer) {
        const double energy = PictureSet::energy_of(pictures(i, strip * kSide + layer));
        of.along[static_cast<std::size_t>(layer)] += energy * share;
        of.across[static_cast<std::size_t>(strip)] += energy * share;
        sum += energy;
      }
    sums += sum * share;
    squares += sum * sum * share;
    const double bin = sum / ClassMeasures::kLargestSum * ClassMeasures::kBins;
    of.histogram[static_cast<std::size_t>(std::clamp(bin, 0.0, ClassMeasures::kBins - 1.0))] += share;
  }
  of.sum = sums;
  of.spread = std::sqrt(std::max(squares - sums * sums, 0.0));
}

// The places of the temperatures' or energies' own colours.
template <typename Function>
void points_of(Plane& plane, const char* label, const PictureSet& set, const AllMeasures& all, Function value,
               const PointStyle& style) {
  PointsLayer& points = plane.points(label, Places(), style);
  for (std::size_t k = 0; k < all.size(); ++k) {
    points.x.push_back(static_cast<float>(set.condition(static_cast<int>(k))));
    points.y.push_back(static_cast<float>(value(all[k])));
  }
}

template <typename Values16>
void profile_line(Plane& plane, std::string_view label, const Values16& values, double first, double by, int color,
                  bool dashed, double least = -2) {
  LineLayer& line = plane.line(label, Places(), {.color = color, .dashed = dashed});
  for (std::size_t i = 0; i < values.size(); ++i) {
    line.x.push_back(static_cast<float>(first + by * static_cast<double>(i)));
    line.y.push_back(static_cast<float>(std::max(static_cast<double>(values[i]), least)));
  }
}

}  // namespace

AllMeasures measures_of(ImitatedPictures source, ConstMatrixView<float> pictures, std::span<const int> labels,
                        int classes, int side) {
  AllMeasures all;
  if (source != ImitatedPictures::ising && source != ImitatedPictures::showers) return all;
  Matrix<float> own;
  for (int k = 0; k < classes; ++k) {
    own.resize(std::count(labels.begin(), labels.end(), k), pictures.cols);
    std::ptrdiff_t next = 0;
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (labels[i] == k) std::copy_n(pictures.row(static_cast<std::ptrdiff_t>(i)), pictures.cols, own.row(next++));
    ClassMeasures& of = all.emplace_back();
    if (source == ImitatedPictures::ising)
      of.ising = physics::ising_measures(own, side);
    else
      measure_showers(own, of);
  }
  return all;
}

double spread_within(ConstMatrixView<float> pictures, std::span<const int> labels, int classes, bool together) {
  double whole = 0;
  const int groups = together ? 1 : classes;
  std::vector<double> sums, squares;
  for (int k = 0; k < groups; ++k) {
    sums.assign(static_cast<std::size_t>(pictures.cols), 0);
    squares.assign(sums.size(), 0);
    double n = 0;
    for (std::ptrdiff_t i = 0; i < pictures.rows; ++i) {
      if (!together && labels[static_cast<std::size_t>(i)] != k) continue;
      ++n;
      for (std::size_t j = 0; j < sums.size(); ++j) {
        const auto level = static_cast<double>(pictures(i, static_cast<std::ptrdiff_t>(j)));
        sums[j] += level;
        squares[j] += level * level;
      }
    }
    if (n == 0) continue;
    for (std::size_t j = 0; j < sums.size(); ++j) whole += squares[j] / n - (sums[j] / n) * (sums[j] / n);
  }
  return whole / groups;
}

void describe_ising(Snapshot& snapshot, const PictureSet& set, const AllMeasures& data, const AllMeasures& samples) {
  const Range temperatures{1, 4.5};
  Plane& magnets = snapshot.plane("magnetisation", "Magnetisation", {.weight = 2, .help = kMagnetisationHelp});
  magnets.axes({.label = "temperature T [J/k_B]", .range = temperatures}, {.label = "|m|", .range = {0, 1.05}});
  magnets.line("infinite lattice", temperatures, 200, physics::onsager_magnetisation, {.color = kColorMuted});
  const auto magnetisation = [](const ClassMeasures& of) { return of.ising.magnetisation; };
  points_of(magnets, "data", set, data, magnetisation, {.color = kDataColor, .marker = Marker::ring, .size_px = 7});
  points_of(magnets, "samples", set, samples, magnetisation, {.color = kModelColor, .size_px = 4});
  magnets.vertical("T_c", physics::kIsingCriticalTemperature);

  Plane& energies = snapshot.plane("energy", "Energy", {.weight = 2, .help = kEnergyHelp});
  energies.axes({.label = "temperature T [J/k_B]", .range = temperatures},
                {.label = "energy of a spin [J]", .range = {-2.1, 0}});
  energies.line("infinite lattice", temperatures, 200, physics::onsager_energy, {.color = kColorMuted});
  const auto energy = [](const ClassMeasures& of) { return of.ising.energy; };
  points_of(energies, "data", set, data, energy, {.color = kDataColor, .marker = Marker::ring, .size_px = 7});
  points_of(energies, "samples", set, samples, energy, {.color = kModelColor, .size_px = 4});
  energies.vertical("T_c", physics::kIsingCriticalTemperature);

  Plane& correlations = snapshot.plane("correlations", "Correlations", {.weight = 2, .help = kCorrelationHelp});
  correlations.axes({.label = "distance r [sites]", .range = {0, physics::kFarthestCorrelation}},
                    {.label = "C(r)", .range = {-0.1, 1}});
  for (std::size_t k = 0; k < data.size(); ++k)
    profile_line(correlations, "", data[k].ising.correlation, 0, 1, static_cast<int>(k), true);
  for (std::size_t k = 0; k < samples.size(); ++k)
    profile_line(correlations, set.class_names()[k], samples[k].ising.correlation, 0, 1, static_cast<int>(k), false);

  Table& table = snapshot.table("lengths", "Data and samples", {.weight = 2, .help = kLengthsHelp});
  table.head({"T", "|m|", "…", "energy", "…", "ξ", "…"});
  for (std::size_t k = 0; k < std::min(data.size(), samples.size()); ++k)
    table.row({Cell(set.condition(static_cast<int>(k)), 2), Cell(data[k].ising.magnetisation, 2),
               Cell(samples[k].ising.magnetisation, 2), Cell(data[k].ising.energy, 3), Cell(samples[k].ising.energy, 3),
               Cell(data[k].ising.correlation_length, 2), Cell(samples[k].ising.correlation_length, 2)});
}

void describe_showers(Snapshot& snapshot, const PictureSet& set, const AllMeasures& data, const AllMeasures& samples) {
  const physics::Calorimeter calorimeter = PictureSet::calorimeter();
  Plane& sums = snapshot.plane("sums", "Energy sum", {.weight = 2, .help = kSumsHelp});
  const Range whole{0, ClassMeasures::kLargestSum};
  sums.axes({.label = "energy sum [GeV]", .range = whole}, {.label = "share of the showers", .range = {0, 1}});
  for (std::size_t k = 0; k < data.size(); ++k)
    sums.steps("", whole, data[k].histogram, {.color = static_cast<int>(k), .dashed = true});
  for (std::size_t k = 0; k < samples.size(); ++k)
    sums.steps(set.class_names()[k], whole, samples[k].histogram, {.color = static_cast<int>(k)});

  Plane& profile = snapshot.plane("profile", "Along the depth", {.weight = 2, .help = kProfileHelp});
  profile.axes({.label = "depth t [X₀]", .range = {0, calorimeter.depth()}}, {.label = "energy of a layer [GeV]"});
  Plane& across = snapshot.plane("across", "Across", {.weight = 2, .help = kAcrossHelp});
  const double half = 0.5 * calorimeter.strips * calorimeter.strip;
  across.axes({.label = "distance from the centre [R_M]", .range = {-half, half}},
              {.label = "energy of a strip [GeV]", .logarithmic = true});
  for (const bool is_data : {true, false}) {
    const AllMeasures& all = is_data ? data : samples;
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::string_view label = is_data ? std::string_view() : std::string_view(set.class_names()[k]);
      const auto color = static_cast<int>(k);
      profile_line(profile, label, all[k].along, 0.5 * calorimeter.layer, calorimeter.layer, color, is_data);
      profile_line(across, label, all[k].across, 0.5 * calorimeter.strip - half, calorimeter.strip, color, is_data,
                   kLeastEnergy);
    }
  }

  Table& table = snapshot.table("calorimeter", "Data and samples", {.weight = 2, .help = kCalorimeterHelp});
  table.head({"beam", "sum [GeV]", "…", "resolution [%]", "…"});
  for (std::size_t k = 0; k < std::min(data.size(), samples.size()); ++k) {
    const auto resolution = [](const ClassMeasures& of) { return of.sum > 0 ? 100 * of.spread / of.sum : NAN; };
    table.row({Cell(set.class_names()[k]), Cell(data[k].sum, 3), Cell(samples[k].sum, 3), Cell(resolution(data[k]), 2),
               Cell(resolution(samples[k]), 2)});
  }
}

IsingDistance ising_distance(const AllMeasures& data, const AllMeasures& samples) {
  IsingDistance largest;
  for (std::size_t k = 0; k < std::min(data.size(), samples.size()); ++k) {
    const physics::IsingMeasures &a = data[k].ising, &b = samples[k].ising;
    largest.magnetisation = std::max(largest.magnetisation, std::fabs(a.magnetisation - b.magnetisation));
    largest.energy = std::max(largest.energy, std::fabs(a.energy - b.energy));
    largest.length = std::max(largest.length, std::fabs(a.correlation_length - b.correlation_length));
  }
  return largest;
}

ShowerDistance shower_distance(const AllMeasures& data, const AllMeasures& samples) {
  ShowerDistance largest;
  for (std::size_t k = 0; k < std::min(data.size(), samples.size()); ++k) {
    const ClassMeasures &a = data[k], &b = samples[k];
    largest.sum = std::max(largest.sum, std::fabs(b.sum - a.sum) / a.sum);
    largest.spread = std::max(largest.spread, std::fabs(b.spread - a.spread) / a.spread);
    double difference = 0;
    for (std::size_t i = 0; i < a.along.size(); ++i) difference += std::fabs(b.along[i] - a.along[i]);
    largest.profile = std::max(largest.profile, difference / a.sum);
  }
  return largest;
}

}  // namespace lectern
