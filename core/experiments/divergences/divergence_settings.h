#pragma once

#include <array>

#include "core/lab/schema.h"
#include "core/ml/density/gaussian_fit.h"

namespace lectern::divergences {

enum class Scene { model, joint };
enum class DataLaw { peaks, skewed, spike };
enum class Joint { correlated, clusters, arc, ring };

struct Settings {
  Scene scene = Scene::model;
  DataLaw law = DataLaw::peaks;
  double distance = 4, share = 0.6, deviation = 0.5, added_noise = 0;
  int data = 100;
  double start_mean = 0.5, start_deviation = 0.6;
  density::DivergenceKind shown = density::DivergenceKind::reverse_kl;
  std::array<bool, density::kDivergenceKinds> takes_part{true, true, false, false};
  double learning_rate = 0.1;
  bool sampled = false;
  int batch_size = 32;
  Joint joint = Joint::correlated;
  double correlation = 0.8, cut = 1, strip = 0.15;
  int draws = 50;

  static Schema<Settings> schema();
};

}  // namespace lectern::divergences
