// Family 14_measurement.

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "core/math/linear_algebra.h"
#include "core/ml/density/mahalanobis.h"
#include "core/ml/density/rejection_abc.h"
#include "core/ml/linear/gaussian_posterior.h"
#include "core/ml/metrics/autocorrelation.h"
#include "core/ml/metrics/calibration.h"
#include "core/ml/metrics/correlated_chi_squared.h"
#include "core/ml/metrics/discovery.h"
#include "core/ml/metrics/rank_statistics.h"
#include "core/ml/metrics/replica_band.h"
#include "core/ml/metrics/sample_coverage.h"
#include "core/ml/metrics/temperature_scaling.h"
#include "core/physics/chirp.h"
#include "core/physics/collider.h"
#include "core/physics/detector_noise.h"
#include "core/physics/ising_observables.h"
#include "core/physics/matched_filter.h"
#include "core/physics/parton_sum_rules.h"
#include "core/physics/spin_lattice.h"
#include "tests/reference/ising_lattice.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json reliability(const Case& c) {
  const std::vector<std::int32_t> truth = c.integers("y", 0, 2);
  const std::vector<double> p = c.tensor<double>("probability", {std::ptrdiff_t(truth.size())}).values;
  const double bins = c.number("n_bins");
  require(bins >= 1 && bins <= 100000, "`n_bins` is out of range");
  const std::string binning = c.text("binning");
  require(binning == "uniform" || binning == "quantile", "there is no binning `" + binning + "`");
  const metrics::Reliability found =
      metrics::reliability(truth, p, static_cast<int>(bins),
                           binning == "uniform" ? metrics::Binning::uniform : metrics::Binning::quantile);
  return {{"bin_count", found.count},
          {"bin_confidence", found.confidence},
          {"bin_frequency", found.frequency},
          {"ece", found.expected_error},
          {"mce", found.largest_error},
          {"brier", found.brier},
          {"brier_reliability", found.reliability},
          {"brier_resolution", found.resolution},
          {"brier_uncertainty", found.uncertainty}};
}

Json autocorrelation_time(const Case& c) {
  const Tensor<double> x = c.tensor<double>("x");
  const double lags = c.number("max_lag");
  require(x.size() >= 1 && lags >= 1 && lags <= 100000, "`x` or `max_lag` is out of range");
  const std::string normalisation = c.text("normalisation");
  require(normalisation == "n" || normalisation == "n-t", "there is no normalisation `" + normalisation + "`");
  metrics::Autocorrelation found;
  metrics::autocorrelation({x.data(), 1, x.size()},
                           {.window_factor = c.number("c"),
                            .most_lags = static_cast<int>(lags),
                            .normalisation = normalisation == "n" ? metrics::LagNormalisation::all
                                                                  : metrics::LagNormalisation::pairs},
                           found);
  return {{"mean", found.mean},
          {"variance", found.variance},
          {"autocorrelation", found.rho},
          {"tau_running", found.running},
          {"window", found.window},
          {"tau", found.tau},
          {"effective_samples", found.effective_samples},
          {"error_of_mean", found.error_of_mean}};
}

const Registration kAutocorrelation("14_measurement", "autocorrelation_time", autocorrelation_time);

Json ising_observables(const Case& c) {
  const Tensor<double> energy = c.tensor<double>("energy");
  const Tensor<double> magnetisation = c.tensor<double>("magnetisation", {energy.size()});
  const double sites = c.number("n_sites"), blocks = c.number("n_blocks"), T = positive(c, "temperature");
  require(energy.size() > 0 && sites >= 1 && blocks >= 2 && blocks <= 100000, "a number is out of range");
  const physics::IsingEstimate found = physics::ising_observables(energy.values, magnetisation.values,
                                                                  static_cast<int>(sites), T, static_cast<int>(blocks));
  const physics::IsingObservables &o = found.value, &e = found.error;
  return {{"energy_per_spin", o.energy},
          {"magnetisation_per_spin", o.magnetisation},
          {"abs_magnetisation_per_spin", o.abs_magnetisation},
          {"heat_capacity_per_spin", o.heat_capacity},
          {"susceptibility_per_spin", o.susceptibility},
          {"susceptibility_disordered_per_spin", o.susceptibility_disordered},
          {"binder_cumulant", o.binder_cumulant},
          {"energy_per_spin_error", e.energy},
          {"magnetisation_per_spin_error", e.magnetisation},
          {"abs_magnetisation_per_spin_error", e.abs_magnetisation},
          {"heat_capacity_per_spin_error", e.heat_capacity},
          {"susceptibility_per_spin_error", e.susceptibility},
          {"susceptibility_disordered_per_spin_error", e.susceptibility_disordered},
          {"binder_cumulant_error", e.binder_cumulant}};
}

