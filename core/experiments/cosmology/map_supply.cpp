#include "core/experiments/cosmology/map_supply.h"

#include <utility>

namespace lectern {

FieldParameters MapSupply::draw(Rng& rng, std::span<float> map, Sky::Workspace& work) const {
  if (!own_) {
    const FieldParameters at = Sky::draw_parameters(rng);
    sky_->draw(at, rng, map, work);
    return at;
  }
  const OwnMaps::Part& from = own_->training;
  const std::uint32_t chosen = rng.below(static_cast<std::uint32_t>(from.truth.size()));
  const auto down = static_cast<int>(rng.below(Sky::kSide)), right = static_cast<int>(rng.below(Sky::kSide));
  const std::uint32_t symmetry = rng.below(8);
  const float* source = from.maps.row(chosen);
  std::size_t i = 0;
  for (int row = 0; row < Sky::kSide; ++row)
    for (int col = 0; col < Sky::kSide; ++col, ++i) {
      int r = (row + down) % Sky::kSide, q = (col + right) % Sky::kSide;
      if ((symmetry & 1) != 0) r = Sky::kSide - 1 - r;
      if ((symmetry & 2) != 0) q = Sky::kSide - 1 - q;
      if ((symmetry & 4) != 0) std::swap(r, q);
      map[i] = source[r * Sky::kSide + q];
    }
  return from.truth[chosen];
}

}  // namespace lectern
