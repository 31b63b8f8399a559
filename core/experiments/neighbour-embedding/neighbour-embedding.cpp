// Stochastic neighbour embedding: points of many dimensions find places in the plane so that who is near stays near.
// t-SNE and SNE, exactly or by Barnes and Hut, beside principal components; the crowding problem by formula; what the
// sizes and distances of clusters do not mean.
// Lecture row R33.
// Sources: Hinton, Roweis, Stochastic neighbor embedding (NIPS 2002); van der Maaten, Hinton, JMLR 9 (2008) 2579; van
// der Maaten, JMLR 15 (2014) 3221; Wattenberg, Viégas, Johnson, How to use t-SNE effectively, Distill (2016); Facco et
// al., Sci. Rep. 7 (2017) 12140.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/ml/reduce/neighbour_embedding.h"
#include "core/ml/reduce/principal_components.h"
#include "core/ml/reduce/running_components.h"
#include "core/parts/reduction_data.h"

namespace lectern {
namespace {

using reduce::EmbeddingKind;

constexpr int kIterations = 1000;
constexpr int kExaggerated = 250;
constexpr int kMostExact = 1000;  // rows of which all pairs are summed
constexpr int kJudged = 200;      // rows whose neighbours are looked up
constexpr int kNear = 10;         // neighbours of each
constexpr int kSettling = 20;     // steps for the components of Ising states
constexpr int kPairs = 400;       // of the scatter of distances
constexpr std::array kPhases{"T < 2, ordered", "2 ≤ T ≤ 2.5, critical", "T > 2.5, disordered"};

constexpr const char* kPlaneHelp =
    "Each point is a row of the data. Points that are neighbours in the data attract, all repel. Axes mean nothing, and the "
    "picture may be turned. Tap a point: rings mark its ten nearest rows in the data.";
constexpr const char* kLinearHelp = "The same rows projected onto their first two principal components.";
constexpr const char* kCostHelp =
    "The Kullback–Leibler divergence of the similarities in the picture from those in the data. In the first 250 iterations "
    "of t-SNE the attraction is exaggerated, so the cost is not what is minimised.";
constexpr const char* kPairsHelp =
    "Pairs of rows drawn at random: how far apart in the data, how far in the picture. A faithful map would be a straight "
    "line.";
constexpr const char* kClustersHelp =
    "Spread: root mean square distance of a cluster's points from their centre. Distances are between centres.";
constexpr const char* kCrowdingHelp =
    "Points spread evenly in a ball: how many are at each distance from its centre. In D dimensions nearly all are far out; "
    "the plane has no room at the rim for so many.";
constexpr const char* kRoomHelp =
    "Points that can all be equally far from each other: the corners of a triangle in the plane, of a tetrahedron in space, "
    "D + 1 in D dimensions. Below: shares of points spread evenly in a ball.";
constexpr const char* kKernelsHelp =
    "How near two points of the plane count as for their distance. Student's t falls slowly: to be moderately unlike, "
    "points may be far apart, and there is room.";
constexpr const char* kPictureHelp = "The row tapped, and its nearest rows in the data with their distances.";

enum class Place { principal, random };

struct Settings {
  ReductionDataSettings data{.set = ManyColumns::digits, .n = 800, .noise = 0.02};
  EmbeddingKind kind = EmbeddingKind::tsne;
  double perplexity = 30;
  double exaggeration = 12;
  Place start = Place::principal;
  bool components_first = false;
  bool approximate = false;
  double theta = 0.5;
  int dimension = 10;
};

class NeighbourEmbeddingDemo final : public Demo<NeighbourEmbeddingDemo, Settings, ReductionData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Embedding")
        .choice(&Settings::kind, "embedding", "Method", reduce::kEmbeddingKinds)
        .help("What near means in the plane. SNE sums over all pairs: at most 1000 rows.")
        .real(&Settings::perplexity, "perplexity", "Perplexity", {2, 200})
        .logarithmic()
        .help("About how many neighbours each row has; at most a third of the rows.")
        .boolean(&Settings::components_first, "components_first", "Components first")
        .help(
            "Distances are taken between the first eight principal components of the rows: without what looks like noise.")
        .choice(&Settings::start, "start", glossary_label("start"),
                {{Place::principal, "principal", "Principal components"}, {Place::random, "random", "Random places"}})
        .help("Where points start, all within 10⁻³ of the middle.")
        .real(&Settings::exaggeration, "exaggeration", "Exaggeration", {1, 30})
        .help("The attraction is multiplied by this in the first 250 iterations, so that clusters find together.")
        .shown_when(&Settings::kind, {EmbeddingKind::tsne})
        .boolean(&Settings::approximate, "barnes_hut", "Barnes–Hut")
        .help("Far groups of points repel as one. Always on above 1000 rows.")
        .shown_when(&Settings::kind, {EmbeddingKind::tsne})
        .real(&Settings::theta, "theta", "Opening angle θ", {0.1, 0.7})
        .help("A group counts as one point where its width is below θ times its distance.")
        .shown_when(&Settings::kind, {EmbeddingKind::tsne})
        .group("Crowding")
        .integer(&Settings::dimension, "dimension", "Dimensions D", {2, 100})
        .live()
        .help("Of the ball in the picture of the crowding problem.");
  }