Json ising_wolff(const Case& c) {
  const Tensor<double> spins = c.tensor<double>("spins"), start = c.tensor<double>("start"), u = c.tensor<double>("u");
  require(spins.shape.size() == 2 && start.shape.size() == 2 && start.columns() == 2,
          "`spins` or `start` has another shape");
  const double J = positive(c, "J"), T = positive(c, "temperature");
  physics::SpinLattice lattice = ising_lattice(spins, 0);
  lattice.set_conditions(T / J, 0);
  std::size_t used = 0;
  double margin = 1;
  const auto draw = [&] {
    require(used < u.values.size(), "`u` has too few numbers");
    const double value = u.values[used++];
    margin = std::min(margin, std::fabs(value - lattice.bond_probability()));
    return value;
  };
  std::vector<double> sizes, draws, energy{J * lattice.energy()}, magnetisation{double(lattice.magnetisation())};
  std::vector<double> first(static_cast<std::size_t>(lattice.sites()), 0);
  for (std::ptrdiff_t k = 0; k < start.dim(0); ++k) {
    const std::span<const int> cluster = lattice.turn_cluster(site_at(lattice, start, k), draw);
    if (k == 0)
      for (const int site : cluster) first[static_cast<std::size_t>(site)] = 1;
    sizes.push_back(double(cluster.size()));
    draws.push_back(double(used));
    energy.push_back(J * lattice.energy());
    magnetisation.push_back(lattice.magnetisation());
  }
  return {{"bond_probability", lattice.bond_probability()},
          {"cluster_size", sizes},
          {"draws_used", draws},
          {"energy_trace", energy},
          {"magnetisation_trace", magnetisation},
          {"first_cluster", write_tensor(first.data(), spins.shape)},
          {"spins_final", write_spins(lattice)},
          {"smallest_draw_margin", margin}};
}

const Registration kIsingObservables("14_measurement", "ising_observables", ising_observables);
const Registration kIsingWolff("14_measurement", "ising_wolff", ising_wolff);

Json temperature_scaling(const Case& c) {
  const Tensor<double> logits = c.tensor<double>("logits");
  const std::ptrdiff_t n = logits.dim(0), classes = logits.columns();
  const std::vector<std::int32_t> y = c.integers("y", 0, classes);
  require(std::ptrdiff_t(y.size()) == n && n > 0, "`logits` and `y` must have as many rows");
  const double bins = c.number("n_bins");
  require(bins >= 1 && bins <= 100000, "`n_bins` is out of range");
  const double temperature = metrics::fitted_temperature(logits.view(), y);
  const metrics::TemperedLoss before = metrics::tempered_loss(logits.view(), y, 1);
  Matrix<double> P(n, classes);
  double accuracy = 0;
  // Of the class decided for.
  const auto error = [&](double t) {
    metrics::tempered_probabilities(logits.view(), t, P);
    std::vector<std::int32_t> hits;
    std::vector<double> confidence;
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      const double* top = std::max_element(P.row(i), P.row(i) + classes);
      hits.push_back(top - P.row(i) == y[std::size_t(i)] ? 1 : 0);
      confidence.push_back(*top);
    }
    accuracy = double(std::count(hits.begin(), hits.end(), 1)) / double(n);
    return metrics::reliability(hits, confidence, static_cast<int>(bins), metrics::Binning::uniform).expected_error;
  };
  const double error_before = error(1), error_after = error(temperature);
  return {{"temperature", temperature},
          {"nll_before", before.loss},
          {"nll_after", metrics::tempered_loss(logits.view(), y, temperature).loss},
          {"gradient_before", before.d_temperature},
          {"probability_after", write_matrix<double>(P)},
          {"ece_before", error_before},
          {"ece_after", error_after},
          {"accuracy", accuracy}};
}

