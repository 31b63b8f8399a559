// Nine methods of clustering on six sets of points at once, and one pair of them large, an iteration at a time: the
// ellipses of a mixture, the climbs of mean shift, the spread of DBSCAN from neighbour to neighbour, the messages of
// affinity propagation; what each method's knob changes; and who finds clusters where there are none.
// Lecture row R30.
// Sources: Dempster, Laird, Rubin (1977); Comaniciu, Meer (2002); Ester et al. (1996); Frey, Dueck (2007).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "core/experiments/density-clustering/cluster_run.h"
#include "core/experiments/density-clustering/knob_sweep.h"
#include "core/experiments/density-clustering/shape_sets.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/ml/density/kernel_density.h"

namespace lectern {
namespace {

using Method = ClusterMethod;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kSolved = 0.95;       // NMI from which a set counts as solved
constexpr double kSweepWork = 400000;  // distances a step
constexpr int kDensityCells = 56;      // along an axis
constexpr double kUndecided = 0.35;    // opacity

constexpr const char* kGridHelp =
    "Each row is a method, each column a set of points, all at work at the same time with the settings at the left. "
    "Colours are the clusters found; grey is noise, or not reached yet.";
constexpr const char* kPlaneHelp =
    "The set and the method chosen under Data and Method, larger. Tap to add points, drag to move them, long press to "
    "remove them.";
constexpr const char* kScoresHelp =
    "Normalised mutual information of the clusters found and the groups the points were drawn from: 1 is perfect, 0 "
    "tells nothing. Work: thousands of distances (or densities, or messages) computed, on all sets: what takes time on "
    "any machine.";
constexpr const char* kProgressHelp =
    "Agreement of the clusters with the true groups, step by step, on the set shown large. Not known where there is "
    "one group only.";

struct Settings {
  ShapeSetsSettings data;
  Method method = Method::dbscan;
  bool tells_k = true;
  ClusterKnobs knobs;
};

class DensityClustering final : public Demo<DensityClustering, Settings, ShapeSets> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Method")
        .choice(&Settings::method, "clustering", "Shown large", kClusterMethodNames)
        .live()
        .help("Which of the methods is shown large. All of them run.")
        .boolean(&Settings::tells_k, "tell_k", "Tell K: the true number")
        .live()
        .help("Whether k-means, linkage and mixtures are told how many groups there are (three where there are none).")
        .integer([](Settings& s) -> int& { return s.knobs.clusters; }, "clusters", "Clusters k", {1, 10})
        .live()
        .help("k-means, linkage and mixtures must be told how many clusters there are.")
        .shown_when(&Settings::tells_k, {false})
        .choice([](Settings& s) -> cluster::MixtureCovariance& { return s.knobs.covariance; }, "mixture_covariance",
                "Mixture: covariances", cluster::kMixtureCovariances)
        .live()
        .help("The shapes that the Gaussians may take.")
        .real([](Settings& s) -> double& { return s.knobs.bandwidth; }, "bandwidth", "Mean shift: bandwidth h",
              {0.1, 2.5})
        .logarithmic()
        .live()
        .help("Width of the kernel. Each maximum of the density that it draws is a cluster.")
        .choice([](Settings& s) -> cluster::ShiftKernel& { return s.knobs.shift_kernel; }, "shift_kernel",
                "Mean shift: kernel", cluster::kShiftKernels)
        .live()
        .help("Which points pull, and how much.")
        .real([](Settings& s) -> double& { return s.knobs.eps; }, "eps", "DBSCAN: radius ε", {0.01, 10})
        .logarithmic()
        .live()
        .help("How near two points must be to be neighbours; all sets have variance 1 in both directions.")
        .integer([](Settings& s) -> int& { return s.knobs.min_samples; }, "min_samples", "DBSCAN: points within ε",
                 {1, 100})
        .logarithmic()
        .live()
        .help("So many points, itself included, make a point a core point, from which its cluster spreads.")
        .real([](Settings& s) -> double& { return s.knobs.price; }, "exemplar_price", "Affinity: price of an exemplar",
              {1, 1000})
        .logarithmic()
        .live()
        .help("Minus the preference. An exemplar is worth its price if it lowers the sum of squared distances by more.")
        .real([](Settings& s) -> double& { return s.knobs.damping; }, "damping", "Affinity: damping", {0.5, 0.98})
        .live()
        .help("Share of the old message that is kept. With too little, messages oscillate.");
  }

