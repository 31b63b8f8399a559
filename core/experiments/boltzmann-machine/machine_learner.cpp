#include "core/experiments/boltzmann-machine/machine_learner.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/parts/pad_strokes.h"

namespace lectern {

using generative::GeneralBoltzmannMachine;
using generative::MachineMoments;

namespace {

constexpr const char* kChainsHelp =
    "The machine left to itself: visible and hidden units are drawn in turn, again and again. Each picture is one chain, "
    "as grey as its pixels are probable given the hidden units. With the persistent rule these are the chains it learns "
    "from.";
constexpr const char* kWeightsHelp =
    "For each hidden unit its couplings W to the pixels: orange pixels are favoured where the unit is on, blue ones where it "
    "is off.";
constexpr const char* kRestoredHelp =
    "What is known is held, the rest runs. Restored: how probable each pixel is, averaged over the chains; above it the "
    "label for which most of them vote. Flipped pixels are not held: each is evidence of so many nats.";
constexpr const char* kPadHelp =
    "Draw: the pixels you cover are held on, all others run, the labels too. Shown are the mean of the chains and the "
    "state of two of them.";
constexpr const char* kCouplingsHelp =
    "Every term of the energy: T between visible units, Q between hidden ones, W between the layers, and on the diagonal "
    "the biases. Restricted means that the blocks T and Q are empty. Type into a cell to set it.";
constexpr const char* kStatesHelp =
    "The states v that are most probable, by the exact sum over all of them. Framed green: patterns of the data; red: "
    "states that are not.";
constexpr const char* kPatternDensityHelp =
    "p(v) of each pattern of the data, and the sum over all other states. At best each pattern has its equal share, and "
    "all others together nothing. What is smaller than 0.001 is drawn there.";
constexpr const char* kEnergiesHelp =
    "log p(v) up to log Z, which nobody can sum: of held-out pictures, and of the same pictures with every tenth pixel "
    "flipped. Differences need no Z.";
constexpr const char* kConditionalHelp =
    "The unit of x is held; what is left is p(y|x), exactly. Its mean is the regression, dots are data that were held "
    "out. Drag the line to another x.";
constexpr const char* kAnswerHelp =
    "p(y|x) where x is held: the regression is its mean, its width the error bar. With two peaks the mean is no answer.";
constexpr const char* kCurveChainsHelp =
    "The units left to themselves: where a chain has just one unit of x and one of y on, it is a point.";
constexpr const char* kPatternLikelihoodHelp =
    "Exact: the mean of log p(v), log Z summed over all states. A machine that is right about patterns of equal "
    "probability reaches −log of their number.";
constexpr const char* kErrorsHelp =
    "Of held-out pictures: labels that are not the most probable one, and spoilt pixels restored wrongly. Reconstruction: "
    "one step down and up, which says little about the density.";
constexpr const char* kConditionalErrorsHelp =
    "Of held-out points. −log p(y|x) judges the whole density; a machine that knows nothing pays log 16 = 2.77 nats. The "
    "error of the mean judges the regression.";

constexpr Range kLevels{0, 1};
constexpr int kShown = 10;
constexpr int kMostWeights = 64;
constexpr std::ptrdiff_t kMostUnits = 24;  // of a matrix of couplings
constexpr int kJudged = 60;                // pictures restored when measured
constexpr int kLabelled = 200;             // and labelled
constexpr int kEnergyBins = 40;
constexpr double kLeastShown = 1e-3;  // of probabilities and shares
constexpr int kPadChains = 16;

double logit(double p) { return math::log(p / (1 - p)); }

// How far hidden units are from being done when drawn one after the other from an arbitrary start.
int clamped_sweeps(const GeneralBoltzmannMachine& machine) { return machine.couplings().Q ? 3 : 1; }

int largest(const double* values, int count) {
  return static_cast<int>(std::max_element(values, values + count) - values);
}

std::string unit_name(std::ptrdiff_t unit, std::ptrdiff_t visible) {
  return unit < visible ? "v" + std::to_string(unit + 1) : "h" + std::to_string(unit - visible + 1);
}

}  // namespace

MachineLearner::MachineLearner(const MachineSettings& settings, const Streams& streams, ThreadPool& pool)
    : data_(make_patterns(settings.source, settings.n, settings.noise, streams)),
      pool_(&pool),
      machine_(settings.kinds(), data_->visible(), settings.hidden, data_->is_complete() ? 1.0 : 0.05,
               streams.rng("weights")),
      sampler_(static_cast<std::int32_t>(data_->training.rows()), settings.batch_size, streams.rng("batches")),
      rng_(streams.rng("chains")),
      asking_(streams.rng("questions")),
      v_(kChains, data_->visible()),
      h_(kChains, settings.hidden),
      pv_(kChains, data_->visible()) {
  if (settings.rule == LearningRule::exact && !machine_.is_exact())
    throw CannotStart("Exact sums would go through 2^" + std::to_string(machine_.listed_bits()) +
                      " states. Choose fewer hidden units, at most 10 are always few enough without T and Q, smaller "
                      "patterns, or another rule.");
  machine_.start_at(data_->frequency);
  for (std::ptrdiff_t i = 0; i < v_.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < v_.cols(); ++j) {
      pv_(i, j) = data_->frequency[static_cast<std::size_t>(j)];
      v_(i, j) = rng_.uniform() < pv_(i, j) ? 1 : 0;
    }
  Matrix<double> p(kChains, settings.hidden);
  machine_.draw_hidden(v_, h_, p, rng_, pool_);
  // One of each label in turn, or the first patterns.
  const ConstMatrixView<double> rows = judged();
  for (std::ptrdiff_t i = 0; i < rows.rows && static_cast<int>(shown_.size()) < kShown; ++i)
    if (data_->labels == 0 || data_->held_out_labels[static_cast<std::size_t>(i)] == static_cast<int>(shown_.size())) {
      shown_.push_back(static_cast<int>(i));
      if (data_->labels > 0) i = -1;
    }
  measure(settings);
}

void MachineLearner::step(const MachineSettings& settings) {
  if (diverged_) return;
  learn(settings);
  ++steps_;
  if (!machine_.is_finite()) {
    diverged_ = true;
    return;
  }
  if (steps_ % between() == 0) measure(settings);
}

void MachineLearner::learn(const MachineSettings& settings) {
  Room& room = *room_;
  const double rate = settings.learning_rate;
  // The chains that run freely.
  const auto run = [&](Matrix<double>& v, Matrix<double>& h, Matrix<double>& pv, Matrix<double>& ph, int sweeps) {
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      machine_.draw_visible(h, {}, v, pv, rng_, pool_);
      machine_.draw_hidden(v, h, ph, rng_, pool_);
    }
  };
  if (settings.rule == LearningRule::exact) {
    machine_.clamped_moments(data_->training, room.data);
    machine_.exact_moments(room.model);
  } else {
    const std::ptrdiff_t H = machine_.hidden();
    nn::gather_rows<double>(data_->training, sampler_.next(), room.batch);
    room.h.resize(room.batch.rows(), H);
    room.h.fill(0);
    room.ph.resize(room.batch.rows(), H);
    for (int sweep = 0; sweep < clamped_sweeps(machine_); ++sweep)
      machine_.draw_hidden(room.batch, room.h, room.ph, rng_, pool_);
    machine_.sampled_moments(room.batch, room.h, room.ph, room.data);
    if (settings.rule == LearningRule::contrastive) {
      room.v.resize(room.batch.rows(), room.batch.cols());
      std::copy_n(room.batch.data(), room.batch.size(), room.v.data());
      room.pv.resize(room.batch.rows(), room.batch.cols());
      run(room.v, room.h, room.pv, room.ph, settings.sweeps);
      machine_.sampled_moments(room.v, room.h, room.ph, room.model);
    }
  }
  const bool is_persistent = settings.rule == LearningRule::persistent;
  room.ph.resize(kChains, machine_.hidden());
  run(v_, h_, pv_, room.ph, is_persistent ? settings.sweeps : 1);
  if (is_persistent) machine_.sampled_moments(v_, h_, room.ph, room.model);
  machine_.learn(room.data, room.model, rate, settings.l2);
}

