#include "core/experiments/recurrent-networks/series_learner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/experiments/recurrent-networks/learning.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr double kLost = 0.4;          // a forecast with a larger rms error, in spreads, is lost
constexpr double kFelt = 0.01;         // of the largest influence: less counts as none
constexpr int kSeriesCheckEvery = 10;  // updates
constexpr int kUnrolled = 6;           // steps of the unrolled graph
constexpr int kUnrolledUnits = 8;      // of each
constexpr ColorRole kGiven = 0, kAlone = 1;

double square(double x) { return x * x; }

struct PictureName {
  UnitPicture picture;
  const char* name;
};
constexpr PictureName kPictureNames[] = {
    {UnitPicture::output, "output h"},      {UnitPicture::cell, "tanh of the cell c"},
    {UnitPicture::input, "input gate i"},   {UnitPicture::forget, "forget gate f"},
    {UnitPicture::out, "output gate o"},    {UnitPicture::reset, "reset gate r"},
    {UnitPicture::update, "update gate z"},
};
const char* name_of(UnitPicture picture) { return kPictureNames[static_cast<std::size_t>(picture)].name; }

bool exists(UnitPicture picture, nn::CellKind cell) {
  if (picture == UnitPicture::output) return true;
  const bool of_gru = picture == UnitPicture::reset || picture == UnitPicture::update;
  return cell == nn::CellKind::gru ? of_gru : cell == nn::CellKind::lstm && !of_gru;
}

}  // namespace

SeriesLearner::SeriesLearner(const SeriesData& data, const SeriesTraining& training, const Streams& streams,
                             nn::SequenceModel<float> model, ThreadPool& pool)
    : training_(training),
      model_(std::move(model)),
      optimizer_(adam(0.01), model_.parameters().size()),
      rng_(streams.rng("windows")),
      start_(data.split() + shown_steps(data) * 3 / 10),
      gradient_(model_.parameters().size()) {
  place_starts(data);
  Matrix<float> d_x;
  const double error = judge(data, *judged_x_, *judged_pass_, pool);
  errors_.record(0, std::array{kUnknown, error});
  measure_reach(*judged_x_, *judged_pass_, d_x, first_reach_);
}

// Evenly over what is held out, so that each has its own numbers before and behind.
void SeriesLearner::place_starts(const SeriesData& data) {
  const int first = data.split() + counted(data), last = data.size() - ahead(data);
  for (int i = 0; i < kJudged; ++i) {
    int start = first + (last - first) * i / (kJudged - 1);
    while (training_.delay > 0 && start < last && !is_echo(data, start)) ++start;
    starts_.push_back(start);
  }
}

bool SeriesLearner::is_echo(const SeriesData& data, int t) const {
  const auto pulse = [&](int at) {
    return at < 0 ? 0 : data.mean() + data.spread() * static_cast<double>(data.clean()[static_cast<std::size_t>(at)]);
  };
  return pulse(t) * pulse(t - training_.delay) > 0.5;
}

double SeriesLearner::echo_heard(const SeriesData& data) const {
  double heard = 0;
  int echoes = 0;
  const int first = data.split() - shown_lead(data);
  for (int t = data.split(); t < data.split() + shown_steps(data); ++t) {
    if (!is_echo(data, t)) continue;
    const double forecast = data.mean() + data.spread() * static_cast<double>(look_->shown.output(t - 1 - first, 0));
    heard += data.clean()[static_cast<std::size_t>(t)] > 0 ? forecast : -forecast;
    ++echoes;
  }
  return echoes > 0 ? heard / echoes : kUnknown;
}

void SeriesLearner::set_start(const SeriesData& data, double at) {
  const int first = data.split() + 1, last = data.split() + shown_steps(data) - 2;
  start_ = std::clamp(static_cast<int>(std::floor(std::clamp(at, 0.0, 1e6) + 0.5)), first, std::max(first, last));
}