  explicit NeighbourEmbeddingDemo(const Start& start) : Demo(start) {
    if (data().is_ising()) {
      states_.emplace(settings().data.n, settings().data.sweeps, rng("states"));
      running_.emplace(IsingStates::kSpins, rng("directions"));
    } else {
      begin(data().X());
    }
  }

  void step() override {
    if (finished()) return;
    if (states_ && !builder_ && !embedding_) {
      sample();
    } else if (!embedding_) {
      add_similarities();
    } else {
      embedding_->step(&pool());
      const int done = embedding_->steps();
      if (done % 10 == 0 || done == 1) cost_.record(done, std::array{embedding_->divergence(&pool())});
      if (done % 50 == 0) judge();
    }
  }
  bool finished() const override { return embedding_ && embedding_->steps() >= kIterations; }
  std::optional<Divergence> divergence() const override {
    if (!embedding_ || embedding_->is_finite()) return {};
    return Divergence{"The points flew apart.", "", {}};
  }

  bool gesture(const Action& action) {
    const auto* tapped = std::get_if<LatentPicked>(&action.gesture);
    if (tapped == nullptr || action.panel != "plane" || !embedding_) return false;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < embedding_->x().size(); ++i) {
      const auto dx = static_cast<double>(embedding_->x()[i] - tapped->x);
      const auto dy = static_cast<double>(embedding_->y()[i] - tapped->y);
      if (dx * dx + dy * dy < least) least = dx * dx + dy * dy, picked_ = static_cast<int>(i);
    }
    look_up(picked_);
    return true;
  }

  auto state() const {
    return std::tuple(std::tie(states_, running_, X_, norms_, builder_, embedding_, picked_, settled_),
                      unhashed(start_), unhashed(near_), unhashed(shown_near_), unhashed(shown_distances_),
                      unhashed(cost_), unhashed(quality_), unhashed(log_ratios_), unhashed(measured_));
  }
  SeedUse seeds() const override {
    return {.run = data().is_ising() || settings().start == Place::random,
            .data = data().uses_seed() && !data().is_ising()};
  }

  void describe(Snapshot& snapshot) const override;

 private:
  struct Quality {
    double kept = std::numeric_limits<double>::quiet_NaN(), kept_linear = kept;
    double alike = kept, alike_linear = kept;
  };

  int rows() const { return static_cast<int>(X_.rows()); }
  bool approximates() const {
    return settings().kind == EmbeddingKind::tsne && (settings().approximate || rows() > kMostExact);
  }
  double perplexity() const { return std::min(settings().perplexity, std::max(2.0, (rows() - 1) / 3.0)); }
  int label(std::ptrdiff_t i) const {
    if (states_) return IsingStates::phase(static_cast<int>(i));
    return data().labels().empty() ? 0 : data().labels()[static_cast<std::size_t>(i)];
  }
  int classes() const { return states_ ? 3 : data().labels().empty() ? 1 : data().rows().classes(); }
  std::string_view class_name(int k) const {
    if (states_) return kPhases[static_cast<std::size_t>(k)];
    return data().labels().empty() ? std::string_view("rows") : data().rows().class_names[static_cast<std::size_t>(k)];
  }

  void begin(ConstMatrixView<float> X);
  void sample();
  void add_similarities();
  void measure_dimension(int row, std::span<const float> squares);
  double intrinsic_dimension() const;
  void judge();
  void look_up(int row);
  Quality quality_of(Values x, Values y) const;
  double squared(int i, int j) const;

  void add_places(Plane& plane, Values x, Values y, float size_px) const;
  void describe_embedding(Plane& plane) const;
  void describe_beginning(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_pairs(Plane& plane) const;
  void describe_clusters(Snapshot& snapshot) const;
  void describe_picked(Snapshot& snapshot) const;
  void describe_formulas(Snapshot& snapshot) const;

  std::optional<IsingStates> states_;
  std::optional<reduce::RunningComponents> running_;
  Matrix<float> X_;  // n × d
  std::vector<float> norms_;
  std::optional<reduce::SimilarityBuilder> builder_;
  std::optional<reduce::NeighbourEmbedding> embedding_;
  Matrix<float> start_;    // n × 2: scores of the principal components
  std::vector<int> near_;  // judged × kNear: nearest rows in the data
  int settled_ = 0;        // steps after the last Ising state
  int picked_ = 0;
  std::vector<int> shown_near_;  // kNear: of the row picked
  std::vector<float> shown_distances_;
  double log_ratios_ = 0;  // sum over the rows so far: log of the distance to the second nearest row over the nearest
  int measured_ = 0;       // rows in that sum: those that are like no other
  History cost_{1};
  Quality quality_;
  Scratch<std::vector<float>> reach_;
};