void MachineLearner::measure(const MachineSettings& settings) {
  const auto at = static_cast<double>(steps_);
  measure_likelihood();
  likelihood_.record(at, std::array{training_likelihood_, held_out_likelihood_});
  if (data_->is_curve) {
    measure_conditional();
    errors_.record(at, std::array{conditional_cost_, regression_error_, kUnknown});
    return;
  }
  if (data_->labels == 0) return;
  restored_ = restored_wrong(settings);
  label_error_ = labels_wrong();
  measure_energies();
  Room& room = *room_;
  const ConstMatrixView<double> pictures = judged().rows_range(0, kLabelled);
  room.h.resize(pictures.rows, machine_.hidden());
  room.h.fill(0);
  room.ph.resize(pictures.rows, machine_.hidden());
  room.v.resize(pictures.rows, pictures.cols);
  room.v.fill(0);
  room.pv.resize(pictures.rows, pictures.cols);
  Rng own = asking_.split("reconstruction");
  machine_.draw_hidden(pictures, room.h, room.ph, own, pool_);
  machine_.draw_visible(room.h, {}, room.v, room.pv, own, pool_);
  double wrong = 0;
  for (std::ptrdiff_t i = 0; i < pictures.rows; ++i)
    for (std::ptrdiff_t j = 0; j < data_->pixels(); ++j) wrong += std::fabs(pictures(i, j) - room.v(i, j));
  reconstruction_error_ = wrong / static_cast<double>(pictures.rows * data_->pixels());
  errors_.record(at, std::array{label_error_, restored_.wrong, reconstruction_error_});
}

void MachineLearner::measure_likelihood() {
  if (!machine_.is_exact()) return;
  log_partition_ = machine_.exact_moments(room_->model);
  const auto mean_of = [&](ConstMatrixView<double> v) {
    numbers_->resize(static_cast<std::size_t>(v.rows));
    machine_.log_unnormalised(v, *numbers_);
    return math::mean(*numbers_) - log_partition_;
  };
  if (!data_->is_complete()) held_out_likelihood_ = mean_of(data_->held_out);
  training_likelihood_ = mean_of(data_->training);
  if (!data_->is_complete()) return;
  probability_.resize(numbers_->size());
  for (std::size_t i = 0; i < probability_.size(); ++i) probability_[i] = math::exp((*numbers_)[i] - log_partition_);
  pattern_mass_ = math::sum(probability_);
}

