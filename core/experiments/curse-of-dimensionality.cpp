// Uniform points in a cube of up to thirty dimensions: how many lie in the inscribed ball, how many near the surface,
// how far they are from each other; and what a grid over such a cube would cost.
// Lecture row R31.
// Sources: Bellman, Adaptive Control Processes (1961); Beyer et al., When is “nearest neighbor” meaningful? (1999).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/math/logarithm.h"
#include "core/math/running_moments.h"
#include "core/ml/kernels/curse_of_dimension.h"

namespace lectern {
namespace {

constexpr int kDimensions = 30;
constexpr int kDistanceBins = 120;  // of d/√D, from 0 to 1
constexpr int kMarginBins = 50;     // of the distance from the surface, in hundredths of half the edge
constexpr int kShown = 300;         // points of the picture
constexpr double kSecondsOfYear = 365.25 * 24 * 3600;
constexpr double kAtomsOfUniverse = 80;  // log₁₀
constexpr int kPixelsOfPhoto = 4032 * 3024;
constexpr double kWeightsOfGpt3 = 175e9;
constexpr double kLogOfGpt3 = 11.243;          // log₁₀ of them
constexpr double kSecondsSinceBigBang = 17.6;  // log₁₀

struct Settings {
  int dimension = 2;
  int margin = 5;
  int batch = 500;
  double spacing = 0.01;
  int grid_dimension = 10;
  double rate = 1e9;
};

// What was counted in one number of dimensions.
struct Counts {
  std::int64_t inside = 0;
  std::array<std::int64_t, kMarginBins>
      margins{};                  // of points by their distance from the surface; farther ones in none
  math::RunningMoments distance;  // between two points, in edges
  std::array<std::int64_t, kDistanceBins> distances{};

  auto state() const { return std::tie(inside, margins, distance, distances); }
};

class CurseOfDimensionality final : public Demo<CurseOfDimensionality, Settings> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.group("Space")
        .integer(&Settings::dimension, "dimension", "Dimensions D", {1, kDimensions})
        .live()
        .help("Of the cube that is looked at. Every point drawn has thirty coordinates; the first D of them count.")
        .integer(&Settings::margin, "margin", "Edge region", {1, kMarginBins - 1})
        .unit("%")
        .live()
        .help("Which points count as near the surface, as a share of half the edge.")
        .integer(&Settings::batch, "batch", "Points a step", {10, 10000})
        .logarithmic()
        .help("How many points a step draws.")
        .group("Grid search")
        .real(&Settings::spacing, "grid_spacing", "Spacing ε", {0.001, 0.5})
        .logarithmic()
        .live()
        .help("Between two neighbours on the grid, in edges. A grid needs ε^−d points.")
        .integer(&Settings::grid_dimension, "grid_dimension", "Parameters d", {1, 200})
        .live()
        .help("How many parameters are searched.")
        .real(&Settings::rate, "rate", "Evaluations a second", {1, 1e18})
        .logarithmic()
        .live()
        .help("The fastest computer of 2024 makes about 10¹⁸ operations a second; an evaluation takes many.");
  }

  explicit CurseOfDimensionality(const Start& start)
      : Demo(start), rng_(rng("points")), counts_(kDimensions), shown_(kShown, kDimensions) {
    for (std::ptrdiff_t i = 0; i < kShown; ++i) draw(shown_.row(i));
  }

  void step() override {
    std::array<double, kDimensions> point, other;
    for (int i = 0; i < settings().batch; ++i) {
      draw(point.data());
      draw(other.data());
      count(point, other);
      std::copy(point.begin(), point.end(), shown_.row(points_ % kShown));
      ++points_;
    }
  }

  auto state() const { return std::tie(rng_, counts_, shown_, points_); }

  void describe(Snapshot& snapshot) const override {
    describe_ball(snapshot);
    describe_points(snapshot);
    describe_numbers(snapshot);
    describe_distances(snapshot);
    describe_surface(snapshot);
    describe_grid(snapshot);
    describe_costs(snapshot);
  }

  SeedUse seeds() const override { return {.run = true, .data = false}; }

 private:
  void draw(double* point) {
    for (int d = 0; d < kDimensions; ++d) point[d] = rng_.uniform(-1, 1);
  }