Json coloured_noise(const Case& c) {
  const Tensor<double> white = c.tensor<double>("white"), psd = c.tensor<double>("psd");
  const double rate = c.number("sampling_rate");
  const std::ptrdiff_t n = white.size();
  require(n >= 2 && n <= 100000 && psd.size() == n / 2 + 1 && rate > 0, "`white`, `psd` or `sampling_rate` do not fit");
  const math::Fourier fourier(static_cast<int>(n));
  std::vector<double> noise(white.values.size()), periodogram(psd.values.size());
  physics::colour(fourier, psd.values, rate, white.values, noise);
  physics::write_periodogram(fourier, rate, noise, periodogram);
  double square = 0;
  for (const double x : noise) square += x * x;
  return {{"noise", noise}, {"variance", square / double(n)}, {"periodogram", periodogram}};
}

const Registration kColouredNoise("14_measurement", "coloured_noise", coloured_noise);

Json matched_filter(const Case& c) {
  const Tensor<double> strain = c.tensor<double>("strain"), waveform = c.tensor<double>("template"),
                       psd = c.tensor<double>("psd");
  const double rate = c.number("sampling_rate");
  const std::ptrdiff_t n = strain.size();
  require(n >= 3 && n <= 100000 && waveform.size() == n && psd.size() == n / 2 + 1 && rate > 0,
          "`strain`, `template`, `psd` or `sampling_rate` do not fit");
  const math::Fourier fourier(static_cast<int>(n));
  const physics::MatchedFilter filter(fourier, waveform.values, psd.values,
                                      {rate, c.number("f_low"), c.number("f_high")});
  std::vector<math::Complex> spectrum, z(strain.values.size());
  for (const double x : strain.values) spectrum.push_back({x, 0});
  fourier.forward(spectrum);
  filter.apply(fourier, spectrum, z);
  std::vector<double> re, im, snr;
  for (const math::Complex& value : z) {
    re.push_back(value.re);
    im.push_back(value.im);
    snr.push_back(std::sqrt(value.re * value.re + value.im * value.im));
  }
  const auto peak = std::max_element(snr.begin(), snr.end()) - snr.begin();
  const auto at = static_cast<std::size_t>(peak);
  return {{"sigma", filter.sigma()}, {"filter_real", re},
          {"filter_imag", im},       {"snr", snr},
          {"peak_index", peak},      {"peak_time", double(peak) / rate},
          {"peak_snr", snr[at]},     {"peak_phase", std::atan2(im[at], re[at])}};
}

const Registration kMatchedFilter("14_measurement", "matched_filter", matched_filter);

Json newtonian_chirp(const Case& c) {
  const double m1 = c.number("m1"), m2 = c.number("m2"), unit_s = c.number("solar_mass_time"),
               low_hz = c.number("f_low");
  const physics::ChirpSpec spec{.chirp_mass_msun = physics::chirp_mass(m1, m2),
                                .distance_mpc = c.number("distance"),
                                .inclination_rad = c.number("inclination"),
                                .coalescence_time_s = c.number("coalescence_time"),
                                .coalescence_phase_rad = c.number("coalescence_phase"),
                                .solar_mass_s = unit_s,
                                .megaparsec_s = c.number("megaparsec_time"),
                                .strain_unit = c.number("strain_unit")};
  std::vector<double> frequency, phase, plus, cross;
  for (const double t : c.tensor<double>("times").values) {
    const physics::ChirpMoment moment = physics::newtonian_chirp(spec, t);
    frequency.push_back(moment.frequency_hz);
    phase.push_back(moment.phase_rad);
    plus.push_back(moment.h_plus);
    cross.push_back(moment.h_cross);
  }
  const double isco_hz = physics::isco_frequency_hz(m1 + m2, unit_s);
  return {{"chirp_mass", spec.chirp_mass_msun},
          {"symmetric_mass_ratio", physics::symmetric_mass_ratio(m1, m2)},
          {"frequency", frequency},
          {"phase", phase},
          {"h_plus", plus},
          {"h_cross", cross},
          {"time_from_f_low", physics::time_to_coalescence_s(spec.chirp_mass_msun, low_hz, unit_s)},
          {"isco_frequency", isco_hz},
          {"cycles_to_isco", physics::chirp_cycles(spec.chirp_mass_msun, low_hz, isco_hz, unit_s)}};
}

