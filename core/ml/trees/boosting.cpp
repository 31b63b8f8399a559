#include "core/ml/trees/boosting.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math/elementary.h"
#include "core/ml/trees/tree_arrays.h"

namespace lectern::trees {
namespace {

constexpr double kLeastError = 1e-10;
constexpr double kFlat = 1e-150;  // a smaller curvature gives no Newton step
constexpr double kStumpTie = 1e-14;

void normalise(std::span<double> weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
}

void softmax(std::span<const double> F, std::span<double> shares) {
  const double most = *std::max_element(F.begin(), F.end());
  double sum = 0;
  for (std::size_t k = 0; k < F.size(); ++k) sum += shares[k] = math::exp(F[k] - most);
  for (double& share : shares) share /= sum;
}

}  // namespace

double samme_alpha(double error, int classes) {
  return math::log((1 - error) / error) + math::log(static_cast<double>(classes - 1));
}

double weighted_error(std::span<const double> weights, const std::vector<bool>& is_wrong) {
  double wrong = 0, all = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    all += weights[i];
    if (is_wrong[i]) wrong += weights[i];
  }
  return wrong / all;
}

void raise_weights(std::span<double> weights, const std::vector<bool>& is_wrong, double alpha) {
  const double factor = math::exp(alpha);
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (is_wrong[i]) weights[i] *= factor;
  normalise(weights);
}

AdaBoost::AdaBoost(int rows, int classes, double learning_rate)
    : weights_(at(rows), 1.0 / rows),
      scores_(at(rows) * at(classes), 0.0),
      classes_(classes),
      learning_rate_(learning_rate) {}

bool AdaBoost::step(TreeGrower& grower, std::span<const int> labels, const TreeOptions& options) {
  if (is_perfect_) return false;
  TreeTarget target;
  target.labels = labels;
  target.classes = classes_;
  target.weights = weights_;
  Round round;
  round.tree = grower.grow(target, options);
  std::vector<bool> is_wrong(labels.size());
  std::vector<int> told(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    told[i] = static_cast<int>(round.tree.nodes()[at(grower.leaf_of_rows()[i])].value);
    is_wrong[i] = told[i] != labels[i];
  }
  round.error = weighted_error(weights_, is_wrong);
  if (round.error >= 1 - 1.0 / classes_) return false;
  is_perfect_ = round.error <= kLeastError;
  round.alpha = learning_rate_ * samme_alpha(std::max(round.error, kLeastError), classes_);
  if (!is_perfect_) raise_weights(weights_, is_wrong, round.alpha);
  for (std::size_t i = 0; i < labels.size(); ++i) scores_[i * at(classes_) + at(told[i])] += round.alpha;
  rounds_.push_back(std::move(round));
  return true;
}

void AdaBoost::scores(std::span<const double> x, std::span<double> scores, std::size_t rounds) const {
  std::fill(scores.begin(), scores.end(), 0.0);
  for (std::size_t t = 0; t < std::min(rounds, rounds_.size()); ++t)
    scores[static_cast<std::size_t>(rounds_[t].tree.predict(x))] += rounds_[t].alpha;
}

double AdaBoost::training_error(std::span<const int> labels) const {
  const std::size_t width = at(classes_);
  int wrong = 0;
  for (std::size_t i = 0; i < labels.size(); ++i)
    wrong += argmax(std::span(scores_).subspan(i * width, width)) != labels[i] ? 1 : 0;
  return static_cast<double>(wrong) / static_cast<double>(labels.size());
}

