#pragma once

#include <array>
#include <span>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern::data {

// Functions of a point of the plane that a model may be given as inputs, besides the coordinates themselves.
enum class PlanarFeature { x1, x2, x1_squared, x2_squared, product, sine_x1, sine_x2 };

// The ids are those of the switches that choose them.
inline constexpr std::array<Named<PlanarFeature>, 7> kPlanarFeatures{{
    {PlanarFeature::x1, "in_x1", "x₁"},
    {PlanarFeature::x2, "in_x2", "x₂"},
    {PlanarFeature::x1_squared, "in_x1_squared", "x₁²"},
    {PlanarFeature::x2_squared, "in_x2_squared", "x₂²"},
    {PlanarFeature::product, "in_product", "x₁x₂"},
    {PlanarFeature::sine_x1, "in_sine_x1", "sin πx₁"},
    {PlanarFeature::sine_x2, "in_sine_x2", "sin πx₂"},
}};

// features  n × chosen.size(), resized and overwritten: row i holds the chosen functions of point i
// points    n × 2 (x1, x2), or n × 1 for points of the line x2 = 0
void map_features(ConstMatrixView<float> points, std::span<const PlanarFeature> chosen, Matrix<float>& features);

}  // namespace lectern::data