void NeighbourEmbeddingDemo::begin(ConstMatrixView<float> X) {
  X_.resize(X.rows, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) std::copy_n(X.row(i), X.cols, X_.row(i));
  if (settings().kind == EmbeddingKind::sne && rows() > kMostExact)
    throw CannotStart("SNE sums over all pairs of rows and takes at most 1000 of them; these are " +
                      std::to_string(rows()) + ". Fewer rows, or t-SNE, will do.");
  Matrix<double> scores;
  if (running_) {
    scores.resize(rows(), reduce::RunningComponents::kComponents);
    std::copy_n(running_->scores().data(), scores.size(), scores.data());
  } else {
    Matrix<double> exact(X_.rows(), X_.cols());
    std::copy_n(X_.data(), X_.size(), exact.data());
    scores =
        reduce::principal_components(exact, {.components = reduce::RunningComponents::kComponents, .tolerance = 1e-6})
            .transform(exact);
  }
  start_ = Matrix<float>(rows(), 2);
  for (std::ptrdiff_t i = 0; i < rows(); ++i)
    for (std::ptrdiff_t a = 0; a < std::min<std::ptrdiff_t>(2, scores.cols()); ++a)
      start_(i, a) = static_cast<float>(scores(i, a));
  if (settings().components_first && X_.cols() > scores.cols()) {
    X_.resize(scores.rows(), scores.cols());
    for (std::ptrdiff_t i = 0; i < scores.size(); ++i) X_.data()[i] = static_cast<float>(scores.data()[i]);
  }
  norms_ = reduce::squared_norms(X_);
  builder_.emplace(rows(), perplexity(), approximates() ? static_cast<int>(3 * perplexity()) : 0);
}

void NeighbourEmbeddingDemo::sample() {
  const int before = states_->size();
  if (!states_->is_complete()) {
    states_->add_round();
    for (int i = before; i < states_->size(); ++i) running_->add_rows(states_->spins(i));
  } else {
    ++settled_;
  }
  // The components are looked at now and then, and come to rest once all states are there.
  if (settled_ > 0 || states_->size() % 64 == 16)
    running_->improve({states_->spins(0).data(), static_cast<std::size_t>(states_->size()) * IsingStates::kSpins});
  if (settled_ < kSettling) return;
  Matrix<float> X(states_->size(), IsingStates::kSpins);
  for (int i = 0; i < states_->size(); ++i) std::copy(states_->spins(i).begin(), states_->spins(i).end(), X.row(i));
  begin(X);
}

