#pragma once

#include <array>
#include <memory>
#include <tuple>
#include <vector>

#include "core/experiments/cosmology/map_readers.h"
#include "core/experiments/cosmology/map_supply.h"
#include "core/lab/history.h"

namespace lectern {

// Who says the parameters of a map: the likelihood of a Gaussian field, where its law is known, and the two networks.
enum Contender { kLikelihood, kSpectrumNet, kMapNet, kContenders };

// Asks all contenders about the same maps, whose parameters it knows; the networks a few maps at each step, again and
// again.
class MapJudge {
 public:
  static constexpr int kMaps = 300, kPortion = 6;

  struct Score {
    std::array<double, 2> error{};   // root mean square of each parameter, in units of the limit's
    double both = 0;                 // the root mean square of these two
    std::array<double, 2> inside{};  // share of the truths within one standard deviation
    double coverage = 0;             // their mean
    double width = 0;                // error bars, root mean square over both, in units of the limit's
  };

  // 300 maps of the sky.
  MapJudge(std::shared_ptr<const Sky> sky, const Rng& rng);
  // Maps of a file, at most so many. Nobody knows a limit: errors are in units of the truths' standard deviation, and
  // the likelihood is not asked.   sky  finds the spectrum
  MapJudge(std::shared_ptr<const Sky> sky, const OwnMaps::Part& held_out);

  std::size_t count() const { return truth_->size(); }

  // All maps, and the next portion.
  void ask_all(const MapReaders& readers, ThreadPool& pool);
  void step(const MapReaders& readers, ThreadPool& pool);

  const std::vector<FieldParameters>& truth() const { return *truth_; }
  const std::vector<FieldAnswer>& answers(Contender contender) const {
    return contender == kLikelihood ? *likelihood_ : networks_[contender - kSpectrumNet];
  }
  Score score(Contender contender) const;
  // Errors of the two networks in units of the limit's, by updates.
  const History& race() const { return race_; }
  // The share of all truths in central bands of each of these levels.   levels  in [0, 1]
  std::vector<double> coverage(Contender contender, std::span<const double> levels) const;

  auto state() const { return std::tuple(std::tie(networks_, position_), unhashed(race_)); }

 private:
  void ask(const MapReaders& readers, std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool& pool);

  std::shared_ptr<const Sky> sky_;
  std::shared_ptr<const Matrix<float>> maps_;
  std::shared_ptr<const std::vector<FieldParameters>> truth_;
  std::shared_ptr<const std::vector<FieldAnswer>> likelihood_;
  FieldParameters limit_;  // its root mean square over all maps
  std::array<std::vector<FieldAnswer>, 2> networks_;
  std::ptrdiff_t position_ = 0;
  History race_{2};
  Scratch<std::vector<FieldAnswer>> portion_;
};

}  // namespace lectern