const Registration kNewtonianChirp("14_measurement", "newtonian_chirp", newtonian_chirp);

Json coverage(const Case& c) {
  const Tensor<double> truth = c.tensor<double>("theta_true"), samples = c.tensor<double>("samples");
  const Tensor<double> levels = c.tensor<double>("levels");
  require(truth.size() >= 1 && samples.shape.size() == 2 && samples.dim(0) == truth.size() && samples.dim(1) >= 1,
          "`samples` must have a row for each of `theta_true`");
  const metrics::SampleCoverage found = metrics::sample_coverage(truth.values, samples.view(), levels.values);
  return {{"lower", write_matrix<double>(found.lower)},
          {"upper", write_matrix<double>(found.upper)},
          {"coverage", found.coverage},
          {"coverage_error", found.coverage_error},
          {"mean_width", found.mean_width},
          {"calibration_error", found.calibration_error},
          {"probability_integral_transform", found.integral_transform}};
}

Json replica_band(const Case& c) {
  const Tensor<double> replicas = c.tensor<double>("replicas"), chi_squared = c.tensor<double>("chi_squared");
  require(replicas.shape.size() == 2 && replicas.dim(0) >= 2 && chi_squared.size() == replicas.dim(0),
          "`chi_squared` must have a number for each of at least two `replicas`");
  const metrics::ReplicaBand band = metrics::replica_band(replicas.view(), c.number("level"));
  const metrics::ReweightedReplicas again =
      metrics::reweighted(replicas.view(), chi_squared.values, c.number("n_data"));
  return {{"mean", band.mean},
          {"standard_deviation", band.standard_deviation},
          {"median", band.median},
          {"lower", band.lower},
          {"upper", band.upper},
          {"correlation", write_matrix<double>(band.correlation)},
          {"weight", again.weight},
          {"effective_replicas", again.effective_replicas},
          {"mean_reweighted", again.mean},
          {"standard_deviation_reweighted", again.standard_deviation}};
}

Json gaussian_posterior(const Case& c) {
  const Tensor<double> A = c.tensor<double>("A"), y = c.tensor<double>("y", {A.dim(0)});
  const Tensor<double> noise = c.tensor<double>("noise_covariance", {A.dim(0), A.dim(0)});
  const Tensor<double> prior_mean = c.tensor<double>("prior_mean", {A.columns()});
  const Tensor<double> prior = c.tensor<double>("prior_covariance", {A.columns(), A.columns()});
  const Tensor<double> asked = c.tensor<double>("A_new");
  require(asked.columns() == A.columns(), "`A_new` has another number of columns than `A`");
  const std::optional<linear::GaussianPosterior> found =
      linear::gaussian_posterior(A.view(), y.values, noise.view(), prior_mean.values, prior.view());
  require(found.has_value(), "a covariance is not positive definite");
  const ConstMatrixView<double> mean{found->mean.data(), A.columns(), 1};
  const Matrix<double> predicted = product(asked.view(), mean);
  const Matrix<double> spread = product(product(asked.view(), found->covariance), transposed(asked.view()));
  return {{"posterior_mean", found->mean},
          {"posterior_covariance", write_matrix<double>(found->covariance)},
          {"log_evidence", found->log_evidence},
          {"information_gain", found->information_gain},
          {"predictive_mean", write_tensor(predicted.data(), {predicted.rows()})},
          {"predictive_covariance", write_matrix<double>(spread)},
          {"chi_squared_at_mean", found->chi_squared}};
}

