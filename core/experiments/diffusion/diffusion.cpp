// Diffusion models: data are mixed with noise until nothing is left of them, a network learns to tell the noise, and
// samples are made of noise alone. Points of the plane, with the score as arrows; random fields, judged by more than
// their power spectrum.
// Lecture row R39.
// Sources: Sohl-Dickstein et al., ICML 2015; Ho, Jain, Abbeel, NeurIPS 2020; Song, Meng, Ermon, ICLR 2021; Nichol,
// Dhariwal, ICML 2021.

#include <cmath>
#include <optional>
#include <string>

#include "core/experiments/diffusion/diffusion_settings.h"
#include "core/experiments/diffusion/field_diffusion.h"
#include "core/experiments/diffusion/point_diffusion.h"
#include "core/lab/demo.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

class Diffusion final : public Demo<Diffusion, DiffusionSettings, TargetData> {
 public:
  static Schema<DiffusionSettings> schema() { return DiffusionSettings::schema(); }

  explicit Diffusion(const Start& start) : Demo(start) {
    if (settings().subject == DiffusionSubject::points)
      points_.emplace(data(), settings(), start.streams, pool());
    else
      fields_.emplace(settings(), start.streams, pool());
  }

  void step() override {
    if (diverged_) return;
    const double cost = points_ ? points_->step(data(), settings(), pool()) : fields_->step(settings(), pool());
    diverged_ = !std::isfinite(cost);
  }

  void data_changed() {
    if (points_) points_->data_changed(data(), settings(), pool());
  }
  void settings_changed(const DiffusionSettings& before) {
    if (points_) points_->settings_changed(before, data(), settings(), pool());
    if (fields_) fields_->settings_changed(settings());
  }
  bool gesture(const Action& action) {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (!points_ || action.panel != "reverse" || drag == nullptr || drag->handle != "start") return false;
    points_->set_start(static_cast<double>(drag->x), static_cast<double>(drag->y), data(), settings(), pool());
    return true;
  }

  SeedUse seeds() const override { return {.run = true, .data = fields_ || data().uses_seed()}; }
  std::optional<Divergence> divergence() const override {
    if (!diverged_) return {};
    const double rate = settings().learning_rate;
    const auto updates = static_cast<std::int64_t>(points_ ? points_->updates() : fields_->updates());
    return diverged(learning_rate_too_large(updates, "is no longer a finite number", rate),
                    &DiffusionSettings::learning_rate, rate / 10);
  }
  auto state() const { return std::tie(points_, fields_, diverged_); }

  void describe(Snapshot& snapshot) const override {
    if (points_) return points_->describe(data(), settings(), pool(), snapshot);
    fields_->describe(settings(), snapshot);
  }

 private:
  std::optional<PointDiffusion> points_;
  std::optional<FieldDiffusion> fields_;
  bool diverged_ = false;
};

const RegisterDemo<Diffusion> registered{{
    .id = "diffusion",
    .title = "Diffusion models",
    .lecture = 7,
    .row = "R39",
    .summary =
        "A network learns to take noise out of points or random fields, and so makes new ones of noise; fields are judged "
        "by more than their power spectrum.",
    .sources =
        {"J. Sohl-Dickstein et al., Deep unsupervised learning using nonequilibrium thermodynamics, ICML 2015",
         "J. Ho, A. Jain, P. Abbeel, Denoising diffusion probabilistic models, NeurIPS 2020",
         "A. Nichol, P. Dhariwal, Improved denoising diffusion probabilistic models, ICML 2021",
         "J. Song, C. Meng, S. Ermon, Denoising diffusion implicit models, ICLR 2021",
         "Ya. Zel'dovich, Gravitational instability, Astronomy and Astrophysics 5 (1970) 84 (cosmic web)",
         "C.-T. Chiang et al., Position-dependent power spectrum of the large-scale structure, JCAP 05 (2014) 048"},
    .steps_per_second = 60,
}};

}  // namespace
}  // namespace lectern