// p(y|x) where one unit of x and one of y are on.
void MachineLearner::measure_conditional() {
  if (!machine_.sums_hidden()) return;
  constexpr std::size_t kCells = kCurveCells;
  Matrix<double>& states = *some_states_;
  states.resize(kCurveCells * kCurveCells, 2 * kCurveCells);
  states.fill(0);
  for (int x = 0; x < kCurveCells; ++x)
    for (int y = 0; y < kCurveCells; ++y)
      states(x * kCurveCells + y, x) = states(x * kCurveCells + y, kCurveCells + y) = 1;
  conditional_.resize(kCells * kCells);
  machine_.log_unnormalised(states, conditional_);
  for (std::size_t x = 0; x < kCells; ++x) {
    const std::span<double> row(conditional_.data() + x * kCells, kCells);
    const double top = *std::max_element(row.begin(), row.end());
    for (double& value : row) value -= top;
    math::exp(row, row);
    const double sum = math::sum(row);
    for (double& value : row) value /= sum;
  }
  double cost = 0, squares = 0;
  const ConstMatrixView<double> points = data_->held_out;
  for (std::ptrdiff_t i = 0; i < points.rows; ++i) {
    const int x = largest(points.row(i), kCurveCells), y = largest(points.row(i) + kCurveCells, kCurveCells);
    const double* row = conditional_.data() + x * kCurveCells;
    cost -= math::log(std::max(row[y], 1e-12));
    double mean = 0;
    for (int k = 0; k < kCurveCells; ++k) mean += row[k] * cell_centre(k);
    squares += (mean - cell_centre(y)) * (mean - cell_centre(y));
  }
  conditional_cost_ = cost / static_cast<double>(points.rows);
  regression_error_ = std::sqrt(squares / static_cast<double>(points.rows));
}

void MachineLearner::ask(Question& question, Rng rng) const {
  const std::ptrdiff_t rows = question.evidence.rows(), V = machine_.visible(), n = rows * question.chains;
  question.all.resize(n, V);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    std::copy_n(question.evidence.row(i / question.chains), V, question.all.row(i));
  question.v.resize(n, V);
  question.pv.resize(n, V);
  question.h.resize(n, machine_.hidden());
  question.ph.resize(n, machine_.hidden());
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < V; ++j) {
      const double p = math::sigmoid(question.all(i, j) +
                                     logit(std::clamp(data_->frequency[static_cast<std::size_t>(j)], 0.01, 0.99)));
      question.v(i, j) = rng.uniform() < p ? 1 : 0;
    }
  question.h.fill(0);
  question.mean.resize(rows, V);
  question.mean.fill(0);
  for (int sweep = 0; sweep < question.sweeps; ++sweep) {
    machine_.draw_hidden(question.v, question.h, question.ph, rng, pool_);
    machine_.draw_visible(question.h, question.all, question.v, question.pv, rng, pool_);
    if (sweep < question.first) continue;
    const double share = 1.0 / (question.chains * (question.sweeps - question.first));
    for (std::ptrdiff_t i = 0; i < n; ++i)
      for (std::ptrdiff_t j = 0; j < V; ++j) question.mean(i / question.chains, j) += share * question.pv(i, j);
  }
}

void MachineLearner::spoil(ConstMatrixView<double> pictures, std::ptrdiff_t i, const MachineSettings& settings, Rng rng,
                           double* evidence, std::vector<char>& spoilt) const {
  const std::ptrdiff_t pixels = data_->pixels(), V = machine_.visible();
  const double share = settings.spoilt_share;
  spoilt.assign(static_cast<std::size_t>(pixels), 0);
  std::fill_n(evidence, V, 0.0);
  // Seen wrongly with probability q, a pixel says so much.
  const double weight = logit(1 - std::clamp(share, 1e-3, 0.5));
  const auto known_rows = static_cast<std::ptrdiff_t>(std::lround((1 - share) * data_->rows));
  for (std::ptrdiff_t j = 0; j < pixels; ++j) {
    const double sign = pictures(i, j) > 0.5 ? 1 : -1;
    const bool hit = rng.uniform() < share;
    if (settings.spoiling == Spoiling::flipped) {
      evidence[j] = (hit ? -sign : sign) * weight;
      spoilt[static_cast<std::size_t>(j)] = 1;
      continue;
    }
    const bool hidden = settings.spoiling == Spoiling::lower ? j / data_->cols >= known_rows : hit;
    spoilt[static_cast<std::size_t>(j)] = hidden ? 1 : 0;
    if (!hidden) evidence[j] = sign * GeneralBoltzmannMachine::kCertain;
  }
}

