#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/data/deformation.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"

namespace lectern::invariances {

enum class Transformation { shift, reflection, rotation, scale, smearing, elastic };

inline constexpr std::array<Named<Transformation>, 6> kTransformations{{
    {Transformation::shift, "shift", "Shift"},
    {Transformation::reflection, "reflection", "Reflection"},
    {Transformation::rotation, "rotation", "Rotation"},
    {Transformation::scale, "scale", "Scale"},
    {Transformation::smearing, "smearing", "Smearing"},
    {Transformation::elastic, "elastic", "Elastic deformation"},
}};

// How strongly pictures are transformed for the tests, ascending.
struct Strengths {
  const char* axis;       // "shift [px]"
  const char* unit;       // "px"
  const char* adjective;  // "shifted"
  std::span<const double> values;
  std::size_t neutral;   // which of them leaves a picture as it is
  std::size_t moderate;  // which of them comparisons are made at: people still read the picture at once
};
const Strengths& strengths_of(Transformation transformation);
inline constexpr std::size_t kMostStrengths = 9;

// A transformation of exactly this strength, whose direction or sign is drawn. Of a reflection the strength is the
// probability.
data::Deformation transformed(Transformation transformation, double strength, Rng& rng);

// A transformation of a random strength up to the moderate one or, where it goes far, to the largest.
void add_random(Transformation transformation, bool goes_far, Rng& rng, data::Deformation& deformation);

// How strong a transformation a deformation contains.
double strength_in(const data::Deformation& deformation, Transformation transformation);

}  // namespace lectern::invariances
