#include "core/experiments/ising/spin_pictures.h"

#include <algorithm>
#include <utility>

#include "core/physics/ising.h"
#include "core/physics/spin_lattice.h"

namespace lectern::ising {
namespace {

constexpr int kFirstSweeps = 40, kSweepsBetween = 4;
constexpr double kSpinsAtOnce = 250000;  // swept

}  // namespace

SpinPictures::SpinPictures(int side, std::vector<double> temperatures, int each, const Rng& rng)
    : side_(side),
      each_(each),
      temperatures_(std::move(temperatures)),
      rng_(rng),
      X_(std::ptrdiff_t{each} * static_cast<std::ptrdiff_t>(temperatures_.size()), std::ptrdiff_t{side} * side) {}

void SpinPictures::make_some() {
  for (double swept = 0; !are_made() && swept < kSpinsAtOnce; ++made_) {
    const double T = temperatures_[made_];
    Rng rng = rng_.split(made_);
    physics::SpinLattice lattice(side_, side_);
    lattice.set_conditions(T, 0);
    if (T > physics::kIsingCriticalTemperature) lattice.randomise(rng);
    for (int i = 0; i < kFirstSweeps; ++i) lattice.swendsen_wang(rng);
    for (int i = 0; i < each_; ++i) {
      for (int k = 0; k < kSweepsBetween; ++k) lattice.swendsen_wang(rng);
      std::copy(lattice.spins().begin(), lattice.spins().end(), X_.row(static_cast<std::ptrdiff_t>(made_) * each_ + i));
    }
    swept += static_cast<double>(kFirstSweeps + each_ * kSweepsBetween) * lattice.sites();
  }
}

void SpinPictures::write_moved(std::ptrdiff_t i, bool moves, Rng& rng, float* row) const {
  const auto bound = static_cast<std::uint32_t>(side_);
  std::ptrdiff_t down = rng.below(bound), right = rng.below(bound);
  float sign = rng.below(2) == 0 ? 1.0f : -1.0f;
  if (!moves) {
    down = right = 0;
    sign = 1;
  }
  const std::int8_t* from = X_.row(i);
  for (std::ptrdiff_t r = 0; r < side_; ++r, row += side_) {
    const std::int8_t* line = from + (r + down) % side_ * side_;
    for (std::ptrdiff_t c = 0; c < side_; ++c)
      row[c] = sign * static_cast<float>(line[c + right < side_ ? c + right : c + right - side_]);
  }
}

void SpinPictures::write(std::ptrdiff_t first, std::ptrdiff_t count, Matrix<float>& X) const {
  X.resize(count, X_.cols());
  const std::int8_t* from = X_.row(first);
  for (std::ptrdiff_t k = 0; k < X.size(); ++k) X.data()[k] = static_cast<float>(from[k]);
}

double SpinPictures::magnetisation(std::ptrdiff_t i) const {
  int sum = 0;
  for (std::ptrdiff_t k = 0; k < X_.cols(); ++k) sum += X_(i, k) > 0 ? 1 : -1;
  return static_cast<double>(sum) / static_cast<double>(X_.cols());
}

}  // namespace lectern::ising
