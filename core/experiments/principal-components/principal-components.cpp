// Principal components: the axes turn until the first of them lie along the directions in which the data vary most.
// X = U S Vᵀ as matrices, the covariance becoming diagonal, pictures rebuilt from few numbers, discriminants beside;
// where a plane is not enough; and Ising states, whose first component is the magnetisation.
// Lecture row R32.
// Sources: Pearson, Phil. Mag. 2 (1901) 559; Hotelling, J. Educ. Psychol. 24 (1933) 417; Mehta et al., Phys. Rep. 810
// (2019) 1; Wang, Phys. Rev. B 94 (2016) 195105.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "core/experiments/principal-components/ising_components.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/reduce/principal_components.h"
#include "core/parts/reduction_data.h"

namespace lectern {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kTurning = 60;     // steps
constexpr int kFewColumns = 16;  // of which all axes turn, and matrices are written out
constexpr int kMostKnown = 64;   // components
constexpr int kShownRows = 12;   // of the matrices
constexpr int kShownPictures = 8;

constexpr const char* kPlaneHelp =
    "The rows of the table, seen along the two axes named. While the demo plays the axes turn, rigidly, from where they "
    "started to the two principal components.";
constexpr const char* kLineHelp =
    "Drag the handle: every point is projected onto the line (small dots). Which direction spreads the dots most? Play, "
    "and the line turns there. Tap to add points of your own.";
constexpr const char* kAngleHelp =
    "The variance of the projected points for every direction of the line. Its maximum is the first principal component; "
    "the minimum is at right angles to it.";
constexpr const char* kCloudHelp =
    "The table in its own three columns; drag to turn it. The frame of dots is the plane of the first two axes now: the main "
    "picture shows it face on.";
constexpr const char* kSharesHelp =
    "Each component's share of the whole variance (bars) and that of all up to it (line). The upright is the number kept.";
constexpr const char* kMatricesHelp =
    "X is the table, centred. U: orthonormal columns, one row a sample. S: singular values on the diagonal. Vᵀ: a row is a "
    "component. Blue negative, orange positive, each matrix on its own scale; of X and U the first rows.";
constexpr const char* kCovarianceHelp =
    "Variances on the diagonal, covariances beside it, in the axes as they are turned now. In the principal axes nothing "
    "is left beside the diagonal: Σ = V Λ Vᵀ.";
constexpr const char* kPixelPicturesHelp = "A component has an entry for each pixel. Blue negative, orange positive.";
constexpr const char* kRebuiltHelp =
    "Above, pictures of 64 numbers. Below, the same rebuilt from the mean and their first k coordinates alone.";
constexpr const char* kDiscriminantsHelp =
    "The two directions that hold the classes furthest apart for their spread. They were told the classes; the principal "
    "components were not.";

struct Settings {
  ReductionDataSettings data{.set = ManyColumns::cloud, .n = 400, .noise = 0.1, .takes_points = true};
  int kept = 2;
};

Matrix<double> doubles(ConstMatrixView<float> X) {
  Matrix<double> same(X.rows, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) std::copy_n(X.row(i), X.cols, same.row(i));
  return same;
}

class PrincipalComponentsDemo final : public Demo<PrincipalComponentsDemo, Settings, ReductionData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Components")
        .integer(&Settings::kept, "kept", "Components kept k", {1, kMostKnown})
        .live()
        .help("Rows are rebuilt from so many numbers; at most as many as there are columns.")
        .shown_when([](Settings & s) -> auto& { return s.data.set; },
                    {ManyColumns::plane, ManyColumns::cloud, ManyColumns::swiss, ManyColumns::rings,
                     ManyColumns::clusters, ManyColumns::noise, ManyColumns::digits, ManyColumns::wine,
                     ManyColumns::file});
  }

  explicit PrincipalComponentsDemo(const Start& start) : Demo(start) {
    if (data().is_ising())
      ising_.emplace(settings().data.n, settings().data.sweeps, rng("ising"));
    else
      data_changed();
  }

  void data_changed() {
    if (ising_) return;
    known_ = reduce::principal_components(doubles(data().X()), {.components = columns() > 300 ? kMostKnown : 0});
    turned_ = 0;
    const std::ptrdiff_t axes = std::min<std::ptrdiff_t>(columns() <= kFewColumns ? columns() : 2, components());
    from_ = Matrix<double>(columns(), axes);
    from_.fill(0);
    Rng draws = rng("axes");
    for (std::ptrdiff_t j = 0; j < columns(); ++j)
      for (std::ptrdiff_t a = 0; a < axes; ++a)
        from_(j, a) = columns() <= kFewColumns ? (j == a ? 1 : 0) : draws.normal();
    reduce::orthonormalise_columns(from_);
    if (is_plane()) from_(0, 0) = 0.5, from_(1, 0) = -std::sqrt(0.75), from_(0, 1) = std::sqrt(0.75), from_(1, 1) = 0.5;
    now_ = from_;
  }

  void step() override {
    if (ising_) return ising_->step();
    if (turned_ >= kTurning) return;
    ++turned_;
    // The straight way between the two frames, made rigid; slow at both ends.
    const double t = static_cast<double>(turned_) / kTurning, share = t * t * (3 - 2 * t);
    for (std::ptrdiff_t a = 0; a < now_.cols(); ++a) {
      const double sign = target_sign(a);
      for (std::ptrdiff_t j = 0; j < now_.rows(); ++j)
        now_(j, a) = (1 - share) * from_(j, a) + share * sign * known_.components(a, j);
    }
    reduce::orthonormalise_columns(now_);
  }
  bool finished() const override { return ising_ ? ising_->finished() : turned_ >= kTurning; }

  bool gesture(const Action& action) {
    const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
    if (ising_ || !is_plane() || dragged == nullptr || dragged->handle != "direction") return false;
    const double x = static_cast<double>(dragged->x) - known_.mean[0],
                 y = static_cast<double>(dragged->y) - known_.mean[1];
    const double length = std::sqrt(x * x + y * y);
    if (!(length > 1e-6)) return true;
    now_(0, 0) = x / length, now_(1, 0) = y / length, now_(0, 1) = -y / length, now_(1, 1) = x / length;
    from_ = now_;
    turned_ = 0;
    return true;
  }

  auto state() const { return std::tuple(std::tie(ising_, known_, from_, now_, turned_)); }
  SeedUse seeds() const override {
    return {.run = data().is_ising() || columns() > kFewColumns, .data = data().uses_seed() && !data().is_ising()};
  }

  void describe(Snapshot& snapshot) const override;

 private:
  std::ptrdiff_t columns() const { return data().rows().features(); }
  std::ptrdiff_t components() const { return known_.components.rows(); }
  bool is_plane() const { return columns() == 2; }
  bool is_there() const { return turned_ >= kTurning; }
  int kept() const { return std::min(settings().kept, static_cast<int>(components())); }

  // Components point either way; this way the axes turn least.
  double target_sign(std::ptrdiff_t axis) const {
    double cosine = 0;
    for (std::ptrdiff_t j = 0; j < columns(); ++j) cosine += from_(j, axis) * known_.components(axis, j);
    return cosine < 0 ? -1 : 1;
  }
  double coordinate(std::ptrdiff_t row, const Matrix<double>& axes, std::ptrdiff_t axis) const {
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < columns(); ++j)
      sum += (static_cast<double>(data().X()(row, j)) - known_.mean[static_cast<std::size_t>(j)]) * axes(j, axis);
    return sum;
  }
  // aᵀ Σ b of two axes, by Σ = V Λ Vᵀ where all components are known, else by the rows.
  double covariance(std::ptrdiff_t a, std::ptrdiff_t b) const {
    const std::ptrdiff_t n = data().X().rows;
    double sum = 0;
    if (components() < std::min(n, columns())) {
      for (std::ptrdiff_t i = 0; i < n; ++i) sum += coordinate(i, now_, a) * coordinate(i, now_, b);
      return sum / static_cast<double>(n - 1);
    }
    for (std::ptrdiff_t c = 0; c < components(); ++c) {
      double along_a = 0, along_b = 0;
      for (std::ptrdiff_t j = 0; j < columns(); ++j) {
        along_a += known_.components(c, j) * now_(j, a);
        along_b += known_.components(c, j) * now_(j, b);
      }
      sum += known_.variances[static_cast<std::size_t>(c)] * along_a * along_b;
    }
    return sum;
  }
  double variance_at(double angle) const;
  double share_of_first(int count) const {
    double sum = 0;
    for (int c = 0; c < count; ++c) sum += known_.variance_ratios[static_cast<std::size_t>(c)];
    return sum;
  }
  std::string axis_name(std::ptrdiff_t axis) const;
  void add_rows(Plane& plane, const Matrix<float>& places) const;

  void describe_seen(Plane& plane) const;
  void describe_line(Plane& plane) const;
  void describe_angles(Plane& plane) const;
  void describe_cloud(Cloud& cloud) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_shares(Plane& plane) const;
  void describe_matrices(Images& images) const;
  void describe_covariance(MatrixCells& matrix) const;
  void describe_components(Snapshot& snapshot) const;
  void describe_rebuilt(Images& images) const;
  void describe_discriminants(Snapshot& snapshot) const;

  std::optional<IsingComponents> ising_;
  reduce::PrincipalComponents known_;
  Matrix<double> from_, now_;  // columns × axes, orthonormal columns
  int turned_ = 0;
};