Json rejection_abc(const Case& c) {
  const Tensor<double> theta = c.tensor<double>("theta"), summary = c.tensor<double>("summary");
  require(theta.shape.size() == 2 && summary.shape.size() == 2 && theta.dim(0) == summary.dim(0) && theta.dim(0) > 0,
          "`theta` and `summary` must have as many rows");
  const Tensor<double> observed = c.tensor<double>("observed", {summary.columns()});
  const Tensor<double> scale = c.tensor<double>("scale", {summary.columns()});
  const double accept = c.number("n_accept");
  require(accept >= 0 && accept <= double(theta.dim(0)), "`n_accept` is out of range");
  density::AbcSample sample;
  density::rejection_abc(summary.view(), observed.values, scale.values,
                         {.epsilon = c.number("epsilon"), .accept = static_cast<int>(accept)}, sample);
  require(!sample.accepted.empty(), "nothing is accepted");
  const density::AbcAdjustment adjustment =
      density::adjusted_by_regression(theta.view(), summary.view(), observed.values, scale.values, sample);
  const auto accepted = double(sample.accepted.size());
  std::vector<double> mean, deviation, adjusted_mean;
  for (std::ptrdiff_t j = 0; j < theta.columns(); ++j) {
    double sum = 0, square = 0, weighted = 0, weights = 0;
    for (const int i : sample.accepted) sum += theta.view()(i, j);
    for (const int i : sample.accepted) square += std::pow(theta.view()(i, j) - sum / accepted, 2);
    for (std::size_t a = 0; a < sample.accepted.size(); ++a) {
      weighted += adjustment.weight[a] * adjustment.adjusted(std::ptrdiff_t(a), j);
      weights += adjustment.weight[a];
    }
    mean.push_back(sum / accepted);
    deviation.push_back(std::sqrt(square / accepted));
    adjusted_mean.push_back(weighted / weights);
  }
  return {{"distance", sample.distance},
          {"epsilon_used", sample.epsilon},
          {"accepted_indices", sample.accepted},
          {"acceptance_rate", accepted / double(theta.dim(0))},
          {"posterior_mean", mean},
          {"posterior_std", deviation},
          {"weight", adjustment.weight},
          {"regression_coefficients", write_matrix<double>(adjustment.coefficients)},
          {"adjusted", write_matrix<double>(adjustment.adjusted)},
          {"adjusted_mean", adjusted_mean}};
}

Json sbc_ranks(const Case& c) {
  const Tensor<double> truth = c.tensor<double>("theta_true"), samples = c.tensor<double>("samples");
  require(truth.shape.size() == 2 && samples.shape.size() == 3 && samples.dim(0) == truth.dim(0) &&
              samples.dim(2) == truth.dim(1) && truth.size() > 0 && samples.size() > 0,
          "`theta_true` and `samples` do not fit");
  const double bins = c.number("n_bins");
  require(bins >= 2 && bins <= 100000, "`n_bins` is out of range");
  const std::ptrdiff_t tests = truth.dim(0), draws = samples.dim(1), parameters = truth.dim(1);
  Matrix<int> ranks(tests, parameters);
  Json histogram = Json::array();
  std::vector<double> chi_squared, p_value, deviation;
  for (std::ptrdiff_t d = 0; d < parameters; ++d) {
    std::vector<int> of_one;
    for (std::ptrdiff_t m = 0; m < tests; ++m) {
      int rank = 0;
      for (std::ptrdiff_t l = 0; l < draws; ++l) rank += samples.item(m)(l, d) < truth.view()(m, d) ? 1 : 0;
      of_one.push_back(ranks(m, d) = rank);
    }
    const metrics::RankStatistics found =
        metrics::rank_statistics(of_one, static_cast<int>(draws), static_cast<int>(bins));
    histogram.push_back(found.histogram);
    chi_squared.push_back(found.chi_squared);
    p_value.push_back(found.p_value);
    deviation.push_back(found.largest_deviation);
  }
  return {{"ranks", write_matrix<int>(ranks)},
          {"histogram", histogram},
          {"chi_squared", chi_squared},
          {"p_value", p_value},
          {"ecdf_max_deviation", deviation}};
}

