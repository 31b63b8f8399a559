#pragma once

#include "core/experiments/universal-approximation/trained_curve.h"
#include "core/parts/curve_data.h"

namespace lectern {

enum class Construction { relus, steps, towers, interpolation, depth };
enum class KnotRule { left_to_right, greedy };

struct ApproximationSettings {
  CurveLawSettings data{
      .law = "damped_wave", .formula = "1/(1 + 25x^2)", .from = -1, .to = 1, .own_points = true, .own_table = false};
  Construction construction = Construction::relus;
  int hidden = 16;
  KnotRule knots = KnotRule::left_to_right;
  KinkStart kink_start = KinkStart::spread;
  nn::ActivationKind activation = nn::ActivationKind::relu;  // of the trained network
  double learning_rate = 0.01;
  double sharpness = 500;
  int law_2d = 2;  // place among data::laws_of_two()
  int towers = 8;
  bool second_layer = true;
  int nodes = 40;
  double noise = 0;
  int depth = 5;
};

}  // namespace lectern