MachineLearner::Restored MachineLearner::restored_wrong(const MachineSettings& settings) const {
  Question& question = *question_;
  const ConstMatrixView<double> pictures = judged().rows_range(0, kJudged);
  question.chains = 1;
  question.evidence.resize(kJudged, machine_.visible());
  std::vector<char> all;
  Rng rng = asking_.split("judged");
  for (std::ptrdiff_t i = 0; i < kJudged; ++i) {
    spoil(pictures, i, settings, rng.split(static_cast<std::uint64_t>(i)), question.evidence.row(i), *spoilt_);
    all.insert(all.end(), spoilt_->begin(), spoilt_->end());
  }
  ask(question, rng.split("chains"));
  double count = 0, wrong = 0, baseline = 0;
  for (std::ptrdiff_t i = 0; i < kJudged; ++i)
    for (std::ptrdiff_t j = 0; j < data_->pixels(); ++j) {
      if (!all[static_cast<std::size_t>(i * data_->pixels() + j)]) continue;
      const bool truth = pictures(i, j) > 0.5;
      const double known = question.evidence(i, j);
      const bool guess =
          settings.spoiling == Spoiling::flipped ? known > 0 : data_->frequency[static_cast<std::size_t>(j)] > 0.5;
      ++count;
      wrong += (question.mean(i, j) > 0.5) != truth ? 1 : 0;
      baseline += guess != truth ? 1 : 0;
    }
  if (count == 0) return {kUnknown, kUnknown};
  return {wrong / count, baseline / count};
}

double MachineLearner::labels_wrong() const {
  if (!machine_.sums_hidden()) return kUnknown;
  const std::ptrdiff_t pixels = data_->pixels(), classes = data_->labels;
  Matrix<double>& states = *some_states_;
  states.resize(kLabelled * classes, machine_.visible());
  const ConstMatrixView<double> pictures = judged();
  for (std::ptrdiff_t i = 0; i < kLabelled; ++i)
    for (std::ptrdiff_t k = 0; k < classes; ++k) {
      double* row = states.row(i * classes + k);
      std::copy_n(pictures.row(i), pixels, row);
      for (std::ptrdiff_t c = 0; c < classes; ++c) row[pixels + c] = c == k ? 1 : 0;
    }
  numbers_->resize(static_cast<std::size_t>(states.rows()));
  machine_.log_unnormalised(states, *numbers_);
  double wrong = 0;
  for (std::size_t i = 0; i < kLabelled; ++i)
    wrong += largest(numbers_->data() + i * static_cast<std::size_t>(classes), static_cast<int>(classes)) !=
                     data_->held_out_labels[i]
                 ? 1
                 : 0;
  return wrong / kLabelled;
}

void MachineLearner::measure_energies() {
  if (!machine_.sums_hidden()) return;
  Matrix<double>& states = *some_states_;
  states.resize(kLabelled, machine_.visible());
  std::copy_n(judged().data, states.size(), states.data());
  energies_.resize(kLabelled);
  machine_.log_unnormalised(states, energies_);
  Rng rng = asking_.split("flips");
  for (std::ptrdiff_t i = 0; i < states.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < data_->pixels(); ++j)
      if (rng.uniform() < 0.1) states(i, j) = 1 - states(i, j);
  spoilt_energies_.resize(kLabelled);
  machine_.log_unnormalised(states, spoilt_energies_);
  double above = 0;
  for (std::size_t i = 0; i < energies_.size(); ++i) above += energies_[i] > spoilt_energies_[i] ? 1 : 0;
  likelier_ = above / kLabelled;
}

bool MachineLearner::act(const Action& action) {
  if (action.panel == "pad" && !data_->is_curve) return draw_on(pad_, action.gesture);
  if (action.panel == "conditional" && data_->is_curve) {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (drag == nullptr || drag->handle != "held_x") return false;
    held_x_ = std::clamp(drag->x, 0.0f, 1.0f);
    return true;
  }
  const auto* cell = std::get_if<CellEdited>(&action.gesture);
  if (action.panel != "couplings" || cell == nullptr || machine_.visible() + machine_.hidden() > kMostUnits)
    return false;
  const double value = std::clamp(static_cast<double>(cell->value), -20.0, 20.0);
  if (!machine_.set_coupling(cell->row, cell->column, value)) return false;
  measure_likelihood();
  return true;
}

void MachineLearner::describe(const MachineSettings& settings, Snapshot& snapshot) const {
  if (data_->is_curve) {
    describe_conditional(snapshot);
    describe_answer(snapshot);
    describe_errors(snapshot);
  } else if (data_->is_complete()) {
    if (std::isfinite(log_partition_) && machine_.visible() <= 9) describe_states(snapshot);
    if (!probability_.empty()) describe_density(snapshot);
    if (machine_.visible() + machine_.hidden() <= kMostUnits) describe_couplings(snapshot);
  }
  if (!data_->is_curve) describe_chains(snapshot);
  describe_weights(snapshot);
  describe_numbers(settings, snapshot);
  if (machine_.is_exact()) describe_likelihood(snapshot);
  if (data_->labels > 0) {
    describe_errors(snapshot);
    describe_energies(snapshot);
  }
  if (data_->is_curve) return;
  describe_restored(settings, snapshot);
  describe_pad(snapshot);
}

void MachineLearner::add_picture(Images& images, std::string_view label, const double* v,
                                 const TileStyle& style) const {
  images.tile(label, {v, static_cast<std::size_t>(data_->pixels()), 1}, data_->rows, data_->cols, style);
}