  explicit DensityClustering(const Start& start)
      : Demo(start), ages_(static_cast<std::size_t>(data().sets())), sweep_(new_sweep()) {
    for (int s = 0; s < data().sets(); ++s)
      for (int m = 0; m < kClusterMethods; ++m) runs_.push_back(new_run(s, m));
    scores_.assign(runs_.size(), kUnknown);
    record();
  }

  void data_changed() {
    const int watched = data().watched();
    ages_[static_cast<std::size_t>(watched)] = 0;
    for (int m = 0; m < kClusterMethods; ++m) {
      run(watched, m) = new_run(watched, m);
      scores_[index(watched, m)] = kUnknown;
    }
    sweep_ = new_sweep();
    progress_.clear();
    record();
  }
  // A method whose settings changed is where it would be had it always had them.
  void settings_changed(const Settings& before) {
    const ClusterKnobs &was = before.knobs, &is = settings().knobs;
    const bool k_differs = was.clusters != is.clusters || before.tells_k != settings().tells_k;
    const bool differs[kClusterMethods] = {k_differs,
                                           k_differs,
                                           k_differs,
                                           k_differs,
                                           k_differs,
                                           k_differs || was.covariance != is.covariance,
                                           was.bandwidth != is.bandwidth || was.shift_kernel != is.shift_kernel,
                                           was.eps != is.eps || was.min_samples != is.min_samples,
                                           was.price != is.price || was.damping != is.damping};
    pool().run(data().sets(), [&](std::ptrdiff_t chunk) {
      const int s = static_cast<int>(chunk);
      for (int m = 0; m < kClusterMethods; ++m) {
        if (!differs[m]) continue;
        run(s, m) = new_run(s, m);
        for (int step = 0; step < ages_[static_cast<std::size_t>(s)] && !run(s, m).finished(); ++step) run(s, m).step();
        judge(s, m);
      }
    });
  }
  static bool takes_points(std::string_view panel) { return panel == "plane"; }

  void step() override {
    pool().run(data().sets(), [this](std::ptrdiff_t chunk) {
      const int s = static_cast<int>(chunk);
      ++ages_[static_cast<std::size_t>(s)];
      for (int m = 0; m < kClusterMethods; ++m) {
        if (run(s, m).finished()) continue;
        run(s, m).step();
        judge(s, m);
      }
    });
    if (!has_sweep()) sweep_ = new_sweep();
    sweep_.work(kSweepWork);
    record();
  }
  bool finished() const override {
    return has_sweep() && sweep_.finished() &&
           std::all_of(runs_.begin(), runs_.end(), [](const ClusterRun& run) { return run.finished(); });
  }
  auto state() const { return std::tuple(std::tie(runs_, ages_, sweep_), unhashed(scores_), unhashed(progress_)); }
  void describe(Snapshot& snapshot) const override;