void PrincipalComponentsDemo::describe(Snapshot& snapshot) const {
  if (ising_) return ising_->describe(snapshot);
  if (is_plane()) {
    describe_line(snapshot.plane("plane", "Points and a direction", {.weight = 4, .help = kLineHelp}));
    describe_angles(snapshot.plane("angles", "Variance along every direction", {.weight = 3, .help = kAngleHelp}));
  } else {
    describe_seen(snapshot.plane("plane", is_there() ? "Seen along the first two components" : "Seen along two axes",
                                 {.weight = 4, .help = kPlaneHelp}));
    if (columns() == 3) describe_cloud(snapshot.cloud("cloud", "In space", {.weight = 3, .help = kCloudHelp}));
  }
  describe_numbers(snapshot);
  if (data().is_picture())
    describe_rebuilt(snapshot.images("rebuilt", "Rebuilt from " + std::to_string(kept()) + " numbers",
                                     {.weight = 3, .help = kRebuiltHelp}));
  if (columns() <= kFewColumns)
    describe_covariance(snapshot.matrix("covariance", is_there() ? "Covariance in the principal axes" : "Covariance",
                                        {.weight = 2, .help = kCovarianceHelp}));
  describe_shares(snapshot.plane("shares", "Explained variance", {.weight = 2, .help = kSharesHelp}));
  describe_discriminants(snapshot);
  describe_components(snapshot);
  describe_matrices(
      snapshot.images("matrices",
                      "X = U S Vᵀ, X " + std::to_string(data().X().rows) + " × " + std::to_string(columns()),
                      {.weight = 2, .help = kMatricesHelp}));
}

