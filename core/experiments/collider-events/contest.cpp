#include "core/experiments/collider-events/contest.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/ml/metrics/discovery.h"
#include "core/ml/metrics/distance_correlation.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/mlp.h"

namespace lectern::collider {
namespace {

constexpr int kBatchSize = 128, kBatchesOfStep = 16;
constexpr int kEdges = 24;  // of windows that are tried, along a column
constexpr double kWindowRegularisation = 10;

double scaled(double value, int column, double scale, const EventData& data) {
  return data.is_energy(column) ? value * scale : value;
}

bool is_missing(double value, const EventData& data) { return data.has_missing() && value == EventData::kMissing; }

Matrix<double> chosen(const Matrix<double>& X, std::span<const int> columns) {
  Matrix<double> out(X.rows(), std::ssize(columns));
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < out.cols(); ++j) out(i, j) = X(i, columns[static_cast<std::size_t>(j)]);
  return out;
}

trees::TreeTarget target_of(std::span<const int> labels, std::span<const double> weights) {
  trees::TreeTarget target;
  target.labels = labels;
  target.weights = weights;
  target.classes = 2;
  return target;
}

trees::BoostingOptions boosting_options(const LearnerSettings& settings) {
  trees::BoostingOptions options;
  options.loss = trees::BoostingLoss::log_loss;
  options.learning_rate = settings.shrinkage;
  options.tree.criterion = trees::Criterion::squared_error;
  options.tree.max_depth = settings.depth;
  options.tree.min_leaf = 5;
  return options;
}

nn::Network<float> made_network(std::size_t inputs, const LearnerSettings& settings, const Rng& rng) {
  const nn::MlpSpec spec{.widths = settings.layers,
                         .activation = {nn::ActivationKind::relu},
                         .initialisation = {nn::InitialisationKind::he_normal},
                         .outputs = 1};
  auto network = nn::Network<float>::build({static_cast<std::ptrdiff_t>(inputs), 1, 1}, nn::mlp_layers(spec));
  if (!network) throw CannotStart(network.error());
  network->initialise(rng);
  return std::move(*network);
}

}  // namespace

TreesLearner::TreesLearner(const Events& training, std::span<const int> columns, const LearnerSettings& settings,
                           const Rng& rng)
    : columns_(columns.begin(), columns.end()),
      given_([&] {
        Matrix<double> X = chosen(training.X, columns);
        trees::SortedInputs inputs{X};
        return std::optional<Given>(
            Given{std::move(X), {training.labels.begin(), training.labels.end()}, training.weights, std::move(inputs)});
      }()),
      boosting_(target_of((*given_)->labels, (*given_)->weights), boosting_options(settings)),
      rng_(rng) {}

trees::TreeTarget TreesLearner::target() const { return target_of((*given_)->labels, (*given_)->weights); }

void TreesLearner::step() {
  trees::TreeGrower grower((*given_)->inputs);
  boosting_.step(grower, (*given_)->X, target(), rng_);
}

void TreesLearner::add_stages(const Events& events, double scale, const EventData& data, int first,
                              std::span<double> F) const {
  std::vector<double> x(columns_.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double* row = events.X.row(static_cast<std::ptrdiff_t>(i));
    for (std::size_t j = 0; j < x.size(); ++j) {
      const int column = columns_[j];
      x[j] = scaled(row[column], column, scale, data);
    }
    if (first == 0) F[i] = boosting_.init()[0];
    for (int stage = first; stage < stages(); ++stage) boosting_.add_stage(x, F.subspan(i, 1), stage);
  }
}