 private:
  static std::size_t index(int s, int m) { return static_cast<std::size_t>(s * kClusterMethods + m); }
  ClusterRun& run(int s, int m) { return runs_[index(s, m)]; }
  const ClusterRun& run(int s, int m) const { return runs_[index(s, m)]; }
  ClusterRun new_run(int s, int m) const {
    // k-means and mixtures alone draw, by the streams they had when methods were fewer: links hold their runs.
    const auto method = static_cast<Method>(m);
    const std::uint64_t stream = method == Method::mixture ? 3 : 0;
    return {method, data().set(s).X, knobs(s), rng("starts").split(static_cast<std::uint64_t>(s)).split(stream)};
  }
  // With K as it is told to the methods that need it.
  ClusterKnobs knobs(int s) const {
    ClusterKnobs knobs = settings().knobs;
    if (settings().tells_k) knobs.clusters = s == static_cast<int>(data::ClusterShape::none) ? 3 : groups(s);
    return knobs;
  }
  int groups(int s) const {
    const std::vector<int>& truth = data().set(s).truth;
    return truth.empty() ? 1 : *std::max_element(truth.begin(), truth.end()) + 1;
  }
  KnobSweep new_sweep() const { return {settings().method, watched_set(), settings().knobs, rng("sweep")}; }
  // Whether the sweep is of the method shown; else the next step begins another.
  bool has_sweep() const { return sweep_.is_of(settings().method, settings().knobs); }
  std::span<const KnobSweep::Result> swept() const {
    if (has_sweep()) return sweep_.results();
    return {};
  }
  void judge(int s, int m) { scores_[index(s, m)] = agreement(run(s, m), data().set(s).truth); }
  void record() {
    progress_.record(ages_[static_cast<std::size_t>(data().watched())],
                     std::span(scores_).subspan(index(data().watched(), 0), kClusterMethods));
  }
  const ClusterRun& watched_run() const { return run(data().watched(), static_cast<int>(settings().method)); }
  const data::ClusterSet& watched_set() const { return data().set(data().watched()); }
  double score(int s, int m) const { return scores_[index(s, m)]; }
  int solved(int m) const {
    int count = 0;
    for (int s = 0; s < data().sets(); ++s) count += score(s, m) >= kSolved ? 1 : 0;
    return count;
  }

  double work(int m) const {
    double sum = 0;
    for (int s = 0; s < data().sets(); ++s) sum += run(s, m).work();
    return sum;
  }

