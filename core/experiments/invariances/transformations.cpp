#include "core/experiments/invariances/transformations.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::invariances {
namespace {

constexpr double kTurn = 6.283185307179586;

constexpr std::array kShifts{0.0, 0.75, 1.5, 2.25, 3.0, 3.75, 4.5, 5.25, 6.0};
constexpr std::array kReflections{0.0, 1.0};
constexpr std::array kRotations{0.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 135.0, 180.0};
constexpr std::array kScales{0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8};
constexpr std::array kSmears{0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 2.0, 2.5, 3.0};
constexpr std::array kBends{0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0};

constexpr std::array<Strengths, 6> kStrengths{{
    {"shift [px]", "px", "shifted", kShifts, 0, 4},
    {"share of the pictures reflected", "", "reflected", kReflections, 0, 1},
    {"rotation [°]", "°", "rotated", kRotations, 0, 3},
    {"scale factor", "", "scaled", kScales, 4, 2},
    {"smearing σ [px]", "px", "smeared", kSmears, 0, 4},
    {"elastic displacement, RMS [px]", "px", "bent", kBends, 0, 4},
}};

}  // namespace

const Strengths& strengths_of(Transformation transformation) {
  return kStrengths[static_cast<std::size_t>(transformation)];
}

data::Deformation transformed(Transformation transformation, double strength, Rng& rng) {
  data::Deformation result;
  const double chance = rng.uniform();
  const double sign = chance < 0.5 ? -1 : 1;
  switch (transformation) {
    case Transformation::shift:
      result.right = strength * math::cos(kTurn * chance);
      result.down = strength * math::sin(kTurn * chance);
      break;
    case Transformation::reflection: result.is_mirrored = chance < strength; break;
    case Transformation::rotation: result.turn = sign * strength; break;
    case Transformation::scale: result.scale = strength; break;
    case Transformation::smearing: result.smear = strength; break;
    case Transformation::elastic: result.bend = sign * strength; break;
  }
  return result;
}

void add_random(Transformation transformation, bool goes_far, Rng& rng, data::Deformation& deformation) {
  const Strengths& strengths = strengths_of(transformation);
  const double most = goes_far ? strengths.values.back() : strengths.values[strengths.moderate];
  switch (transformation) {
    case Transformation::shift: {
      const data::Deformation shift = transformed(transformation, most * std::sqrt(rng.uniform()), rng);
      deformation.right = shift.right;
      deformation.down = shift.down;
      break;
    }
    case Transformation::reflection: deformation.is_mirrored = rng.uniform() < 0.5; break;
    case Transformation::rotation: deformation.turn = most * rng.uniform(-1, 1); break;
    case Transformation::scale: {
      // As often smaller as larger.
      const double reach = goes_far ? math::log(2.0) : math::log(1 / 0.7);
      deformation.scale = math::exp(reach * rng.uniform(-1, 1));
      break;
    }
    case Transformation::smearing: deformation.smear = most * rng.uniform(); break;
    case Transformation::elastic: deformation.bend = most * rng.uniform(-1, 1); break;
  }
}

double strength_in(const data::Deformation& deformation, Transformation transformation) {
  switch (transformation) {
    case Transformation::shift:
      return std::sqrt(deformation.right * deformation.right + deformation.down * deformation.down);
    case Transformation::reflection: return deformation.is_mirrored ? 1 : 0;
    case Transformation::rotation: return std::fabs(deformation.turn);
    case Transformation::scale: return deformation.scale;
    case Transformation::smearing: return deformation.smear;
    case Transformation::elastic: return std::fabs(deformation.bend);
  }
  return 0;
}

}  // namespace lectern::invariances