NetworkLearner::NetworkLearner(const EventData& data, std::span<const int> columns, const LearnerSettings& settings,
                               const Rng& rng)
    : columns_(columns.begin(), columns.end()),
      given_([&] {
        Given given;
        const Events& training = data.training();
        const auto n = static_cast<std::ptrdiff_t>(training.size());
        given.X.resize(n, std::ssize(columns));
        given.targets.resize(n, 1);
        given.weights = training.weights;
        for (std::size_t j = 0; j < columns.size(); ++j) {
          double known = 0, mean = 0, square = 0;
          const auto is_known = [&](std::ptrdiff_t i) { return !is_missing(training.X(i, columns[j]), data); };
          for (std::ptrdiff_t i = 0; i < n; ++i) known += is_known(i) ? 1 : 0;
          for (std::ptrdiff_t i = 0; i < n; ++i)
            if (is_known(i)) mean += training.X(i, columns[j]) / known;
          for (std::ptrdiff_t i = 0; i < n; ++i) {
            if (!is_known(i)) continue;
            const double distance = training.X(i, columns[j]) - mean;
            square += distance * distance / known;
          }
          const double deviation = square > 0 ? std::sqrt(square) : 1;
          for (std::ptrdiff_t i = 0; i < n; ++i)
            given.X(i, static_cast<std::ptrdiff_t>(j)) =
                is_known(i) ? static_cast<float>((training.X(i, columns[j]) - mean) / deviation) : 0.0f;
          given.mean.push_back(mean);
          given.deviation.push_back(deviation);
        }
        for (std::ptrdiff_t i = 0; i < n; ++i) {
          given.targets(i, 0) = static_cast<float>(training.labels[static_cast<std::size_t>(i)]);
          const double mass = training.X(i, data.mass_column());
          given.mass.push_back(is_missing(mass, data) ? std::numeric_limits<double>::quiet_NaN() : mass);
        }
        return given;
      }()),
      network_(made_network(columns.size(), settings, rng.split("weights"))),
      optimizer_(nn::optimizer_spec(nn::DescentRule::adam, settings.learning_rate, 0),
                 std::as_const(network_).parameters().size()),
      sampler_(static_cast<std::int32_t>(data.training().size()), kBatchSize, rng.split("batches")),
      rng_(rng.split("training")) {}

NetworkLearner::NetworkLearner(const NetworkLearner& first, const LearnerSettings& settings, const Rng& rng)
    : columns_(first.columns_),
      given_(first.given_),
      network_(made_network(columns_.size(), settings, rng.split("weights"))),
      optimizer_(nn::optimizer_spec(nn::DescentRule::adam, settings.learning_rate, 0),
                 std::as_const(network_).parameters().size()),
      sampler_(static_cast<std::int32_t>(given_->mass.size()), kBatchSize, rng.split("batches")),
      rng_(rng.split("training")) {
  draw_with_repetition(rng.split("bag"));
}

void NetworkLearner::draw_with_repetition(Rng rng) {
  const auto n = static_cast<std::uint32_t>(given_->mass.size());
  rows_.clear();
  for (std::uint32_t i = 0; i < n; ++i) rows_.push_back(static_cast<std::int32_t>(rng.below(n)));
}

void NetworkLearner::step(double learning_rate, double decorrelation) {
  Buffers& buffers = *buffers_;
  optimizer_.spec().learning_rate = learning_rate;
  for (int batch = 0; batch < kBatchesOfStep && is_finite_; ++batch) {
    std::span<const std::int32_t> rows = sampler_.next();
    if (!rows_.empty()) {
      buffers.rows.clear();
      for (const std::int32_t place : rows) buffers.rows.push_back(rows_[static_cast<std::size_t>(place)]);
      rows = buffers.rows;
    }
    nn::gather_rows<float>(given_->X, rows, buffers.X);
    nn::gather_rows<float>(given_->targets, rows, buffers.targets);
    network_.forward(buffers.pass, buffers.X, rng_);
    const double cost = nn::loss_and_gradient<float>({nn::LossKind::bce_with_logits}, buffers.pass.output(),
                                                     buffers.targets, buffers.pass.output_gradient());
    is_finite_ = std::isfinite(cost);
    if (!given_->weights.empty())
      for (std::size_t i = 0; i < rows.size(); ++i)
        buffers.pass.output_gradient().row(static_cast<std::ptrdiff_t>(i))[0] *=
            static_cast<float>(given_->weights[static_cast<std::size_t>(rows[i])]);
    if (decorrelation > 0 && is_finite_) add_penalty(rows, decorrelation);
    network_.backward(buffers.pass);
    optimizer_.step(network_.parameters(), network_.gradients());
  }
}