  void describe_grid(Plane& plane) const;
  void add_cells(PointsLayer& layer, bool in_clusters) const;
  void describe_plane(Plane& plane) const;
  void describe_method(Plane& plane) const;
  void describe_density(Plane& plane) const;
  void describe_climbs(Plane& plane, const cluster::MeanShift& shift) const;
  void describe_spread(Plane& plane, const cluster::Dbscan& scan) const;
  void describe_choices(Plane& plane) const;
  void describe_scores(Snapshot& snapshot) const;
  void describe_sweep(Snapshot& snapshot) const;
  void describe_bic(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::vector<ClusterRun> runs_;  // sets × methods
  std::vector<int> ages_;         // of each set, the steps since its points changed
  std::vector<double> scores_;    // sets × methods: NMI
  KnobSweep sweep_;
  History progress_{kClusterMethods};

  struct Buffers {
    Matrix<float> places;
    std::vector<double> x, y, density;
    std::string id;
    std::string cell;
  };
  Scratch<Buffers> buffers_;
};

PlanarGrid density_grid() {
  const Range window{-kClusterWindow, kClusterWindow};
  return {kDensityCells, kDensityCells, window, window};
}

void DensityClustering::describe(Snapshot& snapshot) const {
  describe_grid(snapshot.plane("grid", "Who finds what?", {.weight = 4, .help = kGridHelp}));
  std::string title(ShapeSets::name(data().watched()));
  title.append(" · ").append(label_of(kClusterMethodNames, settings().method));
  describe_plane(snapshot.plane("plane", title, {.weight = 4, .help = kPlaneHelp}));
  describe_numbers(snapshot);
  describe_sweep(snapshot);
  describe_scores(snapshot);
  Plane& progress = snapshot.curves("progress", "Agreement with the true groups", {.weight = 2, .help = kProgressHelp});
  progress.axes({.label = "step"}, {.label = "NMI", .range = {0, 1.02}});
  for (std::size_t m = 0; m < kClusterMethods; ++m)
    progress.line(kClusterMethodNames[m].label, progress_, m, {.color = static_cast<ColorRole>(m)});
}

// Every cell is one unit wide and high, with its set in the middle: methods downwards, sets to the right.
void DensityClustering::describe_grid(Plane& plane) const {
  const int sets = data().sets();
  plane.equal_axes({.label = "", .range = {-0.5, sets - 0.5}}, {.label = "", .range = {-0.5, kClusterMethods - 0.5}});
  plane.x.names.clear();
  plane.y.names.clear();
  for (int s = 0; s < sets; ++s) plane.x.names.emplace_back(ShapeSets::short_name(s));
  for (std::size_t m = kClusterMethods; m-- > 0;) plane.y.names.emplace_back(kClusterMethodNames[m].label);
  add_cells(plane.points("colour: the cluster found", Places(), {.size_px = 1.6f}), true);
  add_cells(plane.points("noise, or not reached", Places(), {.color = kColorMuted, .size_px = 1.6f, .opacity = 0.7f}),
            false);
  LineLayer& lines = plane.line("", Places(), {.color = kColorMuted, .width_px = 1});
  const auto draw = [&lines](double x0, double y0, double x1, double y1) {
    for (const double x : {x0, x1, kUnknown}) lines.x.push_back(static_cast<float>(x));
    for (const double y : {y0, y1, kUnknown}) lines.y.push_back(static_cast<float>(y));
  };
  for (int s = 1; s < sets; ++s) draw(s - 0.5, -0.5, s - 0.5, kClusterMethods - 0.5);
  for (int m = 1; m < kClusterMethods; ++m) draw(-0.5, m - 0.5, sets - 0.5, m - 0.5);
  const double x = data().watched(), y = kClusterMethods - 1 - static_cast<int>(settings().method);
  const std::array<double, 5> frame_x{x - 0.48, x + 0.48, x + 0.48, x - 0.48, x - 0.48},
      frame_y{y - 0.48, y - 0.48, y + 0.48, y + 0.48, y - 0.48};
  plane.line("shown large", {Values(frame_x), Values(frame_y)}, {.color = kColorAccent, .width_px = 2});
}

void DensityClustering::add_cells(PointsLayer& layer, bool in_clusters) const {
  constexpr double kScale = 0.46 / kClusterWindow;
  if (in_clusters) layer.color.clear();
  for (int s = 0; s < data().sets(); ++s)
    for (int m = 0; m < kClusterMethods; ++m) {
      const Matrix<double>& X = data().set(s).X;
      for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
        const int label = run(s, m).labels()[static_cast<std::size_t>(i)];
        if ((label >= 0) != in_clusters) continue;
        const double x = kScale * std::clamp(X(i, 0), -kClusterWindow, kClusterWindow);
        const double y = kScale * std::clamp(X(i, 1), -kClusterWindow, kClusterWindow);
        layer.x.push_back(static_cast<float>(s + x));
        layer.y.push_back(static_cast<float>(kClusterMethods - 1 - m + y));
        if (in_clusters) layer.color.push_back(label);
      }
    }
}

void DensityClustering::describe_plane(Plane& plane) const {
  const Range window{-kClusterWindow, kClusterWindow};
  plane.equal_axes({.label = "x₁", .range = window}, {.label = "x₂", .range = window});
  plane.accept_points(5);
  if (settings().method == Method::mean_shift) describe_density(plane);
  if (settings().method == Method::affinity) describe_choices(plane);
  const ClusterRun& now = watched_run();
  const Matrix<double>& X = watched_set().X;
  const std::ptrdiff_t n = X.rows(), given = n - data().drawn();
  const auto* fit = now.get<cluster::MixtureFit>();
  const auto* scan = now.get<cluster::Dbscan>();
  // Pale: undecided in a mixture, no core point of DBSCAN.
  const auto opacity = [&](std::ptrdiff_t i) {
    if (scan != nullptr) return scan->is_core(i) ? 1.0f : 0.5f;
    if (fit == nullptr) return 1.0f;
    double most = 0;
    for (std::ptrdiff_t k = 0; k < fit->responsibilities().rows(); ++k)
      most = std::max(most, fit->responsibilities()(k, i));
    return static_cast<float>(kUndecided + (1 - kUndecided) * std::max(2 * most - 1, 0.0));
  };
  const auto part = [&](std::string_view label, std::ptrdiff_t first, std::ptrdiff_t end, float size_px) {
    const Places places = Places(X).part(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first));
    PointsLayer& layer = plane.points(label, places, {.size_px = size_px, .drawn_by_user = first == given});
    layer.color.clear();
    layer.opacity.clear();
    for (std::ptrdiff_t i = first; i < end; ++i) {
      const int cluster = now.labels()[static_cast<std::size_t>(i)];
      layer.color.push_back(cluster >= 0 ? cluster : kColorMuted);
      layer.opacity.push_back(opacity(i));
    }
  };
  if (given > 0) part("points, by cluster", 0, given, 4);
  if (given < n) part("drawn", given, n, 6);
  describe_method(plane);
}

