#include "core/parts/closure_problem.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/quadrature.h"
#include "core/physics/energy_loss.h"
#include "core/physics/gluon_law.h"

namespace lectern {
namespace {

constexpr double kLogOfTen = 2.302585092994046;
constexpr double kLargestX = 0.8;         // of a measurement
constexpr double kLargestInput_eV = 2.4;  // an energy that the network sees as 1
constexpr int kGrid = 121;                // places of the picture
constexpr int kRule = 32;                 // nodes of the momentum integral
constexpr int kNodes = 48;                // at which integrals see the law
constexpr double kSumRuleError = 0.001;   // with which the momentum is imposed
constexpr double kFarEndError = 0.3;      // of ln counts where the peak has died
constexpr double kGluonScale = 2, kLogCountsScale = 5, kCountsScale = 2e6;

double ten_to_the(double exponent) { return math::exp(kLogOfTen * exponent); }

struct InputMap {
  bool takes_log;
  double low, high;
  float operator()(double place) const {
    const double value = takes_log ? math::log(place) : place;
    return static_cast<float>(2 * (value - low) / (high - low) - 1);
  }
};

void set_inputs(Matrix<float>& inputs, const std::vector<double>& places, const InputMap& map) {
  inputs.resize(static_cast<std::ptrdiff_t>(places.size()), 1);
  for (std::size_t i = 0; i < places.size(); ++i) inputs.data()[i] = map(places[i]);
}

// F(x) = ∫_x^1 dξ [ξ² + (1 − ξ)²] G(x/ξ), with G linear between nodes in ln z. With ξ = x/z: dξ = ξ d(−ln z).
//   response  one number a node, accumulated
void add_splitting_response(double x, double low, double spacing, double* response) {
  const double start = math::log(x);
  for (int k = 0; k + 1 < kNodes; ++k) {
    const double from = std::max(low + spacing * k, start), to = k + 2 == kNodes ? 0.0 : low + spacing * (k + 1);
    if (!(from < to)) continue;
    const math::Quadrature rule = math::gauss_legendre(4, from, to);
    for (std::size_t q = 0; q < rule.nodes.size(); ++q) {
      const double xi = x * math::exp(-rule.nodes[q]), share = (rule.nodes[q] - (low + spacing * k)) / spacing;
      const double weight = rule.weights[q] * xi * physics::gluon_splitting(xi);
      response[k] += weight * (1 - share);
      response[k + 1] += weight * share;
    }
  }
}

void set_gluon_grid(ClosureProblem& problem) {
  constexpr double kHighest = -0.01;
  for (int i = 0; i < kGrid; ++i) {
    problem.grid.push_back(kLeastLogX + (kHighest - kLeastLogX) * i / (kGrid - 1));
    problem.grid_places.push_back(ten_to_the(problem.grid.back()));
    problem.grid_truth.push_back(physics::gluon_momentum_density(problem.grid_places.back()));
  }
  const math::Quadrature rule = math::gauss_legendre(kRule, kLogOfTen * kLeastLogX, 0);
  for (std::size_t q = 0; q < rule.nodes.size(); ++q) {
    problem.rule_places.push_back(math::exp(rule.nodes[q]));
    problem.rule_weights.push_back(rule.weights[q] * problem.rule_places.back());  // dx = x d(ln x)
  }
}

// Rows of the observables' matrix beyond those measured directly.
void make_gluon(const ClosureSettings& settings, double cut, ClosureProblem& problem) {
  set_gluon_grid(problem);
  const double low = kLogOfTen * cut, high = math::log(kLargestX);
  const auto n = static_cast<std::size_t>(settings.n);
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = math::exp(low + (high - low) * static_cast<double>(i) / (settings.n - 1));
  const bool integrals = settings.observed == Observed::integrals;
  const double spacing = -low / (kNodes - 1);
  if (integrals) {
    for (int k = 0; k < kNodes; ++k) problem.places.push_back(k + 1 == kNodes ? 1.0 : math::exp(low + spacing * k));
  } else {
    problem.places = x;
  }
  const std::size_t laws = problem.places.size();
  if (settings.sum_rule)
    problem.places.insert(problem.places.end(), problem.rule_places.begin(), problem.rule_places.end());
  nn::LinearObservables& observables = problem.observables;
  observables.direct = integrals ? 0 : settings.n;
  observables.responses.resize((integrals ? settings.n : 0) + (settings.sum_rule ? 1 : 0),
                               static_cast<std::ptrdiff_t>(problem.places.size()));
  std::fill_n(observables.responses.data(), observables.responses.rows() * observables.responses.cols(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    problem.at.push_back(math::log(x[i]) / kLogOfTen);
    auto [truth, error] = physics::gluon_measurement(x[i]);
    if (integrals) {
      double* response = observables.responses.row(static_cast<std::ptrdiff_t>(i));
      add_splitting_response(x[i], low, spacing, response);
      double sum = 0;
      for (std::size_t k = 0; k < laws; ++k) sum += response[k] * physics::gluon_momentum_density(problem.places[k]);
      error *= sum / truth;
      truth = sum;
    }
    problem.truth.push_back(truth);
    problem.errors.push_back(error);
  }
  problem.measured = n;
  if (settings.sum_rule) {
    std::copy(problem.rule_weights.begin(), problem.rule_weights.end(),
              observables.responses.row(observables.responses.rows() - 1) + laws);
    problem.truth.push_back(physics::kGluonMomentumFraction);
    problem.errors.push_back(kSumRuleError);
  }
  problem.has_factor = settings.preprocessing == Preprocessing::full;
  problem.scale = kGluonScale;
  const InputMap map = settings.preprocessing == Preprocessing::none ? InputMap{false, ten_to_the(cut), kLargestX}
                                                                     : InputMap{true, low, high};
  set_inputs(observables.places, problem.places, map);
  std::vector<double> look = problem.grid_places;
  look.insert(look.end(), problem.rule_places.begin(), problem.rule_places.end());
  set_inputs(problem.look, look, map);
}

void make_zero_loss(const ClosureSettings& settings, double cut, ClosureProblem& problem) {
  const auto add = [&](double energy, double counts, double error_of_log) {
    problem.places.push_back(energy);
    problem.truth.push_back(settings.fits_log ? math::log(counts) : counts);
    problem.errors.push_back(settings.fits_log ? error_of_log : error_of_log * counts);
  };
  for (int i = 0; i < kGrid; ++i) {
    const double energy = kGreatestEnergy_eV * i / (kGrid - 1), counts = physics::zero_loss_counts(energy);
    problem.grid.push_back(energy);
    problem.grid_truth.push_back(settings.fits_log ? math::log(counts) : counts);
  }
  problem.grid_places = problem.grid;
  for (int i = 0; i < settings.n; ++i) {
    const double energy = kGreatestEnergy_eV * i / (settings.n - 1);
    if (energy > cut) break;
    const double counts = physics::zero_loss_counts(energy) + physics::inelastic_counts(energy, settings.gap_eV);
    problem.at.push_back(energy);
    add(energy, counts, physics::counts_error(counts) / counts);
  }
  problem.measured = problem.at.size();
  constexpr int kFarEndBins = 6;
  for (int i = 0; settings.far_end && i < kFarEndBins; ++i)
    add(kFarEnd_eV + (kGreatestEnergy_eV - kFarEnd_eV) * i / (kFarEndBins - 1), physics::kDarkCounts, kFarEndError);
  problem.observables.direct = static_cast<std::ptrdiff_t>(problem.places.size());
  problem.is_logarithmic = settings.fits_log;
  problem.scale = settings.fits_log ? kLogCountsScale : kCountsScale;
  const InputMap map{false, 0, kLargestInput_eV};
  set_inputs(problem.observables.places, problem.places, map);
  set_inputs(problem.look, problem.grid_places, map);
}

}  // namespace

double ClosureProblem::factor(double place, double alpha, double beta) const {
  if (!has_factor) return scale;
  // The largest x of a node is 1, where the law vanishes.
  return place < 1 ? scale * math::exp(beta * math::log1p(-place) - alpha * math::log(place)) : 0;
}

bool ClosureProblem::has_data_at(double shown) const {
  if (task == ClosureTask::gluon) return shown >= cut && shown <= at.back();
  return shown <= cut;
}

bool ClosureProblem::is_beyond(double shown) const {
  return task == ClosureTask::gluon ? shown < cut : shown > cut && shown < kFarEnd_eV;
}

double ClosureProblem::shown_value(double fitted) const { return is_logarithmic ? math::exp(fitted) : fitted; }

ClosureProblem make_problem(const ClosureSettings& settings, double cut) {
  ClosureProblem problem;
  problem.task = settings.task;
  problem.cut = cut;
  if (settings.task == ClosureTask::gluon)
    make_gluon(settings, cut, problem);
  else
    make_zero_loss(settings, cut, problem);
  for (const double error : problem.errors) problem.observables.inverse_errors.push_back(1 / error);
  return problem;
}

double clamped_cut(ClosureTask task, double cut) {
  return task == ClosureTask::gluon ? std::clamp(cut, kLeastLogX, -1.0) : std::clamp(cut, 0.3, 3.0);
}

double first_cut(const ClosureSettings& settings) {
  return settings.task == ClosureTask::gluon ? math::log(settings.x_min) / kLogOfTen : settings.window_eV;
}

}  // namespace lectern
