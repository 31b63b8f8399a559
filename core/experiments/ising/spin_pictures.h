#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::ising {

// Independent states of the Ising model without a field, equally many at each of some temperatures, for networks to
// look at. They are made in steps, by the update of Swendsen and Wang, from a lattice of its own at each temperature.
class SpinPictures {
 public:
  SpinPictures(int side, std::vector<double> temperatures, int each, const Rng& rng);

  // The states of the next few temperatures, at least one, as long as that takes no more than about a million spins.
  void make_some();
  bool are_made() const { return made_ == temperatures_.size(); }

  int side() const { return side_; }
  int each() const { return each_; }
  std::ptrdiff_t size() const { return X_.rows(); }
  const std::vector<double>& temperatures() const { return temperatures_; }
  // Of a state.
  double temperature(std::ptrdiff_t i) const { return temperatures_[static_cast<std::size_t>(i / each_)]; }
  double magnetisation(std::ptrdiff_t i) const;
  // A state moved by a random number of rows and columns, across the edges, and turned over by chance: the law of
  // states does not tell it from the first. Draws three numbers in any case; where `moves` is false the state stays as
  // it is. row  side², overwritten
  void write_moved(std::ptrdiff_t i, bool moves, Rng& rng, float* row) const;
  std::ptrdiff_t sites() const { return X_.cols(); }
  // side² spins of a state; those of one temperature stand together
  const std::int8_t* spins(std::ptrdiff_t i) const { return X_.row(i); }
  // So many states in a row.   X  count × side², resized and overwritten
  void write(std::ptrdiff_t first, std::ptrdiff_t count, Matrix<float>& X) const;

  auto state() const { return std::tuple(std::tie(made_, X_), unhashed(temperatures_)); }

 private:
  int side_, each_;
  std::vector<double> temperatures_;
  Rng rng_;
  std::size_t made_ = 0;
  Matrix<std::int8_t> X_;  // n × side², −1 or 1
};

}  // namespace lectern::ising
