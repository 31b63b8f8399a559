#include "core/experiments/normalising-flow/chain_record.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr int kMostTraced = 100;  // walkers
constexpr double kFading = 0.98;  // of a histogram, a step

}  // namespace

ChainRecord::ChainRecord(const density::MultimodalEnergy& energy, int walkers)
    : range_{-2 * energy.spec().place, 2 * energy.spec().place},
      traced_(std::min(walkers, kMostTraced)),
      series_(kWindow, traced_),
      right_(kWindow),
      counts_(kBins) {}

double ChainRecord::last(int back, std::ptrdiff_t walker) const {
  const std::uint64_t row = (steps_ - 1 - static_cast<std::uint64_t>(back)) % kWindow;
  return static_cast<double>(series_(static_cast<std::ptrdiff_t>(row), walker));
}

void ChainRecord::record(const density::MultimodalEnergy& energy, ConstMatrixView<double> places) {
  const auto row = static_cast<std::ptrdiff_t>(steps_ % kWindow);
  const bool is_first = side_.empty();
  side_.resize(static_cast<std::size_t>(places.rows));
  for (double& count : counts_) count *= kFading;
  double right = 0;
  for (std::ptrdiff_t i = 0; i < places.rows; ++i) {
    const double order = energy.order(places.row(i));
    if (i < traced_) series_(row, i) = static_cast<float>(order);
    right += energy.right_share(places.row(i));
    const char side = order > 0 ? 1 : 0;
    char& before = side_[static_cast<std::size_t>(i)];
    if (!is_first && side != before) ++crossings_;
    before = side;
    const double bin = (places(i, 0) - range_.low) / (range_.high - range_.low) * kBins;
    if (bin >= 0 && bin < kBins) counts_[static_cast<std::size_t>(bin)] += 1;
  }
  right_[static_cast<std::size_t>(row)] = static_cast<float>(right / static_cast<double>(places.rows));
  ++steps_;
  if (steps_ % (kWindow / 10) != 0 || steps_ < kWindow / 4) return;
  const int length = static_cast<int>(std::min<std::uint64_t>(steps_, kWindow));
  Matrix<double> chains(traced_, length);
  for (std::ptrdiff_t i = 0; i < traced_; ++i)
    for (int k = 0; k < length; ++k) chains(i, k) = last(length - 1 - k, i);
  metrics::autocorrelation(chains, {.most_lags = length / 2}, memory_);
}

double ChainRecord::free_energy() const {
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(steps_, kWindow));
  double right = 0;
  for (std::size_t k = 0; k < length; ++k) right += static_cast<double>(right_[k]);
  right /= static_cast<double>(length);
  return right > 0 && right < 1 ? math::log((1 - right) / right) : std::numeric_limits<double>::quiet_NaN();
}

double ChainRecord::tau() const { return memory_.rho.empty() ? std::numeric_limits<double>::quiet_NaN() : memory_.tau; }

LineLayer& ChainRecord::describe_trace(Plane& plane, std::string_view name, std::uint64_t now, ColorRole color) const {
  LineLayer& line = plane.line(name, Places(), {.color = color, .width_px = 1.5f});
  const int length = static_cast<int>(std::min<std::uint64_t>(steps_, kWindow));
  for (int back = length - 1; back >= 0; --back) {
    line.x.push_back(static_cast<float>(now) - static_cast<float>(back));
    line.y.push_back(static_cast<float>(last(back, 0)));
  }
  return line;
}

LineLayer& ChainRecord::describe_histogram(Plane& plane, std::string_view name, ColorRole color) const {
  double sum = 0;
  for (const double count : counts_) sum += count;
  std::array<double, kBins> density;
  for (std::size_t bin = 0; bin < kBins; ++bin)
    density[bin] = sum > 0 ? counts_[bin] * kBins / (sum * (range_.high - range_.low)) : 0;
  return plane.steps(name, range_, density, {.color = color});
}

}  // namespace lectern