std::string PrincipalComponentsDemo::axis_name(std::ptrdiff_t axis) const {
  const std::string number = std::to_string(axis + 1);
  if (is_there())
    return "component " + number + " · " +
           number_in_words(100 * known_.variance_ratios[static_cast<std::size_t>(axis)], 3) + " % of the variance";
  if (turned_ == 0 && columns() <= kFewColumns) return data().rows().axis_name(axis) + ", about its mean";
  return "axis " + number;
}

void PrincipalComponentsDemo::add_rows(Plane& plane, const Matrix<float>& places) const {
  const data::Dataset& rows = data().rows();
  if (rows.labels.empty()) return static_cast<void>(plane.points("rows", places, {.size_px = 3.5f, .opacity = 0.8f}));
  for (int k = 0; k < rows.classes(); ++k) {
    PointsLayer& points = plane.points(rows.class_names[static_cast<std::size_t>(k)], Places(),
                                       {.color = k, .size_px = 3.5f, .opacity = 0.8f});
    for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
      if (rows.labels[static_cast<std::size_t>(i)] != k) continue;
      points.x.push_back(places(i, 0));
      points.y.push_back(places(i, 1));
    }
  }
}

void PrincipalComponentsDemo::describe_seen(Plane& plane) const {
  const std::string x = axis_name(0), y = axis_name(std::min<std::ptrdiff_t>(1, now_.cols() - 1));
  Matrix<float> places(data().X().rows, 2);
  float largest = 0;
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i)
    for (std::ptrdiff_t a = 0; a < 2; ++a) {
      places(i, a) = a < now_.cols() ? static_cast<float>(coordinate(i, now_, a)) : 0;
      largest = std::max(largest, std::fabs(places(i, a)));
    }
  // The window does not breathe while the axes turn: it holds the farthest row from any side.
  double radius = 0;
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
    double square = 0;
    for (std::ptrdiff_t c = 0; c < std::min<std::ptrdiff_t>(components(), 2); ++c) {
      double score = 0;
      for (std::ptrdiff_t j = 0; j < columns(); ++j)
        score += (static_cast<double>(data().X()(i, j)) - known_.mean[static_cast<std::size_t>(j)]) *
                 known_.components(c, j);
      square += score * score;
    }
    radius = std::max(radius, square);
  }
  const double half = std::max({1.05 * std::sqrt(radius), 1.02 * static_cast<double>(largest), 1e-6});
  plane.equal_axes({.label = x, .range = {-half, half}}, {.label = y, .range = {-half, half}});
  add_rows(plane, places);
}