void MachineLearner::describe_chains(Snapshot& snapshot) const {
  Images& images =
      snapshot.images("chains", "Left to itself: samples", {.weight = data_->labels > 0 ? 4 : 2, .help = kChainsHelp});
  images.setup({});
  for (std::ptrdiff_t i = 0; i < 20; ++i) {
    label_->clear();
    for (int k = 0; k < data_->labels; ++k)
      if (v_(i, data_->pixels() + k) > 0.5) {
        if (!label_->empty()) *label_ += ", ";
        *label_ += static_cast<char>('0' + k);
      }
    add_picture(images, *label_, data_->labels > 0 ? pv_.row(i) : v_.row(i), {.color = kLevels});
  }
}

void MachineLearner::describe_weights(Snapshot& snapshot) const {
  if (!machine_.couplings().W) return;
  Images& images = snapshot.images("weights", "Weights of the hidden units",
                                   {.weight = data_->labels > 0 ? 3 : 2, .help = kWeightsHelp});
  const std::ptrdiff_t shown = std::min<std::ptrdiff_t>(machine_.hidden(), kMostWeights);
  const bool is_curve = data_->is_curve;
  images.setup({.map = ColorMap::diverging, .columns = is_curve ? 4 : 0});
  const auto pictured = static_cast<std::size_t>(is_curve ? machine_.visible() : data_->pixels());
  images.row("W", symmetric_range({machine_.W().data(), static_cast<std::size_t>(machine_.W().size()), 1}));
  for (std::ptrdiff_t j = 0; j < shown; ++j)
    images.tile("", Values(machine_.W().data() + j, pictured, machine_.hidden()), data_->rows, data_->cols);
  if (!machine_.couplings().T || is_curve || data_->pixels() > 16) return;
  images.row("T, of each pixel to the others",
             symmetric_range({machine_.T().data(), static_cast<std::size_t>(machine_.T().size()), 1}));
  for (std::ptrdiff_t j = 0; j < data_->pixels(); ++j)
    images.tile("", Values(machine_.T().row(j), pictured, 1), data_->rows, data_->cols);
}

void MachineLearner::describe_restored(const MachineSettings& settings, Snapshot& snapshot) const {
  Images& images = snapshot.images("restored", "Restored from what is held", {.weight = 2, .help = kRestoredHelp});
  images.setup({.columns = static_cast<int>(shown_.size())});
  Question& question = *question_;
  const ConstMatrixView<double> pictures = judged();
  question.chains = data_->is_complete() ? 8 : 2;
  question.evidence.resize(static_cast<std::ptrdiff_t>(shown_.size()), machine_.visible());
  const Rng rng = asking_.split("shown");
  images.row("held out");
  if (data_->is_complete()) images.rows[0].name.assign("pattern");
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    add_picture(images, "", pictures.row(shown_[i]), {.color = kLevels});
    spoil(pictures, shown_[i], settings, rng.split(static_cast<std::uint64_t>(i)),
          question.evidence.row(static_cast<std::ptrdiff_t>(i)), *spoilt_);
  }
  ask(question, rng.split("chains"));
  images.row("what the machine is told");
  numbers_->resize(static_cast<std::size_t>(machine_.visible()));
  for (std::ptrdiff_t i = 0; i < question.evidence.rows(); ++i) {
    for (std::ptrdiff_t j = 0; j < data_->pixels(); ++j) {
      const double evidence = question.evidence(i, j);
      (*numbers_)[static_cast<std::size_t>(j)] = evidence > 0 ? 1 : evidence < 0 ? 0 : 0.5;
    }
    add_picture(images, "", numbers_->data(), {.color = kLevels});
  }
  images.row("restored");
  for (std::ptrdiff_t i = 0; i < question.mean.rows(); ++i) {
    label_->clear();
    if (data_->labels > 0)
      *label_ += static_cast<char>('0' + largest(question.mean.row(i) + data_->pixels(), data_->labels));
    add_picture(images, *label_, question.mean.row(i), {.color = kLevels});
  }
}

