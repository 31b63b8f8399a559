// Family 14_measurement.

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

const Registration kReliability("14_measurement", "reliability", reliability);

}  // namespace
}  // namespace lectern::reference