void DensityClustering::describe_method(Plane& plane) const {
  const ClusterRun& now = watched_run();
  if (const auto* means = now.get<ClusterRun::KMeans>(); means != nullptr && means->centres.rows() > 0)
    plane.points("centres", means->centres, {.color = kColorForeground, .marker = Marker::diamond, .size_px = 9});
  if (const auto* fit = now.get<cluster::MixtureFit>()) {
    std::vector<Gaussian2> gaussians;
    std::vector<int> colors;
    for (int k = 0; k < fit->mixture().components(); ++k) {
      const Matrix<double> covariance = fit->mixture().covariance(k);
      const double* mean = fit->mixture().parameters().means.row(k);
      gaussians.push_back({mean[0], mean[1], covariance(0, 0), covariance(0, 1), covariance(1, 1)});
      colors.push_back(kColorForeground);
    }
    plane.ellipses("Gaussians, 1 σ and 2 σ", gaussians, colors);
  }
  if (const auto* shift = now.get<cluster::MeanShift>()) describe_climbs(plane, *shift);
  if (const auto* messages = now.get<cluster::AffinityPropagation>()) {
    PointsLayer& exemplars =
        plane.points("exemplars", Places(), {.color = kColorForeground, .marker = Marker::diamond, .size_px = 10});
    for (std::ptrdiff_t i = 0; i < messages->size(); ++i) {
      if (!messages->is_exemplar(i)) continue;
      exemplars.x.push_back(static_cast<float>(watched_set().X(i, 0)));
      exemplars.y.push_back(static_cast<float>(watched_set().X(i, 1)));
    }
  }
  if (const auto* scan = now.get<cluster::Dbscan>()) describe_spread(plane, *scan);
}

// The density that mean shift climbs.
void DensityClustering::describe_density(Plane& plane) const {
  if (settings().knobs.shift_kernel != cluster::ShiftKernel::gaussian) return;
  const PlanarGrid grid = density_grid();
  const Matrix<double>& X = watched_set().X;
  Buffers& buffers = *buffers_;
  buffers.places.resize(X.rows(), 2);
  std::copy_n(X.data(), X.size(), buffers.places.data());
  buffers.x.resize(kDensityCells);
  buffers.y.resize(kDensityCells);
  for (int c = 0; c < kDensityCells; ++c) {
    buffers.x[static_cast<std::size_t>(c)] = grid.x_of(c);
    buffers.y[static_cast<std::size_t>(c)] = grid.y_of(c);
  }
  std::vector<double>& density = buffers.density;
  density.resize(static_cast<std::size_t>(grid.cells()));
  density::kernel_density_on_grid(buffers.places, settings().knobs.bandwidth, buffers.x, buffers.y, density);
  const double top = *std::max_element(density.begin(), density.end());
  plane.field("density", grid, density,
              {.color = {0, std::max(2 * top, 1e-9)}, .map = ColorMap::greys, .show_scale = false});
}

void DensityClustering::describe_climbs(Plane& plane, const cluster::MeanShift& shift) const {
  const Matrix<double>&X = watched_set().X, &places = shift.places();
  LineLayer& climbs = plane.line("from start to now", Places(), {.color = kColorMuted, .width_px = 1});
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
    for (const double x : {X(i, 0), places(i, 0), kUnknown}) climbs.x.push_back(static_cast<float>(x));
    for (const double y : {X(i, 1), places(i, 1), kUnknown}) climbs.y.push_back(static_cast<float>(y));
  }
  plane.points("climbers", places,
               {.color = kColorForeground, .marker = Marker::diamond, .size_px = 4, .opacity = 0.8f});
}