void MachineLearner::describe_pad(Snapshot& snapshot) const {
  Images& images = snapshot.images("pad", data_->labels > 0 ? "Begin a digit, the machine ends it" : "Hold pixels on",
                                   {.weight = data_->labels > 0 ? 2 : 1, .help = kPadHelp});
  images.setup({.columns = 2, .drawable = true});
  const ConstMatrixView<float> sheet = pad_.sheet();
  images.tile("draw here", Values(sheet.data, static_cast<std::size_t>(sheet.size()), 1), data::InkPad::kSide,
              data::InkPad::kSide, {.color = kLevels});
  Question& question = *pad_question_;
  question.chains = kPadChains;
  question.first = 10;
  question.sweeps = 40;
  question.evidence.resize(1, machine_.visible());
  question.evidence.fill(0);
  // A pixel of the picture is held where a good part of it is covered.
  const int rows = data_->rows, cols = data_->cols;
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      const int top = row * data::InkPad::kSide / rows, bottom = (row + 1) * data::InkPad::kSide / rows;
      const int left = col * data::InkPad::kSide / cols, right = (col + 1) * data::InkPad::kSide / cols;
      double ink = 0;
      for (int r = top; r < bottom; ++r)
        for (int c = left; c < right; ++c) ink += static_cast<double>(sheet(r, c));
      const double covered = ink / ((bottom - top) * (right - left));
      if (covered > (data_->labels > 0 ? 0.35 : 0.15))
        question.evidence(0, row * cols + col) = GeneralBoltzmannMachine::kCertain;
    }
  ask(question, asking_.split("pad"));
  numbers_->resize(static_cast<std::size_t>(machine_.visible()));
  for (std::size_t j = 0; j < numbers_->size(); ++j)
    (*numbers_)[j] = question.evidence(0, static_cast<std::ptrdiff_t>(j)) > 0 ? 1 : 0.5;
  add_picture(images, "held", numbers_->data(), {.color = kLevels});
  label_->assign("mean");
  if (data_->labels > 0) {
    const double* p = question.mean.row(0) + data_->pixels();
    const int first = largest(p, data_->labels);
    char text[32];
    std::snprintf(text, sizeof text, "mean: %d", first);
    label_->assign(text);
  }
  add_picture(images, *label_, question.mean.row(0), {.color = kLevels});
  for (std::ptrdiff_t i = 0; i < 2; ++i) add_picture(images, "chain", question.v.row(i), {.color = kLevels});
}

void MachineLearner::describe_couplings(Snapshot& snapshot) const {
  const std::ptrdiff_t units = machine_.visible() + (machine_.couplings().W ? machine_.hidden() : 0);
  numbers_->resize(static_cast<std::size_t>(units * units));
  for (std::ptrdiff_t i = 0; i < units; ++i)
    for (std::ptrdiff_t j = 0; j < units; ++j)
      (*numbers_)[static_cast<std::size_t>(i * units + j)] = machine_.coupling(i, j);
  MatrixCells& cells =
      snapshot.matrix("couplings", "The energy: T, W, Q and biases", {.weight = 3, .help = kCouplingsHelp});
  cells.cells(static_cast<int>(units), static_cast<int>(units), *numbers_,
              {.decimals = 1, .map = ColorMap::diverging, .color = symmetric_range(*numbers_), .editable = true});
  std::vector<std::string> names;
  for (std::ptrdiff_t i = 0; i < units; ++i) names.push_back(unit_name(i, machine_.visible()));
  cells.labels("unit", names, "unit", names);
}

void MachineLearner::describe_states(Snapshot& snapshot) const {
  Images& images = snapshot.images("states", "What it holds for most probable", {.weight = 4, .help = kStatesHelp});
  const std::ptrdiff_t V = machine_.visible(), count = std::ptrdiff_t{1} << V;
  Matrix<double>& states = *some_states_;
  states.resize(count, V);
  for (std::ptrdiff_t s = 0; s < count; ++s)
    for (std::ptrdiff_t k = 0; k < V; ++k) states(s, k) = static_cast<double>((s >> k) & 1);
  std::vector<double>& logarithms = *numbers_;
  logarithms.resize(static_cast<std::size_t>(count));
  machine_.log_unnormalised(states, logarithms);
  std::vector<int>& order = *order_;
  order.resize(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  // Equal ones in the order of their numbers.
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const double p = logarithms[static_cast<std::size_t>(a)], q = logarithms[static_cast<std::size_t>(b)];
    return p > q || (p == q && a < b);
  });
  const int shown = count <= 16 ? 16 : 24;
  images.setup({.columns = 8});
  for (int i = 0; i < shown; ++i) {
    const double* v = states.row(order[static_cast<std::size_t>(i)]);
    bool is_pattern = false;
    for (std::ptrdiff_t p = 0; p < data_->training.rows() && !is_pattern; ++p)
      is_pattern = std::equal(v, v + V, data_->training.row(p));
    char text[16];
    std::snprintf(text, sizeof text, "%.3f",
                  math::exp(logarithms[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] - log_partition_));
    add_picture(images, text, v, {.color = kLevels, .frame = is_pattern ? kColorGood : kColorBad});
  }
}

void MachineLearner::describe_density(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("density", "The density p(v)", {.weight = 3, .help = kPatternDensityHelp});
  const auto n = static_cast<double>(probability_.size());
  plane.axes({.label = "pattern of the data, then all other states", .range = {0.2, n + 2.8}},
             {.label = "probability", .range = {kLeastShown, 1.5}, .logarithmic = true});
  const auto at_least = [](double p) { return std::max(p, kLeastShown); };
  PointsLayer& patterns =
      plane.points("patterns of the data", Places(), {.color = 0, .marker = Marker::square, .size_px = 6});
  for (std::size_t i = 0; i < probability_.size(); ++i) {
    patterns.x.push_back(static_cast<float>(i + 1));
    patterns.y.push_back(static_cast<float>(at_least(probability_[i])));
  }
  plane.point("all other states together", n + 2, at_least(1 - pattern_mass_),
              {.color = 1, .marker = Marker::diamond, .size_px = 8});
  plane.level("equal shares", 1 / n, {.color = kColorForeground});
}