// λ dCor²(σ(z), m) over the background of the batch.
void NetworkLearner::add_penalty(std::span<const std::int32_t> rows, double weight) {
  Buffers& buffers = *buffers_;
  buffers.scores.clear();
  buffers.mass.clear();
  buffers.background.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (given_->targets(rows[i], 0) > 0 || std::isnan(given_->mass[static_cast<std::size_t>(rows[i])])) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    buffers.background.push_back(at);
    buffers.scores.push_back(math::sigmoid(static_cast<double>(buffers.pass.output().row(at)[0])));
    buffers.mass.push_back(given_->mass[static_cast<std::size_t>(rows[i])]);
  }
  if (buffers.scores.size() < 2) return;
  buffers.gradient.resize(buffers.scores.size());
  metrics::distance_correlation_squared(buffers.scores, buffers.mass, buffers.gradient);
  const MatrixView<float> d_output = buffers.pass.output_gradient();
  for (std::size_t i = 0; i < buffers.background.size(); ++i) {
    const double score = buffers.scores[i];
    d_output.row(buffers.background[i])[0] += static_cast<float>(weight * buffers.gradient[i] * score * (1 - score));
  }
}

void NetworkLearner::write_scores(const Events& events, double scale, const EventData& data,
                                  std::span<double> score) const {
  Buffers& buffers = *buffers_;
  const auto n = static_cast<std::ptrdiff_t>(events.size());
  Matrix<float> X(n, std::ssize(columns_)), Z(n, 1);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const double value = scaled(events.X(i, columns_[j]), columns_[j], scale, data);
      X(i, static_cast<std::ptrdiff_t>(j)) =
          is_missing(value, data) ? 0.0f : static_cast<float>((value - given_->mean[j]) / given_->deviation[j]);
    }
  network_.predict(buffers.look, X, Z);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    score[static_cast<std::size_t>(i)] = math::sigmoid(static_cast<double>(Z(i, 0)));
}

WindowCuts::WindowCuts(std::span<const int> columns)
    : columns_(columns.begin(), columns.end()), low_(columns.size(), -kNoBound), high_(columns.size(), kNoBound) {}

bool WindowCuts::passes(const double* x, double scale, const EventData& data) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const double value = scaled(x[columns_[i]], columns_[i], scale, data);
    if (value < low_[i] || value > high_[i]) return false;
  }
  return true;
}