// A few rows a step, so that none takes long.
void NeighbourEmbeddingDemo::add_similarities() {
  const int most = X_.cols() > 200 ? 16 : 64;
  const int first = builder_->rows(), count = std::min(most, rows() - first);
  Matrix<float> D(count, rows());
  reduce::squared_distances(X_, norms_, first, D);
  const int stride = std::max(1, rows() / kJudged);
  std::vector<int> order;
  for (int i = 0; i < count; ++i) {
    builder_->add_row({D.row(i), static_cast<std::size_t>(rows())});
    measure_dimension(first + i, {D.row(i), static_cast<std::size_t>(rows())});
    if ((first + i) % stride != 0) continue;
    order.clear();
    for (int j = 0; j < rows(); ++j)
      if (j != first + i) order.push_back(j);
    const int wanted = std::min(kNear, static_cast<int>(order.size()));
    const float* row = D.row(i);
    std::partial_sort(order.begin(), order.begin() + wanted, order.end(),
                      [row](int a, int b) { return row[a] < row[b] || (row[a] == row[b] && a < b); });
    order.resize(static_cast<std::size_t>(wanted));
    order.resize(kNear, -1);
    near_.insert(near_.end(), order.begin(), order.end());
  }
  if (!builder_->is_complete()) return;
  // As scikit-learn does: deviation 10⁻⁴ along the first axis.
  Matrix<float> start(rows(), 2);
  if (settings().start == Place::random) {
    Rng draws = rng("start");
    for (std::ptrdiff_t i = 0; i < start.size(); ++i) start.data()[i] = static_cast<float>(1e-4 * draws.normal());
  } else {
    double square = 0;
    for (std::ptrdiff_t i = 0; i < rows(); ++i)
      square += static_cast<double>(start_(i, 0)) * static_cast<double>(start_(i, 0));
    const double scale = square > 0 ? 1e-4 / std::sqrt(square / rows()) : 0;
    for (std::ptrdiff_t i = 0; i < start.size(); ++i)
      start.data()[i] = static_cast<float>(scale * static_cast<double>(start_.data()[i]));
  }
  embedding_.emplace(builder_->finish(), start,
                     reduce::EmbeddingOptions{.kind = settings().kind,
                                              .exaggeration = settings().exaggeration,
                                              .exaggerated_steps = kExaggerated,
                                              .theta = settings().theta});
  builder_.reset();
  look_up(picked_);
  judge();
}

// In d dimensions the ratio μ of the distances to the two nearest rows is distributed as d μ^(−d−1), wherever the rows
// are evenly dense over so short a way: d is the number of rows over Σ log μ. Rows that are alike tell nothing.
void NeighbourEmbeddingDemo::measure_dimension(int row, std::span<const float> squares) {
  constexpr float kFar = std::numeric_limits<float>::infinity();
  int nearest = -1, second = -1;
  float least = kFar, next = kFar;
  for (int j = 0; j < rows(); ++j) {
    if (j == row) continue;
    const float square = squares[static_cast<std::size_t>(j)];
    if (square < least) {
      second = nearest, next = least;
      nearest = j, least = square;
    } else if (square < next) {
      second = j, next = square;
    }
  }
  if (second < 0) return;
  const double a = squared(row, nearest), b = squared(row, second);
  if (!(a > 0 && b > 0)) return;
  log_ratios_ += 0.5 * std::fabs(math::log(b / a));
  ++measured_;
}

double NeighbourEmbeddingDemo::intrinsic_dimension() const {
  return embedding_ && log_ratios_ > 0 ? measured_ / log_ratios_ : std::numeric_limits<double>::quiet_NaN();
}

double NeighbourEmbeddingDemo::squared(int i, int j) const {
  double sum = 0;
  for (std::ptrdiff_t k = 0; k < X_.cols(); ++k) {
    const auto difference = static_cast<double>(X_(i, k) - X_(j, k));
    sum += difference * difference;
  }
  return sum;
}

void NeighbourEmbeddingDemo::look_up(int row) {
  std::vector<float> distances(static_cast<std::size_t>(rows()));
  for (int j = 0; j < rows(); ++j)
    distances[static_cast<std::size_t>(j)] = static_cast<float>(std::sqrt(squared(row, j)));
  std::vector<int> order;
  for (int j = 0; j < rows(); ++j)
    if (j != row) order.push_back(j);
  const auto at = [&](int j) { return distances[static_cast<std::size_t>(j)]; };
  const int wanted = std::min(kNear, static_cast<int>(order.size()));
  std::partial_sort(order.begin(), order.begin() + wanted, order.end(),
                    [&](int a, int b) { return at(a) < at(b) || (at(a) == at(b) && a < b); });
  order.resize(static_cast<std::size_t>(wanted));
  shown_near_ = order;
  shown_distances_.clear();
  for (const int j : order) shown_distances_.push_back(at(j));
}

