#include "core/parts/decision_field.h"

namespace lectern {

double decision_value(int label, double confidence) { return label + 0.999 * std::clamp(confidence, 0.0, 1.0); }

double confidence_of(double probability, int classes) {
  const double guess = 1.0 / std::max(classes, 2);
  return (probability - guess) / (1 - guess);
}

}  // namespace lectern