SignStump best_sign_stump(const SortedInputs& inputs, std::span<const int> y, std::span<const double> weights) {
  SignStump best;
  double negative = 0, all = 0;  // what the labels −1 weigh: the error of predicting +1 everywhere
  for (std::size_t i = 0; i < y.size(); ++i) {
    all += weights[i];
    if (y[i] < 0) negative += weights[i];
  }
  for (int feature = 0; feature < inputs.features(); ++feature) {
    const std::span<const SortedInputs::Entry> order = inputs.order(feature);
    const std::span<const double> values = inputs.values(feature);
    double error = negative;  // of polarity +1: −1 up to the threshold, +1 above
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      error += y[order[i].row] > 0 ? weights[order[i].row] : -weights[order[i].row];
      if (order[i].rank == order[i + 1].rank) continue;
      const double low = values[order[i].rank], high = values[order[i + 1].rank], middle = 0.5 * low + 0.5 * high;
      for (const int polarity : {1, -1}) {
        const double here = polarity > 0 ? error : all - error;
        if (best.feature >= 0 && !(here < best.error - kStumpTie)) continue;
        best = {feature, middle < high ? middle : low, polarity, here};
      }
    }
  }
  return best;
}

SignRound discrete_adaboost_round(std::span<const int> y, std::span<const int> h, std::span<double> weights) {
  SignRound round;
  for (std::size_t i = 0; i < y.size(); ++i)
    if (y[i] != h[i]) round.error += weights[i];
  round.alpha = 0.5 * math::log((1 - round.error) / round.error);
  const double up = math::exp(round.alpha), down = math::exp(-round.alpha);
  for (std::size_t i = 0; i < y.size(); ++i) weights[i] *= y[i] == h[i] ? down : up;
  normalise(weights);
  return round;
}

namespace {

double weight_of(const TreeTarget& target, std::size_t row) { return target.weights.empty() ? 1 : target.weights[row]; }

double total_weight(const TreeTarget& target, std::size_t n) {
  if (target.weights.empty()) return static_cast<double>(n);
  double total = 0;
  for (const double weight : target.weights) total += weight;
  return total;
}

}  // namespace

GradientBoosting::GradientBoosting(const TreeTarget& target, const BoostingOptions& options)
    : options_(options), width_(options.loss == BoostingLoss::multinomial ? target.classes : 1) {
  options_.tree.criterion = Criterion::squared_error;
  const std::size_t n = target.is_regression() ? target.y.size() : target.labels.size();
  const double total = total_weight(target, n);
  if (options.loss == BoostingLoss::squared_error) {
    const double base = target.y[0];
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += weight_of(target, i) * (target.y[i] - base);
    init_ = {base + sum / total};
  } else {
    std::vector<double> shares(at(target.classes), 0.0);
    for (std::size_t i = 0; i < n; ++i) shares[at(target.labels[i])] += weight_of(target, i) / total;
    if (options.loss == BoostingLoss::log_loss) {
      init_ = {math::log(shares[1] / shares[0])};
    } else {
      for (const double share : shares) init_.push_back(math::log(share));
    }
  }
  F_.reserve(n * init_.size());
  for (std::size_t i = 0; i < n; ++i) F_.insert(F_.end(), init_.begin(), init_.end());
}

std::vector<double> GradientBoosting::residuals(const TreeTarget& target) const {
  const std::size_t width = at(width_), n = F_.size() / width;
  std::vector<double> r(F_.size());
  if (options_.loss == BoostingLoss::squared_error) {
    for (std::size_t i = 0; i < n; ++i) r[i] = target.y[i] - F_[i];
  } else if (options_.loss == BoostingLoss::log_loss) {
    math::sigmoid(F_, r);
    for (std::size_t i = 0; i < n; ++i) r[i] = target.labels[i] - r[i];
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      const std::span<double> shares = std::span(r).subspan(i * width, width);
      softmax(std::span(F_).subspan(i * width, width), shares);
      for (std::size_t k = 0; k < width; ++k) shares[k] = (at(target.labels[i]) == k ? 1.0 : 0.0) - shares[k];
    }
  }
  return r;
}