// Of the judged rows: the share of their nearest rows in the data that are among as many nearest in the picture, and
// the share whose nearest point in the picture is of their class.
NeighbourEmbeddingDemo::Quality NeighbourEmbeddingDemo::quality_of(Values x, Values y) const {
  const int stride = std::max(1, rows() / kJudged);
  int kept = 0, of = 0, alike = 0, judged = 0;
  std::vector<std::pair<double, int>> order(static_cast<std::size_t>(rows()));
  for (int i = 0; i < rows() && static_cast<std::size_t>(judged + 1) * kNear <= near_.size(); i += stride, ++judged) {
    for (int j = 0; j < rows(); ++j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      const double dx = x[a] - x[b], dy = y[a] - y[b];
      order[b] = {j == i ? std::numeric_limits<double>::infinity() : dx * dx + dy * dy, j};
    }
    const int wanted = std::min(kNear, rows() - 1);
    std::partial_sort(order.begin(), order.begin() + wanted, order.end());
    const int* near = near_.data() + std::ptrdiff_t{judged} * kNear;
    for (int k = 0; k < wanted; ++k)
      kept += std::count(near, near + wanted, order[static_cast<std::size_t>(k)].second) > 0 ? 1 : 0;
    of += wanted;
    alike += label(order[0].second) == label(i) ? 1 : 0;
  }
  Quality found;
  if (of > 0) found.kept = 100.0 * kept / of;
  if (judged > 0 && classes() > 1) found.alike = 100.0 * alike / judged;
  return found;
}

void NeighbourEmbeddingDemo::judge() {
  if (std::isnan(quality_.kept_linear)) {
    const Quality linear = quality_of(Values::column(start_, 0), Values::column(start_, 1));
    quality_.kept_linear = linear.kept;
    quality_.alike_linear = linear.alike;
  }
  const Quality now = quality_of(embedding_->x(), embedding_->y());
  quality_.kept = now.kept;
  quality_.alike = now.alike;
}

void NeighbourEmbeddingDemo::describe(Snapshot& snapshot) const {
  describe_embedding(snapshot.plane("plane", settings().kind == EmbeddingKind::tsne ? "t-SNE" : "SNE",
                                    {.weight = 4, .help = kPlaneHelp}));
  Plane& linear = snapshot.plane("linear", "Principal components", {.weight = 2, .help = kLinearHelp});
  linear.equal_axes({.label = "component 1"}, {.label = "component 2"});
  // Three clusters in a row and magnetisations would be a strip at equal scales.
  if (settings().data.set == ManyColumns::clusters || states_) linear.equal_scale = false;
  if (start_.rows() > 0)
    add_places(linear, Values::column(start_, 0), Values::column(start_, 1), 2.5f);
  else if (running_ && running_->scores().rows() > 0)
    add_places(linear, Values::column(running_->scores(), 0), Values::column(running_->scores(), 1), 2.5f);
  describe_numbers(snapshot);
  if (embedding_ && settings().data.set == ManyColumns::clusters) describe_clusters(snapshot);
  describe_picked(snapshot);
  Plane& cost = snapshot.curves("cost", "Cost", {.weight = 2, .help = kCostHelp});
  cost.axes({.label = "iteration", .range = {0, kIterations}}, {.label = "divergence [nats]"});
  cost.line("KL divergence", cost_, 0);
  if (settings().kind == EmbeddingKind::tsne) cost.vertical("exaggeration ends", kExaggerated);
  describe_pairs(snapshot.plane("pairs", "Distances in data and picture", {.weight = 2, .help = kPairsHelp}));
  describe_formulas(snapshot);
}

void NeighbourEmbeddingDemo::add_places(Plane& plane, Values x, Values y, float size_px) const {
  for (int k = 0; k < classes(); ++k) {
    PointsLayer& points = plane.points(class_name(k), Places(), {.color = k, .size_px = size_px, .opacity = 0.85f});
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (label(static_cast<std::ptrdiff_t>(i)) != k) continue;
      points.x.push_back(static_cast<float>(x[i]));
      points.y.push_back(static_cast<float>(y[i]));
    }
  }
}

