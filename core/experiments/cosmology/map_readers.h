#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/cosmology/map_supply.h"
#include "core/experiments/cosmology/scale_network.h"
#include "core/experiments/cosmology/sky.h"
#include "core/lab/history.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// Two networks that say both parameters of a map with mean and variance, and learn it from the same maps: one
// convolutional, which sees the map, and one that is told its power spectrum alone.
class MapReaders {
 public:
  struct Plan {
    int channels = 8;
    int batch_size = 16;
  };
  enum Reader { kSpectrum, kPictures, kReaders };

  MapReaders(const Plan& plan, const MapSupply& supply, const Sky& sky, const Rng& rng);

  // One update of both with so many maps; false where a cost is no number.
  bool step(const MapSupply& supply, const Sky& sky, double learning_rate, ThreadPool& pool);

  // sky  finds the spectrum;  maps  m × Sky::kCells, contiguous;  answers  m, overwritten
  void read(Reader reader, const Sky& sky, ConstMatrixView<float> maps, std::vector<FieldAnswer>& answers,
            ThreadPool& pool) const;

  std::int64_t updates() const { return updates_; }
  const History& costs() const { return costs_; }

  auto state() const {
    return std::tuple(std::tie(network_, mean_network_, spectrum_, mean_spectrum_, centre_, spread_, optimizers_, rng_,
                               updates_),
                      unhashed(costs_));
  }

 private:
  using Spectra = std::array<float, Sky::kBins>;
  struct Look {
    Matrix<float> spectra, outputs;
    nn::Pass<float> pass;
    ScaleNetwork::Pass maps;
    std::vector<Sky::Workspace> work;
  };

  // The powers of the bins, as the other network reads them.
  void find_spectra(const Sky& sky, ConstMatrixView<float> maps, Look& look, ThreadPool& pool) const;
  double unit(const FieldParameters& at, std::size_t p) const { return (at[p] - middle_[p]) / half_[p]; }
  void answer(ConstMatrixView<float> said, FieldAnswer* answers) const;
  void update(std::size_t part, nn::Network<float>& network, nn::Network<float>& mean, double learning_rate,
              ThreadPool& pool);

  // Some maps, and log₁₀ P of the bins over them: by these inputs are standardised.
  struct Seen {
    Matrix<float> maps;
    Spectra centre{}, spread{};
  };
  static Seen see(const MapSupply& supply, const Sky& sky, const Rng& rng);
  MapReaders(const Plan& plan, const MapSupply& supply, const Seen& seen, const Rng& rng);

  Plan plan_;
  FieldParameters middle_, half_;
  Spectra centre_{}, spread_{};
  ScaleNetwork network_, mean_network_;           // that sees the map
  nn::Network<float> spectrum_, mean_spectrum_;   // that knows P(k)
  std::vector<nn::Optimizer<float>> optimizers_;  // of the parts of the first, and of the second
  Rng rng_;
  std::int64_t updates_ = 0;
  History costs_{2};
  Scratch<Look> training_, looking_;
  Scratch<Matrix<float>> maps_;
  Scratch<std::vector<float>> truth_;
};

}  // namespace lectern
