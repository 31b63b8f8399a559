// Recurrent networks forecast series: plain, LSTM and GRU, with their gates over time, the graph unrolled, how far back
// the gradient reaches, and forecasts given every number against forecasts on their own. A recursive network values
// arithmetic expressions.
// Lecture row R27.
// Sources: Elman, Cognitive Science 14 (1990) 179; Hochreiter, Schmidhuber, Neural Computation 9 (1997) 1735; Cho et
// al., EMNLP 2014; Bengio, Simard, Frasconi, IEEE Trans. Neural Networks 5 (1994) 157; Socher et al., ICML 2011.

#include <cmath>
#include <limits>
#include <optional>

#include "core/experiments/recurrent-networks/series_data.h"
#include "core/experiments/recurrent-networks/series_learner.h"
#include "core/experiments/recurrent-networks/tree_learner.h"
#include "core/lab/demo.h"
#include "core/parts/given_weights.h"
#include "core/parts/network_files.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

struct Settings {
  SeriesSettings data;
  nn::CellKind cell = nn::CellKind::lstm;
  int hidden = 24;
  int window = 40;
  int leaves = 4;
  bool every_node = true;
  double learning_rate = 0.01;
  int batch_size = 16;
  double clip = 1;
  int unit = 1;
  UnitPicture picture = UnitPicture::output;
  std::string expression = "(3 + 4) * 2 - 5";
};

class RecurrentNetworks final : public Demo<RecurrentNetworks, Settings, SeriesData> {
 public:
  static Schema<Settings> schema();

  explicit RecurrentNetworks(const Start& start) : Demo(start) {
    const Settings& s = settings();
    if (data().is_series()) {
      SeriesTraining training{s.cell, s.hidden, s.window, s.batch_size};
      if (s.data.source == SeriesSource::logistic) training.shown = 60;
      if (s.data.source == SeriesSource::echo) training.delay = s.data.delay;
      series_.emplace(data(), training, start.streams, first_model(start), pool());
    } else {
      if (!weights_among(start.files).empty())
        throw CannotStart("The network of trees takes no weights from files; choose a series as data.");
      trees_.emplace(TreeTraining{s.hidden, s.batch_size, s.leaves, s.every_node}, start.streams);
      trees_->read(s.expression);
    }
  }

  void step() override {
    if (diverged_) return;
    const double cost = series_ ? series_->step(data(), settings().learning_rate, settings().clip, pool())
                                : trees_->step(settings().learning_rate, settings().clip);
    diverged_ = !std::isfinite(cost);
  }

  void settings_changed(const Settings& before) {
    if (trees_ && settings().expression != before.expression) trees_->read(settings().expression);
  }
  bool gesture(const Action& action) {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (!series_ || action.panel != "plane" || drag == nullptr || drag->handle != "start") return false;
    series_->set_start(data(), static_cast<double>(drag->x) + 0.5);
    return true;
  }

  std::optional<Divergence> divergence() const override {
    if (!diverged_) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(series_ ? series_->steps() : trees_->steps(),
                                            "is no longer a finite number", rate),
                    &Settings::learning_rate, rate / 10);
  }
  auto state() const { return std::tie(series_, trees_, diverged_); }

  void describe(Snapshot& snapshot) const override {
    if (trees_) return trees_->describe(snapshot);
    const SeriesSettings& of = settings().data;
    SeriesLearner::Sights sights;
    sights.unit = settings().unit;
    sights.picture = settings().picture;
    const bool is_known = of.source != SeriesSource::file;
    sights.noise = is_known ? of.noise : std::numeric_limits<double>::quiet_NaN();
    series_->describe(data(), sights, pool(), snapshot);
  }
  // A tree is computed in an order of its own, which no file of layers holds.
  std::vector<SavedFile> networks(NetworkFormat format) const override {
    if (!series_) return {};
    return network_files("forecaster", series_->model(), format);
  }

 private:
  nn::SequenceModel<float> first_model(const Start& start) const {
    nn::SequenceModel<float> model({settings().cell, 1, settings().hidden, 1}, start.rng("weights"));
    begin_with_weights(start.files, model, "Choose the cell and the hidden units of the network in the file.");
    return model;
  }

  std::optional<SeriesLearner> series_;
  std::optional<TreeLearner> trees_;
  bool diverged_ = false;
};