// Of the projection onto a direction of the plane.
double PrincipalComponentsDemo::variance_at(double angle) const {
  double variance = 0;
  for (std::size_t c = 0; c < known_.variances.size(); ++c) {
    const auto row = static_cast<std::ptrdiff_t>(c);
    const double cosine = math::cos(angle) * known_.components(row, 0) + math::sin(angle) * known_.components(row, 1);
    variance += known_.variances[c] * cosine * cosine;
  }
  return variance;
}

void PrincipalComponentsDemo::describe_line(Plane& plane) const {
  double half = 1;
  for (std::ptrdiff_t i = 0; i < data().X().size(); ++i)
    half = std::max(half, 1.1 * std::fabs(static_cast<double>(data().X().data[i])));
  plane.equal_axes({.label = "x", .range = {-half, half}}, {.label = "y", .range = {-half, half}});
  plane.accept_points(1);
  const double mx = known_.mean[0], my = known_.mean[1], dx = now_(0, 0), dy = now_(1, 0);
  plane.straight("direction", dy, -dx, dy * mx - dx * my, {.color = kColorAccent});
  const std::ptrdiff_t drawn = static_cast<std::ptrdiff_t>(data().drawn_points().size());
  const Places all(data().X());
  const auto made = static_cast<std::size_t>(data().X().rows - drawn);
  plane.points("rows", all.part(0, made), {.size_px = 3.5f, .opacity = 0.8f});
  if (drawn > 0)
    plane.points("drawn", Places(data().drawn_points()), {.color = 2, .size_px = 6, .drawn_by_user = true});
  PointsLayer& feet = plane.points("projected", Places(), {.color = 1, .size_px = 3});
  for (std::ptrdiff_t i = 0; i < data().X().rows; ++i) {
    const double along = coordinate(i, now_, 0);
    feet.x.push_back(static_cast<float>(mx + along * dx));
    feet.y.push_back(static_cast<float>(my + along * dy));
  }
  plane.handle("direction", "drag to turn", mx + 0.8 * half * dx, my + 0.8 * half * dy);
}

void PrincipalComponentsDemo::describe_angles(Plane& plane) const {
  const auto degrees = [](double x, double y) {
    // arctan by bisection of the half turn: the direction's angle in [0, 180).
    if (y < 0 || (y == 0 && x < 0)) x = -x, y = -y;
    double low = 0, high = kPi;
    for (int i = 0; i < 40; ++i) {
      const double middle = 0.5 * (low + high);
      (x * math::sin(middle) - y * math::cos(middle) < 0 ? low : high) = middle;
    }
    return 90 * (low + high) / kPi;
  };
  const double most = known_.variances.empty() ? 1 : std::max(known_.variances[0], 1e-9);
  plane.axes({.label = "angle of the direction [degrees]", .range = {0, 180}},
             {.label = "variance along it", .range = {0, 1.1 * most}});
  plane.line("variance", {0, 180}, 181, [this](double angle) { return variance_at(angle * kPi / 180); });
  plane.vertical("component 1", degrees(known_.components(0, 0), known_.components(0, 1)), {.color = kColorGood});
  const double angle = degrees(now_(0, 0), now_(1, 0));
  plane.point("now", angle, variance_at(angle * kPi / 180), {.color = kColorAccent, .size_px = 7});
}

