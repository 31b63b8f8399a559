// k-means by its two half-steps, each drawn: samples join their nearest centre, centres move to the middle of their
// samples. Meanwhile the same is done from many other starts, which end in different minima of the cost, and for other
// numbers of clusters. Other distances have other centres: medians along streets, states of a qubit.
// Lecture row R28.
// Sources: Lloyd (1982); Arthur, Vassilvitskii, k-means++ (2007); Sculley, Web-scale k-means clustering (2010).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/trail.h"
#include "core/ml/cluster/kmeans.h"
#include "core/ml/metrics/clustering.h"
#include "core/ml/metrics/partition.h"
#include "core/parts/unlabelled_data.h"

namespace lectern {
namespace {

using cluster::Distance;

constexpr int kMostClusters = 10, kStartsPerK = 6, kPictureSide = 8;
constexpr int kUnits = 6, kFewUnits = 2;  // runs from other starts in a step; of much data few
constexpr std::ptrdiff_t kManyNumbers = 1200;
constexpr int kPasses = 10;  // of mini-batch k-means through the samples
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

constexpr const char* kPlaneHelp =
    "Samples in the colour of the centre they joined; the cells are where a new sample would join it. Drag a centre to "
    "start from elsewhere, tap to add a sample.";
constexpr const char* kPicturesHelp =
    "The centres, which are pictures as well: the mean of all that joined them, how many these are, and which digit most "
    "of them are.";
constexpr const char* kCloudHelp =
    "The same potatoes with all three features: turn it. The other picture shows colour and shape alone.";
constexpr const char* kCostHelp =
    "The sum of all distances after each half-step. Neither half-step can raise it, so it comes to rest; when an "
    "assignment changes nothing, nothing will change any more.";
constexpr const char* kStartsHelp =
    "The same run from many other starts: where it came to rest, counted by the final cost. Each bar is a local minimum. "
    "k-means++ draws the first centres far from each other.";
constexpr const char* kElbowHelp =
    "For each k the best of six starts: the cost as a share of that with one cluster; the mean silhouette, large where "
    "clusters are compact and apart; and, where the true groups are known, the mutual information with them (NMI).";

enum class Method { lloyd, mini_batch };
enum class StartCentres { random, plus_plus };
enum class Measure { euclidean, manhattan };
enum class StateMeasure { fidelity, amplitudes };

struct Settings {
  UnlabelledDataSettings data{.has_states_and_pictures = true};
  int clusters = 5;
  StartCentres start = StartCentres::random;
  Method method = Method::lloyd;
  int batch = 50;
  double tolerance = 0;
  Measure measure = Measure::euclidean;
  StateMeasure state_measure = StateMeasure::fidelity;
  int starts = 60;
  bool show_truth = false;
};

class KMeans final : public Demo<KMeans, Settings, UnlabelledData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("k-means")
        .integer(&Settings::clusters, "clusters", "Clusters k", {1, kMostClusters})
        .help("How many centres there are. It has to be chosen before.")
        .choice(&Settings::start, "start", glossary_label("start"),
                {{StartCentres::random, "random", "Random samples"},
                 {StartCentres::plus_plus, "plus_plus", "k-means++"}})
        .help("The first centres: samples drawn evenly, or drawn far from those drawn before.")
        .choice(&Settings::measure, "distance", "Distance",
                {{Measure::euclidean, "euclidean", "Euclid, squared"}, {Measure::manhattan, "manhattan", "Manhattan"}})
        .help("Manhattan: along streets, |Δx| + |Δy|. Its centres are medians.")
        .shown_when([](Settings& s) -> UnlabelledSet& { return s.data.set; },
                    {UnlabelledSet::blobs, UnlabelledSet::unequal, UnlabelledSet::stretched, UnlabelledSet::moons,
                     UnlabelledSet::circles, UnlabelledSet::uniform, UnlabelledSet::potatoes, UnlabelledSet::scooters,
                     UnlabelledSet::digits, UnlabelledSet::drawn, UnlabelledSet::customers, UnlabelledSet::ising})
        .choice(&Settings::state_measure, "state_distance", "Distance of states",
                {{StateMeasure::fidelity, "fidelity", "1 − |⟨ψ|φ⟩|²"},
                 {StateMeasure::amplitudes, "amplitudes", "Euclid between amplitudes"}})
        .help("The fidelity does not see the global phase, which cannot be measured. Amplitudes change with it.")
        .shown_when([](Settings& s) -> UnlabelledSet& { return s.data.set; }, {UnlabelledSet::states})
        .choice(&Settings::method, "samples_a_step", "Samples a step",
                {{Method::lloyd, "lloyd", "All"}, {Method::mini_batch, "mini_batch", "A mini-batch"}})
        .help("A mini-batch pulls its centres a little at a time, with squared Euclidean distance.")
        .integer(&Settings::batch, "batch_size", {1, 500})
        .help("Samples drawn for each step.")
        .shown_when(&Settings::method, {Method::mini_batch})
        .real(&Settings::tolerance, "least_gain", "Stop below a gain of", {0, 0.2})
        .help(
            "The run is at rest when both half-steps together lower the cost by less than this share of it. 0: when no "
            "sample changes its cluster.")
        .shown_when(&Settings::method, {Method::lloyd})
        .group("Compare")
        .integer(&Settings::starts, "starts", "Other starts", {10, 500})
        .help("How many runs of each kind of start end in the histogram.")
        .boolean(&Settings::show_truth, "show_truth", "Show the true groups")
        .live()
        .help("Colours the samples by the groups they were made from, which the algorithm does not know.");
  }

