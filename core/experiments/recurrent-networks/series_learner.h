#pragma once

#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/experiments/recurrent-networks/series_data.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern {

// What is shown of all units: what they put out, their memory, or a gate.
enum class UnitPicture { output, cell, input, forget, out, reset, update };

struct SeriesTraining {
  nn::CellKind cell = nn::CellKind::lstm;
  int hidden = 24, window = 40, batch_size = 16;
  int shown = 200;  // steps of the picture
  int delay = 0;    // of echoes, at whose times the network is judged; 0: there are none
};

// A recurrent network that learns to forecast the next number of a series from windows of it, and what there is to see
// of it: forecasts given every number and on its own, gates, how far back it looks.
class SeriesLearner {
 public:
  // model  that the training begins with, of the cell and the hidden units that `training` names
  SeriesLearner(const SeriesData& data, const SeriesTraining& training, const Streams& streams,
                nn::SequenceModel<float> model, ThreadPool& pool);

  // One update on a batch of windows; the cost, which may be no number.
  double step(const SeriesData& data, double learning_rate, double clip, ThreadPool& pool);
  std::int64_t steps() const { return steps_; }
  const nn::SequenceModel<float>& model() const { return model_; }

  // The first step of time that the network has to forecast on its own, in the picture.
  void set_start(const SeriesData& data, double at);

  struct Sights {
    int unit = 1;
    UnitPicture picture = UnitPicture::output;
    double noise = 0;  // of the series, in its own units; NaN: not known
    bool has_echoes = false;
    int delay = 0;
  };
  void describe(const SeriesData& data, const Sights& sights, ThreadPool& pool, Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(model_, optimizer_, rng_, steps_), unhashed(errors_), unhashed(first_reach_),
                      unhashed(starts_), unhashed(gradient_));
  }

 private:
  // What follows from the weights and the start, computed when it is first looked at.
  struct Look {
    std::int64_t steps = -1;
    int start = -1;
    nn::SequencePass<float> shown, judged, free, unrolled;
    Matrix<float> x, judged_x, one, d_x, y;
    nn::SequenceMemory<float> memory;
    std::vector<double> alone;    // kAhead: rms error of the forecast so many steps ahead
    std::vector<double> reach;    // by lag
    std::vector<float> forecast;  // from the start on its own, to the end of the picture
    double one_step = 0, horizon = 0, recall = 0;
  };

  int shown_steps(const SeriesData& data) const { return std::min(training_.shown, data.size() - data.split()); }
  int shown_lead(const SeriesData& data) const { return std::min(kWarm, data.split()); }
  int counted(const SeriesData& data) const { return std::min(kCounted, (data.size() - data.split()) / 3); }
  int ahead(const SeriesData& data) const { return std::min(kAhead, data.size() - data.split() - counted(data) - 1); }

  void place_starts(const SeriesData& data);
  // An echo is heard at step t.
  bool is_echo(const SeriesData& data, int t) const;
  // The forecast at the times of echoes, in units of the pulse; NaN without echoes.
  double echo_heard(const SeriesData& data) const;
  // Reads the judged windows; the rms error of one step.
  double judge(const SeriesData& data, Matrix<float>& x, nn::SequencePass<float>& pass, ThreadPool& pool) const;
  // After judge: how the forecast depends on the numbers before, by lag.
  void measure_reach(const Matrix<float>& x, nn::SequencePass<float>& pass, Matrix<float>& d_x,
                     std::vector<double>& reach) const;
  void look(const SeriesData& data, ThreadPool& pool) const;
  void run_alone(const SeriesData& data, ThreadPool& pool) const;

  void describe_forecast(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const;
  void describe_numbers(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const;
  void describe_alone(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const;
  void describe_reach(Snapshot& snapshot) const;
  void describe_gates(const SeriesData& data, int unit, Snapshot& snapshot) const;
  void describe_units(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const;
  void describe_unrolled(const SeriesData& data, Snapshot& snapshot) const;
  void describe_return_map(const SeriesData& data, Snapshot& snapshot) const;
  void describe_training(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const;
  // Of the shown steps: a gate or a memory of one unit; NaN where the cell has none.
  double gate(const SeriesData& data, UnitPicture picture, int unit, int t) const;
  double naive_error(const SeriesData& data) const;
  int window(const SeriesData& data) const { return std::min(training_.window, data.split() / 2); }

  static constexpr int kWarm = 60, kCounted = 20, kAhead = 100, kJudged = 16;

  SeriesTraining training_;
  nn::SequenceModel<float> model_;
  nn::Optimizer<float> optimizer_;
  Rng rng_;
  std::int64_t steps_ = 0;
  int start_ = 0;
  double recent_cost_ = 0;
  int recent_ = 0;
  std::vector<int> starts_;  // of the judged forecasts: the first step that is forecast alone
  std::vector<double> first_reach_;
  AlignedVector<float> gradient_;
  History errors_{2};  // training and held out, rms
  Scratch<nn::SequencePass<float>> pass_, judged_pass_;
  Scratch<Matrix<float>> x_, t_, judged_x_;
  Scratch<Look> look_;
  Scratch<std::vector<float>> line_x_, line_y_, field_;
};

}  // namespace lectern