void DensityClustering::describe_spread(Plane& plane, const cluster::Dbscan& scan) const {
  if (scan.visited() < 0 || scan.finished()) return;
  const double* at = watched_set().X.row(scan.visited());
  LineLayer& circle = plane.line("within ε", Places(), {.color = kColorAccent});
  constexpr int kPieces = 64;
  for (int i = 0; i <= kPieces; ++i) {
    const double angle = 2 * std::numbers::pi * i / kPieces;
    circle.x.push_back(static_cast<float>(at[0] + settings().knobs.eps * math::cos(angle)));
    circle.y.push_back(static_cast<float>(at[1] + settings().knobs.eps * math::sin(angle)));
  }
}

void DensityClustering::describe_choices(Plane& plane) const {
  const auto* messages = watched_run().get<cluster::AffinityPropagation>();
  if (messages == nullptr || watched_run().steps() == 0) return;
  const Matrix<double>& X = watched_set().X;
  LineLayer& choices = plane.line("to the exemplar it would choose", Places(), {.color = kColorMuted, .width_px = 1});
  for (std::ptrdiff_t i = 0; i < messages->size(); ++i) {
    const double *r = messages->responsibilities().row(i), *a = messages->availabilities().row(i);
    std::ptrdiff_t best = 0;
    for (std::ptrdiff_t k = 1; k < messages->size(); ++k)
      if (r[k] + a[k] > r[best] + a[best]) best = k;
    for (const double at : {X(i, 0), X(best, 0), kUnknown}) choices.x.push_back(static_cast<float>(at));
    for (const double at : {X(i, 1), X(best, 1), kUnknown}) choices.y.push_back(static_cast<float>(at));
  }
}

// As the grid: methods downwards, sets to the right.
void DensityClustering::describe_scores(Snapshot& snapshot) const {
  Table& table = snapshot.table("scores", "NMI with the true groups", {.weight = 3, .help = kScoresHelp});
  if (data().is_drawn_alone())
    table.head({"", "work [10³]", "rings", "moons", "unequal", "long", "equal", "none", "mine"});
  else
    table.head({"", "work [10³]", "rings", "moons", "unequal", "long", "equal", "none"});
  std::string& cell = buffers_->cell;
  for (int m = 0; m < kClusterMethods; ++m) {
    TableRow& row =
        table.row({kClusterMethodNames[static_cast<std::size_t>(m)].label, Cell(std::floor(work(m) / 1000 + 0.5), 0)},
                  {m == static_cast<int>(settings().method) ? kColorAccent : kColorForeground});
    for (int s = 0; s < data().sets(); ++s) {
      const double value = score(s, m);
      cell.clear();
      if (!std::isnan(value))
        write_number(cell, std::floor(100 * value + 0.5) / 100, 2);
      else if (run(s, m).steps() == 0)
        cell = "–";
      else
        write_number(cell, run(s, m).clusters()), cell += run(s, m).clusters() == 1 ? " cluster" : " clusters";
      row.cells[static_cast<std::size_t>(s + 2)] = cell;
    }
  }
}

void DensityClustering::describe_bic(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("sweep", "How many Gaussians? BIC",
                                {.weight = 2,
                                 .help = "−2 log L + m log n with m parameters, of a fit for each number of Gaussians "
                                         "and each kind of covariance: the lowest is the best bargain."});
  plane.axes({.label = "clusters K", .range = {0.5, kSweptClusters + 0.5}}, {.label = "BIC"});
  std::array<double, kSweptClusters> K, bic;
  for (std::size_t kind = 0; kind < cluster::kMixtureCovariances.size(); ++kind) {
    std::size_t known = 0;
    for (std::size_t k = 0; k < kSweptClusters; ++k) {
      const std::size_t trial = kind * kSweptClusters + k;
      if (trial >= swept().size()) break;
      K[known] = static_cast<double>(k + 1);
      bic[known++] = swept()[trial].bic;
    }
    plane.line(cluster::kMixtureCovariances[kind].id, {Values(K).part(0, known), Values(bic).part(0, known)},
               {.color = static_cast<ColorRole>(kind)});
  }
  plane.vertical("K now", knobs(data().watched()).clusters, {.color = kColorAccent});
}