double SeriesLearner::step(const SeriesData& data, double learning_rate, double clip, ThreadPool& pool) {
  const int steps = window(data), n = training_.batch_size;
  const std::span<const float> series = data.observed();
  x_->resize(std::ptrdiff_t{steps} * n, 1);
  t_->resize(std::ptrdiff_t{steps} * n, 1);
  for (int i = 0; i < n; ++i) {
    const std::size_t first = rng_.below(static_cast<std::uint32_t>(data.split() - steps));
    for (int s = 0; s < steps; ++s) {
      const auto at = first + static_cast<std::size_t>(s);
      (*x_)(std::ptrdiff_t{s} * n + i, 0) = series[at];
      (*t_)(std::ptrdiff_t{s} * n + i, 0) = series[at + 1];
    }
  }
  // The first forecasts, of a network that has hardly read anything, do not count.
  const int skipped = std::min(5, steps / 4);
  const double cost = model_.gradient(*x_, *t_, n, skipped, *pass_, gradient_, &pool);
  if (clip > 0) nn::clip_norm<float>(gradient_, clip);
  optimizer_.spec().learning_rate = learning_rate;
  optimizer_.step(model_.parameters(), gradient_, &pool);
  ++steps_;
  recent_cost_ += cost;
  ++recent_;
  if (std::isfinite(cost) && steps_ % kSeriesCheckEvery == 0) {
    const double held_out = judge(data, *judged_x_, *judged_pass_, pool);
    errors_.record(static_cast<double>(steps_), std::array{std::sqrt(recent_cost_ / recent_), held_out});
    recent_cost_ = recent_ = 0;
  }
  return cost;
}

double SeriesLearner::judge(const SeriesData& data, Matrix<float>& x, nn::SequencePass<float>& pass,
                            ThreadPool& pool) const {
  const int lead = shown_lead(data), scored = std::min(counted(data), lead);
  const std::span<const float> series = data.observed();
  x.resize(std::ptrdiff_t{lead} * kJudged, 1);
  const auto number = [&](int i, int s) {
    return static_cast<std::size_t>(starts_[static_cast<std::size_t>(i)] - lead + s);
  };
  for (int s = 0; s < lead; ++s)
    for (int i = 0; i < kJudged; ++i) x(std::ptrdiff_t{s} * kJudged + i, 0) = series[number(i, s)];
  model_.forward(x, kJudged, nullptr, pass, &pool);
  double sum = 0;
  for (int s = lead - scored; s < lead; ++s)
    for (int i = 0; i < kJudged; ++i)
      sum += square(static_cast<double>(pass.output(std::ptrdiff_t{s} * kJudged + i, 0) - series[number(i, s + 1)]));
  return std::sqrt(sum / (scored * kJudged));
}

void SeriesLearner::measure_reach(const Matrix<float>& x, nn::SequencePass<float>& pass, Matrix<float>& d_x,
                                  std::vector<double>& reach) const {
  const auto lead = static_cast<int>(x.rows() / kJudged);
  d_x.resize(x.rows(), 1);
  model_.sensitivity(x, kJudged, pass, d_x);
  reach.assign(static_cast<std::size_t>(lead), 0);
  for (int lag = 1; lag <= lead; ++lag) {
    double sum = 0;
    for (int i = 0; i < kJudged; ++i)
      sum += square(static_cast<double>(d_x(std::ptrdiff_t{lead - lag} * kJudged + i, 0)));
    reach[static_cast<std::size_t>(lag - 1)] = std::sqrt(sum / kJudged);
  }
}

// From every judged start, and from the handle, each forecast is the next input.
void SeriesLearner::run_alone(const SeriesData& data, ThreadPool& pool) const {
  Look& look = *look_;
  const auto truth = data.clean().empty() ? data.observed() : data.clean();
  const auto advance = [&](std::ptrdiff_t samples) {
    model_.forward(look.y, samples, &look.memory, look.free, &pool);
    model_.remember(look.free, samples, 0, look.memory);
    std::copy_n(look.free.output.data(), samples, look.y.data());
  };
  const std::ptrdiff_t lead = look.judged_x.rows() / kJudged;
  model_.remember(look.judged, kJudged, lead - 1, look.memory);
  look.y.resize(kJudged, 1);
  std::copy_n(look.judged.output.row((lead - 1) * kJudged), kJudged, look.y.data());
  look.alone.clear();
  look.horizon = kUnknown;
  for (int k = 0; k < ahead(data); ++k) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < kJudged; ++i)
      sum += square(static_cast<double>(look.y(i, 0) -
                                        truth[static_cast<std::size_t>(starts_[static_cast<std::size_t>(i)] + k)]));
    look.alone.push_back(std::sqrt(sum / kJudged));
    if (std::isnan(look.horizon) && !(look.alone.back() <= kLost)) look.horizon = k;
    advance(kJudged);
  }
  if (std::isnan(look.horizon)) look.horizon = ahead(data);

  const std::ptrdiff_t last_read = start_ - 1 - (data.split() - shown_lead(data));
  model_.remember(look.shown, 1, last_read, look.memory);
  look.y.resize(1, 1);
  look.y(0, 0) = look.shown.output(last_read, 0);
  look.forecast.clear();
  for (int t = start_; t < data.split() + shown_steps(data); ++t) {
    look.forecast.push_back(look.y(0, 0));
    advance(1);
  }
}

