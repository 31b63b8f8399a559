#include "core/experiments/hyperoptimisation/gluon_task.h"

#include <algorithm>
#include <numeric>

#include "core/lab/panel.h"

namespace lectern {
namespace {

constexpr double kLearnedShare = 0.8;
constexpr int kFreshMeasurements = 200;
constexpr std::array kPreprocessingIds{"none", "log", "full"};

std::array<ClosureProblem, 3> problems_of(int measurements) {
  std::array<ClosureProblem, 3> problems;
  for (const Preprocessing one : {Preprocessing::none, Preprocessing::log, Preprocessing::full}) {
    ClosureSettings settings;
    settings.level = ClosureLevel::noise;
    settings.n = measurements;
    settings.preprocessing = one;
    problems[static_cast<std::size_t>(one)] = make_problem(settings, first_cut(settings));
  }
  return problems;
}

// χ² a measurement.
double chi_squared(std::span<const double> values, std::span<const double> measured, std::span<const double> errors) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double pull = (values[i] - measured[i]) / errors[i];
    sum += pull * pull;
  }
  return sum / static_cast<double>(values.size());
}

double cost_of_constant(std::span<const double> measured, std::span<const double> errors) {
  double weights = 0, sum = 0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    weights += 1 / (errors[i] * errors[i]);
    sum += measured[i] / (errors[i] * errors[i]);
  }
  return chi_squared(std::vector<double>(measured.size(), sum / weights), measured, errors);
}

}  // namespace

GluonTask::GluonTask(int measurements, int folds, int epochs, std::uint64_t seed, std::uint64_t data_seed)
    : measurements_(measurements),
      epochs_(epochs),
      seed_(seed),
      data_seed_(data_seed),
      given_(problems_of(measurements)),
      fresh_(problems_of(kFreshMeasurements)) {
  const Streams streams(seed, data_seed);
  const ClosureProblem& law = given_[0];
  const std::vector<double> measured =
      measured_observables(law, ClosureLevel::noise, streams.data_rng("experiments").split(0).split("noise"));
  sample_ =
      replica_sample(law, ClosureLevel::noise, measured, kLearnedShare, streams.rng("replicas").split(0).split(0));
  fresh_measured_ = measured_observables(fresh_[0], ClosureLevel::noise, streams.data_rng("fresh"));
  guess_ = cost_of_constant(measured, law.errors);
  std::vector<std::size_t> order(law.measured);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng fold_rng = streams.data_rng("folds");
  fold_rng.shuffle(std::span<std::size_t>(order));
  folds_.assign(static_cast<std::size_t>(folds), std::vector(law.measured, nn::ObservableFit::Part::training));
  for (std::size_t i = 0; i < order.size(); ++i)
    folds_[i % folds_.size()][order[i]] = nn::ObservableFit::Part::validation;
}

nn::ObservableFit GluonTask::begin(const Configuration& configuration, int start,
                                   std::optional<std::size_t> fold) const {
  const Streams streams(seed_, data_seed_);
  const Rng weights = start == 0 ? streams.rng("replicas").split(0).split(0)
                                 : streams.rng("restarts").split(static_cast<std::uint64_t>(start - 1));
  const nn::ObservableFit::Spec spec{.hidden = configuration.width,
                                     .stopping = nn::StoppingRule::early,
                                     .patience = configuration.patience};
  if (!fold) return make_closure_fit(problem(configuration), sample_, spec, weights);
  ClosureSample sample = sample_;
  sample.parts = folds_[*fold];
  return make_closure_fit(problem(configuration), sample, spec, weights);
}

double GluonTask::cost_of_epoch(const Configuration& configuration) const {
  constexpr double kOfEachEpoch = 5000;  // however small the network is
  return kOfEachEpoch + 26.0 * measurements_ * configuration.width;
}

void GluonTask::write_values(const nn::Network<float>& network, ConstMatrixView<float> inputs,
                             std::span<const double> factors, std::vector<double>& values) const {
  nn::Pass<float> pass;
  network.evaluate(pass, inputs);
  values.resize(static_cast<std::size_t>(inputs.rows));
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = factors[k] * static_cast<double>(pass.output().data[k]);
}

double GluonTask::test_cost(const Configuration& configuration, const nn::Network<float>& network) const {
  const ClosureProblem& law = fresh_[static_cast<std::size_t>(configuration.preprocessing)];
  std::vector<double> factors(law.places.size()), values;
  write_factors(law, sample_, law.places, factors);
  write_values(network, law.observables.places, factors, values);
  return chi_squared(values, fresh_measured_, law.errors);
}

void GluonTask::write_curve(const Configuration& configuration, const nn::Network<float>& network,
                            std::vector<double>& values) const {
  const ClosureProblem& law = problem(configuration);
  write_values(network, law.look, look_factors(law, sample_), values);
  values.resize(law.grid.size());
}

void GluonTask::write_link(const Configuration& configuration, std::string& out) const {
  const auto add = [&out](const char* name, double value, int digits = 0) {
    out.append("&").append(name).append("=");
    out += number_in_words(value, digits);
  };
  out.append("?level=noise&preprocessing=")
      .append(kPreprocessingIds[static_cast<std::size_t>(configuration.preprocessing)]);
  add("n", measurements_);
  add("hidden", configuration.width);
  add("learning_rate", configuration.learning_rate, 2);
  add("train_fraction", kLearnedShare);
  out += "&stopping=early";
  add("patience", configuration.patience);
  add("epochs", epochs_);
  out += "&replicas=2&experiments=1";
  add("restarts", std::max(configuration.start, 1));
  add("seed", static_cast<double>(seed_));
  add("data_seed", static_cast<double>(data_seed_));
}

}  // namespace lectern
