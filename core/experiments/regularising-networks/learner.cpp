#include "core/experiments/regularising-networks/learner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/math/sums.h"
#include "core/ml/nn/mlp.h"
#include "core/parts/layer_picture.h"

namespace lectern::regularising {
namespace {

constexpr int kBatchSize = 32;
constexpr int kShareOfFew = 3;  // every so many-th example
constexpr std::int64_t kNeverStops = 1'000'000'000;

}  // namespace

Result<Learner> Learner::make(const Plan& plan, int classes, const Rng& weights, const Rng& training) {
  const nn::OutputCode code = nn::OutputCode::classification(classes, nn::Objective::cross_entropy);
  const nn::MlpSpec spec{.widths = plan.layers,
                         .activation = plan.activation,
                         .initialisation = {nn::InitialisationKind::glorot_normal},
                         .dropout = plan.dropout,
                         .outputs = code.outputs()};
  Result<nn::Network<float>> network =
      nn::Network<float>::build({std::ssize(plan.features), 1, 1}, nn::mlp_layers(spec));
  if (!network) return Error{network.error()};
  network->initialise(weights);
  nn::OptimizerSpec optimizer = nn::optimizer_spec(nn::DescentRule::adam, plan.learning_rate, 0);
  optimizer.l2 = plan.l2;
  return Learner(plan, nn::SupervisedTraining(std::move(*network), code, optimizer, kBatchSize,
                                              {nn::StoppingRule::never, kNeverStops, kNeverStops}, training, nullptr));
}

nn::Examples Learner::encoded(const data::Dataset& set, std::span<const int> rows) const {
  Matrix<float> places(std::ssize(rows), set.X.cols());
  std::vector<int> labels;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(set.X.row(rows[i]), set.X.cols(), places.row(static_cast<std::ptrdiff_t>(i)));
    labels.push_back(set.labels[static_cast<std::size_t>(rows[i])]);
  }
  nn::Examples examples;
  map_features(places, plan_.features, examples.X);
  training_.code().encode(labels, examples.T);
  return examples;
}

bool Learner::takes(int row) const {
  if (plan_.few_samples) return row % kShareOfFew == 0;
  if (plan_.replica == 0 || !halves_) return true;
  Rng own = halves_->split(static_cast<std::uint64_t>(plan_.replica)).split(static_cast<std::uint64_t>(row));
  return own.uniform() < 0.5;
}

void Learner::set_data(const PlanarData& data) {
  const auto n = static_cast<int>(data.training().size()), drawn = static_cast<int>(data.training_drawn());
  used_.clear();
  for (int i = 0; i < n; ++i)
    if (i >= n - drawn || takes(i)) used_.push_back(i);
  std::vector<int> all(static_cast<std::size_t>(data.validation().size()));
  std::iota(all.begin(), all.end(), 0);
  validation_ = Shared(encoded(data.validation(), all));
  training_.set_validation_data(validation_);
  training_.set_training_data(Shared(encoded(data.training(), used_)));
  record();
}

void Learner::tune(double learning_rate, double l2) {
  training_.optimizer().learning_rate = learning_rate;
  training_.optimizer().l2 = l2;
}

void Learner::record() {
  const nn::Fit &learned = training_.training_fit(), &held_out = training_.validation_fit();
  history_.record(static_cast<double>(epochs_),
                  std::array{learned.loss, held_out.loss, learned.agreement, held_out.agreement});
}

void Learner::epoch() {
  if (finished() || !has_data()) return;
  do {
    const std::int64_t before = training_.steps();
    training_.step();
    if (training_.steps() == before) return;
  } while (!training_.checked() && !training_.diverged());
  if (training_.diverged()) return;
  ++epochs_;
  if (training_.has_validation())
    ladder_.check(training_.validation_fit().loss, std::as_const(training_.network()).parameters());
  record();
}

void Learner::with(std::span<const float> parameters, std::optional<nn::Network<float>>& other) const {
  if (!other || other->parameters().size() != parameters.size()) other = training_.network();
  std::copy(parameters.begin(), parameters.end(), other->parameters().begin());
}

nn::Fit Learner::validation_fit(const nn::Network<float>& network, ThreadPool& pool) const {
  if (validation_->size() == 0) return {};
  scores_->resize(validation_->size(), training_.code().outputs());
  network.predict(*pass_, validation_->X, *scores_, &pool);
  return {training_.code().cost(*scores_, validation_->T, {}), training_.code().agreement(*scores_, validation_->T)};
}

std::optional<std::size_t> Learner::last_hidden() const {
  const nn::Network<float>& network = training_.network();
  for (std::size_t i = network.layer_count() - 1; i-- > 0;)
    if (is_dense(network, i)) return i;
  return {};
}

std::optional<ConstMatrixView<float>> Learner::hidden_activations(ThreadPool& pool) const {
  const std::optional<std::size_t> hidden = last_hidden();
  if (!hidden || !has_data()) return {};
  training_.network().evaluate(*hidden_pass_, training_.training_inputs(), &pool);
  return hidden_pass_->activations(answers_of(training_.network(), *hidden));
}

void Learner::without_unit(std::ptrdiff_t unit, std::optional<nn::Network<float>>& other) const {
  with(training_.network().parameters(), other);
  const std::size_t last = other->layer_count() - 1;
  const std::span<float> weights = other->weights(last);
  const std::size_t outputs = other->biases(last).size(), units = weights.size() / outputs;
  for (std::size_t k = 0; k < outputs; ++k) weights[k * units + static_cast<std::size_t>(unit)] = 0;
}

double Learner::cost_of_a_unit(ThreadPool& pool) const {
  const std::optional<std::size_t> hidden = last_hidden();
  if (!hidden || validation_->size() == 0) return NAN;
  const auto units = static_cast<std::ptrdiff_t>(training_.network().biases(*hidden).size());
  const double before = validation_fit(training_.network(), pool).loss;
  double sum = 0;
  for (std::ptrdiff_t unit = 0; unit < units; ++unit) {
    without_unit(unit, *thinned_);
    sum += std::fabs(validation_fit(**thinned_, pool).loss - before);
  }
  return sum / static_cast<double>(units);
}

double Learner::weight_norm() const {
  double sum = 0;
  for (std::size_t i = 0; i < training_.network().layer_count(); ++i)
    sum += math::sum_of_squares(training_.network().weights(i));
  return std::sqrt(sum);
}

}  // namespace lectern::regularising