void PrincipalComponentsDemo::describe_cloud(Cloud& cloud) const {
  constexpr int kEdge = 40;  // dots of an edge of the plane
  constexpr double kReach = 0.75;
  constexpr int kSteps = 25;
  const std::string x = data().rows().axis_name(0), y = data().rows().axis_name(1), z = data().rows().axis_name(2);
  // The roll is shortened along its axis, y, and its points are small: else it hides its own layers.
  const bool is_roll = settings().data.set == ManyColumns::swiss;
  double half = 0;
  for (std::ptrdiff_t i = 0; i < data().X().rows; ++i)
    for (std::ptrdiff_t j = 0; j < 3; j += is_roll ? 2 : 1)
      half =
          std::max(half, std::fabs(static_cast<double>(data().X()(i, j)) - known_.mean[static_cast<std::size_t>(j)]));
  half = std::max(1.05 * half, 1e-6);
  const auto range = [&](std::size_t j) {
    const double reach = is_roll && j == 1 ? 3 * half : half;
    return Range{known_.mean[j] - reach, known_.mean[j] + reach};
  };
  cloud.setup({.label = x, .range = range(0)}, {.label = y, .range = range(1)}, {.label = z, .range = range(2)},
              is_roll ? 2.0 : 3.5);
  for (std::ptrdiff_t i = 0; i < data().X().rows; ++i)
    cloud.point(static_cast<double>(data().X()(i, 0)), static_cast<double>(data().X()(i, 1)),
                static_cast<double>(data().X()(i, 2)),
                data().labels().empty() ? 0 : data().labels()[static_cast<std::size_t>(i)]);
  const auto add = [&](double a, double b, ColorRole color) {
    std::array<double, 3> at;
    for (std::size_t j = 0; j < 3; ++j) {
      const auto row = static_cast<std::ptrdiff_t>(j);
      const double offset = a * now_(row, 0) + b * now_(row, 1);
      if (std::fabs(offset) > half) return;
      at[j] = known_.mean[j] + offset;
    }
    cloud.point(at[0], at[1], at[2], color);
  };
  for (int i = 0; i < kEdge; ++i) {
    const double along = kReach * half * (2.0 * i / kEdge - 1), edge = kReach * half;
    add(along, -edge, kColorMuted);
    add(edge, along, kColorMuted);
    add(-along, edge, kColorMuted);
    add(-edge, -along, kColorMuted);
  }
  for (int i = 1; i <= kSteps; ++i) {
    add(kReach * half * i / kSteps, 0, kColorBad);
    add(0, kReach * half * i / kSteps, kColorGood);
  }
  cloud.name("axis 1", kColorBad);
  cloud.name("axis 2", kColorGood);
  cloud.name("their plane", kColorMuted);
}

void PrincipalComponentsDemo::describe_numbers(Snapshot& snapshot) const {
  const double total = known_.total_variance > 0 ? known_.total_variance : 1;
  Numbers numbers =
      snapshot.numbers("Numbers", {.weight = 2, .help = "Shares are of the variance of all columns together."});
  const int seen = is_plane() ? 1 : static_cast<int>(std::min<std::ptrdiff_t>(2, now_.cols()));
  double share = 0;
  for (int a = 0; a < seen; ++a) share += covariance(a, a) / total;
  numbers
      .add("seen", is_plane() ? "variance along the line now" : "variance in the plane seen now", 100 * share,
           {.unit = "%", .digits = 4})
      .add("most_held", is_plane() ? "the most any line holds" : "the most any plane holds", 100 * share_of_first(seen),
           {.unit = "%", .digits = 4})
      .add("first", "variance along component 1", 100 * known_.variance_ratios[0], {.unit = "%", .digits = 4})
      .add("kept_share", "kept by k components", 100 * share_of_first(kept()),
           {.unit = "%", .digits = 4, .note = "by " + std::to_string(kept())});
  int enough = 0;
  while (enough < static_cast<int>(components()) && share_of_first(enough) < 0.9) ++enough;
  numbers.add("needed", "components for 90 %", enough, {.digits = 0, .note = "of " + std::to_string(columns())});
  double beside = 0;
  for (std::ptrdiff_t a = 0; a < now_.cols() && columns() <= 3; ++a)
    for (std::ptrdiff_t b = 0; b < a; ++b) beside = std::max(beside, std::fabs(covariance(a, b)));
  if (beside < 1e-9 * total) beside = 0;  // rounding alone
  if (columns() <= 3) numbers.add("covariance", "largest covariance of two axes", beside, {.digits = 3});
  numbers.add("rows", "rows", static_cast<double>(data().X().rows), {.digits = 0});
}

