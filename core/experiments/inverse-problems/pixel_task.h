#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/inverse-problems/inverse_settings.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/physics/sky.h"

namespace lectern::restoration {

// What a U-Net says of each pixel: which part of the light of two galaxies is that of the first, or whether a pixel
// shows sky, a galaxy or a star. Beside it the rule that needs no learning.
class PixelTask {
 public:
  PixelTask(const InverseSettings& settings, const Streams& streams, ThreadPool& pool);

  bool step(const InverseSettings& settings, ThreadPool& pool);
  void settings_changed(const InverseSettings& settings, ThreadPool& pool);
  bool gesture(const InverseSettings& settings, const Action& action, ThreadPool& pool);
  void describe(Snapshot& snapshot) const;
  std::uint64_t updates() const { return updates_; }

  auto state() const {
    return std::tuple(std::tie(sources_, fields_, noise_rng_, network_, optimizer_, average_, rng_, updates_, shown_,
                               held_out_, score_, rule_score_),
                      unhashed(scores_), unhashed(costs_), unhashed(answer_), unhashed(doubt_), unhashed(star_));
  }

 private:
  using Sources = std::vector<physics::SkySource>;
  // A field as it was seen, and what is right of it.
  struct Scene {
    std::vector<float> data, truth;  // truth: the light of the first source
    std::vector<int> labels;
    auto state() const { return std::tie(data, truth, labels); }
  };

  bool deblends() const { return task_ == InverseProblem::deblending; }
  Sources draw_sources(Rng& rng) const;
  void make_scene(const Sources& sources, double noise, Rng& rng, Scene& scene) const;
  void write_input(const Sources& sources, const Scene& scene, float* input) const;
  double learn(const InverseSettings& settings, ThreadPool& pool);
  // The shown scene from its sources, and the scenes held out, at the noise of now.
  void look(const InverseSettings& settings, ThreadPool& pool);
  void judge(ThreadPool& pool);
  void read_shown(ThreadPool& pool);
  int by_rule(float brightness) const { return static_cast<double>(brightness) > physics::kVisible ? 1 : 0; }

  void describe_pictures(Snapshot& snapshot) const;
  void describe_truth(Snapshot& snapshot) const;

  InverseProblem task_;
  Sources sources_;              // of the scene shown
  std::vector<Sources> fields_;  // held out
  Rng noise_rng_, rng_;
  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  nn::Network<float> average_;  // of its weights: what answers
  std::uint64_t updates_ = 0;
  Scene shown_;
  std::vector<Scene> held_out_;
  // Of the scene shown: the light shared out or the class, by the network; how sure; whether a star.
  std::vector<float> answer_, doubt_, star_;
  double error_ = 0, rule_error_ = 0;  // of the scene shown
  double score_ = 0, rule_score_ = 0;  // of scenes held out: relative error, or intersection over union
  double pull_ = 0, coverage_ = 0;     // of scenes held out: error over the stated one, pixels within it
  double class_scores_[3] = {0, 0, 0}, class_rule_scores_[3] = {0, 0, 0};
  History scores_{2}, costs_{1};

  Scratch<Matrix<float>> inputs_, light_, target_;
  Scratch<std::vector<int>> labels_;
  Scratch<nn::Pass<float>> pass_;
  Scratch<std::vector<float>> tile_;
  Scratch<Scene> scene_;
};

}  // namespace lectern::restoration