  explicit KMeans(const Start& start) : Demo(start), starts_rng_(rng("starts")), batches_rng_(rng("batches")) {
    data_changed();
  }

  void data_changed();
  void step() override;
  bool finished() const override { return is_at_rest_ && units_done_ >= units(); }
  bool gesture(const Action& action);
  auto state() const {
    return std::tuple(std::tie(samples_, centres_, labels_, counts_, starts_rng_, batches_rng_, half_steps_, changed_,
                               cost_, seen_, is_at_rest_, units_done_, finals_, best_of_k_, scores_of_k_),
                      unhashed(costs_), unhashed(lloyd_costs_), unhashed(paths_), unhashed(cost_before_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  bool is_mini_batch() const { return settings().method == Method::mini_batch; }
  bool has_pictures() const { return data().set() == UnlabelledSet::digits; }
  bool has_states() const { return data().set() == UnlabelledSet::states; }
  Distance kind() const {
    if (is_mini_batch()) return Distance::euclidean;
    if (has_states())
      return settings().state_measure == StateMeasure::fidelity ? Distance::fidelity : Distance::euclidean;
    return settings().measure == Measure::manhattan ? Distance::manhattan : Distance::euclidean;
  }
  int clusters() const { return static_cast<int>(centres_.rows()); }
  int most_clusters() const { return static_cast<int>(std::min<std::ptrdiff_t>(kMostClusters, data().size())); }
  int units() const { return data().size() == 0 ? 0 : 2 * settings().starts + kStartsPerK * most_clusters(); }
  bool is_assigned() const { return half_steps_ > 0; }
  Matrix<double> first_centres(int k, StartCentres start, Rng& draws) const {
    return start == StartCentres::random ? cluster::random_centres(data().X(), k, draws)
                                         : cluster::spread_centres(data().X(), k, kind(), draws);
  }
  void record();
  void half_step();
  void batch_step();
  void other_start(int unit);
  double agreement(std::span<const std::int32_t> labels) const {
    return data().truth().empty() ? kUnknown
                                  : metrics::partition_agreement(labels, data().truth()).normalized_mutual_information;
  }
  // The share of the runs from one kind of start that came to rest at the least cost known.
  double share_of_best(std::size_t which) const;
  double least_cost() const;

  void describe_plane(Plane& plane) const;
  std::vector<std::int32_t> colors_of_truth() const;
  void describe_cells(Plane& plane) const;
  void describe_cloud(Cloud& cloud) const;
  void describe_pictures(Images& images) const;
  void describe_cost(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_starts(Snapshot& snapshot) const;
  void describe_elbow(Snapshot& snapshot) const;
  void describe_table(Snapshot& snapshot) const;

  cluster::PackedSamples samples_;
  Matrix<double> centres_;            // k × d
  std::vector<std::int32_t> labels_;  // n
  std::vector<std::int64_t> counts_;  // of mini-batches
  Rng starts_rng_, batches_rng_;
  int half_steps_ = 0, changed_ = 0;
  double cost_ = kUnknown, seen_ = 0;  // samples looked at by mini-batches
  double cost_before_ = kUnknown;      // after the update before the last
  bool is_at_rest_ = false;
  int units_done_ = 0;
  std::array<std::vector<double>, 2> finals_;                           // costs, of random starts and of k-means++
  std::array<double, kMostClusters + 1> best_of_k_{};                   // cost of the best start
  std::array<std::array<double, 2>, kMostClusters + 1> scores_of_k_{};  // its silhouette and NMI
  History costs_{1}, lloyd_costs_{1};
  std::vector<Trail> paths_;
};

void KMeans::data_changed() {
  const bool is_first = centres_.rows() == 0;
  samples_ = cluster::PackedSamples(data().X());
  is_at_rest_ = false;
  cost_before_ = kUnknown;
  units_done_ = 0;
  for (std::vector<double>& costs : finals_) costs.clear();
  best_of_k_.fill(kUnknown);
  for (auto& scores : scores_of_k_) scores.fill(kUnknown);
  labels_.assign(static_cast<std::size_t>(data().size()), 0);
  if (data().size() == 0) {
    centres_ = Matrix<double>();
    half_steps_ = 0;
    return;
  }
  const int wanted = static_cast<int>(std::min<std::ptrdiff_t>(settings().clusters, data().size()));
  if (is_first || wanted != clusters()) {
    Rng draws = rng("centres");
    centres_ = first_centres(wanted, settings().start, draws);
    counts_.assign(static_cast<std::size_t>(wanted), 0);
    paths_.assign(static_cast<std::size_t>(wanted), Trail(256));
    costs_.clear();
    lloyd_costs_.clear();
    half_steps_ = 0;
    seen_ = 0;
    if (is_mini_batch()) {
      // Beside it the whole method from the same start, a pass for each assignment.
      Matrix<double> centres = centres_;
      std::vector<std::int32_t> labels(labels_.size());
      for (int pass = 0; pass <= kPasses; ++pass) {
        lloyd_costs_.record(pass, std::array{cluster::assign(samples_, centres.view(), kind(), labels)});
        cluster::move_centres(samples_, labels, kind(), centres.view());
      }
    }
  }
  // A new sample joins the cell in which it lies.
  cost_ = cluster::assign(samples_, centres_.view(), kind(), labels_);
  changed_ = static_cast<int>(labels_.size());
  if (half_steps_ == 0 || is_mini_batch()) record();
}

void KMeans::record() {
  if (is_mini_batch())
    costs_.record(seen_ / static_cast<double>(data().size()), std::array{cost_});
  else if (half_steps_ > 0)
    costs_.record(half_steps_, std::array{cost_});
  if (has_pictures()) return;
  for (std::size_t k = 0; k < paths_.size(); ++k) {
    double place[2];
    data().place_of(centres_.row(static_cast<std::ptrdiff_t>(k)), place);
    const Trail::Place at{static_cast<float>(place[0]), static_cast<float>(place[1])};
    if (paths_[k].empty() || paths_[k].last().x != at.x || paths_[k].last().y != at.y) paths_[k].record(at);
  }
}

void KMeans::half_step() {
  if (half_steps_ % 2 == 0) {
    const std::vector<std::int32_t> before = labels_;
    cost_ = cluster::assign(samples_, centres_.view(), kind(), labels_);
    changed_ = 0;
    for (std::size_t i = 0; i < labels_.size(); ++i) changed_ += labels_[i] != before[i] ? 1 : 0;
    if (half_steps_ == 0) changed_ = static_cast<int>(labels_.size());
    is_at_rest_ = changed_ == 0;
  } else {
    cluster::move_centres(samples_, labels_, kind(), centres_.view());
    cost_ = cluster::cost(samples_, labels_, centres_.view(), kind());
    if (settings().tolerance > 0) is_at_rest_ = cost_before_ - cost_ < settings().tolerance * cost_before_;
    cost_before_ = cost_;
  }
  ++half_steps_;
  record();
}

void KMeans::batch_step() {
  std::vector<std::int32_t> rows;
  for (int b = 0; b < settings().batch; ++b)
    rows.push_back(static_cast<std::int32_t>(batches_rng_.below(static_cast<std::uint32_t>(data().size()))));
  cluster::mini_batch_step(data().X(), rows, centres_.view(), counts_);
  const std::vector<std::int32_t> before = labels_;
  cost_ = cluster::assign(samples_, centres_.view(), kind(), labels_);
  changed_ = 0;
  for (std::size_t i = 0; i < labels_.size(); ++i) changed_ += labels_[i] != before[i] ? 1 : 0;
  seen_ += settings().batch;
  ++half_steps_;
  is_at_rest_ = seen_ >= kPasses * static_cast<double>(data().size());
  record();
}

// Random starts and k-means++ in turn, then the starts for each number of clusters.
void KMeans::other_start(int unit) {
  Rng draws = starts_rng_.split(static_cast<std::uint64_t>(unit));
  const int of_histogram = 2 * settings().starts;
  const bool is_of_histogram = unit < of_histogram;
  const int k = is_of_histogram ? clusters() : 1 + (unit - of_histogram) / kStartsPerK;
  const StartCentres start = is_of_histogram && unit % 2 == 0 ? StartCentres::random : StartCentres::plus_plus;
  const cluster::KMeansFit fit = cluster::kmeans(samples_, first_centres(k, start, draws), kind(), 100);
  if (is_of_histogram) return finals_[start == StartCentres::random ? 0 : 1].push_back(fit.cost);
  double& best = best_of_k_[static_cast<std::size_t>(k)];
  if (std::isfinite(best) && !(fit.cost < best)) return;
  best = fit.cost;
  scores_of_k_[static_cast<std::size_t>(k)] = {kUnknown, agreement(fit.labels)};
  if (k == 1 || kind() == Distance::fidelity) return;  // silhouettes are of Euclidean distances
  const std::vector<double> silhouettes = metrics::silhouette(data().X(), fit.labels);
  double sum = 0;
  for (const double one : silhouettes) sum += one;
  scores_of_k_[static_cast<std::size_t>(k)][0] = sum / static_cast<double>(silhouettes.size());
}

void KMeans::step() {
  if (data().size() == 0) return;
  if (!is_at_rest_) is_mini_batch() ? batch_step() : half_step();
  const int until = std::min(units(), units_done_ + (data().X().size() > kManyNumbers ? kFewUnits : kUnits));
  while (units_done_ < until) other_start(units_done_++);
}

bool KMeans::gesture(const Action& action) {
  const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
  if (dragged == nullptr || action.panel != "plane") return false;
  for (int k = 0; k < clusters(); ++k) {
    if (dragged->handle != std::to_string(k + 1)) continue;
    data().features_at(static_cast<double>(dragged->x), static_cast<double>(dragged->y), centres_.row(k));
    if (half_steps_ % 2 == 1 && !is_mini_batch()) ++half_steps_;  // the next half-step is an assignment
    std::vector<std::int32_t> nearest(labels_.size());
    cost_ = is_assigned() && !is_mini_batch() ? cluster::cost(samples_, labels_, centres_.view(), kind())
                                              : cluster::assign(samples_, centres_.view(), kind(), nearest);
    is_at_rest_ = false;
    cost_before_ = kUnknown;
    if (!is_mini_batch()) paths_[static_cast<std::size_t>(k)].clear();
    record();
    return true;
  }
  return false;
}

double KMeans::least_cost() const {
  double least = is_at_rest_ && !is_mini_batch() ? cost_ : std::numeric_limits<double>::infinity();
  for (const std::vector<double>& costs : finals_)
    for (const double one : costs) least = std::min(least, one);
  return std::isfinite(least) ? least : kUnknown;
}

double KMeans::share_of_best(std::size_t which) const {
  if (finals_[which].empty()) return kUnknown;
  const double most = least_cost() * (1 + 1e-6) + 1e-12;
  const auto best =
      std::count_if(finals_[which].begin(), finals_[which].end(), [&](double one) { return one <= most; });
  return static_cast<double>(best) / static_cast<double>(finals_[which].size());
}

void KMeans::describe(Snapshot& snapshot) const {
  if (has_pictures())
    describe_pictures(snapshot.images("plane", "Centres, as pictures", {.weight = 4, .help = kPicturesHelp}));
  else
    describe_plane(snapshot.plane("plane", "Samples and centres", {.weight = 4, .help = kPlaneHelp}));
  if (data().X().cols() == 3)
    describe_cloud(snapshot.cloud("cloud", "In three features", {.weight = 3, .help = kCloudHelp}));
  describe_numbers(snapshot);
  describe_cost(snapshot);
  describe_starts(snapshot);
  describe_elbow(snapshot);
  describe_table(snapshot);
}

// Which centre is nearest everywhere. Squared distances from centres differ by terms linear in the place.
void KMeans::describe_cells(Plane& plane) const {
  if (clusters() < 2 || (has_states() && kind() != Distance::fidelity) || data().X().cols() == 3) return;
  constexpr int kSide = 80;
  const PlanarGrid grid{kSide, kSide, data().x_range(), data().y_range()};
  FieldLayer& field = plane.field("cells", grid, Values(), {.color = {0, 1}, .discrete_classes = true});
  const auto cells = static_cast<std::size_t>(grid.cells()), k = static_cast<std::size_t>(clusters());
  field.classes = clusters();
  field.linear_scores = kind() == Distance::euclidean && !has_states();
  field.scores.resize(k * cells);
  field.values.resize(cells);
  std::vector<double> x(static_cast<std::size_t>(centres_.cols()));
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const int row = static_cast<int>(cell) / kSide, column = static_cast<int>(cell) % kSide;
    data().features_at(grid.x_of(column), grid.y_of(row), x.data());
    std::size_t nearest = 0;
    for (std::size_t c = 0; c < k; ++c) {
      const double* centre = centres_.row(static_cast<std::ptrdiff_t>(c));
      double score = -cluster::distance(kind(), x.data(), centre, centres_.cols());
      // Whole regions can be as far from one centre as from another along streets: there Euclid decides.
      if (kind() == Distance::manhattan)
        score -= 1e-4 * cluster::distance(Distance::euclidean, x.data(), centre, centres_.cols());
      if (field.linear_scores) score += x[0] * x[0] + x[1] * x[1];
      field.scores[c * cells + cell] = static_cast<float>(score);
      if (field.scores[c * cells + cell] > field.scores[nearest * cells + cell]) nearest = c;
    }
    field.values[cell] = static_cast<float>(nearest) + 0.6f;
  }
}

void KMeans::describe_cloud(Cloud& cloud) const {
  cloud.setup({.label = "colour / σ"}, {.label = "shape / σ"}, {.label = "size / σ"});
  const bool shows_truth = settings().show_truth && !data().truth().empty();
  const std::vector<std::int32_t> of_truth = shows_truth ? colors_of_truth() : std::vector<std::int32_t>();
  for (std::ptrdiff_t i = 0; i < data().size(); ++i) {
    const double* x = data().X().row(i);
    const auto at = static_cast<std::size_t>(i);
    cloud.point(x[0], x[1], x[2], shows_truth ? of_truth[at] : is_assigned() ? labels_[at] : kColorMuted);
  }
}

// Each sample in the colour of the cluster that its true group fills most: a pair of group and cluster is one colour,
// the pair with the most samples first. Groups beyond the clusters have colours of their own.
std::vector<std::int32_t> KMeans::colors_of_truth() const {
  const std::span<const std::int32_t> truth = data().truth();
  const auto groups = static_cast<std::size_t>(*std::max_element(truth.begin(), truth.end())) + 1;
  const auto k = static_cast<std::size_t>(clusters());
  std::vector<int> shared(groups * k), color(groups, -1);
  for (std::size_t i = 0; i < truth.size() && is_assigned(); ++i)
    if (truth[i] >= 0) ++shared[static_cast<std::size_t>(truth[i]) * k + static_cast<std::size_t>(labels_[i])];
  for (std::size_t pairs = 0; pairs < std::min(groups, k); ++pairs) {
    const auto most = std::max_element(shared.begin(), shared.end());
    if (*most < 0) break;
    const auto at = static_cast<std::size_t>(most - shared.begin());
    color[at / k] = static_cast<int>(at % k);
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t c = 0; c < k; ++c)
        if (g == at / k || c == at % k) shared[g * k + c] = -1;
  }
  int next = clusters();
  for (int& one : color)
    if (one < 0) one = next++;
  std::vector<std::int32_t> colors(truth.begin(), truth.end());
  for (std::int32_t& one : colors)
    if (one >= 0) one = color[static_cast<std::size_t>(one)];
  return colors;
}

void KMeans::describe_plane(Plane& plane) const {
  data().describe_axes(plane);
  if (data().size() == 0) return;
  describe_cells(plane);
  const auto drawn = data().drawn_points().size(), given = static_cast<std::size_t>(data().size()) - drawn;
  const bool shows_truth = settings().show_truth && !data().truth().empty();
  const std::vector<std::int32_t> of_truth = shows_truth ? colors_of_truth() : std::vector<std::int32_t>();
  const std::span<const std::int32_t> colors = shows_truth ? of_truth : labels_;
  const auto add = [&](std::string_view label, std::size_t first, std::size_t count, PointStyle style) {
    style.colors = colors.subspan(first, count);
    if (!is_assigned() && !shows_truth) style.colors = {}, style.color = kColorMuted;
    if (count > 0) plane.points(label, Places(data().places()).part(first, count), style);
  };
  add(shows_truth ? "samples, by true group" : "samples", 0, given,
      {.size_px = given > 400 ? 2.6f : 3.5f, .opacity = 0.9f});
  add("added", given, drawn, {.size_px = 6, .drawn_by_user = true});
  LineLayer& paths = plane.line("paths of the centres", Places(), {.color = kColorForeground, .width_px = 1.4f});
  for (const Trail& trail : paths_) {
    for (std::size_t i = 0; i < trail.size(); ++i) {
      // Across ±180° the path goes on at the other side of the map.
      if (i > 0 && has_states() && std::fabs(trail[i].x - trail[i - 1].x) > 180)
        paths.x.push_back(NAN), paths.y.push_back(NAN);
      paths.x.push_back(trail[i].x);
      paths.y.push_back(trail[i].y);
    }
    paths.x.push_back(NAN);
    paths.y.push_back(NAN);
  }
  HandlesLayer* handles = nullptr;
  for (int k = 0; k < clusters(); ++k) {
    double place[2];
    data().place_of(centres_.row(k), place);
    if (handles == nullptr) {
      handles = &plane.handle("1", "centres", place[0], place[1], {kColorForeground});
      continue;
    }
    handles->id.push_back(std::to_string(k + 1));
    handles->x.push_back(static_cast<float>(place[0]));
    handles->y.push_back(static_cast<float>(place[1]));
  }
}

void KMeans::describe_pictures(Images& images) const {
  images.setup({.map = ColorMap::greys, .columns = 5});
  for (int k = 0; k < clusters(); ++k) {
    std::array<int, 10> counts{};
    int size = 0;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (labels_[i] != k || !is_assigned()) continue;
      ++counts[static_cast<std::size_t>(data().truth()[i])];
      ++size;
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    std::string name;
    if (size > 0) {
      write_number(name, *most);
      name += " of " + std::to_string(size) + " are " + std::to_string(most - counts.begin());
    }
    images.tile(name, Values::row(centres_, k), kPictureSide, kPictureSide, {.color = {0, 1}, .frame = k});
  }
}

void KMeans::describe_cost(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("cost", "Cost", {.weight = 2, .help = kCostHelp});
  if (is_mini_batch()) {
    plane.axes({.label = "passes through the samples", .range = {0, kPasses}}, {.label = "cost C"});
    plane.line("mini-batches", costs_, 0, {.color = 0});
    LineLayer& whole = plane.line("all samples", lloyd_costs_, 0, {.color = 1});
    if (whole.y.size() > 1)
      snapshot.metric("one_pass_cost", "cost of all samples after a pass", static_cast<double>(whole.y[1]));
    return;
  }
  plane.axes({.label = "half-steps", .range = {0, std::max(8.0, half_steps_ + 1.0)}}, {.label = "cost C"});
  LineLayer& line = plane.line("cost", costs_, 0, {.color = kColorMuted});
  // Assignments are the odd half-steps.
  std::array<std::vector<float>, 2> x, y;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    const std::size_t which = std::fmod(line.x[i], 2.0f) == 1.0f ? 0 : 1;
    x[which].push_back(line.x[i]);
    y[which].push_back(line.y[i]);
  }
  plane.points("after assignment", {x[0], y[0]}, {.color = 0, .size_px = 5});
  plane.points("after update", {x[1], y[1]}, {.color = 1, .size_px = 5});
}

void KMeans::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = "Of the run shown, and of all other starts."});
  if (data().size() == 0)
    numbers.warning("No points yet: tap into the picture.");
  else if (is_mini_batch())
    numbers.paragraph("Each step a mini-batch joins and pulls its centres.");
  else if (is_at_rest_ && changed_ > 0)
    numbers.paragraph("The cost fell by less than the gain asked for: the run stops here.");
  else if (is_at_rest_)
    numbers.paragraph("The assignment is as before: nothing changes any more.");
  else if (half_steps_ % 2 == 0)
    numbers.paragraph("Next: each sample joins its nearest centre.");
  else
    numbers.paragraph("Next: each centre moves to the middle of its samples.");
  const auto n = static_cast<double>(data().size());
  const bool is_known = data().size() > 0 && (is_assigned() || is_mini_batch());
  numbers.add("distortion", "cost C", is_known ? cost_ : kUnknown)
      .add("changed", "samples that changed cluster", is_known ? changed_ : kUnknown,
           {.digits = 0, .note = "of " + std::to_string(data().size())})
      .add("nmi", "NMI with the true groups", is_known ? agreement(labels_) : kUnknown,
           {.digits = 3, .note = data().truth().empty() ? "none known" : ""})
      .add("least_final_cost", "least cost of all starts", least_cost())
      .add("random_share", "… reached from random starts", 100 * share_of_best(0), {.unit = "%", .digits = 3})
      .add("plus_plus_share", "… reached by k-means++", 100 * share_of_best(1), {.unit = "%", .digits = 3});
  snapshot.metric("half_steps", "half-steps", half_steps_, {.digits = 0});
  snapshot.metric("cost_per_sample", "cost per sample", is_known ? cost_ / n : kUnknown);
  snapshot.metric("at_rest", "at rest", is_at_rest_ ? 1 : 0, {.digits = 0});
  for (const int k : {2, 3, 4, 5, 6}) {
    const auto at = static_cast<std::size_t>(k);
    snapshot.metric("silhouette_" + std::to_string(k), "silhouette of k = " + std::to_string(k), scores_of_k_[at][0]);
  }
}

