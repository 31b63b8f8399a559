// Agglomerative clustering, one merge a step: the samples and the dendrogram side by side, and a cut to be dragged.
// Four meanings of the distance between clusters; k-means first, for many samples. And jets: particles of a collision
// are merged by a distance of four-momenta, which ends at the beam. Lecture row R29. Sources: Müllner, Modern
// hierarchical, agglomerative clustering algorithms (2011); Cacciari, Salam, Soyez, The anti-kt jet clustering
// algorithm, JHEP 04 (2008) 063.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "core/lab/demo.h"
#include "core/math/four_momentum.h"
#include "core/ml/cluster/agglomerative.h"
#include "core/ml/cluster/jet_clustering.h"
#include "core/ml/cluster/kmeans.h"
#include "core/ml/metrics/partition.h"
#include "core/parts/unlabelled_data.h"

namespace lectern {
namespace {

using cluster::JetAlgorithm;
using cluster::Linkage;
using math::FourMomentum;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<const char*, 4> kLinkageNames{"single", "complete", "average", "Ward"};

constexpr const char* kPlaneHelp =
    "Rings mark the two clusters merged last, the line what their distance is. Colours are the clusters below the cut; "
    "samples that are still alone are grey. Tap to add a sample.";
constexpr const char* kParticlesHelp =
    "Particles where they hit the detector; the larger, the more transverse momentum. The line joins the two merged last. "
    "In the end the outlines are the areas of the jets: where a very soft particle would have joined them. Tap to add a "
    "particle; its colour chooses its momentum: 1, 10 or 60 GeV.";
constexpr const char* kTreeHelp =
    "Each bridge is a merge, as high as the distance of the two clusters. Drag the handle: the cut crosses as many lines "
    "as there are clusters.";
constexpr const char* kHistoryHelp =
    "Each bridge is a merge of two particles, at the step at which it was made. A tree that ends is a jet.";
constexpr const char* kHeightsHelp =
    "The distance at which clusters were merged, by the number of clusters before. A large jump says: merging these two "
    "was expensive, so stop before.";

struct Settings {
  UnlabelledDataSettings data{.n = 60, .groups = 4, .has_particles = true};
  Linkage linkage = Linkage::single;
  int clusters = 4;
  bool uses_cells = false;
  int cells = 30;
  JetAlgorithm algorithm = JetAlgorithm::anti_kt;
  double radius = 0.6;
  double least_transverse = 10;
  bool show_truth = false;
};

constexpr std::initializer_list<UnlabelledSet> kSamples{UnlabelledSet::blobs,     UnlabelledSet::unequal,
                                                        UnlabelledSet::stretched, UnlabelledSet::moons,
                                                        UnlabelledSet::circles,   UnlabelledSet::uniform,
                                                        UnlabelledSet::potatoes,  UnlabelledSet::scooters,
                                                        UnlabelledSet::drawn};

class HierarchicalClustering final : public Demo<HierarchicalClustering, Settings, UnlabelledData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    const auto set = [](Settings& s) -> UnlabelledSet& { return s.data.set; };
    return schema.include(&Settings::data)
        .group("Merging")
        .choice(&Settings::linkage, "linkage", "Distance of clusters",
                {{Linkage::single, "single", "Single: nearest members"},
                 {Linkage::complete, "complete", "Complete: farthest members"},
                 {Linkage::average, "average", "Average over all pairs"},
                 {Linkage::ward, "ward", "Ward: growth of the variance"}})
        .help("Which two clusters are the nearest depends on it.")
        .shown_when(set, kSamples)
        .integer(&Settings::clusters, "clusters", "Clusters k", {1, 10})
        .live()
        .help("How many clusters the cut leaves.")
        .shown_when(set, kSamples)
        .boolean(&Settings::uses_cells, "cells_first", "k-means first")
        .help("Merge the centres of many small clusters instead of all samples: n² distances would be too many.")
        .shown_when(set, kSamples)
        .integer(&Settings::cells, "cells", "Cells of k-means", {2, 200})
        .help("How many centres k-means leaves.")
        .shown_when(&Settings::uses_cells, {true})
        .choice(&Settings::algorithm, "algorithm", "Algorithm",
                {{JetAlgorithm::anti_kt, "anti_kt", "anti-kT"},
                 {JetAlgorithm::cambridge_aachen, "cambridge_aachen", "Cambridge–Aachen"},
                 {JetAlgorithm::kt, "kt", "kT"}})
        .help(
            "d_ij = min(p_Ti^2p, p_Tj^2p)·ΔR²/R² with p = −1, 0, 1: hard particles first, angles alone, soft ones first.")
        .shown_when(set, {UnlabelledSet::particles})
        .real(&Settings::radius, "radius", "Radius R", {0.1, 1.5})
        .help("Jets farther apart than R are never merged.")
        .shown_when(set, {UnlabelledSet::particles})
        .real(&Settings::least_transverse, "least_pt", "Least jet momentum", {0, 50})
        .unit("GeV")
        .live()
        .help("Jets of less transverse momentum p_T are not counted.")
        .shown_when(set, {UnlabelledSet::particles})
        .group("Compare")
        .boolean(&Settings::show_truth, "show_truth", "Show the true groups")
        .live()
        .help(
            "Colours the samples by the groups they were made from; particles by their quark, the last colour for none.");
  }

  explicit HierarchicalClustering(const Start& start) : Demo(start), clusters_(settings().clusters) { data_changed(); }