void MachineLearner::describe_energies(Snapshot& snapshot) const {
  if (energies_.empty()) return;
  Distribution& plane =
      snapshot.distribution("energies", "The density, up to log Z", {.weight = 2, .help = kEnergiesHelp});
  plane.axes({.label = "log p(v) + log Z [nats]"}, "pictures");
  const double low = *std::min_element(spoilt_energies_.begin(), spoilt_energies_.end());
  const double high = *std::max_element(energies_.begin(), energies_.end());
  std::array<double, kEnergyBins + 1> edges;
  for (int b = 0; b <= kEnergyBins; ++b)
    edges[static_cast<std::size_t>(b)] = low + (high - low + 1e-6) * b / kEnergyBins;
  const auto add = [&](const char* name, const std::vector<double>& values, ColorRole color) {
    std::array<double, kEnergyBins> contents{};
    for (const double value : values) {
      const int bin =
          std::clamp(static_cast<int>((value - low) / (high - low + 1e-6) * kEnergyBins), 0, kEnergyBins - 1);
      contents[static_cast<std::size_t>(bin)] += 1;
    }
    plane.histogram(name, edges, contents, {color});
  };
  add("held out", energies_, 0);
  add("a tenth of the pixels flipped", spoilt_energies_, 1);
}

void MachineLearner::describe_conditional(Snapshot& snapshot) const {
  Plane& plane =
      snapshot.plane("conditional", "Regression: x is held, y is asked", {.weight = 4, .help = kConditionalHelp});
  plane.axes({.label = "x", .range = {0, 1}}, {.label = "y", .range = {0, 1}});
  const PlanarGrid grid{kCurveCells, kCurveCells, {0, 1}, {0, 1}};
  if (!conditional_.empty()) {
    numbers_->resize(conditional_.size());
    for (std::size_t x = 0; x < kCurveCells; ++x)
      for (std::size_t y = 0; y < kCurveCells; ++y)
        (*numbers_)[y * kCurveCells + x] = conditional_[x * kCurveCells + y];
    plane.field("p(y|x)", grid, *numbers_, {.color = {0, 0.6}, .map = ColorMap::cividis});
    std::vector<double>&at = *more_numbers_, means(kCurveCells);
    at.resize(kCurveCells);
    for (std::size_t x = 0; x < kCurveCells; ++x) {
      at[x] = cell_centre(static_cast<int>(x));
      for (std::size_t y = 0; y < kCurveCells; ++y)
        means[x] += conditional_[x * kCurveCells + y] * cell_centre(static_cast<int>(y));
    }
    plane.line("mean of y, given x", {at, means}, {.color = kColorBad, .width_px = 3});
  }
  // The units hold cells only: points are spread over them by their number, in a pattern without gaps.
  const auto points = [&](const char* name, ConstMatrixView<double> v, std::ptrdiff_t most, const PointStyle& style) {
    PointsLayer& layer = plane.points(name, Places(), style);
    for (std::ptrdiff_t i = 0; i < std::min(v.rows, most); ++i) {
      const double on_x = math::sum({v.row(i), kCurveCells}), on_y = math::sum({v.row(i) + kCurveCells, kCurveCells});
      if (on_x != 1 || on_y != 1) continue;
      const double u = static_cast<double>(i) * 0.7548776662466927, w = static_cast<double>(i) * 0.5698402909980532;
      layer.x.push_back(
          static_cast<float>(cell_centre(largest(v.row(i), kCurveCells)) + (u - std::floor(u) - 0.5) / 20));
      layer.y.push_back(static_cast<float>(cell_centre(largest(v.row(i) + kCurveCells, kCurveCells)) +
                                           (w - std::floor(w) - 0.5) / 20));
    }
  };
  points("held-out data", data_->held_out, 200, {.color = kColorForeground, .size_px = 3});
  plane.threshold("held_x", "x held", static_cast<double>(held_x_));
  Plane& free = snapshot.plane("samples", "Left to itself: samples", {.weight = 2, .help = kCurveChainsHelp});
  free.axes({.label = "x", .range = {0, 1}}, {.label = "y", .range = {0, 1}});
  PointsLayer& layer = free.points("chains", Places(), {.color = kColorAccent, .size_px = 4});
  for (std::ptrdiff_t i = 0; i < v_.rows(); ++i) {
    if (math::sum({v_.row(i), kCurveCells}) != 1 || math::sum({v_.row(i) + kCurveCells, kCurveCells}) != 1) continue;
    const double u = static_cast<double>(i) * 0.7548776662466927, w = static_cast<double>(i) * 0.5698402909980532;
    layer.x.push_back(
        static_cast<float>(cell_centre(largest(v_.row(i), kCurveCells)) + (u - std::floor(u) - 0.5) / 20));
    layer.y.push_back(static_cast<float>(cell_centre(largest(v_.row(i) + kCurveCells, kCurveCells)) +
                                         (w - std::floor(w) - 0.5) / 20));
  }
}