void PrincipalComponentsDemo::describe_shares(Plane& plane) const {
  const auto count = static_cast<std::size_t>(components());
  std::vector<double> at(count), together(count);
  double sum = 0;
  for (std::size_t c = 0; c < count; ++c) {
    at[c] = static_cast<double>(c + 1);
    together[c] = sum += known_.variance_ratios[c];
  }
  plane.axes({.label = "component", .range = {0.4, static_cast<double>(count) + 0.6}},
             {.label = "share of the variance", .range = {0, 1.03}});
  if (count <= 10) {  // whole numbers alone
    plane.x.first_name = 1;
    for (std::size_t c = 1; c <= count; ++c) plane.x.names.push_back(std::to_string(c));
  }
  plane.bars("each", Values(at), Values(known_.variance_ratios), 0.8);
  plane.line("all up to it", Places(at, together), {.color = 1});
  plane.vertical("k", kept(), {.color = kColorAccent});
}

void PrincipalComponentsDemo::describe_matrices(Images& images) const {
  const auto rows = static_cast<int>(std::min<std::ptrdiff_t>(kShownRows, data().X().rows));
  const auto d = static_cast<int>(std::min<std::ptrdiff_t>(columns(), kMostKnown));
  const auto r = static_cast<int>(std::min<std::ptrdiff_t>(components(), d));
  images.setup({.map = ColorMap::diverging, .columns = 2, .numbers = d <= 4});
  std::vector<double> X, U, S, V;
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < d; ++j)
      X.push_back(static_cast<double>(data().X()(i, j)) - known_.mean[static_cast<std::size_t>(j)]);
    for (int c = 0; c < r; ++c) {
      double score = 0;
      for (std::ptrdiff_t j = 0; j < columns(); ++j)
        score += (static_cast<double>(data().X()(i, j)) - known_.mean[static_cast<std::size_t>(j)]) *
                 known_.components(c, j);
      const double s = known_.singular_values[static_cast<std::size_t>(c)];
      U.push_back(s > 1e-9 * known_.singular_values[0] ? score / s : 0);
    }
  }
  for (int a = 0; a < r; ++a) {
    for (int b = 0; b < r; ++b) S.push_back(a == b ? known_.singular_values[static_cast<std::size_t>(a)] : 0);
    for (int j = 0; j < d; ++j) V.push_back(known_.components(a, j));
  }
  const auto add = [&](const char* name, const std::vector<double>& values, int height, int width) {
    images.tile(name, Values(values), height, width, {.color = symmetric_range(Values(values))});
  };
  add("X", X, rows, d);
  add("U", U, rows, r);
  add("S", S, r, r);
  add("Vᵀ", V, r, d);
}

void PrincipalComponentsDemo::describe_covariance(MatrixCells& matrix) const {
  const std::ptrdiff_t axes = now_.cols();
  std::vector<double> cells;
  double largest = 1e-9;
  std::vector<std::string> names;
  for (std::ptrdiff_t a = 0; a < axes; ++a) {
    names.push_back(turned_ == 0 && !is_plane() ? data().rows().axis_name(a) : std::to_string(a + 1));
    for (std::ptrdiff_t b = 0; b < axes; ++b) {
      const double value = covariance(a, b);
      // What is rounding alone is written as nothing.
      cells.push_back(std::fabs(value) < 1e-9 * known_.total_variance ? 0 : value);
      largest = std::max(largest, std::fabs(value));
    }
  }
  matrix.cells(static_cast<int>(axes), static_cast<int>(axes), cells,
               {.decimals = 2, .map = ColorMap::diverging, .color = {-largest, largest}});
  matrix.labels("axis", names, "axis", names);
}

