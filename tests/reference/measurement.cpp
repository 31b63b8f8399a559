// Family 14_measurement.

#include "core/ml/metrics/autocorrelation.h"
#include "core/ml/metrics/calibration.h"
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
const Registration kReliability("14_measurement", "reliability", reliability);

}  // namespace
}  // namespace lectern::reference
