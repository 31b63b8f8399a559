#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/inverse-problems/inverse_settings.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/fourier.h"
#include "core/ml/generative/autoencoder.h"
#include "core/ml/inverse/fourier_observation.h"
#include "core/ml/inverse/latent_fit.h"
#include "core/ml/inverse/picture_denoiser.h"
#include "core/ml/nn/optimizer.h"
#include "core/physics/telescope.h"

namespace lectern::restoration {

// A sky seen through a blur or by an interferometer, and four answers to what it looks like, which know more and more
// about skies: the Wiener filter their power spectrum, a dictionary of principal components their covariance, a
// variational autoencoder a surface of them, a diffusion prior their density as far as its denoiser has learned it.
class Restoration {
 public:
  Restoration(const InverseSettings& settings, const Streams& streams, ThreadPool& pool);

  // One update of either network; false where numbers are not finite any more.
  bool step(const InverseSettings& settings, ThreadPool& pool);
  void settings_changed(const InverseSettings& settings, ThreadPool& pool);
  bool gesture(const InverseSettings& settings, const Action& action, ThreadPool& pool);
  void describe(const InverseSettings& settings, Snapshot& snapshot) const;
  std::uint64_t updates() const { return updates_; }

  auto state() const {
    return std::tuple(std::tie(learned_, observation_, ring_, sources_, dragged_, truth_, data_, white_, coder_, fit_,
                               denoiser_, optimizer_, average_, batch_rng_, miss_, updates_, answers_),
                      unhashed(errors_));
  }

 private:
  static constexpr std::size_t kMethods = 4;  // Wiener, dictionary, autoencoder, diffusion

  // What the pictures learned from tell at once.
  struct Learned {
    math::PlanarFourier fourier{2};
    Matrix<float> shown;               // the first of them
    std::vector<double> mean, spread;  // by pixels
    double level = 0, deviation = 0;   // of all pixels together
    std::vector<double> power;         // by shells, around the level
    Matrix<double> atoms;              // components times their standard deviations, the most there are
    std::vector<double> left;          // variance of a pixel, on average, that the first k atoms leave out
    auto state() const { return std::tie(shown, mean, spread, power, atoms, left); }
  };
  struct Answer {
    std::vector<float> picture, deviation;
    double error = 0;   // |x̂ − x|/|x|
    double misfit = 0;  // Σ (y − Hx̂)²/s² per number measured
    double pull = 0;    // root mean square of (x̂ − x)/deviation
    auto state() const { return std::tie(picture, deviation, error, misfit, pull); }
  };

  static Learned make_learned(const InverseSettings& settings, const Streams& streams, ThreadPool& pool);
  void draw_truth(const InverseSettings& settings);
  void observe(const InverseSettings& settings);
  std::vector<physics::Antenna> antennas(const InverseSettings& settings) const;
  // All answers to the data as they are now; codes begin anew.
  void answer(const InverseSettings& settings, ThreadPool& pool);
  void answer_linearly(const InverseSettings& settings);
  void fit_codes(int updates, ThreadPool& pool);
  void sample(ThreadPool& pool);
  void judge(Answer& answer) const;

  void describe_pictures(Snapshot& snapshot) const;
  void describe_truth(const InverseSettings& settings, Snapshot& snapshot) const;
  void describe_instrument(const InverseSettings& settings, Snapshot& snapshot) const;
  void describe_table(Snapshot& snapshot) const;

  Shared<Learned> learned_;
  inverse::FourierObservation observation_;
  physics::Crescent ring_;
  std::array<std::vector<physics::SkySource>, 3> sources_;  // by the kind of the true sky; the ring has none
  std::vector<physics::Antenna> dragged_;                   // all dishes, once one of so many was dragged
  std::vector<float> truth_;
  std::vector<double> data_, white_;
  double measured_ = 0;  // how many numbers

  generative::Autoencoder<float> coder_;
  inverse::LatentFit<float> fit_;
  inverse::PictureDenoiser<float> denoiser_;
  nn::Optimizer<float> optimizer_;
  nn::Network<float> average_;  // of the denoiser's weights
  Rng batch_rng_, sample_rng_;
  double miss_;  // mean squared error of a pixel that the autoencoder leaves
  std::uint64_t updates_ = 0;
  std::array<Answer, kMethods> answers_;
  History errors_{kMethods};

  Scratch<Matrix<float>> batch_, eps_, white_batch_, samples_, restored_;
  Scratch<std::vector<double>> sizes_;
  Scratch<std::vector<float>> tile_;
};

}  // namespace lectern::restoration
