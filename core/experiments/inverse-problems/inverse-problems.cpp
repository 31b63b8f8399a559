// Skies that were seen badly: through a blur, by an interferometer that measures few Fourier modes, on top of each
// other. What the data do not tell a prior has to: a power spectrum, a dictionary, an autoencoder, a diffusion model;
// and a U-Net where pixels are to be shared out or named. Lecture row R58.
// Sources: Medeiros, Psaltis, Lauer, Özel, ApJL 947 (2023) L7; Bora, Jalal, Price, Dimakis, ICML 2017; Zhang et al.,
// CVPR 2025; Ronneberger, Fischer, Brox, MICCAI 2015.

#include <cstdint>
#include <optional>

#include "core/experiments/inverse-problems/inverse_settings.h"
#include "core/experiments/inverse-problems/pixel_task.h"
#include "core/experiments/inverse-problems/restoration.h"
#include "core/lab/demo.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

using restoration::InverseSettings;

class InverseProblems final : public Demo<InverseProblems, InverseSettings> {
 public:
  static Schema<InverseSettings> schema() { return InverseSettings::schema(); }

  explicit InverseProblems(const Start& start) : Demo(start) {
    if (settings().is_linear())
      restoration_.emplace(settings(), start.streams, pool());
    else
      pixels_.emplace(settings(), start.streams, pool());
  }

  void step() override {
    if (diverged_) return;
    diverged_ = !(restoration_ ? restoration_->step(settings(), pool()) : pixels_->step(settings(), pool()));
  }
  void settings_changed(const InverseSettings&) {
    if (restoration_) restoration_->settings_changed(settings(), pool());
    if (pixels_) pixels_->settings_changed(settings(), pool());
  }
  bool gesture(const Action& action) {
    return restoration_ ? restoration_->gesture(settings(), action, pool())
                        : pixels_->gesture(settings(), action, pool());
  }
  static bool takes_points(std::string_view) { return false; }

  SeedUse seeds() const override { return {.run = true, .data = true}; }
  std::optional<Divergence> divergence() const override {
    if (!diverged_) return {};
    const double rate = settings().learning_rate;
    const auto updates = static_cast<std::int64_t>(restoration_ ? restoration_->updates() : pixels_->updates());
    return diverged(learning_rate_too_large(updates, "is no longer a finite number", rate),
                    &InverseSettings::learning_rate, rate / 10);
  }
  auto state() const { return std::tie(restoration_, pixels_, diverged_); }

  void describe(Snapshot& snapshot) const override {
    if (restoration_) return restoration_->describe(settings(), snapshot);
    pixels_->describe(snapshot);
  }

 private:
  std::optional<restoration::Restoration> restoration_;
  std::optional<restoration::PixelTask> pixels_;
  bool diverged_ = false;
};

const RegisterDemo<InverseProblems> registered{{
    .id = "inverse-problems",
    .title = "Inverse problems",
    .lecture = 9,
    .row = "R58",
    .summary =
        "Skies behind a blur, an interferometer with gaps, a blend: Wiener filter, dictionary, autoencoder, diffusion prior "
        "and U-Net, with errors and uncertainty; and a ring where there is none.",
    .sources =
        {"L. Medeiros, D. Psaltis, T. Lauer, F. Özel, The image of the M87 black hole reconstructed with PRIMO, "
         "ApJL 947 (2023) L7",
         "A. Bora, A. Jalal, E. Price, A. G. Dimakis, Compressed sensing using generative models, ICML 2017",
         "B. Zhang et al., Improving diffusion inverse problem solving with decoupled noise annealing, CVPR 2025",
         "O. Ronneberger, P. Fischer, T. Brox, U-Net: Convolutional networks for biomedical image segmentation, "
         "MICCAI 2015"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
