#pragma once

#include <limits>
#include <vector>

#include "core/lab/panel.h"
#include "core/lab/schema.h"
#include "core/ml/generative/diffusion.h"
#include "core/ml/nn/optimizer.h"
#include "core/parts/target_data.h"
#include "core/physics/random_field.h"

namespace lectern {

inline constexpr ColorRole kDataColor = 2, kModelColor = 7;
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class DiffusionSubject { points, fields };
enum class RivalClock { updates, work };
enum class FieldMeasure { spectrum, one_point, peaks, bispectrum };

struct DiffusionSettings {
  DiffusionSubject subject = DiffusionSubject::points;
  TargetSettings data{.kind = data::TargetKind::spiral, .width = 0.03};
  physics::FieldLaw law = physics::FieldLaw::web;
  int fields = 128;
  double strength = 1;

  generative::NoiseScheduleKind schedule = generative::NoiseScheduleKind::cosine;
  int times = 100;
  std::vector<int> layers{64, 64, 64}, field_layers{32, 32};
  double learning_rate = 0.005;
  int batch_size = 256, averaging = 100;

  int sampling_steps = 25;
  double eta = 0;

  double time = 0;
  bool sweep = false, arrows = true, compare_steps = false, rivals = false;
  int picked = 1;
  RivalClock clock = RivalClock::updates;
  FieldMeasure measure = FieldMeasure::one_point;

  static Schema<DiffusionSettings> schema();

  generative::NoiseSchedule noise_schedule() const;
  nn::OptimizerSpec optimizer() const { return {.kind = nn::OptimizerKind::adam, .learning_rate = learning_rate}; }
  // How much of the way back, from 0 (noise) to 1 (data), is shown after so many steps.
  double shown_share(std::uint64_t steps) const;
};

// The times of a sampler that goes from the noisiest of T times to the data in S ≤ T steps: T − 1 first, 0 last; one
// step starts from T − 1.
std::vector<int> sampling_times(int times, int steps);

}  // namespace lectern
