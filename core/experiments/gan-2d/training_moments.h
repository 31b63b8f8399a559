#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/lab/planar_grid.h"
#include "core/lab/snapshot.h"
#include "core/math/matrix.h"
#include "core/math/state.h"

namespace lectern {

// Four moments of a game, side by side: its start and the last three of the rounds 25, 100, 400, 1600, … Copies share
// what was recorded.
class TrainingMoments {
 public:
  // Whether this round is one of those to be recorded.
  static bool is_due(std::uint64_t round);

  // samples  n × 2, of the generator;  judgement  what the discriminator says of each cell
  void record(std::uint64_t round, const Matrix<float>& samples, const std::vector<float>& judgement);

  // Adds the panel "moments": a row of pictures for the law of the samples, the discriminator and the best judge.
  // data  n × 2;  judge  the name of the second row;  judgement  its range of colours, equal ends: each picture's own
  void describe(Snapshot& snapshot, const PlanarGrid& grid, ConstMatrixView<float> data, double blur,
                std::string_view judge, Range judgement) const;

  std::size_t size() const { return moments_.size(); }
  // What a copy takes.
  auto state() const { return std::tuple(unhashed(moments_)); }

 private:
  struct Moment;

  std::vector<std::shared_ptr<const Moment>> moments_;
};

}  // namespace lectern