// For squared errors a leaf's mean is its value already.
void GradientBoosting::set_leaf_values(DecisionTree& tree, std::span<const int> leaf_of_rows,
                                       std::span<const double> residuals, std::span<const double> weights,
                                       std::size_t column) const {
  if (options_.loss == BoostingLoss::squared_error) return;
  std::vector<double> up(tree.nodes().size(), 0.0), down(up.size(), 0.0);
  const std::size_t width = at(width_);
  for (std::size_t i = 0; i < leaf_of_rows.size(); ++i) {
    if (leaf_of_rows[i] < 0) continue;
    // |r| is p or 1 − p.
    const double r = residuals[i * width + column], size = std::abs(r);
    const double weight = weights.empty() ? 1 : weights[i];
    up[at(leaf_of_rows[i])] += weight * r;
    down[at(leaf_of_rows[i])] += weight * (size * (1 - size));
  }
  const double factor = width_ > 1 ? (width_ - 1.0) / width_ : 1.0;
  for (std::size_t node = 0; node < up.size(); ++node) {
    if (!tree.nodes()[node].is_leaf()) continue;
    tree.set_value(static_cast<int>(node), down[node] < kFlat ? 0.0 : factor * up[node] / down[node]);
  }
}

void GradientBoosting::step(TreeGrower& grower, ConstMatrixView<double> X, const TreeTarget& target, Rng& rng) {
  const std::size_t width = at(width_), n = F_.size() / width;
  const std::vector<double> all = residuals(target);
  std::vector<int> counts;
  if (options_.subsample < 1) {
    std::vector<int> order(n);
    std::iota(order.begin(), order.end(), 0);
    rng.shuffle(std::span(order));
    counts.assign(n, 0);
    const auto kept = std::max<std::size_t>(1, static_cast<std::size_t>(options_.subsample * static_cast<double>(n)));
    for (std::size_t i = 0; i < kept; ++i) counts[at(order[i])] = 1;
  }
  std::vector<double> column(width > 1 ? n : 0);
  for (std::size_t k = 0; k < width; ++k) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = all[i * width + k];
    TreeTarget stage;
    stage.y = width > 1 ? std::span<const double>(column) : std::span<const double>(all);
    stage.counts = counts;
    stage.weights = target.weights;
    DecisionTree tree = grower.grow(stage, options_.tree);
    const std::span<const int> leaves = grower.leaf_of_rows();
    set_leaf_values(tree, leaves, all, target.weights, k);
    for (std::size_t i = 0; i < n; ++i) {
      const double value =
          leaves[i] >= 0 ? tree.nodes()[at(leaves[i])].value
                         : tree.predict({X.row(static_cast<std::ptrdiff_t>(i)), static_cast<std::size_t>(X.cols)});
      F_[i * width + k] += options_.learning_rate * value;
    }
    trees_.push_back(std::move(tree));
  }
}

void GradientBoosting::add_stage(std::span<const double> x, std::span<double> F, int stage) const {
  for (int k = 0; k < width_; ++k) F[at(k)] += options_.learning_rate * trees_[at(stage * width_ + k)].predict(x);
}

void GradientBoosting::raw(std::span<const double> x, std::span<double> F, int stages) const {
  std::copy(init_.begin(), init_.end(), F.begin());
  for (int stage = 0; stage < std::min(stages, this->stages()); ++stage) add_stage(x, F, stage);
}

double GradientBoosting::loss(const TreeTarget& target, std::span<const double> F) const {
  const std::size_t width = at(width_), n = F.size() / width;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double weight = weight_of(target, i);
    if (options_.loss == BoostingLoss::squared_error) {
      sum += weight * ((target.y[i] - F[i]) * (target.y[i] - F[i]));
    } else if (options_.loss == BoostingLoss::log_loss) {
      sum += weight * math::softplus(target.labels[i] == 1 ? -F[i] : F[i]);
    } else {
      const std::span<const double> row = F.subspan(i * width, width);
      const double most = *std::max_element(row.begin(), row.end());
      double total = 0;
      for (const double f : row) total += math::exp(f - most);
      sum += weight * (math::log(total) + most - row[at(target.labels[i])]);
    }
  }
  return sum / total_weight(target, n);
}

void class_shares(BoostingLoss loss, std::span<const double> F, std::span<double> shares) {
  if (loss == BoostingLoss::multinomial) return softmax(F, shares);
  shares[1] = math::sigmoid(F[0]);
  shares[0] = math::sigmoid(-F[0]);
}

}  // namespace lectern::trees