const Registration kGaussianPosterior("14_measurement", "gaussian_posterior", gaussian_posterior);
const Registration kRejectionAbc("14_measurement", "rejection_abc", rejection_abc);
const Registration kSbcRanks("14_measurement", "sbc_ranks", sbc_ranks);
Json ams(const Case& c) {
  const Tensor<double> s = c.tensor<double>("s"), b = c.tensor<double>("b", {s.size()});
  const double regularisation = c.number("b_r");
  std::vector<double> value, approximation, d_signal, d_background;
  for (std::size_t i = 0; i < s.values.size(); ++i) {
    require(s.values[i] >= 0 && b.values[i] + regularisation > 0, "`s` or `b` is out of range");
    const metrics::MedianSignificance found = metrics::median_significance(s.values[i], b.values[i], regularisation);
    value.push_back(found.value);
    approximation.push_back(found.approximation);
    d_signal.push_back(found.d_signal);
    d_background.push_back(found.d_background);
  }
  return {{"ams", value}, {"approximation", approximation}, {"grad_s", d_signal}, {"grad_b", d_background}};
}

Json weighted_cut_scan(const Case& c) {
  const Tensor<double> score = c.tensor<double>("score"), weight = c.tensor<double>("weight", {score.size()});
  const std::vector<std::int32_t> label = c.integers("label", 0, 2);
  const Tensor<double> cuts = c.tensor<double>("cuts");
  const double regularisation = positive(c, "b_r");
  require(std::ptrdiff_t(label.size()) == score.size() && cuts.size() >= 1, "`label` or `cuts` has another size");
  const metrics::CutScan scan =
      metrics::weighted_cut_scan(score.values, label, weight.values, cuts.values, regularisation);
  return {{"signal", scan.signal},
          {"background", scan.background},
          {"signal_uncertainty", scan.signal_uncertainty},
          {"background_uncertainty", scan.background_uncertainty},
          {"signal_efficiency", scan.signal_efficiency},
          {"background_rejection", scan.background_rejection},
          {"purity", scan.purity},
          {"ams", scan.significance},
          {"best_index", scan.best},
          {"best_cut", cuts.values[scan.best]},
          {"best_ams", scan.significance[scan.best]}};
}

Json invariant_mass(const Case& c) {
  const Tensor<double> particles = c.tensor<double>("particles");
  require(particles.shape.size() == 3 && particles.dim(1) >= 1 && particles.dim(2) == 4,
          "`particles` has another shape");
  const std::ptrdiff_t events = particles.dim(0), count = particles.dim(1), pairs = count * (count - 1) / 2;
  std::vector<double> momenta, mass, transverse, rapidity, pair_mass, pair_distance;
  for (std::ptrdiff_t n = 0; n < events; ++n) {
    const ConstMatrixView<double> of_event = particles.item(n);
    std::vector<math::FourMomentum> p;
    math::FourMomentum sum;
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const double* row = of_event.row(i);
      p.push_back(physics::four_momentum(row[0], row[1], row[2], row[3]));
      sum = sum + p.back();
      for (const double x : {p.back().e, p.back().px, p.back().py, p.back().pz}) momenta.push_back(x);
    }
    mass.push_back(sum.mass());
    transverse.push_back(sum.transverse());
    rapidity.push_back(sum.rapidity());
    for (std::ptrdiff_t i = 0; i < count; ++i)
      for (std::ptrdiff_t j = i + 1; j < count; ++j) {
        const math::FourMomentum &a = p[std::size_t(i)], &b = p[std::size_t(j)];
        const double along = a.pseudorapidity() - b.pseudorapidity();
        const double around = std::fabs(math::azimuth_difference(a.azimuth(), b.azimuth()));
        pair_mass.push_back((a + b).mass());
        pair_distance.push_back(std::sqrt(along * along + around * around));
      }
  }
  return {{"momenta", write_tensor(momenta.data(), {events, count, 4})},
          {"mass", mass},
          {"pt", transverse},
          {"rapidity", rapidity},
          {"pair_mass", write_tensor(pair_mass.data(), {events, pairs})},
          {"pair_delta_r", write_tensor(pair_distance.data(), {events, pairs})}};
}

