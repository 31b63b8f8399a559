#pragma once

#include <vector>

#include "core/lab/panel.h"
#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/density/multimodal_energy.h"
#include "core/ml/metrics/autocorrelation.h"

namespace lectern {

// The past of walkers under a density, as far as pictures and estimates need it.
class ChainRecord {
 public:
  static constexpr int kWindow = 200;  // steps
  static constexpr int kBins = 50;

  ChainRecord(const density::MultimodalEnergy& energy, int walkers);

  // The walkers after a step.   places  n × d
  void record(const density::MultimodalEnergy& energy, ConstMatrixView<double> places);

  // Of the steps of the window: −ln(P(right)/P(left)); not known while one side is empty.
  double free_energy() const;
  // How often a walker has changed its side since the start.
  double crossings() const { return static_cast<double>(crossings_); }
  // Of the quantity by which modes differ, taken every kWindow/10 steps; NaN before.
  const metrics::Autocorrelation& memory() const { return memory_; }
  double tau() const;

  // The path of the first walker over the steps of the window, up to step `now`.
  LineLayer& describe_trace(Plane& plane, std::string_view name, std::uint64_t now, ColorRole color) const;
  // The density of the first coordinate over the last steps.
  LineLayer& describe_histogram(Plane& plane, std::string_view name, ColorRole color) const;

  auto state() const {
    return std::tuple(std::tie(side_), unhashed(series_), unhashed(right_), unhashed(counts_), unhashed(memory_));
  }

 private:
  double last(int back, std::ptrdiff_t walker) const;  // order, so many steps before the last

  Range range_;
  int traced_;
  std::uint64_t steps_ = 0, crossings_ = 0;
  std::vector<char> side_;      // of each walker
  Matrix<float> series_;        // kWindow × traced: order, row steps mod kWindow
  std::vector<float> right_;    // kWindow: mean share on the right
  std::vector<double> counts_;  // kBins of the first coordinate, old ones fading
  metrics::Autocorrelation memory_;
};

}  // namespace lectern