void WindowCuts::step(const Events& training, std::span<const double> weights) {
  const std::size_t chosen = next_;
  next_ = (next_ + 1) % columns_.size();
  low_[chosen] = -kNoBound;
  high_[chosen] = kNoBound;
  // What passes the other windows, along this column.
  struct Passing {
    double value = 0, signal = 0, background = 0;
  };
  std::vector<Passing> passing;
  for (std::size_t i = 0; i < training.size(); ++i) {
    const double* x = training.X.row(static_cast<std::ptrdiff_t>(i));
    bool passes = true;
    for (std::size_t j = 0; j < columns_.size() && passes; ++j)
      passes = x[columns_[j]] >= low_[j] && x[columns_[j]] <= high_[j];
    const bool is_signal = training.labels[i] == 1;
    if (passes) passing.push_back({x[columns_[chosen]], is_signal ? weights[i] : 0, is_signal ? 0 : weights[i]});
  }
  std::stable_sort(passing.begin(), passing.end(),
                   [](const Passing& a, const Passing& b) { return a.value < b.value; });
  // Edges at equal shares of these events; sums below each edge.
  std::vector<double> edges{-kNoBound}, signal{0}, background{0};
  double s = 0, b = 0;
  for (std::size_t i = 0, next = 1; i < passing.size(); ++i) {
    if (i == next * passing.size() / kEdges) {
      ++next;
      if (passing[i].value > edges.back() && i > 0) {
        edges.push_back(0.5 * (passing[i - 1].value + passing[i].value));
        signal.push_back(s);
        background.push_back(b);
      }
    }
    s += passing[i].signal;
    b += passing[i].background;
  }
  edges.push_back(kNoBound);
  signal.push_back(s);
  background.push_back(b);
  double best = -1;
  for (std::size_t from = 0; from < edges.size(); ++from)
    for (std::size_t to = edges.size(); to-- > from + 1;) {
      const double kept = std::max(0.0, signal[to] - signal[from]);
      const double found =
          metrics::median_significance(kept, std::max(0.0, background[to] - background[from]), kWindowRegularisation)
              .value;
      if (!(found > best * (1 + 1e-9))) continue;
      best = found;
      low_[chosen] = edges[from];
      high_[chosen] = edges[to];
    }
}

Contest::Contest(const EventData& data, const LearnerSettings& settings, const Rng& rng)
    : bag_(static_cast<std::size_t>(settings.bagged)) {
  for (const auto& [set, id, label] : kFeatureSetNames) {
    const Rng own = rng.split(id);
    trees_.emplace_back(data.training(), data.columns_of(set), settings, own.split("trees"));
    NetworkLearner first(data, data.columns_of(set), settings, own.split("network"));
    if (bag_ > 1) first.draw_with_repetition(own.split("bag"));
    std::vector<NetworkLearner> others;
    for (std::size_t k = 1; k < bag_; ++k)
      others.emplace_back(first, settings, own.split("network").split(std::uint64_t{k}));
    networks_.push_back(std::move(first));
    for (NetworkLearner& other : others) networks_.push_back(std::move(other));
  }
}

void Contest::step(double learning_rate, double decorrelation) {
  for (TreesLearner& trees : trees_) trees.step();
  for (NetworkLearner& network : networks_) network.step(learning_rate, decorrelation);
}

bool Contest::is_finite() const {
  return std::all_of(networks_.begin(), networks_.end(), [](const NetworkLearner& n) { return n.is_finite(); });
}

void Contest::score(const EventData& data, Scored& scored, std::optional<FeatureSet> only) const {
  const Events& events = data.test();
  for (std::size_t set = 0; set < kFeatureSets; ++set) {
    if (only && set != static_cast<std::size_t>(*only)) continue;
    std::vector<double>& F = scored.F[set];
    const int first = F.empty() ? 0 : scored.stages;
    F.resize(events.size());
    trees_[set].add_stages(events, scored.scale, data, first, F);
    for (std::vector<double>& score : scored.score[set]) score.resize(events.size());
    std::vector<double>& of_trees = scored.score[set][static_cast<std::size_t>(Method::trees)];
    for (std::size_t i = 0; i < F.size(); ++i) of_trees[i] = math::sigmoid(F[i]);
    std::vector<double>& of_bag = scored.score[set][static_cast<std::size_t>(Method::network)];
    networks_[set * bag_].write_scores(events, scored.scale, data, of_bag);
    if (bag_ == 1) continue;
    std::vector<double> of_one(of_bag.size());
    for (std::size_t k = 1; k < bag_; ++k) {
      networks_[set * bag_ + k].write_scores(events, scored.scale, data, of_one);
      for (std::size_t i = 0; i < of_one.size(); ++i) of_bag[i] += of_one[i];
    }
    for (double& score : of_bag) score /= static_cast<double>(bag_);
  }
  scored.stages = trees_.front().stages();
}

}  // namespace lectern::collider