void KMeans::describe_starts(Snapshot& snapshot) const {
  constexpr std::size_t kBins = 24;
  Distribution& picture = snapshot.distribution("starts", "Where other starts end", {.weight = 2, .help = kStartsHelp});
  picture.axes({.label = "final cost"}, "runs");
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const std::vector<double>& costs : finals_)
    for (const double one : costs) {
      low = std::min(low, one);
      high = std::max(high, one);
    }
  if (!(low <= high)) low = 0, high = 1;
  const double room = std::max(0.04 * (high - low), 0.01 * std::fabs(high) + 1e-9);
  low -= room;
  high += room;
  std::array<double, kBins + 1> edges;
  for (std::size_t bin = 0; bin <= kBins; ++bin) edges[bin] = low + (high - low) * static_cast<double>(bin) / kBins;
  for (std::size_t which = 0; which < 2 && units_done_ > 0; ++which) {
    std::array<double, kBins> contents{};
    for (const double one : finals_[which])
      ++contents[std::min(kBins - 1, static_cast<std::size_t>((one - low) / (high - low) * kBins))];
    picture.histogram(which == 0 ? "random" : "k-means++", edges, contents, {static_cast<int>(which)});
  }
}

void KMeans::describe_elbow(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("elbow", "How many clusters?", {.weight = 2, .help = kElbowHelp});
  plane.axes({.label = "clusters k", .range = {0.5, kMostClusters + 0.5}},
             {.label = "share or score", .range = {0, 1.03}});
  const auto add = [&](const char* label, ColorRole color, const auto& value) {
    std::vector<double> x, y;
    for (int k = 1; k <= kMostClusters; ++k) {
      const double here = value(static_cast<std::size_t>(k));
      if (!std::isfinite(here)) continue;
      x.push_back(k);
      y.push_back(here);
    }
    if (x.empty() && units_done_ == units()) return;
    plane.line(label, {x, y}, {.color = color});
    plane.points("", {x, y}, {.color = color, .size_px = 4});
  };
  add("C(k)/C(1)", 0, [&](std::size_t k) { return best_of_k_[k] / best_of_k_[1]; });
  add("silhouette", 1, [&](std::size_t k) { return scores_of_k_[k][0]; });
  if (!data().truth().empty()) add("NMI", 2, [&](std::size_t k) { return scores_of_k_[k][1]; });
  plane.vertical("k", clusters(), {.color = kColorAccent});
  plane.read_at = clusters();
}