void DensityClustering::describe_sweep(Snapshot& snapshot) const {
  if (settings().method == Method::mixture) return describe_bic(snapshot);
  if (settings().method == Method::dbscan) {
    const bool has_groups = !std::isnan(score(data().watched(), 0)) || watched_run().steps() == 0;
    MatrixCells& cells = snapshot.matrix("sweep", has_groups ? "DBSCAN: NMI by ε and points" : "DBSCAN: clusters found",
                                         {.weight = 2,
                                          .help = "NMI with the true groups for each pair of settings, on the set "
                                                  "shown large; clusters found where there is one group only."});
    std::vector<double>& values = buffers_->density;
    values.assign(kSweptEps.size() * kSweptMinSamples.size(), kUnknown);
    for (std::size_t i = 0; i < swept().size(); ++i) {
      const KnobSweep::Result& result = swept()[i];
      values[i] = has_groups ? result.agreement : result.clusters;
    }
    cells.cells(static_cast<int>(kSweptMinSamples.size()), static_cast<int>(kSweptEps.size()), values,
                {.decimals = has_groups ? 2 : 0, .color = {0, has_groups ? 1.0f : 10.0f}});
    std::vector<std::string> rows, columns;
    for (const int least : kSweptMinSamples) rows.push_back(number_in_words(least));
    for (const double eps : kSweptEps) columns.push_back(number_in_words(eps, 2));
    cells.labels("points within ε", rows, "ε", columns);
    return;
  }
  const bool is_shift = settings().method == Method::mean_shift, is_affinity = settings().method == Method::affinity;
  const bool counts = is_shift || is_affinity;
  Plane& plane =
      snapshot.plane("sweep", counts ? "How many clusters?" : "Which K?",
                     {.weight = 2,
                      .help = "The same method on the same points, with other settings. A wide plateau means that the "
                              "answer does not hang on the setting."});
  const double now = is_shift      ? settings().knobs.bandwidth
                     : is_affinity ? settings().knobs.price
                                   : knobs(data().watched()).clusters;
  plane.axes({.label = is_shift      ? "bandwidth h"
                       : is_affinity ? "price of an exemplar"
                                     : "clusters K",
              .range = is_shift      ? Range{0.09, 2.8}
                       : is_affinity ? Range{0.9, 1100}
                                     : Range{0.5, kSweptClusters + 0.5},
              .logarithmic = counts},
             {.label = counts ? "clusters found" : "NMI with the true groups",
              .range = counts ? Range{0.7, 300} : Range{0, 1.02},
              .logarithmic = counts});
  std::vector<double>&x = buffers_->x, &y = buffers_->y;
  x.clear();
  y.clear();
  for (std::size_t i = 0; i < swept().size(); ++i) {
    const ClusterKnobs& knobs = sweep_.trials()[i];
    const double value = counts ? swept()[i].clusters : swept()[i].agreement;
    if (std::isnan(value)) continue;
    x.push_back(is_shift ? knobs.bandwidth : is_affinity ? knobs.price : knobs.clusters);
    y.push_back(value);
  }
  const Places places{Values(x), Values(y)};
  plane.line(counts ? "clusters" : "NMI", places, {.color = 0});
  plane.points("tried", places, {.color = 0, .size_px = 5});
  if (counts && !watched_set().truth.empty()) plane.level("true groups", groups(data().watched()));
  plane.vertical("now", now, {.color = kColorAccent});
}

