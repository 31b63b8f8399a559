#pragma once

#include <vector>

#include "core/lab/action.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"

namespace lectern::network_zoo {

enum class Species { chart, radial, extreme, residual, kohonen, echo, liquid, hopfield, markov, belief };

struct ZooSettings {
  Species network = Species::chart;
  int basis_units = 9;
  double basis_width = 0.2;
  int hidden = 150;
  int residual_layers = 60;
  double neighbourhood = 4;
  int reservoir_units = 150;
  double reservoir_radius = 0.8;
  double liquid_coupling = 0.3;
  double spike_jitter = 8;
  int stored_patterns = 5;
  double damage = 0.25;
};

}  // namespace lectern::network_zoo