void KMeans::describe_table(Snapshot& snapshot) const {
  const bool has_hubs = data().set() == UnlabelledSet::scooters;
  Table& table = snapshot.table(
      "clusters", has_hubs ? "Hubs" : "Clusters",
      {.weight = 1,
       .help = "The samples of each cluster, and their mean distance from its centre; of scooter trips in km."});
  table.head({has_hubs ? "hub" : "cluster", has_hubs ? "trips" : "samples", has_hubs ? "walk [km]" : "distance"});
  for (int k = 0; k < clusters() && is_assigned(); ++k) {
    double count = 0, sum = 0;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (labels_[i] != k) continue;
      const double at =
          cluster::distance(kind(), data().X().row(static_cast<std::ptrdiff_t>(i)), centres_.row(k), centres_.cols());
      sum += kind() == Distance::euclidean ? std::sqrt(at) : at;
      ++count;
    }
    table.row({std::to_string(k + 1), count, count > 0 ? sum / count : kUnknown}, {k});
  }
}

const RegisterDemo<KMeans> registered{{
    .id = "k-means",
    .title = "k-means",
    .lecture = 6,
    .row = "R28",
    .summary = "Samples join their nearest centre, centres move to the middle of their samples: two half-steps, "
               "over and over, to one of many minima.",
    .sources = {"Lloyd, Least squares quantization in PCM, IEEE Trans. Information Theory 28 (1982) 129",
                "Arthur, Vassilvitskii, k-means++: the advantages of careful seeding (2007)",
                "Sculley, Web-scale k-means clustering (2010)"},
    .steps_per_second = 2,
}};

}  // namespace
}  // namespace lectern