void NeighbourEmbeddingDemo::describe_embedding(Plane& plane) const {
  // The window grows by steps, so that it does not breathe.
  double half = 1e-3;
  if (embedding_) {
    std::vector<float>& reach = *reach_;
    reach.clear();
    for (std::size_t i = 0; i < embedding_->x().size(); ++i) {
      const float farther = std::max(std::fabs(embedding_->x()[i]), std::fabs(embedding_->y()[i]));
      reach.push_back(std::isfinite(farther) ? farther : 0);
    }
    // While attraction is exaggerated a few rows are thrown far out and come back: the window does not follow them.
    const std::size_t stray = embedding_->is_exaggerated() ? reach.size() / 20 : 0;
    const auto last = reach.end() - 1 - static_cast<std::ptrdiff_t>(stray);
    std::nth_element(reach.begin(), last, reach.end());
    const double most = (stray > 0 ? 1.2 : 1.0) * static_cast<double>(*last);
    while (half < 1.05 * most) half *= 1.25;
  }
  plane.equal_axes({.label = "place y₁", .range = {-half, half}}, {.label = "place y₂", .range = {-half, half}});
  plane.accept_latent_picks();
  if (!embedding_) return describe_beginning(plane);
  add_places(plane, embedding_->x(), embedding_->y(), rows() > 3000 ? 2.0f : 3.5f);
  const auto ring = [&](const char* name, int row, ColorRole color, float size) {
    plane.point(name, static_cast<double>(embedding_->x()[static_cast<std::size_t>(row)]),
                static_cast<double>(embedding_->y()[static_cast<std::size_t>(row)]),
                {.color = color, .marker = Marker::ring, .size_px = size});
  };
  for (const int row : shown_near_) ring("nearest in the data", row, kColorForeground, 6);
  ring("tapped", picked_, kColorAccent, 9);
}

// Before the first iteration: the principal components as the start takes them.
void NeighbourEmbeddingDemo::describe_beginning(Plane& plane) const {
  double most = 1e-30;
  for (std::ptrdiff_t i = 0; i < start_.size(); ++i)
    most = std::max(most, std::fabs(static_cast<double>(start_.data()[i])));
  Matrix<float> places(start_.rows(), 2);
  for (std::ptrdiff_t i = 0; i < places.size(); ++i)
    places.data()[i] = static_cast<float>(9e-4 / most * static_cast<double>(start_.data()[i]));
  if (settings().start == Place::principal && places.rows() > 0)
    add_places(plane, Values::column(places, 0), Values::column(places, 1), 3.5f);
}

void NeighbourEmbeddingDemo::describe_numbers(Snapshot& snapshot) const {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  Numbers numbers =
      snapshot.numbers("Numbers", {.weight = 2,
                                   .help = "Of 200 rows, or all if there are fewer. The intrinsic dimension is of all "
                                           "rows: how many coordinates the distances to their two nearest rows speak "
                                           "of."});
  if (states_ && !builder_ && !embedding_)
    numbers.paragraph("Sampling Ising states: " + std::to_string(states_->size()) + " so far.");
  else if (!embedding_)
    numbers.paragraph("Comparing each row with all others: " + std::to_string(builder_->rows()) + " of " +
                      std::to_string(rows()) + ".");
  numbers.add("kept", "10 nearest rows kept", quality_.kept, {.unit = "%", .digits = 3})
      .add("kept_linear", "… by principal components", quality_.kept_linear, {.unit = "%", .digits = 3});
  if (classes() > 1)
    numbers.add("alike", "nearest point of the same class", quality_.alike, {.unit = "%", .digits = 3})
        .add("alike_linear", "… by principal components", quality_.alike_linear, {.unit = "%", .digits = 3});
  numbers
      .add("divergence", "KL divergence", cost_.records() > 0 ? cost_.last(0) : unknown, {.unit = "nats", .digits = 3})
      .add("iteration", "iteration", embedding_ ? embedding_->steps() : 0,
           {.digits = 0, .note = embedding_ && embedding_->is_exaggerated() ? "exaggerated" : ""});
  numbers.add("intrinsic_dimension", "intrinsic dimension", intrinsic_dimension(),
              {.digits = 2, .note = embedding_ ? "of " + number_in_words(static_cast<double>(X_.cols())) : ""});
  numbers.add("rows", "rows", states_ ? states_->size() : static_cast<double>(rows()), {.digits = 0});
  snapshot.metric("approximate", "Barnes–Hut", approximates() ? 1 : 0);
}