Schema<Settings> RecurrentNetworks::schema() {
  using enum SeriesSource;
  const auto source = [](Settings & s) -> auto& { return s.data.source; };
  const std::vector<SeriesSource> all_series{oscillation, lorenz, logistic, echo, file};
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Network")
      .choice(&Settings::cell, "cell", "Cell", nn::kCells)
      .help("What carries the memory from one step to the next. LSTM and GRU have gates that can hold it unchanged.")
      .shown_when(source, all_series)
      .integer(&Settings::hidden, "hidden", {1, 64})
      .help("How many numbers the network remembers with; in a tree, how long each vector is.")
      .integer(&Settings::leaves, "leaves", "Digits of the largest tree", {2, 6})
      .help("Of the trees that are taught. Larger ones only judge.")
      .shown_when(source, {trees})
      .boolean(&Settings::every_node, "every_node", "Every node is told its value")
      .help("Otherwise only the value of the whole expression is given.")
      .shown_when(source, {trees})
      .group("Training")
      .integer(&Settings::window, "unrolled_steps", "Unrolled steps S", {5, 60})
      .help(
          "Backpropagation goes back so many steps and no further: each window of the series begins with an empty memory.")
      .shown_when(source, all_series)
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 1})
      .logarithmic()
      .live()
      .help("Of Adam.")
      .integer(&Settings::batch_size, "batch_size", {1, 32})
      .help("Windows of the series, or trees, in one update.")
      .real(&Settings::clip, "clip", "Longest gradient", {0, 10})
      .live()
      .help("A gradient that is longer is shortened to this. 0: none is; then a plain recurrent network may explode.")
      .group("Picture")
      .integer(&Settings::unit, "unit", "Unit", {1, 64})
      .live()
      .help("Whose gates are shown; beyond the last unit, the last.")
      .shown_when(source, all_series)
      .choice(&Settings::picture, "unit_picture", "Of all units",
              {{UnitPicture::output, "output", "Output h"},
               {UnitPicture::cell, "memory", "Memory tanh c (LSTM)"},
               {UnitPicture::input, "input_gate", "Input gate (LSTM)"},
               {UnitPicture::forget, "forget_gate", "Forget gate (LSTM)"},
               {UnitPicture::out, "output_gate", "Output gate (LSTM)"},
               {UnitPicture::reset, "reset_gate", "Reset gate (GRU)"},
               {UnitPicture::update, "update_gate", "Update gate (GRU)"}})
      .live()
      .help("What the picture of all units shows; of a cell that has no such gate, the output.")
      .shown_when(source, all_series)
      .text(&Settings::expression, "expression", "Expression", 60)
      .live()
      .help("Digits, + − × and brackets: (3 + 4) * 2 − 5.")
      .shown_when(source, {trees});
}

const RegisterDemo<RecurrentNetworks> registered{{
    .id = "recurrent-networks",
    .title = "Recurrent networks",
    .lecture = 5,
    .row = "R27",
    .summary =
        "Networks with a memory forecast an oscillation, chaos and echoes, number by number or on their own; one that "
        "merges pairs values arithmetic.",
    .sources =
        {"S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9 (1997) 1735",
         "K. Cho et al., Learning phrase representations using RNN encoder–decoder, EMNLP 2014",
         "Y. Bengio, P. Simard, P. Frasconi, IEEE Trans. Neural Networks 5 (1994) 157",
         "R. Socher et al., Parsing natural scenes and natural language with recursive neural networks, ICML 2011"},
    .steps_per_second = 30,
}};

}  // namespace
}  // namespace lectern