void SeriesLearner::look(const SeriesData& data, ThreadPool& pool) const {
  Look& look = *look_;
  if (look.steps == steps_ && look.start == start_) return;
  look.steps = steps_;
  look.start = start_;
  look.one_step = judge(data, look.judged_x, look.judged, pool);
  measure_reach(look.judged_x, look.judged, look.d_x, look.reach);
  const int first = data.split() - shown_lead(data), count = shown_lead(data) + shown_steps(data) - 1;
  look.x.resize(count, 1);
  std::copy_n(data.observed().begin() + first, count, look.x.data());
  model_.forward(look.x, 1, nullptr, look.shown, &pool);
  run_alone(data, pool);
  // The last steps before the start, for the unrolled graph and the gradients in it.
  const int unrolled = std::min(kUnrolled, start_ - first - 1);
  model_.remember(look.shown, 1, start_ - 1 - unrolled - first, look.memory);
  look.one.resize(unrolled, 1);
  std::copy_n(data.observed().begin() + start_ - unrolled, unrolled, look.one.data());
  model_.forward(look.one, 1, &look.memory, look.unrolled, &pool);
  look.d_x.resize(unrolled, 1);
  model_.sensitivity(look.one, 1, look.unrolled, look.d_x);
  look.recall = training_.delay > 0 ? echo_heard(data) : kUnknown;
}

double SeriesLearner::naive_error(const SeriesData& data) const {
  double sum = 0;
  const std::span<const float> series = data.observed();
  for (int t = data.split(); t < data.size(); ++t)
    sum += square(static_cast<double>(series[static_cast<std::size_t>(t)] - series[static_cast<std::size_t>(t - 1)]));
  return std::sqrt(sum / (data.size() - data.split()));
}

void SeriesLearner::describe(const SeriesData& data, const Sights& sights, ThreadPool& pool, Snapshot& snapshot) const {
  look(data, pool);
  describe_forecast(data, sights, snapshot);
  describe_numbers(data, sights, snapshot);
  describe_gates(data, sights.unit, snapshot);
  describe_reach(snapshot);
  describe_alone(data, sights, snapshot);
  describe_training(data, sights, snapshot);
  describe_unrolled(data, snapshot);
  describe_units(data, sights, snapshot);
  describe_return_map(data, snapshot);
}

void SeriesLearner::describe_forecast(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.plane(
      "plane", "Forecasts of what is held out",
      {.weight = 4,
       .help =
           "Given every number, the network forecasts only the next one. From the upright line on it is on its own: "
           "each forecast is its next input. Drag the line."});
  const int first = data.split(), steps = shown_steps(data);
  const auto in_units = [&data](float x) {
    return static_cast<float>(data.mean()) + static_cast<float>(data.spread()) * x;
  };
  const auto [low, high] = std::minmax_element(data.observed().begin(), data.observed().end());
  const double bottom = static_cast<double>(in_units(*low)), top = static_cast<double>(in_units(*high));
  const double margin = 0.08 * (top - bottom);
  plane.axes({.label = "step t", .range = {first - 1.0, first + steps + 1.0}},
             {.label = data.name(), .range = {bottom - margin, top + margin}});
  std::vector<float>&x = *line_x_, &y = *line_y_;
  const auto draw = [&](std::string_view label, int from, int to, const LineStyle& style, const auto& value) {
    x.clear();
    y.clear();
    for (int t = from; t < to; ++t) {
      x.push_back(static_cast<float>(t));
      y.push_back(in_units(value(t)));
    }
    plane.line(label, {x, y}, style);
  };
  const int end = first + steps, lead = first - shown_lead(data);
  draw("observed", first, end, {.color = kColorMuted, .width_px = 1.5f},
       [&](int t) { return data.observed()[static_cast<std::size_t>(t)]; });
  if (sights.noise > 0 && !data.clean().empty())
    draw("without noise", first, end, {.color = kColorForeground, .dashed = true, .width_px = 1.2f},
         [&](int t) { return data.clean()[static_cast<std::size_t>(t)]; });
  draw("given every number", first, end, {.color = kGiven, .width_px = 1.8f},
       [&](int t) { return look.shown.output(t - 1 - lead, 0); });
  draw("on its own", start_, end, {.color = kAlone, .width_px = 2.4f},
       [&](int t) { return look.forecast[static_cast<std::size_t>(t - start_)]; });
  plane.threshold("start", "on its own from here", start_ - 0.5);
}