void DensityClustering::describe_numbers(Snapshot& snapshot) const {
  const ClusterRun& now = watched_run();
  const bool has_begun = now.steps() > 0;
  Numbers numbers = snapshot.numbers("Shown large", {.weight = 2, .help = "Of the set and the method shown large."});
  if (watched_set().X.rows() == 0) numbers.warning("No points yet: tap into the picture.");
  numbers.add("found", "clusters found", has_begun ? now.clusters() : kUnknown, {.digits = 0});
  numbers.add("noise_points", "noise, or not reached", has_begun ? now.noise() : kUnknown, {.digits = 0});
  numbers.add("agreement", "NMI with the truth", score(data().watched(), static_cast<int>(settings().method)),
              {.digits = 3});
  numbers.add("solved", "sets with NMI ≥ 0.95", solved(static_cast<int>(settings().method)),
              {.digits = 0, .note = "of 5"});
  if (const auto* fit = now.get<cluster::MixtureFit>()) {
    numbers.add("log_likelihood", "log-likelihood", fit->log_likelihood());
    numbers.add("bic", "BIC", fit->bic());
  }
  if (const auto* shift = now.get<cluster::MeanShift>())
    numbers.add("moving", "still climbing", shift->moving(), {.digits = 0});
  if (const auto* scan = now.get<cluster::Dbscan>()) {
    int cores = 0;
    for (std::ptrdiff_t i = 0; i < watched_set().X.rows(); ++i) cores += scan->is_core(i) ? 1 : 0;
    numbers.add("core_points", "core points", cores, {.digits = 0});
  }
  numbers.add("distances_computed", "distances computed", has_begun ? now.work() : kUnknown, {.digits = 0});
  numbers.add("iterations", "iterations", now.steps(), {.digits = 0, .note = now.finished() ? "done" : ""});
  double best = kUnknown;
  for (const KnobSweep::Result& result : swept())
    if (!(result.agreement <= best)) best = std::isnan(result.agreement) ? best : result.agreement;
  numbers.add("best_swept", "best NMI of all tried", best, {.digits = 3});
  if (settings().method == Method::mixture) {
    std::size_t lowest = 0;
    for (std::size_t i = 1; i < swept().size(); ++i)
      if (swept()[i].bic < swept()[lowest].bic) lowest = i;
    const bool is_known = has_sweep() && sweep_.finished() && !swept().empty();
    numbers.add("best_k", "K of the lowest BIC", is_known ? sweep_.trials()[lowest].clusters : kUnknown,
                {.digits = 0,
                 .note = is_known ? id_of(cluster::kMixtureCovariances, sweep_.trials()[lowest].covariance) : ""});
  }
  // For scripts: every method on every set.
  std::string id;
  for (int m = 0; m < kClusterMethods; ++m) {
    id.assign("solved_").append(kClusterMethodNames[static_cast<std::size_t>(m)].id);
    snapshot.metric(id, id, solved(m));
    id.assign("work_").append(kClusterMethodNames[static_cast<std::size_t>(m)].id);
    snapshot.metric(id, id, work(m));
    for (int s = 0; s < kClusterShapes; ++s) {
      const auto shape = static_cast<std::size_t>(s);
      id.assign(data::kClusterShapes[shape].id).append("_").append(kClusterMethodNames[static_cast<std::size_t>(m)].id);
      const bool is_none = data::kClusterShapes[shape].value == data::ClusterShape::none;
      snapshot.metric(id, id, is_none ? run(s, m).clusters() : score(s, m));
    }
  }
}

const RegisterDemo<DensityClustering> registered{{
    .id = "density-clustering",
    .title = "Clustering by density",
    .lecture = 6,
    .row = "R30",
    .summary =
        "Nine methods at work on six sets of points at once, to see who finds what, and who finds clusters in nothing.",
    .sources = {"A. P. Dempster, N. M. Laird, D. B. Rubin, J. R. Stat. Soc. B 39 (1977) 1",
                "D. Comaniciu, P. Meer, IEEE Trans. Pattern Anal. Mach. Intell. 24 (2002) 603",
                "M. Ester, H.-P. Kriegel, J. Sander, X. Xu, KDD 1996, 226",
                "B. J. Frey, D. Dueck, Science 315 (2007) 972"},
    .steps_per_second = 6,
}};

}  // namespace
}  // namespace lectern