  void count(const std::array<double, kDimensions>& point, const std::array<double, kDimensions>& other) {
    double square = 0, square_distance = 0, farthest = 0;
    for (int d = 0; d < kDimensions; ++d) {
      const auto at = static_cast<std::size_t>(d);
      const double difference = (point[at] - other[at]) / 2;  // in edges
      square += point[at] * point[at];
      square_distance += difference * difference;
      farthest = std::max(farthest, std::fabs(point[at]));
      Counts& counts = counts_[at];
      counts.inside += square <= 1 ? 1 : 0;
      const auto margin = static_cast<std::size_t>((1 - farthest) * 100);
      if (margin < kMarginBins) ++counts.margins[margin];
      const double distance = std::sqrt(square_distance);
      counts.distance.add(distance);
      const auto bin = static_cast<std::size_t>(distance / std::sqrt(d + 1.0) * kDistanceBins);
      ++counts.distances[std::min(bin, std::size_t{kDistanceBins - 1})];
    }
  }

  const Counts& counts(int dimension) const { return counts_[static_cast<std::size_t>(dimension - 1)]; }
  double share(std::int64_t part) const {
    return points_ > 0 ? static_cast<double>(part) / static_cast<double>(points_)
                       : std::numeric_limits<double>::quiet_NaN();
  }
  double share_inside(int dimension) const { return share(counts(dimension).inside); }
  double share_near_surface(int dimension) const {
    const auto& margins = counts(dimension).margins;
    std::int64_t near = 0;
    for (int m = 0; m < settings().margin; ++m) near += margins[static_cast<std::size_t>(m)];
    return share(near);
  }
  double margin() const { return settings().margin / 100.0; }
  double log10_grid_points(int dimension) const {
    return kernels::log10_lattice_samples(dimension, settings().spacing);
  }

  double log10_years(double log10_points) const {
    return log10_points - math::log_10(settings().rate) - math::log_10(kSecondsOfYear);
  }