void PrincipalComponentsDemo::describe_components(Snapshot& snapshot) const {
  const auto shown = static_cast<int>(std::min<std::ptrdiff_t>(kShownPictures, components()));
  if (data().is_picture()) {
    const data::Dataset& rows = data().rows();
    if (rows.image_channels != 1) return;
    Images& images = snapshot.images("components", "Components as pictures", {.weight = 2, .help = kPixelPicturesHelp});
    images.setup({.map = ColorMap::diverging, .columns = 4});
    for (int c = 0; c < shown; ++c) {
      const Values entries = Values::row(known_.components, c);
      images.tile(std::to_string(c + 1), entries, rows.image_rows, rows.image_cols,
                  {.color = symmetric_range(entries)});
    }
    return;
  }
  if (columns() > kFewColumns || columns() < 4) return;
  MatrixCells& matrix =
      snapshot.matrix("loadings", "What the components are made of",
                      {.weight = 2, .help = "A row is a component: how much of each column it takes."});
  std::vector<std::string> names, numbers;
  for (int c = 0; c < shown; ++c) numbers.push_back(std::to_string(c + 1));
  for (std::ptrdiff_t j = 0; j < columns(); ++j) names.push_back(data().rows().axis_name(j));
  matrix.cells(shown, static_cast<int>(columns()),
               Values(known_.components.data(), static_cast<std::size_t>(shown * columns()), 1),
               {.decimals = 2, .map = ColorMap::diverging, .color = {-1, 1}});
  matrix.labels("component", numbers, "column", names);
}

void PrincipalComponentsDemo::describe_rebuilt(Images& images) const {
  const data::Dataset& rows = data().rows();
  if (rows.image_channels != 1) return;
  images.setup({.columns = kShownPictures});
  const auto shown = static_cast<int>(std::min<std::ptrdiff_t>(kShownPictures, rows.size()));
  float most = 0;
  for (std::ptrdiff_t j = 0; j < shown * columns(); ++j) most = std::max(most, rows.X.data()[j]);
  const TileStyle style{.color = {0, static_cast<double>(most)}};
  images.row("pictures");
  for (int i = 0; i < shown; ++i) images.tile("", Values::row(rows.X, i), rows.image_rows, rows.image_cols, style);
  images.row("rebuilt from " + std::to_string(kept()) + " of " + std::to_string(columns()) + " numbers");
  for (int i = 0; i < shown; ++i) {
    std::vector<double> picture(known_.mean);
    for (int c = 0; c < kept(); ++c) {
      double score = 0;
      for (std::ptrdiff_t j = 0; j < columns(); ++j)
        score +=
            (static_cast<double>(rows.X(i, j)) - known_.mean[static_cast<std::size_t>(j)]) * known_.components(c, j);
      for (std::ptrdiff_t j = 0; j < columns(); ++j)
        picture[static_cast<std::size_t>(j)] += score * known_.components(c, j);
    }
    images.tile("", Values(picture), rows.image_rows, rows.image_cols, style);
  }
}

void PrincipalComponentsDemo::describe_discriminants(Snapshot& snapshot) const {
  const data::Dataset& rows = data().rows();
  if (rows.labels.empty() || columns() > kFewColumns || columns() < 4 || rows.classes() < 3) return;
  const auto found = linear::linear_discriminants(doubles(data().X()), rows.labels, rows.classes());
  if (!found) return;
  const Matrix<double> scores = found->transform(doubles(data().X()));
  Matrix<float> places(scores.rows(), 2);
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i)
    for (std::ptrdiff_t a = 0; a < 2; ++a) places(i, a) = static_cast<float>(scores(i, a));
  Plane& plane =
      snapshot.plane("discriminants", "Seen along two discriminants", {.weight = 3, .help = kDiscriminantsHelp});
  plane.equal_axes({.label = "discriminant 1"}, {.label = "discriminant 2"});
  add_rows(plane, places);
}

const RegisterDemo<PrincipalComponentsDemo> registered{{
    .id = "principal-components",
    .title = "Principal components",
    .lecture = 6,
    .row = "R32",
    .summary =
        "Axes turn until the first of them hold most of the variance; of Ising states the first is the magnetisation.",
    .sources = {"K. Pearson, Phil. Mag. 2 (1901) 559", "H. Hotelling, J. Educ. Psychol. 24 (1933) 417",
                "P. Mehta et al., Phys. Rep. 810 (2019) 1", "L. Wang, Phys. Rev. B 94 (2016) 195105"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
