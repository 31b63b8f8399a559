#include "core/experiments/normalising-flow/rung.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace lectern {
namespace {

constexpr std::size_t kAveraged = 20;  // steps
constexpr double kSpread = 0.1;        // of walkers about the mode in which they begin

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void draw_rows(const Matrix<float>& from, int rows, Rng& rng, Matrix<float>& batch) {
  batch.resize(rows, from.cols());
  for (std::ptrdiff_t i = 0; i < rows; ++i)
    std::copy_n(from.row(rng.below(static_cast<std::uint32_t>(from.rows()))), from.cols(), batch.row(i));
}

void WalkerMemory::add(const Matrix<double>& places) {
  const std::ptrdiff_t n = places.rows(), d = places.cols();
  const auto slot = static_cast<std::ptrdiff_t>(added_++ % kSteps);
  if (places_.rows() < kSteps * n) places_.resize((slot + 1) * n, d);
  for (std::ptrdiff_t i = 0; i < n * d; ++i) places_.data()[slot * n * d + i] = static_cast<float>(places.data()[i]);
}

Rung::Rung(const density::EnergySpec& energy, generative::FlowTraining training, const Rng& rng)
    : energy_(energy),
      training_(std::move(training)),
      walkers_(kWalkers, energy.dimension),
      rng_(rng.split("walkers")),
      batch_rng_(rng.split("batches")),
      local_(kUnknown) {
  Matrix<double>& places = walkers_.places();
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
    energy_.mode(static_cast<int>(i) % energy_.modes(), places.row(i));
    for (std::ptrdiff_t j = 0; j < places.cols(); ++j) places(i, j) += kSpread * rng_.normal();
  }
}

void Rung::step(const WalkerMoves& moves, ThreadPool* pool) {
  memory_.add(walkers_.places());
  for (int update = 0; update < moves.updates; ++update) {
    memory_.draw(kBatch, batch_rng_, *batch_);
    training_.step(*batch_, pool);
  }
  local_ = walkers_.move_locally(energy_, moves.step_size, moves.local_moves, rng_);
  if (!moves.jumps) return;
  jumps_.push_back(walkers_.jump(energy_, training_.flow(), rng_, pool));
  if (jumps_.size() > kAveraged) jumps_.erase(jumps_.begin());
}

double Rung::jumps_accepted() const {
  if (jumps_.empty()) return kUnknown;
  double sum = 0;
  for (const double share : jumps_) sum += share;
  return sum / static_cast<double>(jumps_.size());
}

}  // namespace lectern
