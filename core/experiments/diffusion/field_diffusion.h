#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/experiments/diffusion/diffusion_settings.h"
#include "core/experiments/diffusion/field_rivals.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/fourier.h"
#include "core/ml/generative/field_denoiser.h"
#include "core/ml/nn/optimizer.h"
#include "core/parts/optional_part.h"
#include "core/physics/field_statistics.h"

namespace lectern {

// Diffusion of random fields: a denoiser in training, which begins as the Wiener filter, fields made of noise by it,
// and how they compare with data held out, and with data whose phases have been drawn anew.
class FieldDiffusion {
 public:
  FieldDiffusion(const DiffusionSettings& settings, const Streams& streams, ThreadPool& pool);

  // Two updates, and one step of the run back from noise that is under way; returns the loss of the last.
  double step(const DiffusionSettings& settings, ThreadPool& pool);
  void settings_changed(const DiffusionSettings& settings) { optimizer_.spec() = settings.optimizer(); }

  std::uint64_t updates() const { return updates_; }
  void describe(const DiffusionSettings& settings, Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(examples_, denoiser_, optimizer_, average_, rng_, updates_, steps_, rivals_),
                      unhashed(sampler_), unhashed(run_), unhashed(shown_), unhashed(judged_), unhashed(rivals_made_),
                      unhashed(rivals_judged_), unhashed(costs_), unhashed(misfits_));
  }

 private:
  // What is given, and what is measured of it; copies share it.
  struct Examples {
    math::PlanarFourier fourier{2};
    Matrix<float> training, held_out, phases;  // n × N²
    Matrix<float> forward_noise;               // of the held-out fields shown
    Matrix<float> start;                       // noise from which fields are made
    physics::StatisticsOfFields reference;     // of the training data
    physics::FieldStatistics of_held_out, of_phases;
    auto state() const { return std::tie(training, held_out, phases, forward_noise, start); }
  };
  // Fields on their way from noise to data.
  struct Moment {
    int t = 0;                     // −1: data
    Matrix<float> fields, belief;  // as they are, and the data that the network sees in them
  };
  using Run = std::vector<std::shared_ptr<const Moment>>;
  struct Judgement {
    physics::FieldStatistics mean;
    double spectrum = 0, one_point = 0, peaks = 0, bispectrum = 0;
    std::array<double, 4> in_a_row() const { return {spectrum, one_point, peaks, bispectrum}; }
    auto state() const { return std::tie(mean); }
  };

  static Examples make_examples(const DiffusionSettings& settings, const Streams& streams);
  double update(const DiffusionSettings& settings, ThreadPool& pool);
  Judgement judge(physics::FieldStatistics mean) const;
  double extrapolation(std::size_t j) const;
  // One step back of `run_`, with fresh noise where η > 0, else of second order (Lu et al., DPM-Solver++, 2022).
  void step_back(const DiffusionSettings& settings, ThreadPool& pool);
  void show_run(ThreadPool& pool);
  void judge_rivals(ThreadPool& pool);

  std::size_t place(const DiffusionSettings& settings) const;
  void describe_fields(const DiffusionSettings& settings, Images& images) const;
  void describe_way(const DiffusionSettings& settings, Images& images) const;
  void describe_rivals(Images& images) const;
  void describe_statistics(Snapshot& snapshot) const;
  void describe_learning(const DiffusionSettings& settings, Plane& plane) const;
  void describe_table(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  generative::NoiseSchedule schedule_;
  Rng rng_, sampling_rng_;
  Shared<Examples> examples_;
  generative::FieldDenoiser<float> denoiser_;
  nn::Optimizer<float> optimizer_;
  nn::Network<float> average_;
  std::uint64_t updates_ = 0, steps_ = 0;

  generative::FieldDenoiser<float> sampler_;  // with the weights of the run under way
  Run run_, shown_;
  std::vector<int> run_times_;
  double run_eta_ = 0;
  std::optional<Judgement> judged_;
  Judgement held_out_, phases_;
  OptionalPart<FieldRivals> rivals_;
  std::vector<Matrix<float>> rivals_made_;  // kMade × N² of each, when the shown run was complete
  std::vector<Judgement> rivals_judged_;
  History costs_{1}, misfits_{16};  // four statistics of diffusion, then of each rival

  Scratch<Matrix<float>> batch_, noise_, noise_told_, z_, forward_;
  Scratch<std::vector<int>> times_, cells_, rows_;
};

}  // namespace lectern