  void data_changed();
  void settings_changed(const Settings& before) {
    if (before.clusters != settings().clusters) clusters_ = settings().clusters;
    if (before.least_transverse != settings().least_transverse) order_particles();
  }
  void step() override { made_ += made_ < total() ? 1 : 0; }
  bool finished() const override { return data().size() > 1 && made_ == total(); }
  SeedUse seeds() const override {
    return {.run = !has_particles() && settings().uses_cells && settings().cells < data().size(),
            .data = data().uses_seed()};
  }
  bool gesture(const Action& action);
  auto state() const {
    return std::tuple(std::tie(leaves_, weights_, leaf_of_, trees_, jets_, clusters_, made_), unhashed(cophenetic_),
                      unhashed(across_), unhashed(colors_), unhashed(links_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  // What pictures are made of, for the merges and the cut that there are.
  struct View {
    bool is_known = false;
    std::size_t made = 0;
    int clusters = 0;
    std::vector<int> of_leaves;                               // colours
    std::array<double, 4> nmi{}, largest{};                   // by linkage
    std::vector<double> merged_x, merged_y;                   // samples merged last
    std::vector<std::vector<std::array<double, 5>>> bridges;  // by colour, those above the cut last
    std::vector<double> left, heights;                        // clusters before each of the last merges
  };

  bool has_particles() const { return data().set() == UnlabelledSet::particles; }
  std::size_t leaves() const {
    return leaf_of_.empty() ? 0 : has_particles() ? leaf_of_.size() : static_cast<std::size_t>(leaves_.rows());
  }
  std::size_t total() const { return has_particles() ? jets_.steps.size() : leaves() > 0 ? leaves() - 1 : 0; }
  const std::vector<cluster::Merge>& merges(Linkage linkage) const { return trees_[static_cast<std::size_t>(linkage)]; }
  const std::vector<cluster::Merge>& merges() const { return merges(settings().linkage); }
  std::size_t cut() const { return leaves() - std::min(leaves(), static_cast<std::size_t>(clusters_)); }
  double cut_height() const;
  std::vector<std::int32_t> of_samples(std::span<const std::int32_t> of_leaves) const;

  void make_leaves();
  void merge_samples();
  void merge_particles();
  void order_particles();
  void color_clusters(std::vector<int>& of_leaves) const;

  void describe_samples(Plane& plane) const;
  void describe_particles(Plane& plane) const;
  void describe_areas(Plane& plane) const;
  void describe_tree(Plane& plane) const;
  void describe_history(Plane& plane) const;
  void add_bridges(Plane& plane, ColorRole color, std::span<const std::array<double, 5>> bridges) const;
  void describe_heights(Snapshot& snapshot) const;
  void describe_linkages(Snapshot& snapshot) const;
  void describe_jets(Snapshot& snapshot) const;
  void describe_algorithms(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_jet_numbers(Snapshot& snapshot) const;
  double agreement(std::span<const std::int32_t> labels) const;
  const View& view() const;
  void collect_merged(View& view) const;
  void collect_bridges(View& view) const;
  const std::vector<float>& areas(JetAlgorithm algorithm) const;
  const std::vector<float>& areas() const { return areas(settings().algorithm); }
  double relative_area(JetAlgorithm algorithm) const;

  Matrix<double> leaves_;                             // what is merged: samples, or centres found by k-means
  std::vector<double> weights_;                       // samples at each
  std::vector<std::int32_t> leaf_of_;                 // of each sample
  std::array<std::vector<cluster::Merge>, 4> trees_;  // by linkage
  std::array<double, 4> cophenetic_{};                // correlation of heights with distances
  cluster::JetClustering jets_;
  int clusters_ = 1;
  std::size_t made_ = 0;                      // merges or steps
  std::vector<double> across_;                // of each cluster or object, its place in the dendrogram
  std::vector<int> colors_;                   // of each particle: its jet by falling p_T, or grey
  std::vector<std::array<double, 4>> links_;  // of each merge, the two places whose distance it is
  Scratch<View> view_;
  Scratch<std::array<std::vector<float>, 3>> areas_;  // by rule (−1, 0, 1): cells × the jet that takes it
};

constexpr int kAreaSide = 40;
constexpr std::size_t kShownHeights = 12;

void HierarchicalClustering::data_changed() {
  const bool was_done = made_ > 0 && made_ == total();
  for (std::vector<float>& taken : *areas_) taken.clear();
  view_->is_known = false;
  leaf_of_.resize(static_cast<std::size_t>(data().size()));
  if (has_particles())
    merge_particles();
  else
    merge_samples();
  made_ = was_done ? total() : std::min(made_, total());
}

void HierarchicalClustering::make_leaves() {
  const auto n = static_cast<std::size_t>(data().size());
  const auto cells = static_cast<std::size_t>(settings().cells);
  if (!settings().uses_cells || cells >= n) {
    leaves_ = data().X();
    weights_.assign(n, 1.0);
    for (std::size_t i = 0; i < n; ++i) leaf_of_[i] = static_cast<std::int32_t>(i);
    return;
  }
  Rng draws = rng("cells");
  const cluster::PackedSamples samples(data().X());
  cluster::KMeansFit fit =
      cluster::kmeans(samples,
                      cluster::spread_centres(data().X(), static_cast<int>(cells), cluster::Distance::euclidean, draws),
                      cluster::Distance::euclidean, 50);
  leaves_ = std::move(fit.centres);
  leaf_of_ = std::move(fit.labels);
  weights_.assign(cells, 0.0);
  for (const std::int32_t leaf : leaf_of_) ++weights_[static_cast<std::size_t>(leaf)];
  for (double& weight : weights_) weight = std::max(weight, 1.0);  // of a cell that is empty
}

double squared(const double* a, const double* b) {
  return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
}

// Of the pairs of two samples, that between heights and distances.
double cophenetic_correlation(const Matrix<double>& X, std::span<const cluster::Merge> merges) {
  const std::vector<double> heights = cluster::cophenetic_distances(merges);
  double sum_h = 0, sum_d = 0, hh = 0, dd = 0, hd = 0;
  std::size_t pair = 0;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::ptrdiff_t j = i + 1; j < X.rows(); ++j, ++pair) {
      const double h = heights[pair], d = std::sqrt(squared(X.row(i), X.row(j)));
      sum_h += h, sum_d += d, hh += h * h, dd += d * d, hd += h * d;
    }
  const auto n = static_cast<double>(pair);
  const double spread = std::sqrt((hh - sum_h * sum_h / n) * (dd - sum_d * sum_d / n));
  return spread > 0 ? (hd - sum_h * sum_d / n) / spread : kUnknown;
}

void HierarchicalClustering::merge_samples() {
  make_leaves();
  const std::size_t n = leaves();
  for (std::size_t which = 0; which < trees_.size(); ++which) {
    trees_[which] = cluster::agglomerate(leaves_.view(), weights_, static_cast<Linkage>(which));
    cophenetic_[which] = n > 2 ? cophenetic_correlation(leaves_, trees_[which]) : kUnknown;
  }
  across_.assign(n + total(), 0.0);
  links_.clear();
  if (n == 0) return;
  const std::vector<std::int32_t> order = cluster::leaf_order(merges());
  for (std::size_t i = 0; i < n; ++i) across_[static_cast<std::size_t>(order[i])] = static_cast<double>(i);
  // The places of the links: of members for single and complete linkage, else of centroids.
  const bool is_by_members = settings().linkage == Linkage::single || settings().linkage == Linkage::complete;
  std::vector<std::vector<std::ptrdiff_t>> members(n + total());
  for (std::size_t i = 0; i < n; ++i) members[i] = {static_cast<std::ptrdiff_t>(i)};
  const auto centroid = [&](const std::vector<std::ptrdiff_t>& of, double* place) {
    double x[2] = {}, weight = 0;
    for (const std::ptrdiff_t i : of) {
      const double w = weights_[static_cast<std::size_t>(i)];
      for (std::ptrdiff_t j = 0; j < 2; ++j) x[j] += w * leaves_(i, j);
      weight += w;
    }
    x[0] /= weight, x[1] /= weight;
    data().place_of(x, place);
  };
  for (std::size_t t = 0; t < merges().size(); ++t) {
    const auto a = static_cast<std::size_t>(merges()[t].a), b = static_cast<std::size_t>(merges()[t].b);
    across_[n + t] = (across_[a] + across_[b]) / 2;
    std::array<double, 4> link{};
    if (is_by_members) {
      const double sign = settings().linkage == Linkage::single ? 1 : -1;
      double best = std::numeric_limits<double>::infinity();
      for (const std::ptrdiff_t i : members[a])
        for (const std::ptrdiff_t j : members[b]) {
          const double at = sign * squared(leaves_.row(i), leaves_.row(j));
          if (!(at < best)) continue;
          best = at;
          data().place_of(leaves_.row(i), link.data());
          data().place_of(leaves_.row(j), link.data() + 2);
        }
    } else {
      centroid(members[a], link.data());
      centroid(members[b], link.data() + 2);
    }
    links_.push_back(link);
    members[n + t] = std::move(members[a]);
    members[n + t].insert(members[n + t].end(), members[b].begin(), members[b].end());
  }
}

void HierarchicalClustering::merge_particles() {
  std::vector<FourMomentum> particles;
  for (std::size_t i = 0; i < leaf_of_.size(); ++i) {
    const double* place = data().X().row(static_cast<std::ptrdiff_t>(i));
    particles.push_back(math::massless(data().transverse()[i], place[0], place[1]));
    leaf_of_[i] = static_cast<std::int32_t>(i);
  }
  jets_ = cluster::cluster_jets(particles, settings().algorithm, settings().radius);
  order_particles();
}

// Jets stand side by side by falling p_T, each with its particles in the order of its tree.
void HierarchicalClustering::order_particles() {
  if (!has_particles()) return;
  for (std::vector<float>& taken : *areas_) taken.clear();
  across_.assign(jets_.objects.size(), 0.0);
  colors_.assign(leaf_of_.size(), kColorMuted);
  std::vector<const cluster::JetStep*> parts(jets_.objects.size());
  for (const cluster::JetStep& step : jets_.steps)
    if (step.made >= 0) parts[static_cast<std::size_t>(step.made)] = &step;
  double next = 0;
  const auto count = cluster::jets_of(jets_, settings().least_transverse).size();
  std::vector<std::int32_t> waiting;
  int jet = 0;
  for (const std::int32_t root : cluster::jets_of(jets_, 0)) {
    waiting.assign(1, root);
    while (!waiting.empty()) {
      const auto object = static_cast<std::size_t>(waiting.back());
      waiting.pop_back();
      if (parts[object] != nullptr) {
        waiting.push_back(parts[object]->j);
        waiting.push_back(parts[object]->i);
        continue;
      }
      across_[object] = next++;
      if (static_cast<std::size_t>(jet) < count) colors_[object] = jet;
    }
    ++jet;
  }
  for (const cluster::JetStep& step : jets_.steps)
    if (step.made >= 0)
      across_[static_cast<std::size_t>(step.made)] =
          (across_[static_cast<std::size_t>(step.i)] + across_[static_cast<std::size_t>(step.j)]) / 2;
}

double HierarchicalClustering::cut_height() const {
  if (total() == 0) return kUnknown;
  const double below = cut() > 0 ? merges()[cut() - 1].height : 0;
  return cut() < total() ? 0.5 * (below + merges()[cut()].height) : 1.05 * below;
}

std::vector<std::int32_t> HierarchicalClustering::of_samples(std::span<const std::int32_t> of_leaves) const {
  std::vector<std::int32_t> labels;
  for (const std::int32_t leaf : leaf_of_) labels.push_back(of_leaves[static_cast<std::size_t>(leaf)]);
  return labels;
}

double HierarchicalClustering::agreement(std::span<const std::int32_t> labels) const {
  if (data().truth().empty() || labels.empty()) return kUnknown;
  return metrics::partition_agreement(labels, data().truth()).normalized_mutual_information;
}

const HierarchicalClustering::View& HierarchicalClustering::view() const {
  View& view = *view_;
  if (view.is_known && view.made == made_ && view.clusters == clusters_) return view;
  view = View{};
  view.is_known = true;
  view.made = made_;
  view.clusters = clusters_;
  view.nmi.fill(kUnknown);
  if (leaves() == 0) return view;
  color_clusters(view.of_leaves);
  for (std::size_t which = 0; which < 4; ++which) {
    const auto labels = of_samples(cluster::labels_after(merges(static_cast<Linkage>(which)), cut()));
    std::vector<int> sizes(labels.size());
    for (const std::int32_t label : labels)
      view.largest[which] =
          std::max(view.largest[which], static_cast<double>(++sizes[static_cast<std::size_t>(label)]));
    view.nmi[which] = agreement(labels);
  }
  collect_merged(view);
  collect_bridges(view);
  for (std::size_t k = 2; k <= std::min(kShownHeights, leaves()); ++k) {
    if (made_ + k < leaves() + 1) continue;
    view.left.push_back(static_cast<double>(k));
    view.heights.push_back(merges()[leaves() - k].height);
  }
  return view;
}

// The samples of the cluster made last.
void HierarchicalClustering::collect_merged(View& view) const {
  if (made_ == 0 || total() == 0) return;
  const auto after = cluster::labels_after(merges(), made_);
  std::size_t member = leaves() + made_ - 1;  // walks down to a leaf of it
  while (member >= leaves()) member = static_cast<std::size_t>(merges()[member - leaves()].a);
  for (std::size_t i = 0; i < leaf_of_.size(); ++i) {
    if (after[static_cast<std::size_t>(leaf_of_[i])] != after[member]) continue;
    view.merged_x.push_back(data().places()(static_cast<std::ptrdiff_t>(i), 0));
    view.merged_y.push_back(data().places()(static_cast<std::ptrdiff_t>(i), 1));
  }
}

void HierarchicalClustering::collect_bridges(View& view) const {
  const std::size_t size = leaves();
  std::vector<std::size_t> first(size + total());  // a leaf of each cluster
  for (std::size_t i = 0; i < size; ++i) first[i] = i;
  view.bridges.resize(size - cut() + 1);
  const auto height = [&](std::size_t cluster) { return cluster < size ? 0 : merges()[cluster - size].height; };
  for (std::size_t t = 0; t < made_; ++t) {
    const auto a = static_cast<std::size_t>(merges()[t].a), b = static_cast<std::size_t>(merges()[t].b);
    first[size + t] = first[a];
    const int color = view.of_leaves[first[a]];
    const bool is_below = t < cut() && color >= 0;
    view.bridges[is_below ? static_cast<std::size_t>(color) : view.bridges.size() - 1].push_back(
        {across_[a], height(a), across_[b], height(b), merges()[t].height});
  }
}

bool HierarchicalClustering::gesture(const Action& action) {
  const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
  if (dragged == nullptr || dragged->handle != "cut" || action.panel != "dendrogram" || has_particles() || total() == 0)
    return false;
  const std::size_t below = cluster::merges_up_to(merges(), static_cast<double>(dragged->y));
  clusters_ = static_cast<int>(leaves() - below);
  return true;
}

void HierarchicalClustering::describe(Snapshot& snapshot) const {
  if (has_particles()) {
    describe_particles(snapshot.plane("plane", "Particles and jets", {.weight = 4, .help = kParticlesHelp}));
    describe_history(snapshot.plane("dendrogram", "Who was merged when", {.weight = 4, .help = kHistoryHelp}));
    describe_jet_numbers(snapshot);
    describe_jets(snapshot);
    describe_algorithms(snapshot);
    return;
  }
  describe_samples(snapshot.plane("plane", "Samples", {.weight = 4, .help = kPlaneHelp}));
  describe_tree(snapshot.plane("dendrogram", "Dendrogram", {.weight = 4, .help = kTreeHelp}));
  describe_numbers(snapshot);
  describe_linkages(snapshot);
  describe_heights(snapshot);
}

// The colour of each leaf: its cluster below the cut, numbered from the left of the dendrogram; grey while it is alone.
void HierarchicalClustering::color_clusters(std::vector<int>& of_leaves) const {
  const auto below_cut = cluster::labels_after(merges(), cut()),
             now = cluster::labels_after(merges(), std::min(made_, cut()));
  std::vector<int> sizes(leaves()), color(leaves(), -1);
  for (const std::int32_t label : now) ++sizes[static_cast<std::size_t>(label)];
  of_leaves.assign(leaves(), kColorMuted);
  int next = 0;
  for (const std::int32_t leaf : cluster::leaf_order(merges())) {
    const auto at = static_cast<std::size_t>(leaf);
    int& own = color[static_cast<std::size_t>(below_cut[at])];
    if (own < 0) own = next++;
    if (sizes[static_cast<std::size_t>(now[at])] > 1 || made_ >= cut()) of_leaves[at] = own;
  }
}

void HierarchicalClustering::describe_samples(Plane& plane) const {
  data().describe_axes(plane);
  if (leaves() == 0) return;
  const std::vector<int>& of_leaves = view().of_leaves;
  const std::size_t made = std::min(made_, total());
  // Links of complete linkage cross everything: the last one alone.
  LineLayer& links = plane.line("merges", Places(), {.color = kColorMuted, .width_px = 1.2f});
  for (std::size_t t = 0; t < std::min(made, cut()) && settings().linkage != Linkage::complete; ++t) {
    for (const std::size_t end : {std::size_t{0}, std::size_t{2}}) {
      links.x.push_back(static_cast<float>(links_[t][end]));
      links.y.push_back(static_cast<float>(links_[t][end + 1]));
    }
    links.x.push_back(NAN), links.y.push_back(NAN);
  }
  const bool shows_truth = settings().show_truth && !data().truth().empty();
  std::vector<int> colors;
  for (std::size_t i = 0; i < leaf_of_.size(); ++i)
    colors.push_back(shows_truth ? data().truth()[i] : of_leaves[static_cast<std::size_t>(leaf_of_[i])]);
  const auto drawn = data().drawn_points().size(), given = leaf_of_.size() - drawn;
  const auto add = [&](std::string_view label, std::size_t first, std::size_t count, PointStyle style) {
    style.colors = std::span<const int>(colors).subspan(first, count);
    if (count > 0) plane.points(label, Places(data().places()).part(first, count), style);
  };
  add(shows_truth ? "samples, by true group" : "samples", 0, given,
      {.size_px = given > 200 ? 2.6f : 4.5f, .opacity = settings().uses_cells ? 0.5f : 0.95f});
  add("added", given, drawn, {.size_px = 6, .drawn_by_user = true});
  if (settings().uses_cells) {
    std::vector<double> x, y;
    for (std::ptrdiff_t i = 0; i < leaves_.rows(); ++i) {
      double place[2];
      data().place_of(leaves_.row(i), place);
      x.push_back(place[0]), y.push_back(place[1]);
    }
    plane.points("centres of cells", {x, y}, {.colors = of_leaves, .marker = Marker::diamond, .size_px = 6});
  }
  if (made == 0) return;
  if (!finished())
    plane.points("merged last", {view().merged_x, view().merged_y},
                 {.color = kColorForeground, .marker = Marker::ring, .size_px = 8});
  const std::array<double, 4>& link = links_[made - 1];
  plane.line("newest merge", {{link[0], link[2]}, {link[1], link[3]}}, {.color = kColorForeground, .width_px = 2.5f});
}

// Bridges: from (x₀, low₀) up to `top`, over to x₁ and down to low₁.   x₀, low₀, x₁, low₁, top
void HierarchicalClustering::add_bridges(Plane& plane, ColorRole color,
                                         std::span<const std::array<double, 5>> bridges) const {
  LineLayer& line = plane.line("", Places(), {.color = color, .width_px = leaves() > 150 ? 1.2f : 2.0f});
  for (const auto& [x0, low0, x1, low1, top] : bridges) {
    for (const auto& [x, y] : {std::pair{x0, low0}, {x0, top}, {x1, top}, {x1, low1}, {kUnknown, kUnknown}}) {
      line.x.push_back(static_cast<float>(x));
      line.y.push_back(static_cast<float>(y));
    }
  }
}

void HierarchicalClustering::describe_tree(Plane& plane) const {
  const auto n = static_cast<double>(leaves());
  const double top = total() > 0 ? merges().back().height : 1;
  plane.axes({.label = settings().uses_cells ? "cells" : "samples", .range = {-0.03 * n - 1, 1.06 * n}},
             {.label = "distance", .range = {0, 1.08 * (top > 0 ? top : 1)}});
  if (leaves() == 0) return;
  const std::size_t size = leaves();
  const auto& bridges = view().bridges;
  for (std::size_t color = 0; color < bridges.size(); ++color)
    if (!bridges[color].empty())
      add_bridges(plane, color + 1 == bridges.size() ? kColorMuted : static_cast<int>(color), bridges[color]);
  if (size <= 150) {
    std::vector<double> x(across_.begin(), across_.begin() + static_cast<std::ptrdiff_t>(size)), y(size);
    plane.points("", {x, y}, {.colors = view().of_leaves, .size_px = 3});
  }
  plane.level("", cut_height(), {.color = kColorAccent});
  plane.handle("cut", "", 1.02 * n, cut_height());
}

void HierarchicalClustering::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers =
      snapshot.numbers("Numbers", {.weight = 1, .help = "Of the last merge, and of the clusters that the cut leaves."});
  if (data().size() == 0) numbers.warning("No points yet: tap into the picture.");
  const double n = static_cast<double>(leaves());
  numbers.add("left", "clusters now", n - static_cast<double>(std::min(made_, total())), {.digits = 0})
      .add("last_height", "distance of the last merge",
           made_ > 0 && total() > 0 ? merges()[std::min(made_, total()) - 1].height : kUnknown)
      .add("at_cut", "clusters at the cut", n > 0 ? std::min<double>(clusters_, n) : kUnknown, {.digits = 0})
      .add("nmi", "NMI with the true groups", view().nmi[static_cast<std::size_t>(settings().linkage)],
           {.digits = 3, .note = data().truth().empty() ? "none known" : ""})
      .add("cophenetic", "correlation of heights and distances",
           cophenetic_[static_cast<std::size_t>(settings().linkage)], {.digits = 3})
      .add("pairs", "distances to begin with", n > 0 ? n * (n - 1) / 2 : 0, {.digits = 0});
  for (std::size_t which = 0; which < 4; ++which) {
    std::string id = "nmi_";
    id += which == 3 ? "ward" : kLinkageNames[which];
    snapshot.metric(id, std::string("NMI, ") + kLinkageNames[which], view().nmi[which]);
  }
  double largest_gap = 0, best = 1;
  for (std::size_t t = total() > 12 ? total() - 12 : 1; t < total(); ++t) {
    const double gap = merges()[t].height - merges()[t - 1].height;
    if (gap > largest_gap) largest_gap = gap, best = n - static_cast<double>(t);
  }
  snapshot.metric("largest_gap", "clusters before the largest jump", total() > 1 ? best : kUnknown, {.digits = 0});
}

void HierarchicalClustering::describe_linkages(Snapshot& snapshot) const {
  Table& table =
      snapshot.table("linkages", "Four distances of clusters",
                     {.weight = 1,
                      .help = "On the same samples, cut into as many clusters: agreement with the true groups, "
                              "the largest cluster, and how well heights tell distances."});
  table.head({"linkage", "NMI", "largest", "correlation"});
  for (std::size_t which = 0; which < 4 && leaves() > 0; ++which) {
    const bool is_chosen = static_cast<Linkage>(which) == settings().linkage;
    table.row({kLinkageNames[which], view().nmi[which], {view().largest[which], 0}, cophenetic_[which]},
              {is_chosen ? kColorAccent : kColorForeground});
  }
}

void HierarchicalClustering::describe_heights(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("heights", "Where to cut?", {.weight = 1, .help = kHeightsHelp});
  plane.axes({.label = "clusters before the merge", .range = {1.5, kShownHeights + 0.5}},
             {.label = "distance", .range = {0, total() > 0 ? 1.08 * merges().back().height + 1e-9 : 1}});
  const Places places(view().left, view().heights);
  plane.line("merge", places, {.color = 0});
  plane.points("", places, {.color = 0, .size_px = 4});
  plane.vertical("k", clusters_, {.color = kColorAccent});
  plane.read_at = clusters_;
}

// ---- Jets --------------------------------------------------------------------------------------------------

// To which jet a very soft particle would belong, at each place: those particles are clustered with the others.
const std::vector<float>& HierarchicalClustering::areas(JetAlgorithm algorithm) const {
  std::vector<float>& taken = (*areas_)[static_cast<std::size_t>(static_cast<int>(algorithm) + 1)];
  if (!taken.empty()) return taken;
  const PlanarGrid grid{kAreaSide, kAreaSide, data().x_range(), data().y_range()};
  Rng draws = Rng(1).split("ghosts");
  const auto n = static_cast<std::ptrdiff_t>(leaf_of_.size());
  std::vector<FourMomentum> particles(jets_.objects.begin(), jets_.objects.begin() + n);
  for (int row = 0; row < kAreaSide; ++row)
    for (int column = 0; column < kAreaSide; ++column) {
      const double dy = 0.08 * draws.uniform(-0.5, 0.5), dphi = 0.08 * draws.uniform(-0.5, 0.5);
      particles.push_back(
          math::massless(1e-50 * draws.uniform(0.9, 1.1), grid.x_of(column) + dy, grid.y_of(row) + dphi));
    }
  const cluster::JetClustering all = cluster::cluster_jets(particles, algorithm, settings().radius);
  const std::vector<std::int32_t> jets = cluster::jets_of(all, settings().least_transverse),
                                  holders = cluster::holders_after(all, all.steps.size());
  taken.assign(kAreaSide * kAreaSide, static_cast<float>(jets.size()));
  for (std::size_t cell = 0; cell < taken.size(); ++cell)
    for (std::size_t jet = 0; jet < jets.size(); ++jet)
      if (holders[static_cast<std::size_t>(n) + cell] == jets[jet]) taken[cell] = static_cast<float>(jet);
  return taken;
}

// Of the hardest jet, in πR²; NaN without one.
double HierarchicalClustering::relative_area(JetAlgorithm algorithm) const {
  if (cluster::jets_of(jets_, settings().least_transverse).empty()) return kUnknown;
  const std::vector<float>& taken = areas(algorithm);
  const double cells = static_cast<double>(std::count(taken.begin(), taken.end(), 0.0f));
  const double cell = 6.4 / kAreaSide * 2 * std::numbers::pi / kAreaSide;
  return cells * cell / (std::numbers::pi * settings().radius * settings().radius);
}

// The outline of each jet's area, between cells inside and cells outside, softened by one cell.
void HierarchicalClustering::describe_areas(Plane& plane) const {
  const PlanarGrid grid{kAreaSide, kAreaSide, data().x_range(), data().y_range()};
  const std::vector<float>& taken = areas();
  const std::size_t jets = cluster::jets_of(jets_, settings().least_transverse).size();
  for (std::size_t jet = 0; jet < jets; ++jet) {
    const auto inside = [&](int row, int column) {
      row = std::clamp(row, 0, kAreaSide - 1);
      column = std::clamp(column, 0, kAreaSide - 1);
      return taken[static_cast<std::size_t>(row * kAreaSide + column)] == static_cast<float>(jet) ? 1.0f : 0.0f;
    };
    ContourLayer& outline = plane.contours(jet == 0 ? "areas of jets" : "", grid, Values(),
                                           {.levels = {0.5}, .color = static_cast<int>(jet)});
    outline.values.resize(static_cast<std::size_t>(grid.cells()));
    for (int row = 0; row < kAreaSide; ++row)
      for (int column = 0; column < kAreaSide; ++column) {
        float sum = 0;
        for (int dy = -1; dy <= 1; ++dy)
          for (int dx = -1; dx <= 1; ++dx)
            sum += static_cast<float>((2 - dy * dy) * (2 - dx * dx)) * inside(row + dy, column + dx);
        outline.values[static_cast<std::size_t>(row * kAreaSide + column)] = sum / 16;
      }
  }
}

void HierarchicalClustering::describe_particles(Plane& plane) const {
  data().describe_axes(plane);
  if (leaf_of_.empty()) return;
  if (finished()) describe_areas(plane);
  const std::vector<std::int32_t> holders = cluster::holders_after(jets_, made_);
  std::vector<bool> is_left(jets_.objects.size(), false);  // finished jets
  for (std::size_t t = 0; t < made_; ++t)
    if (jets_.steps[t].made < 0) is_left[static_cast<std::size_t>(jets_.steps[t].i)] = true;
  // Sizes by p_T.
  constexpr double kLimits[] = {0, 2, 8, 25, 1e9};
  constexpr const char* kNames[] = {"p_T < 2 GeV", "< 8 GeV", "< 25 GeV", "≥ 25 GeV"};
  constexpr float kSizes[] = {2.5f, 4.5f, 7, 10};
  const std::size_t drawn = data().drawn_points().size(), given = leaf_of_.size() - drawn;
  const auto color_of = [&](std::size_t i) {
    if (settings().show_truth && i < given && !data().truth().empty()) return data().truth()[i];
    const auto holder = static_cast<std::size_t>(holders[i]);
    return holder != i || is_left[holder] ? colors_[i] : kColorMuted;
  };
  std::vector<double> x, y;
  std::vector<int> colors;
  for (std::size_t size = 0; size < 4; ++size) {
    x.clear(), y.clear(), colors.clear();
    for (std::size_t i = 0; i < given; ++i) {
      const double transverse = data().transverse()[i];
      if (transverse < kLimits[size] || transverse >= kLimits[size + 1]) continue;
      x.push_back(data().X()(static_cast<std::ptrdiff_t>(i), 0));
      y.push_back(data().X()(static_cast<std::ptrdiff_t>(i), 1));
      colors.push_back(color_of(i));
    }
    if (!x.empty()) plane.points(kNames[size], {x, y}, {.colors = colors, .size_px = kSizes[size], .opacity = 0.9f});
  }
  if (drawn > 0) {
    colors.clear();
    for (std::size_t i = given; i < leaf_of_.size(); ++i) colors.push_back(color_of(i));
    plane.points("added", data().drawn_points(),
                 {.colors = colors, .marker = Marker::square, .size_px = 6, .drawn_by_user = true});
  }
  if (made_ == 0 || made_ == total()) return;
  const cluster::JetStep& last = jets_.steps[made_ - 1];
  const FourMomentum& a = jets_.objects[static_cast<std::size_t>(last.i)];
  if (last.made < 0)
    return static_cast<void>(plane.point("a jet", a.rapidity(), a.azimuth(),
                                         {.color = kColorForeground, .marker = Marker::ring, .size_px = 16}));
  const FourMomentum& b = jets_.objects[static_cast<std::size_t>(last.j)];
  const double turn = math::azimuth_difference(b.azimuth(), a.azimuth());
  plane.line("merged last", {{a.rapidity(), b.rapidity()}, {a.azimuth(), a.azimuth() + turn}},
             {.color = kColorForeground, .width_px = 2.5f});
  plane.points("", {{a.rapidity(), b.rapidity()}, {a.azimuth(), b.azimuth()}},
               {.color = kColorForeground, .marker = Marker::ring, .size_px = 12});
}

void HierarchicalClustering::describe_history(Plane& plane) const {
  const auto n = static_cast<double>(
      std::count_if(colors_.begin(), colors_.end(), [](int color) { return color != kColorMuted; }));
  plane.axes({.label = "particles of the jets", .range = {-0.03 * n - 1, 1.03 * n}},
             {.label = "step", .range = {0, 1.03 * static_cast<double>(total()) + 1}});
  std::vector<double> made_at(jets_.objects.size());
  std::vector<int> color(jets_.objects.size(), kColorMuted);
  std::copy(colors_.begin(), colors_.end(), color.begin());
  std::vector<std::vector<std::array<double, 5>>> bridges(cluster::jets_of(jets_, settings().least_transverse).size());
  for (std::size_t t = 0; t < made_; ++t) {
    const cluster::JetStep& step = jets_.steps[t];
    const bool is_merge = step.made >= 0;
    const auto i = static_cast<std::size_t>(step.i), j = is_merge ? static_cast<std::size_t>(step.j) : i;
    const double at = static_cast<double>(t) + 1;
    if (is_merge) {
      made_at[static_cast<std::size_t>(step.made)] = at;
      color[static_cast<std::size_t>(step.made)] = color[i];
    }
    if (color[i] >= 0)
      bridges[static_cast<std::size_t>(color[i])].push_back(
          {across_[i], made_at[i], across_[j], is_merge ? made_at[j] : at, at});
  }
  for (std::size_t jet = 0; jet < bridges.size(); ++jet)
    if (!bridges[jet].empty()) add_bridges(plane, static_cast<int>(jet), bridges[jet]);
}

void HierarchicalClustering::describe_jet_numbers(Snapshot& snapshot) const {
  Numbers numbers =
      snapshot.numbers("Numbers", {.weight = 2, .help = "Of the step made last, and of the jets in the end."});
  std::string line;
  if (made_ > 0) {
    const cluster::JetStep& last = jets_.steps[made_ - 1];
    line = last.made >= 0 ? "The least of all distances is d_ij: two merge, their four-momenta add."
                          : "The least of all distances is d_iB, to the beam: one is a jet.";
    numbers.paragraph(line);
  }
  const std::vector<std::int32_t> jets = cluster::jets_of(jets_, settings().least_transverse);
  const auto jet = [&](std::size_t which) { return jets_.objects[static_cast<std::size_t>(jets[which])]; };
  numbers.add("jets", "jets", static_cast<double>(jets.size()), {.digits = 0})
      .add("hardest_pt", "p_T of the hardest", jets.empty() ? kUnknown : jet(0).transverse(), {.unit = "GeV"})
      .add("hardest_mass", "mass of the hardest", jets.empty() ? kUnknown : jet(0).mass(), {.unit = "GeV"})
      .add("second_pt", "p_T of the second", jets.size() < 2 ? kUnknown : jet(1).transverse(), {.unit = "GeV"});
  if (finished()) numbers.add("area", "area of the hardest / πR²", relative_area(settings().algorithm), {.digits = 3});
  double largest = jets.empty() ? kUnknown : 0;
  for (std::size_t which = 0; which < jets.size(); ++which) largest = std::max(largest, jet(which).mass());
  numbers.add("largest_mass", "largest mass of a jet", largest, {.unit = "GeV"});
  snapshot.metric("particles", "particles", static_cast<double>(leaf_of_.size()), {.digits = 0});
}

void HierarchicalClustering::describe_jets(Snapshot& snapshot) const {
  Table& table =
      snapshot.table("jets", "Jets, in GeV",
                     {.weight = 1,
                      .help = "By falling transverse momentum, those above the least; masses and momenta in GeV."});
  table.head({"jet", "p_T", "mass", "particles"});
  const std::vector<std::int32_t> jets = cluster::jets_of(jets_, settings().least_transverse),
                                  holders = cluster::holders_after(jets_, jets_.steps.size());
  for (std::size_t which = 0; which < std::min<std::size_t>(jets.size(), 8); ++which) {
    const FourMomentum& p = jets_.objects[static_cast<std::size_t>(jets[which])];
    table.row({{static_cast<double>(which + 1), 0},
               p.transverse(),
               p.mass(),
               {static_cast<double>(std::count(holders.begin(), holders.end(), jets[which])), 0}},
              {static_cast<int>(which)});
  }
}

// The same particles and the same radius, by each rule.
void HierarchicalClustering::describe_algorithms(Snapshot& snapshot) const {
  Table& table = snapshot.table("algorithms", "Three rules of merging",
                                {.weight = 1,
                                 .help = "On the same particles, with the same R: how many jets, transverse momentum "
                                         "and mass of the hardest, and, in the end, its area in units of πR²."});
  table.head({"rule", "jets", "p_T [GeV]", "mass [GeV]", "area / πR²"});
  constexpr const char* kRules[] = {"anti-kT", "C/A", "kT"};
  constexpr const char* kIds[] = {"area_anti_kt", "area_cambridge_aachen", "area_kt"};
  constexpr JetAlgorithm kOrder[] = {JetAlgorithm::anti_kt, JetAlgorithm::cambridge_aachen, JetAlgorithm::kt};
  const std::span<const FourMomentum> particles(jets_.objects.data(), leaf_of_.size());
  for (std::size_t which = 0; which < std::size(kOrder); ++which) {
    const bool is_chosen = kOrder[which] == settings().algorithm;
    const cluster::JetClustering all = cluster::cluster_jets(particles, kOrder[which], settings().radius);
    const std::vector<std::int32_t> jets = cluster::jets_of(all, settings().least_transverse);
    const double area = finished() && !jets.empty() ? relative_area(kOrder[which]) : kUnknown;
    snapshot.metric(kIds[which], std::string("area of the hardest / πR², ") + kRules[which], area, {.digits = 3});
    const FourMomentum hardest = jets.empty() ? FourMomentum{} : all.objects[static_cast<std::size_t>(jets[0])];
    table.row({kRules[which], Cell(static_cast<double>(jets.size()), 0), jets.empty() ? kUnknown : hardest.transverse(),
               jets.empty() ? kUnknown : hardest.mass(), area},
              {is_chosen ? kColorAccent : kColorForeground});
  }
}

const RegisterDemo<HierarchicalClustering> registered{{
    .id = "hierarchical-clustering",
    .title = "Hierarchical clustering and jets",
    .lecture = 6,
    .row = "R29",
    .summary = "The two nearest clusters merge, over and over: a dendrogram grows, is cut where you drag it, and makes "
               "jets of the particles of a collision.",
    .sources = {"Müllner, Modern hierarchical, agglomerative clustering algorithms (2011)",
                "Cacciari, Salam, Soyez, The anti-kt jet clustering algorithm, JHEP 04 (2008) 063"},
    .steps_per_second = 4,
}};

}  // namespace
}  // namespace lectern