Json chi2_covariance(const Case& c) {
  const Tensor<double> data = c.tensor<double>("data"), theory = c.tensor<double>("theory", {data.size()}),
                       statistical = c.tensor<double>("statistical", {data.size()}),
                       systematic = c.tensor<double>("systematic");
  require(systematic.shape.size() == 2 && systematic.dim(0) == data.size(), "`systematic` has another shape");
  const double degrees = static_cast<double>(data.size()) - c.number("n_fitted");
  require(degrees >= 1, "no degrees of freedom are left");
  const auto found = metrics::correlated_chi_squared(data.values, theory.values, statistical.values, systematic.view());
  require(found.has_value(), "the covariance is not positive definite");
  return {{"covariance", write_matrix<double>(found->covariance)},
          {"chi_squared", found->value},
          {"chi_squared_per_degree", found->value / degrees},
          {"chi_squared_diagonal", found->ignoring_correlations},
          {"p_value", density::chi_squared_above(found->value, static_cast<int>(degrees))},
          {"log_likelihood", found->log_likelihood},
          {"decorrelated_residual", found->decorrelated},
          {"nuisance", found->nuisance},
          {"shifted_residual", found->shifted},
          {"grad_theory", found->gradient}};
}

Json sum_rule_normalisation(const Case& c) {
  const Tensor<double> a = c.tensor<double>("a"), b = c.tensor<double>("b", {a.size()}),
                       with = c.tensor<double>("c", {a.size()}), d = c.tensor<double>("d", {a.size()}),
                       numbers = c.tensor<double>("valence_number"), sea = c.tensor<double>("sea_normalisation"),
                       at = c.tensor<double>("x_eval");
  require(numbers.size() + sea.size() + 1 == a.size(), "each flavour but the gluon is valence or sea");
  const double nodes = c.number("n_nodes");
  require(nodes >= 1 && nodes <= 10000, "`n_nodes` is out of range");
  std::vector<physics::PartonShape> shapes;
  for (std::size_t f = 0; f < a.values.size(); ++f)
    shapes.push_back({a.values[f], b.values[f], with.values[f], d.values[f]});
  const math::Quadrature rule = physics::small_x_quadrature(static_cast<int>(nodes), positive(c, "power"));
  const physics::PartonNormalisation found = physics::normalise_partons(shapes, numbers.values, sea.values, rule);
  double momentum = 0;
  for (const double fraction : found.momentum_fraction) momentum += fraction;
  Json values = Json::array();
  for (std::size_t f = 0; f < shapes.size(); ++f) {
    std::vector<double> of_flavour;
    for (const double x : at.values) of_flavour.push_back(found.normalisation[f] * shapes[f](x));
    values.push_back(of_flavour);
  }
  return {{"nodes", rule.nodes},
          {"weights", rule.weights},
          {"shape_momentum", found.momentum},
          {"shape_number", found.number},
          {"normalisation", found.normalisation},
          {"momentum_fraction", found.momentum_fraction},
          {"momentum_sum", momentum},
          {"values", values}};
}

const Registration kChiSquared("14_measurement", "chi2_covariance", chi2_covariance);
const Registration kSumRules("14_measurement", "sum_rule_normalisation", sum_rule_normalisation);
const Registration kAms("14_measurement", "ams", ams);
const Registration kCutScan("14_measurement", "weighted_cut_scan", weighted_cut_scan);
const Registration kInvariantMass("14_measurement", "invariant_mass", invariant_mass);
const Registration kCoverage("14_measurement", "coverage", coverage);
const Registration kReplicaBand("14_measurement", "replica_band", replica_band);
const Registration kTemperature("14_measurement", "temperature_scaling", temperature_scaling);
const Registration kReliability("14_measurement", "reliability", reliability);

}  // namespace
}  // namespace lectern::reference