void MachineLearner::describe_answer(Snapshot& snapshot) const {
  if (conditional_.empty()) return;
  Plane& plane = snapshot.plane("answer", "What it answers there", {.weight = 2, .help = kAnswerHelp});
  plane.axes({.label = "y", .range = {0, 1}}, {.label = "p(y|x)", .range = {0, 0.8}});
  const int x = std::min(static_cast<int>(held_x_ * kCurveCells), kCurveCells - 1);
  const std::span<const double> row(conditional_.data() + x * kCurveCells, kCurveCells);
  plane.bars("p(y|x), x held", Range{0, 1}, row, {0});
  double mean = 0;
  for (int y = 0; y < kCurveCells; ++y) mean += row[static_cast<std::size_t>(y)] * cell_centre(y);
  plane.vertical("mean of y", mean, {.color = kColorBad, .dashed = false});
}

void MachineLearner::describe_likelihood(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("likelihood", "Log-likelihood, exact", {.weight = 3, .help = kPatternLikelihoodHelp});
  plane.axes({.label = "updates"}, {.label = "log p(v) [nats]"});
  plane.line("training", likelihood_, 0);
  if (!data_->is_complete()) plane.line("held out", likelihood_, 1, {.color = 1});
  if (data_->is_complete())
    plane.level("the best: −log of the number of patterns", -math::log(static_cast<double>(data_->training.rows())),
                {.color = kColorGood});
}

void MachineLearner::describe_errors(Snapshot& snapshot) const {
  if (data_->is_curve) {
    Plane& plane = snapshot.curves("errors", "Errors of the regression", {.weight = 2, .help = kConditionalErrorsHelp});
    plane.axes({.label = "updates"}, {.label = "nats, and units of y", .logarithmic = true});
    plane.line("−log p(y|x) [nats]", errors_, 0);
    plane.line("error of the mean", errors_, 1, {.color = 1});
    plane.level("knows nothing", math::log(static_cast<double>(kCurveCells)));
    return;
  }
  Plane& plane = snapshot.curves("errors", "Wrong answers", {.weight = 2, .help = kErrorsHelp});
  plane.axes({.label = "updates"}, {.label = "share that is wrong", .logarithmic = true});
  plane.line("labels", errors_, 0, {.least = kLeastShown});
  plane.line("restored pixels", errors_, 1, {.color = 1, .least = kLeastShown});
  plane.line("reconstruction", errors_, 2, {.color = kColorMuted, .least = kLeastShown});
}

// Pictures of noise have about 0, strokes and edges more.
double MachineLearner::weight_smoothness() const {
  const std::ptrdiff_t rows = data_->rows, cols = data_->cols, n = rows * cols;
  double sum = 0;
  for (std::ptrdiff_t unit = 0; unit < machine_.hidden(); ++unit) {
    const auto weight = [&](std::ptrdiff_t pixel) { return machine_.W()(pixel, unit); };
    double mean = 0, squares = 0, products = 0;
    for (std::ptrdiff_t p = 0; p < n; ++p) mean += weight(p) / static_cast<double>(n);
    for (std::ptrdiff_t p = 0; p < n; ++p) {
      const double from_mean = weight(p) - mean;
      squares += from_mean * from_mean / static_cast<double>(n);
      if (p % cols + 1 < cols) products += from_mean * (weight(p + 1) - mean);
      if (p + cols < n) products += from_mean * (weight(p + cols) - mean);
    }
    const auto pairs = static_cast<double>(rows * (cols - 1) + (rows - 1) * cols);
    sum += squares > 0 ? products / pairs / squares : 0;
  }
  return sum / static_cast<double>(machine_.hidden());
}

void MachineLearner::describe_numbers(const MachineSettings& settings, Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.help = data_->labels > 0 ? "Measured after every fifty updates."
                                                                           : "Measured after every twenty updates."});
  if (data_->is_curve) {
    numbers.add("conditional_cost", "−log p(y|x), held out", conditional_cost_, {.unit = "nats", .digits = 3})
        .add("regression_error", "error of the mean of y", regression_error_, {.digits = 3});
  } else if (data_->labels > 0) {
    numbers.add("label_error", "labels wrong", label_error_, {.digits = 3})
        .add("restored_error", "restored pixels wrong", restored_.wrong, {.digits = 3})
        .add("restored_baseline", settings.spoiling == Spoiling::flipped ? "… as seen" : "… by frequency alone",
             restored_.baseline, {.digits = 3})
        .add("reconstruction_error", "reconstructed pixels wrong", reconstruction_error_, {.digits = 3});
    snapshot.metric("likelier", "more probable than its flipped copy", likelier_);
    snapshot.metric("weight_smoothness", "correlation of weights of neighbouring pixels", weight_smoothness());
  } else {
    numbers.add("pattern_mass", "p(patterns of the data)", pattern_mass_, {.digits = 3});
  }
  if (machine_.is_exact()) {
    numbers.add("log_likelihood", "log p(v), training", training_likelihood_, {.unit = "nats"});
    if (!data_->is_complete())
      numbers.add("held_out_likelihood", "log p(v), held out", held_out_likelihood_, {.unit = "nats"});
    numbers.add("log_partition", "log Z", log_partition_, {.unit = "nats"});
  }
  numbers.add("listed_bits", "log₂ of states to sum", static_cast<double>(machine_.listed_bits()), {.digits = 0});
  numbers.add("updates", static_cast<double>(steps_), {.digits = 0});
}

}  // namespace lectern
