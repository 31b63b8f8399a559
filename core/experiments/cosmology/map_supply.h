#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/cosmology/sky.h"
#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern {

// Maps of a file whose two parameters are given, some to learn from and the others to be judged.
struct OwnMaps {
  struct Part {
    Matrix<float> maps;  // m × Sky::kCells
    std::vector<FieldParameters> truth;
  };
  Part training, held_out;
  FieldParameters low, high;  // the range of each parameter, low < high
  std::array<std::string, 2> names;
};

// What networks learn from: new maps of a simulator, or those of a file, moved, turned and mirrored at random.
class MapSupply {
 public:
  explicit MapSupply(std::shared_ptr<const Sky> sky) : sky_(std::move(sky)) {}
  explicit MapSupply(std::shared_ptr<const OwnMaps> own) : own_(std::move(own)) {}

  FieldParameters low() const { return own_ ? own_->low : Sky::kLow; }
  FieldParameters high() const { return own_ ? own_->high : Sky::kHigh; }
  // map  Sky::kCells, overwritten
  FieldParameters draw(Rng& rng, std::span<float> map, Sky::Workspace& work) const;

 private:
  std::shared_ptr<const Sky> sky_;
  std::shared_ptr<const OwnMaps> own_;
};

}  // namespace lectern