void NeighbourEmbeddingDemo::describe_pairs(Plane& plane) const {
  plane.axes({.label = "distance in the data"}, {.label = "distance in the picture"});
  PointsLayer& points = plane.points("pairs of rows", Places(), {.size_px = 2.5f, .opacity = 0.6f});
  if (!embedding_) return;
  const int n = rows();
  for (int k = 0; k < kPairs && n > 1; ++k) {
    // The same pairs in every picture, spread over all rows.
    const int i = static_cast<int>(std::int64_t{k} * 7919 % n),
              j = static_cast<int>((std::int64_t{k} * 104729 + 1 + k / 2) % n);
    if (i == j) continue;
    const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
    const float dx = embedding_->x()[a] - embedding_->x()[b], dy = embedding_->y()[a] - embedding_->y()[b];
    points.x.push_back(static_cast<float>(std::sqrt(squared(i, j))));
    points.y.push_back(std::sqrt(dx * dx + dy * dy));
  }
}

void NeighbourEmbeddingDemo::describe_clusters(Snapshot& snapshot) const {
  Table& table = snapshot.table("clusters", "Sizes and distances", {.weight = 3, .help = kClustersHelp});
  table.head({"", "in the data", "in the picture"});
  const std::ptrdiff_t d = X_.cols() + 2;
  Matrix<double> centres(classes(), d);
  centres.fill(0);
  std::vector<double> counts(static_cast<std::size_t>(classes()), 0.0), data_spread = counts, picture_spread = counts;
  const auto value = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
    const auto at = static_cast<std::size_t>(i);
    return j < X_.cols() ? X_(i, j) : j == X_.cols() ? embedding_->x()[at] : embedding_->y()[at];
  };
  for (std::ptrdiff_t i = 0; i < rows(); ++i) counts[static_cast<std::size_t>(label(i))] += 1;
  for (std::ptrdiff_t i = 0; i < rows(); ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j)
      centres(label(i), j) += static_cast<double>(value(i, j)) / counts[static_cast<std::size_t>(label(i))];
  for (std::ptrdiff_t i = 0; i < rows(); ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) {
      const auto k = static_cast<std::size_t>(label(i));
      const double off = static_cast<double>(value(i, j)) - centres(label(i), j);
      (j < X_.cols() ? data_spread : picture_spread)[k] += off * off / counts[k];
    }
  for (int k = 0; k < classes(); ++k) {
    const auto at = static_cast<std::size_t>(k);
    table.row({"spread of " + std::string(class_name(k)),
               {std::sqrt(data_spread[at]), 3},
               {std::sqrt(picture_spread[at]), 3}},
              {k});
  }
  const auto distance = [&](int a, int b, std::ptrdiff_t first, std::ptrdiff_t last) {
    double sum = 0;
    for (std::ptrdiff_t j = first; j < last; ++j)
      sum += (centres(a, j) - centres(b, j)) * (centres(a, j) - centres(b, j));
    return std::sqrt(sum);
  };
  for (int a = 0; a < classes(); ++a)
    for (int b = a + 1; b < classes(); ++b)
      table.row({"distance " + std::to_string(a + 1) + " to " + std::to_string(b + 1),
                 {distance(a, b, 0, X_.cols()), 3},
                 {distance(a, b, X_.cols(), d), 3}});
  const auto ratio = [](double a, double b) { return b > 0 ? a / b : std::numeric_limits<double>::quiet_NaN(); };
  snapshot.metric("wider", "wide / narrow, in the data", ratio(std::sqrt(data_spread[1]), std::sqrt(data_spread[0])));
  snapshot.metric("wider_seen", "wide / narrow, in the picture",
                  ratio(std::sqrt(picture_spread[1]), std::sqrt(picture_spread[0])));
  snapshot.metric("farther", "distance 1 to 3 / 1 to 2, in the data",
                  ratio(distance(0, 2, 0, X_.cols()), distance(0, 1, 0, X_.cols())));
  snapshot.metric("farther_seen", "distance 1 to 3 / 1 to 2, in the picture",
                  ratio(distance(0, 2, X_.cols(), d), distance(0, 1, X_.cols(), d)));
}

