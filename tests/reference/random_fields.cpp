// Random fields and their spectra, of the families 11_physics and 14_measurement.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/math/sums.h"
#include "core/physics/field_spectrum.h"
#include "tests/reference/ising_lattice.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

int side_of(const Tensor<double>& field, const char* name) {
  require(field.shape.size() == 2 && field.dim(0) == field.dim(1) && field.dim(0) >= 2 && field.dim(0) <= 256,
          std::string("`") + name + "` must be a square of 2 to 256 cells a side");
  return static_cast<int>(field.dim(0));
}

double mean_square(const std::vector<double>& values) {
  return math::sum_of_squares(values) / static_cast<double>(values.size());
}

Json power_spectrum(const Case& c) {
  const Tensor<double> field = c.tensor<double>("field"), edges = c.tensor<double>("bin_edges");
  const math::PlanarFourier fourier(side_of(field, "field"));
  require(edges.size() >= 2, "`bin_edges` has too few numbers");
  std::vector<math::Complex> waves;
  std::vector<double> power;
  physics::mode_powers(fourier, field.values, waves, power);
  const physics::BinnedSpectrum binned = physics::binned_spectrum(fourier, power, edges.values);
  return {{"power_2d", write_tensor(power.data(), field.shape)},
          {"k_mean", binned.k},
          {"power", binned.power},
          {"n_modes", binned.modes},
          {"variance", mean_square(field.values)}};
}

Json gaussian_random_field(const Case& c) {
  Tensor<double> field = c.tensor<double>("white_noise");
  const math::PlanarFourier fourier(side_of(field, "white_noise"));
  physics::colour_white_noise(fourier, c.number("spectral_index"), field.values);
  return {{"field", write_tensor(field)}, {"variance", mean_square(field.values)}};
}

Json lognormal_field(const Case& c) {
  Tensor<double> field = c.tensor<double>("white_noise");
  const int side = side_of(field, "white_noise");
  const double sigma = positive(c, "sigma");
  physics::colour_white_noise(math::PlanarFourier(side), c.number("spectral_index"), field.values);
  const double scale = sigma / std::sqrt(mean_square(field.values));
  for (double& g : field.values) g *= scale;
  Tensor<double> delta = field;
  physics::log_normal_contrast(delta.values, sigma);
  const std::vector<double> of_gaussian = physics::lag_correlation(side, field.values);
  std::vector<double> predicted;
  for (const double xi : of_gaussian) predicted.push_back(physics::log_normal_correlation(xi));
  const auto cells = static_cast<double>(delta.size());
  const double mean = math::sum(delta.values) / cells;
  double second = 0, third = 0;
  for (const double value : delta.values) {
    const double by = value - mean;
    second += by * by / cells;
    third += by * by * by / cells;
  }
  return {{"gaussian", write_tensor(field)},
          {"delta", write_tensor(delta)},
          {"mean_delta", mean},
          {"variance_delta", second},
          {"skewness_delta", third / (second * std::sqrt(second))},
          {"correlation_gaussian", of_gaussian},
          {"correlation_delta", physics::lag_correlation(side, delta.values)},
          {"correlation_predicted", predicted}};
}

Json fisher_matrix(const Case& c) {
  const Tensor<double> k = c.tensor<double>("k"), modes = c.tensor<double>("n_modes", {k.size()}),
                       priors = c.tensor<double>("prior_sigma", {3});
  const physics::TurningPowerLaw law{.amplitude = positive(c, "amplitude"),
                                     .index = c.number("spectral_index"),
                                     .turn = positive(c, "k_turn"),
                                     .pivot = positive(c, "k_pivot")};
  std::vector<double> power;
  Matrix<double> derivatives(k.size(), 3);
  for (std::ptrdiff_t i = 0; i < k.size(); ++i) {
    const double at = k.values[std::size_t(i)];
    require(at > 0, "`k` must be positive");
    power.push_back(law.power(at));
    const auto d = law.derivatives(at);
    std::copy(d.begin(), d.end(), derivatives.row(i));
  }
  const auto found =
      physics::fisher_information(power, modes.values, derivatives, c.number("noise_power"), priors.values);
  require(found.has_value(), "the powers do not tell the parameters apart");
  return {{"power", power},
          {"derivatives", write_matrix<double>(derivatives)},
          {"fisher", write_matrix<double>(found->matrix)},
          {"covariance", write_matrix<double>(found->covariance)},
          {"correlation", write_matrix<double>(found->correlation)},
          {"marginal_error", found->marginal_error},
          {"conditional_error", found->conditional_error},
          {"log_det_fisher", found->log_determinant},
          {"signal_to_noise", found->signal_to_noise}};
}

const Registration kPowerSpectrum("11_physics", "power_spectrum", power_spectrum);
const Registration kGaussianField("11_physics", "gaussian_random_field", gaussian_random_field);
const Registration kLogNormalField("14_measurement", "lognormal_field", lognormal_field);
const Registration kFisherMatrix("14_measurement", "fisher_matrix", fisher_matrix);

}  // namespace
}  // namespace lectern::reference
