#pragma once

#include <array>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/diffusion/diffusion_settings.h"
#include "core/experiments/diffusion/rivals.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/planar_grid.h"
#include "core/ml/generative/mode_coverage.h"

namespace lectern {

// Diffusion of points of the plane: a denoiser in training, the cloud that it makes of noise, and what is said of it.
class PointDiffusion {
 public:
  PointDiffusion(const TargetData& data, const DiffusionSettings& settings, const Streams& streams, ThreadPool& pool);

  // Four updates; returns the loss of the last.
  double step(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool);
  void data_changed(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool);
  void settings_changed(const DiffusionSettings& before, const TargetData& data, const DiffusionSettings& settings,
                        ThreadPool& pool);
  // The noise from which the path shown begins.
  void set_start(double x, double y, const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool);

  std::uint64_t updates() const { return updates_; }
  void describe(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool, Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(denoiser_, optimizer_, average_, rng_, updates_, steps_, start_, rivals_),
                      unhashed(shown_), unhashed(judged_), unhashed(way_), unhashed(costs_), unhashed(divergences_),
                      unhashed(studied_));
  }

 private:
  // Of samples against the data.
  struct Judgement {
    double data_model = 0, model_data = 0;  // nats
    generative::ModeCoverage coverage;
    auto state() const { return std::tie(data_model, model_data, coverage); }
  };
  // A number of steps and a randomness, and how well samples are made by them; NaN: not yet known.
  struct Study {
    int steps = 0;
    double eta = 0, divergence = 0;
  };

  double update(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool);
  void measure_data(const TargetData& data);
  ConstMatrixView<float> data_shown(const TargetData& data) const;
  // Every sample's way from noise to data, steps + 1 places each, in units of the data.
  void sample(const DiffusionSettings& settings, int steps, double eta, std::ptrdiff_t count,
              std::vector<Matrix<float>>& way, ThreadPool& pool) const;
  void make_samples(const DiffusionSettings& settings, ThreadPool& pool);
  void make_samples_again(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool);
  Judgement judge(const TargetData& data, ConstMatrixView<float> samples) const;
  void judge_and_record(const TargetData& data, ThreadPool& pool);
  void study_next(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool);

  // The place in `way_` that is shown, and the diffusion time there; −1 for data.
  std::size_t place(const DiffusionSettings& settings) const;
  int time_at(const DiffusionSettings& settings, std::size_t place) const;
  // From units of the process to those of the data.
  void to_plane(MatrixView<float> points) const;

  void describe_forward(const TargetData& data, const DiffusionSettings& settings, Plane& plane) const;
  void describe_reverse(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool,
                        Plane& plane) const;
  void describe_arrows(const Matrix<float>& noise, int t, std::string_view name, Plane& plane) const;
  void describe_curves(const DiffusionSettings& settings, Snapshot& snapshot) const;
  void describe_schedule(const DiffusionSettings& settings, Plane& plane) const;
  void describe_study(Plane& plane) const;
  void describe_rivals(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool,
                       Snapshot& snapshot) const;
  void describe_numbers(const TargetData& data, const DiffusionSettings& settings, Snapshot& snapshot) const;

  generative::NoiseSchedule schedule_;
  generative::Denoiser<float> denoiser_;
  nn::Optimizer<float> optimizer_;
  nn::Network<float> average_;
  Rng rng_;
  std::uint64_t updates_ = 0, steps_ = 0;
  std::array<float, 2> start_{0, 0};  // in units of the process
  std::optional<Rivals> rivals_;

  double centre_[2] = {0, 0}, scale_ = 1;  // of the data
  double floor_ = 0;                       // the divergence of two sets of data
  Shared<Matrix<float>> noise_, fresh_;    // from which samples begin; what random steps add, one after the other
  Shared<Matrix<float>> forward_noise_;
  generative::Denoiser<float> shown_;  // what the samples shown are made with
  std::vector<Matrix<float>> way_;
  std::optional<Judgement> judged_;
  History costs_{1}, divergences_{9};  // KL(data‖samples), KL(samples‖data), the rivals' first; near the data, of all
  std::vector<Study> studied_;
  std::size_t next_study_ = 0;

  Scratch<Matrix<float>> batch_, mixture_, batch_noise_, predicted_, cloud_, grid_, arrows_;
  Scratch<Matrix<double>> data_now_;
  Scratch<std::vector<double>> exponents_;
  Scratch<std::vector<int>> times_, counts_;
  Scratch<std::vector<Matrix<float>>> study_way_;
};

}  // namespace lectern
