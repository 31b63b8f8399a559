#pragma once

#include "core/experiments/boltzmann-machine/pattern_data.h"
#include "core/ml/generative/general_boltzmann_machine.h"

namespace lectern {

enum class CouplingKind { restricted, with_visible, with_hidden, general, visible_alone };
enum class LearningRule { contrastive, persistent, exact };
enum class Spoiling { lower, random, flipped };
enum class RealLaw { two_peaks, three_peaks, skewed };

struct MachineSettings {
  PatternSource source = PatternSource::digits;
  int n = 500;
  double noise = 0.04;
  CouplingKind couplings = CouplingKind::restricted;
  int hidden = 64;
  LearningRule rule = LearningRule::persistent;
  int sweeps = 1;
  double learning_rate = 0.1;
  double l2 = 0;
  int batch_size = 64;
  Spoiling spoiling = Spoiling::lower;
  double spoilt_share = 0.5;
  // Of a density of one real number.
  RealLaw law = RealLaw::two_peaks;
  int integer_units = 2;

  generative::Couplings kinds() const {
    switch (couplings) {
      case CouplingKind::restricted: return {.W = true};
      case CouplingKind::with_visible: return {.W = true, .T = true};
      case CouplingKind::with_hidden: return {.W = true, .Q = true};
      case CouplingKind::general: return {.W = true, .T = true, .Q = true};
      case CouplingKind::visible_alone: break;
    }
    return {.W = false, .T = true};
  }
};

}  // namespace lectern