void NeighbourEmbeddingDemo::describe_picked(Snapshot& snapshot) const {
  const bool is_picture = data().is_picture() && data().rows().image_channels == 1;
  if (!embedding_ || (!is_picture && !states_)) return;
  Images& images = snapshot.images("picked", "The point tapped, and its nearest", {.weight = 2, .help = kPictureHelp});
  images.setup({.columns = 4});
  const int height = states_ ? kIsingSide : data().rows().image_rows,
            width = states_ ? kIsingSide : data().rows().image_cols;
  const TileStyle style{.color = {states_ ? -1.0 : 0.0, 1.0}};
  TileStyle framed = style;
  framed.frame = kColorAccent;
  const auto add = [&](const std::string& name, int row, const TileStyle& as) {
    if (!states_) return static_cast<void>(images.tile(name, Values::row(data().rows().X, row), height, width, as));
    Tile& tile = images.tile(name, Values(), height, width, as);
    for (const std::int8_t spin : states_->spins(row)) tile.values.push_back(static_cast<float>(spin));
  };
  add("tapped", picked_, framed);
  for (std::size_t k = 0; k < std::min<std::size_t>(7, shown_near_.size()); ++k)
    add(number_in_words(static_cast<double>(shown_distances_[k]), 3), shown_near_[k], style);
}

void NeighbourEmbeddingDemo::describe_formulas(Snapshot& snapshot) const {
  const int dimension = settings().dimension;
  Plane& crowding = snapshot.plane("crowding", "The crowding problem", {.weight = 2, .help = kCrowdingHelp});
  crowding.axes({.label = "distance from the centre / radius", .range = {0, 1}}, {.label = "density of points"});
  crowding.line("D = " + std::to_string(dimension), {0, 1}, 101,
                [dimension](double r) { return dimension * math::pow(r, dimension - 1.0); });
  crowding.line("the plane", {0, 1}, 101, [](double r) { return 2 * r; }, {.color = 1});
  Plane& kernels = snapshot.plane("kernels", "Similarity in the plane", {.weight = 2, .help = kKernelsHelp});
  kernels.axes({.label = "distance in the picture", .range = {0, 5}}, {.label = "similarity", .range = {0, 1.03}});
  kernels.line("Student's t, 1/(1 + d²)", {0, 5}, 101, [](double d) { return 1 / (1 + d * d); });
  kernels.line("Gaussian, exp(−d²)", {0, 5}, 101, [](double d) { return math::exp(-d * d); }, {.color = 1});
  const auto power = [dimension](double base) { return math::pow(base, static_cast<double>(dimension)); };
  const auto per_cent = [](double share) { return number_in_words(100 * share, 3) + " %"; };
  Table& room = snapshot.table("room", "Room for neighbours", {.weight = 2, .help = kRoomHelp});
  room.head({"", "D = " + std::to_string(dimension), "the plane"});
  room.row({"all equally far from each other", Cell(dimension + 1, 0), Cell(3, 0)});
  room.row({"nearer than half the radius", per_cent(power(0.5)), per_cent(0.25)});
  room.row({"in the outer tenth of the radius", per_cent(1 - power(0.9)), per_cent(0.19)});
  snapshot.metric("inner", "points in the inner half of the ball", 100 * power(0.5), {.unit = "%"});
  snapshot.metric("equidistant", "points that can all be equally far", dimension + 1);
}

const RegisterDemo<NeighbourEmbeddingDemo> registered{{
    .id = "neighbour-embedding",
    .title = "Neighbour embedding",
    .lecture = 6,
    .row = "R33",
    .summary =
        "Points of many dimensions find places in the plane so that neighbours stay neighbours: SNE and t-SNE, live.",
    .sources = {"G. Hinton, S. Roweis, Stochastic neighbor embedding, NIPS 2002",
                "L. van der Maaten, G. Hinton, Visualizing data using t-SNE, JMLR 9 (2008) 2579",
                "L. van der Maaten, Accelerating t-SNE using tree-based algorithms, JMLR 15 (2014) 3221",
                "M. Wattenberg, F. Viégas, I. Johnson, How to use t-SNE effectively, Distill (2016)",
                "E. Facco, M. d'Errico, A. Rodriguez, A. Laio, Sci. Rep. 7 (2017) 12140"},
    .steps_per_second = 60,
}};

}  // namespace
}  // namespace lectern