  // From a point of the picture to the nearest of the others, in edges: the mean over some of them.
  double nearest_distance() const {
    constexpr std::ptrdiff_t kAsked = 60;
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < kAsked; ++i) {
      double least = std::numeric_limits<double>::infinity();
      for (std::ptrdiff_t j = 0; j < kShown; ++j) {
        double square = 0;
        for (int d = 0; d < settings().dimension; ++d)
          square += (shown_(i, d) - shown_(j, d)) * (shown_(i, d) - shown_(j, d));
        if (j != i) least = std::min(least, square);
      }
      sum += std::sqrt(least) / 2;
    }
    return sum / kAsked;
  }

  // Points of a quantity against the number of dimensions; what is zero is not on a logarithmic axis.
  template <typename Quantity>
  void add_measured(Plane& plane, const Quantity& quantity, ColorRole color) const {
    std::array<double, kDimensions> dimensions, values;
    std::size_t known = 0;
    for (int d = 1; d <= kDimensions; ++d) {
      const double value = quantity(d);
      if (!(value > 0)) continue;
      dimensions[known] = d;
      values[known++] = value;
    }
    plane.points("counted", {Values(dimensions).part(0, known), Values(values).part(0, known)},
                 {.color = color, .size_px = 4});
  }
  void mark_dimension(Plane& plane) const { plane.vertical("D", settings().dimension, {.color = kColorAccent}); }

  void describe_ball(Snapshot& snapshot) const {
    Plane& plane = snapshot.curves(
        "ball", "Share of the cube inside the ball",
        {.weight = 4,
         .help = "The ball touches every face of the cube. Line: π^{D/2} / (2^D Γ(D/2+1)). Dots: the share of the "
                 "points drawn that fell into the ball; where none did, there is no dot."});
    plane.axes({.label = "dimensions D", .range = {0, kDimensions + 1}},
               {.label = "share inside", .range = {1e-14, 2}, .logarithmic = true});
    std::array<double, kDimensions> dimensions, shares;
    for (int d = 1; d <= kDimensions; ++d) {
      dimensions[static_cast<std::size_t>(d - 1)] = d;
      shares[static_cast<std::size_t>(d - 1)] = kernels::ball_in_cube(d);
    }
    plane.line("formula", {Values(dimensions), Values(shares)}, {.color = 0});
    add_measured(
        plane, [this](int d) { return share_inside(d); }, 1);
    mark_dimension(plane);
    plane.read_at = settings().dimension;
  }

  void describe_points(Snapshot& snapshot) const {
    Plane& plane = snapshot.plane(
        "plane", "The last points, seen along all axes but two",
        {.weight = 3,
         .help = "The first two coordinates of the points drawn last. Coloured is whether all D coordinates together "
                 "lie in the ball; the circle is its outline."});
    plane.equal_axes({.label = "x₁", .range = {-1.05, 1.05}}, {.label = "x₂", .range = {-1.05, 1.05}});
    std::array<int, kShown> colors;
    for (std::ptrdiff_t i = 0; i < kShown; ++i) {
      double square = 0;
      for (int d = 0; d < settings().dimension; ++d) square += shown_(i, d) * shown_(i, d);
      colors[static_cast<std::size_t>(i)] = square <= 1 ? 0 : 1;
    }
    const bool is_line = settings().dimension == 1;
    std::array<double, kShown> zeros{};
    const Values x = Values::column(shown_, 0), y = is_line ? Values(zeros) : Values::column(shown_, 1);
    plane.points("inside blue, outside orange", {x, y}, {.colors = colors, .size_px = 3.5});
    if (!is_line) add_circle(plane);
  }

  static void add_circle(Plane& plane) {
    constexpr int kPieces = 96;
    LineLayer& circle = plane.line("ball", Places(), {.color = kColorForeground});
    for (int i = 0; i <= kPieces; ++i) {
      const double angle = 2 * std::numbers::pi * i / kPieces;
      circle.x.push_back(static_cast<float>(math::cos(angle)));
      circle.y.push_back(static_cast<float>(math::sin(angle)));
    }
  }

  void describe_numbers(Snapshot& snapshot) const {
    const int dimension = settings().dimension;
    const Counts& now = counts(dimension);
    const double spread = std::sqrt(now.distance.variance());
    const bool has_points = points_ > 0;
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    const double log10_points = log10_grid_points(settings().grid_dimension);
    const double log_years = log10_years(log10_points);
    snapshot.numbers("Numbers", {.help = "Of the cube in D dimensions, and of the grid."})
        .add("inside", "inside the ball, counted", share_inside(dimension))
        .add("inside_theory", "inside the ball, formula", kernels::ball_in_cube(dimension))
        .add("hits", "points in the ball", static_cast<double>(now.inside), {.digits = 0})
        .add("samples", static_cast<double>(points_), {.digits = 0})
        .add("near_surface", "near the surface, counted", share_near_surface(dimension))
        .add("near_surface_theory", "near the surface, formula", kernels::near_surface(dimension, margin()))
        .add("mean_distance", "mean distance", has_points ? now.distance.mean() : unknown, {.unit = "edges"})
        .add("relative_spread", "spread of distances / mean", has_points ? spread / now.distance.mean() : unknown)
        .add("nearest", "nearest of 300 / mean distance",
             has_points ? nearest_distance() / now.distance.mean() : unknown, {.digits = 2})
        .add("log_grid_points", "log₁₀ of grid points", log10_points, {.digits = 3})
        .add("years", "years for the grid", log_years < 300 ? math::exp(log_years * math::log(10.0)) : unknown,
             {.digits = 3, .note = log_years < 300 ? "" : "more than 10³⁰⁰"});
    snapshot.metric("log_years", "log₁₀ of these years", log_years);
  }

  void describe_distances(Snapshot& snapshot) const {
    Plane& plane = snapshot.plane("distances", "Distance between two points",
                                  {.weight = 2,
                                   .help = "In units of the cube's diagonal, the largest distance there is. The more "
                                           "dimensions, the less distances differ."});
    plane.axes({.label = "distance / diagonal", .range = {0, 1}}, {.label = "density"});
    add_density(plane, settings().dimension, 0);
    if (settings().dimension != 2) add_density(plane, 2, 1);
  }

  void add_density(Plane& plane, int dimension, ColorRole color) const {
    std::array<double, kDistanceBins> density{};
    for (std::size_t bin = 0; bin < kDistanceBins && points_ > 0; ++bin)
      density[bin] = share(counts(dimension).distances[bin]) * kDistanceBins;
    const std::string label = "D = " + number_in_words(dimension);
    plane.steps(label, {0, 1}, density, {.color = color});
  }

  void describe_surface(Snapshot& snapshot) const {
    Plane& plane = snapshot.curves("surface", "Share near the surface",
                                   {.weight = 2,
                                    .help = "Points of which at least one coordinate is near a face of the cube. Line: "
                                            "1 − (1 − margin)^D, which is also the share of a ball near its surface."});
    plane.axes({.label = "dimensions D", .range = {0, kDimensions + 1}}, {.label = "share", .range = {0, 1.02}});
    std::array<double, kDimensions> dimensions, shares;
    for (int d = 1; d <= kDimensions; ++d) {
      dimensions[static_cast<std::size_t>(d - 1)] = d;
      shares[static_cast<std::size_t>(d - 1)] = kernels::near_surface(d, margin());
    }
    plane.line("formula", {Values(dimensions), Values(shares)}, {.color = 0});
    add_measured(
        plane, [this](int d) { return share_near_surface(d); }, 1);
    mark_dimension(plane);
    plane.read_at = settings().dimension;
  }

  void describe_grid(Snapshot& snapshot) const {
    const int last = std::max(20, settings().grid_dimension);
    Plane& plane = snapshot.plane("grid", "Points of a grid",
                                  {.weight = 2, .help = "ε^−d: the number of evaluations of a full grid search."});
    plane.axes({.label = "parameters d", .range = {0, last * 1.05}}, {.label = "log₁₀ of grid points"});
    plane.line("ε^−d", {0, static_cast<double>(last)}, 2,
               [this](double d) { return log10_grid_points(static_cast<int>(d)); }, {.color = 0});
    plane.level("weights of GPT-3", kLogOfGpt3, {.color = 1});
    plane.level("seconds since the Big Bang", kSecondsSinceBigBang, {.color = 2});
    if (log10_grid_points(last) > kAtomsOfUniverse / 2)
      plane.level("atoms of the universe", kAtomsOfUniverse, {.color = 3});
    plane.point("d now", settings().grid_dimension, log10_grid_points(settings().grid_dimension),
                {.color = kColorAccent, .size_px = 6});
  }

  // "3.5", "24.4 million", "350 billion": from ten to hundreds of billions in one column.
  static std::string in_words(double value) {
    if (value >= 1e9) return number_in_words(value / 1e9, 3) + " billion";
    if (value >= 1e6) return number_in_words(value / 1e6, 3) + " million";
    return number_in_words(value, 3);
  }
  // The same spacing and the same machine, other numbers of parameters.
  void describe_costs(Snapshot& snapshot) const {
    Table& table = snapshot.table(
        "costs", "What would a grid cost?",
        {.weight = 3,
         .help =
             "All with the spacing and the machine that are set, by their logarithms: 20 means 10²⁰. A grid has ε^−d "
             "points, each of them an evaluation."});
    table.head({"", "d", "log₁₀ of points", "log₁₀ of years"});
    const double log10_each = kernels::log10_lattice_samples(1, settings().spacing);
    const auto row = [&](std::string_view name, double d, ColorRole color) {
      table.row({name, in_words(d), in_words(d * log10_each), in_words(log10_years(d * log10_each))}, {color});
    };
    row("the grid set", settings().grid_dimension, kColorAccent);
    row("80 inputs", 80, kColorForeground);
    row("pixels of a photograph", kPixelsOfPhoto, kColorForeground);
    row("weights of GPT-3", kWeightsOfGpt3, kColorForeground);
    snapshot.metric("log_photo_points", "log₁₀ of grid points, 4032 × 3024 pixels", kPixelsOfPhoto * log10_each);
    snapshot.metric("log_gpt3_points", "log₁₀ of grid points, weights of GPT-3", kWeightsOfGpt3 * log10_each);
  }

  Rng rng_;
  std::vector<Counts> counts_;  // of 1, 2, … dimensions
  Matrix<double> shown_;        // kShown × kDimensions
  std::int64_t points_ = 0;
};

const RegisterDemo<CurseOfDimensionality> registered{{
    .id = "curse-of-dimensionality",
    .title = "The curse of dimensionality",
    .lecture = 6,
    .row = "R31",
    .summary =
        "In many dimensions a ball fills nothing of its cube, all points are near the surface, and all are far away.",
    .sources = {"R. Bellman, Adaptive Control Processes, Princeton 1961",
                "K. Beyer et al., When is “nearest neighbor” meaningful?, ICDT 1999"},
    .steps_per_second = 20,
}};

}  // namespace
}  // namespace lectern