void SeriesLearner::describe_numbers(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const {
  const Look& look = *look_;
  const double largest = *std::max_element(look.reach.begin(), look.reach.end());
  int reach = 0;
  for (std::size_t lag = 0; lag < look.reach.size(); ++lag)
    if (look.reach[lag] >= kFelt * largest && largest > 0) reach = static_cast<int>(lag) + 1;
  Numbers numbers =
      snapshot.numbers("Numbers", {.help = "Errors are root mean squares on what is held out, in units of the "
                                           "spread of the series."});
  numbers.add("one_step_error", "error of the next number", look.one_step, {.digits = 3})
      .add("naive_error", "of saying the last one again", naive_error(data), {.digits = 3});
  if (std::isfinite(sights.noise))
    numbers.add("least_error", "the noise alone", sights.noise / data.spread(), {.digits = 3});
  if (training_.delay > 0)
    numbers.add("echo_heard", "echo in the forecast", look.recall, {.digits = 3, .note = "of 1"});
  if (training_.delay == 0)
    numbers.add("horizon", "steps on its own until lost", look.horizon,
                {.note = look.horizon >= ahead(data) ? "(all that were tried)" : ""});
  numbers.add("look_back", "looks back", reach, {.unit = "steps"});
  if (data.lyapunov() > 0)
    numbers.add("lyapunov_time", "Lyapunov time", 1 / data.lyapunov(), {.unit = "steps", .digits = 3});
  numbers.add("updates", static_cast<double>(steps_), {.digits = 0})
      .add("parameters", static_cast<double>(model_.parameters().size()), {.digits = 0});
}

void SeriesLearner::describe_alone(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.curves(
      "alone", "Error on its own",
      {.weight = 3,
       .help = "Root mean square error of sixteen forecasts, by how many steps they run alone, in units of the spread. "
               "Where a law is chaotic, a small error grows like e^λt (dashed), whatever the network."});
  plane.axes({.label = "steps ahead", .range = {0, ahead(data) + 1.0}},
             {.label = "error", .range = {1e-3, 4}, .logarithmic = true});
  LineLayer& line = plane.line("on its own", Places(), {.color = kAlone});
  for (std::size_t k = 0; k < look.alone.size(); ++k) {
    line.x.push_back(static_cast<float>(k + 1));
    line.y.push_back(static_cast<float>(std::clamp(look.alone[k], 1e-3, 1e3)));
  }
  LineLayer& given = plane.line("given every number", Places(), {.color = kGiven});
  given.x = {0, static_cast<float>(ahead(data) + 1)};
  given.y = {static_cast<float>(std::max(look.one_step, 1e-3)), static_cast<float>(std::max(look.one_step, 1e-3))};
  if (data.lyapunov() > 0 && !look.alone.empty()) {
    const double from = std::max(look.alone[0], 1e-3);
    LineLayer& law = plane.line("e^λt", Places(), {.color = kColorMuted, .dashed = true});
    for (int k = 0; k <= ahead(data); ++k) {
      const double error = from * math::exp(data.lyapunov() * k);
      if (error > 4) break;
      law.x.push_back(static_cast<float>(k + 1));
      law.y.push_back(static_cast<float>(error));
    }
  }
  plane.level("lost", kLost);
  if (sights.noise > 0) plane.level("noise", std::max(sights.noise / data.spread(), 1e-3), {.color = kColorAccent});
}

void SeriesLearner::describe_reach(Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.curves(
      "reach", "How far back the gradient reaches",
      {.weight = 3,
       .help =
           "Root mean square of ∂(forecast)/∂(number read), by how many steps before the forecast that number was. "
           "Where this is nothing, training cannot learn from it either. Of echoes: at the moments when one is due. Dashed: "
           "before training."});
  const auto steps = static_cast<double>(look.reach.size());
  plane.axes({.label = "steps before the forecast", .range = {0, steps + 1}},
             {.label = "∂ŷ/∂x", .range = {1e-6, 10}, .logarithmic = true});
  const auto draw = [&](std::string_view label, const std::vector<double>& reach, const LineStyle& style) {
    LineLayer& line = plane.line(label, Places(), style);
    for (std::size_t lag = 0; lag < reach.size(); ++lag) {
      line.x.push_back(static_cast<float>(lag + 1));
      line.y.push_back(static_cast<float>(std::clamp(reach[lag], 1e-12, 1e6)));
    }
  };
  draw("now", look.reach, {.color = 0, .width_px = 2.2f});
  draw("before training", first_reach_, {.color = kColorMuted, .dashed = true});
  plane.vertical("window S", training_.window, {.color = kColorAccent});
}

double SeriesLearner::gate(const SeriesData& data, UnitPicture picture, int unit, int t) const {
  const nn::RecurrentTape<float>& tape = look_->shown.tape;
  const std::ptrdiff_t row = t - (data.split() - shown_lead(data)), hidden = training_.hidden;
  if (!exists(picture, training_.cell)) return kUnknown;
  switch (picture) {
    case UnitPicture::output: return static_cast<double>(tape.output(row, unit));
    case UnitPicture::cell: return static_cast<double>(tape.cell_tanh(row, unit));
    case UnitPicture::input:
    case UnitPicture::reset: return static_cast<double>(tape.gates(row, unit));
    case UnitPicture::forget:
    case UnitPicture::update: return static_cast<double>(tape.gates(row, hidden + unit));
    case UnitPicture::out: return static_cast<double>(tape.gates(row, 3 * hidden + unit));
  }
  return kUnknown;
}

void SeriesLearner::describe_gates(const SeriesData& data, int unit, Snapshot& snapshot) const {
  const int shown = std::min(unit, training_.hidden) - 1;
  Plane& plane = snapshot.plane(
      "gates", "Gates of unit " + std::to_string(shown + 1),
      {.weight = 3,
       .help =
           "While the network reads every number: its gates, from 0 (shut) to 1 (open), its memory and its output, "
           "from −1 to 1. LSTM: c ← f c + i tanh(g), h = o tanh(c). GRU: h ← (1 − z) n + z h. The plain one has none."});
  const int first = data.split(), last = first + shown_steps(data) - 1;
  plane.axes({.label = "step t", .range = {first - 1.0, last + 2.0}},
             {.label = "gate, memory", .range = {-1.08, 1.08}});
  ColorRole color = 0;
  for (const PictureName& each : kPictureNames) {
    if (!exists(each.picture, training_.cell)) continue;
    const bool is_memory = each.picture == UnitPicture::output || each.picture == UnitPicture::cell;
    LineLayer& line = plane.line(each.name, Places(),
                                 {.color = is_memory && each.picture == UnitPicture::output ? kColorMuted : color++,
                                  .width_px = is_memory ? 1.4f : 2.0f});
    for (int t = first; t < last; ++t) {
      line.x.push_back(static_cast<float>(t));
      line.y.push_back(static_cast<float>(gate(data, each.picture, shown, t)));
    }
  }
}

void SeriesLearner::describe_units(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const {
  const UnitPicture picture = exists(sights.picture, training_.cell) ? sights.picture : UnitPicture::output;
  const bool is_gate = picture != UnitPicture::output && picture != UnitPicture::cell;
  Plane& plane =
      snapshot.plane("units", std::string("All units: ") + name_of(picture),
                     {.weight = 2, .help = "One row a unit, one column a step, while every number is given."});
  const int first = data.split(), steps = shown_steps(data) - 1, hidden = training_.hidden;
  plane.axes({.label = "step t", .range = {static_cast<double>(first), static_cast<double>(first + steps)}},
             {.label = "unit", .range = {0.5, hidden + 0.5}});
  FieldLayer& field = plane.next<FieldLayer>();
  field = FieldLayer{.label = name_of(picture),
                     .rows = hidden,
                     .cols = steps,
                     .values = std::move(field.values),
                     .x = {static_cast<double>(first), static_cast<double>(first + steps)},
                     .y = {0.5, hidden + 0.5},
                     .color = {is_gate ? 0.0 : -1.0, 1},
                     .map = is_gate ? ColorMap::viridis : ColorMap::diverging};
  field.values.clear();
  for (int unit = 0; unit < hidden; ++unit)
    for (int t = first; t < first + steps; ++t)
      field.values.push_back(static_cast<float>(gate(data, picture, unit, t)));
}

void SeriesLearner::describe_unrolled(const SeriesData& data, Snapshot& snapshot) const {
  const Look& look = *look_;
  Network& network = snapshot.network(
      "unrolled", "Unrolled in time",
      {.weight = 3,
       .help =
           "The last steps before the network is on its own. Every column is the same units one step later, every "
           "bundle of lines the same weights W_hh (of an LSTM and a GRU those of the candidate). x: the number read "
           "next. Point at a unit for its activation and ∂ŷ/∂z."});
  network.one_example = true;
  network.editable = false;
  network.picks_parameter.clear();
  network.field_rows = network.field_cols = 0;
  const auto steps = static_cast<int>(look.one.rows());
  const int units = std::min(training_.hidden, kUnrolledUnits);
  const nn::RecurrentWeights<float> weights = model_.recurrent();
  const std::ptrdiff_t block = training_.cell == nn::CellKind::rnn ? 0 : 2 * std::ptrdiff_t{training_.hidden};
  std::vector<float>& w = *field_;
  std::string label;
  for (int s = -1; s < steps; ++s) {
    const bool is_last = s == steps - 1;
    w.clear();
    for (int to = 0; s >= 0 && to < units + (is_last ? 0 : 1); ++to)
      for (int from = 0; from <= units; ++from)
        w.push_back(to == units     ? 0
                    : from == units ? weights.weight_ih(block + to, 0)
                                    : weights.weight_hh(block + to, from));
    label = "t = ";
    label += std::to_string(start_ - steps + s);
    NetworkLayer& layer = network.layer(label, units + (is_last ? 0 : 1), w);
    for (int unit = 0; unit < units; ++unit) {
      Neuron& neuron = layer.neurons[static_cast<std::size_t>(unit)];
      neuron.activation = s < 0 ? look.memory.h(0, unit) : look.unrolled.tape.output(s, unit);
      neuron.gradient = s < 0 ? 0 : look.unrolled.tape.d_z(s, block + unit);
    }
    if (is_last) break;
    Neuron& input = layer.neurons[static_cast<std::size_t>(units)];
    input.label = "x";
    input.activation = look.one(s + 1, 0);
    input.gradient = look.d_x(s + 1, 0);
  }
  const ConstMatrixView<float> readout = model_.readout();
  w.assign(readout.data, readout.data + units);
  NetworkLayer& output = network.layer("forecast", 1, w);
  output.neurons[0].label = "ŷ";
  output.neurons[0].activation = look.unrolled.output(steps - 1, 0);
  output.neurons[0].gradient = 1;
  static_cast<void>(data);
}

void SeriesLearner::describe_return_map(const SeriesData& data, Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.plane(
      "map", "A number against the one before",
      {.weight = 2,
       .help = "Grey: the series. Orange: what the network makes on its own. Its forecasts may be lost long ago and "
               "still lie on the same curve: wrong weather, right climate."});
  const auto in_units = [&data](float x) {
    return static_cast<float>(data.mean()) + static_cast<float>(data.spread()) * x;
  };
  plane.axes({.label = data.name() + " at t"}, {.label = data.name() + " at t + 1"});
  std::vector<float>&x = *line_x_, &y = *line_y_;
  x.clear();
  y.clear();
  for (int t = data.split(); t + 1 < data.split() + shown_steps(data); ++t) {
    x.push_back(in_units(data.observed()[static_cast<std::size_t>(t)]));
    y.push_back(in_units(data.observed()[static_cast<std::size_t>(t + 1)]));
  }
  plane.points("series", {x, y}, {.color = kColorMuted, .size_px = 3});
  x.clear();
  y.clear();
  for (std::size_t k = 0; k + 1 < look.forecast.size(); ++k) {
    x.push_back(in_units(std::clamp(look.forecast[k], -20.0f, 20.0f)));
    y.push_back(in_units(std::clamp(look.forecast[k + 1], -20.0f, 20.0f)));
  }
  plane.points("on its own", {x, y}, {.color = kAlone, .size_px = 3.5f});
}

void SeriesLearner::describe_training(const SeriesData& data, const Sights& sights, Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("training", "Error of the next number",
                                 {.weight = 2, .help = "Root mean squares in units of the spread of the series."});
  plane.axes({.label = "updates"}, {.label = "error", .logarithmic = true});
  plane.line("training", errors_, 0, {.color = 0, .least = 1e-5});
  plane.line("held out", errors_, 1, {.color = 1, .least = 1e-5});
  plane.level("the last one again", naive_error(data));
  if (sights.noise > 0) plane.level("noise", sights.noise / data.spread(), {.color = kColorAccent});
}

}  // namespace lectern
