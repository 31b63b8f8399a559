// What is known of the parameters of a simulator, whose likelihood nobody can write down, once data were measured: a
// conditional flow and a ratio of densities, both learned from simulations, beside rejection and the exact posterior
// where there is one; and whether their posteriors can be trusted: ranks, coverage, a classifier. Lecture row R46.
// Sources: Cranmer, Brehmer, Louppe, The frontier of simulation-based inference, PNAS 117 (2020) 30055; Greenberg,
// Nonnenmacher, Macke, ICML 2019; Hermans, Begy, Louppe, ICML 2020; Talts et al., arXiv:1804.06788; Lueckmann et al.,
// Benchmarking simulation-based inference, AISTATS 2021.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/experiments/simulation-based-inference/problem.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/ml/density/rejection_abc.h"
#include "core/ml/generative/coupling_flow.h"
#include "core/ml/generative/flow_walkers.h"
#include "core/ml/generative/ratio_estimator.h"
#include "core/ml/kernels/two_sample_test.h"
#include "core/ml/metrics/rank_statistics.h"

namespace lectern {
namespace {

using generative::Coupling;
using generative::CouplingFlow;
using inference::ExactPosterior;
using inference::Pair;
using inference::Problem;
using inference::QuantityText;
using inference::Simulator;

constexpr const char* kPosteriorHelp =
    "Grey: the exact posterior p(θ | x₀), where it is known. Dots: what the method shown believes. Drag x₀ in the other "
    "picture.";
constexpr const char* kDataHelp =
    "Grey: simulations, each with a θ of its own, drawn from the prior. Orange: those so near x₀ that rejection keeps "
    "their θ. Drag x₀: the flow answers at once, without learning again.";
constexpr const char* kRanksHelp =
    "Simulations with a known θ as tests: its rank among 63 draws from the posterior of its x. Right posteriors make all "
    "ranks equally frequent, too narrow ones pile up both ends, too wide ones the middle. Band: 99 % of right posteriors.";
constexpr const char* kCoverageHelp =
    "How often the central interval of each level holds the true θ of a test. Below the diagonal: overconfident.";
constexpr const char* kC2stHelp =
    "How often a classifier tells draws of a method from draws of the exact posterior at x₀: 0.5 if it has to guess, 1 if "
    "they have nothing in common.";
constexpr const char* kCostsHelp =
    "−log q(θ | x) of the flow: on the simulations it learns from, and on fresh ones. If they part, it has learned by heart.";
constexpr const char* kTableHelp =
    "Mean ± standard deviation of each posterior at x₀. C2ST: how often a classifier tells it from the exact one. p: probability of ranks this uneven from right posteriors.";
constexpr const char* kTracesHelp =
    "Runs with θ drawn from the posterior at x₀ by the method shown, and others with θ from the prior.";
constexpr const char* kSnapshotsHelp =
    "Snapshots with T and h drawn from the posterior at x₀ by the method shown; below each its T.";
constexpr const char* kNumbersHelp =
    "Information: how much a measurement narrows θ, by the flow, on average over the tests. It can only be too small.";

constexpr int kSamples = 1000, kSamplesShown = 600;  // at x₀
constexpr int kMeasureEvery = 20;
constexpr int kDraws = 63, kBins = 16, kTestsKept = 400, kTestsAStep = 4;
constexpr int kRatioSide = 96, kTestSide = 48, kRatioHidden = 64;
constexpr int kPointsShown = 1500, kTracesShown = 12, kSnapshotsShown = 8;
constexpr int kRounds = 8;         // in which draws outside the prior are made anew
constexpr double kAveraged = 200;  // updates over which the flow is averaged at last
constexpr double kDecay = 1500;    // updates after which the learning rate has halved
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class Method { flow, ratio, abc };
constexpr std::size_t kMethods = 3;
struct MethodText {
  std::string_view name;
  ColorRole color;
};
constexpr std::array<MethodText, kMethods> kTexts{{{"neural posterior", 7}, {"neural ratio", 2}, {"rejection ABC", 1}}};

struct Settings {
  inference::ProblemSpec problem;
  int simulations = 10000, simulations_a_step = 100;
  Coupling coupling = Coupling::spline;
  int layers = 6, hidden = 48, bins = 8;
  double learning_rate = 0.004;
  int batch_size = 200, updates = 3;
  bool with_ratio = true;
  int accepted = 200;
  bool adjusts = false;
  Method shown = Method::flow;
};

// What one method says: draws at x₀, and how the tests went.
struct Answer {
  Matrix<double> samples;  // n × 2
  double accuracy = kUnknown;
  std::array<std::vector<int>, 2> ranks;  // of the last tests, for each parameter
  std::size_t tests = 0;

  void add_ranks(int first, int second) {
    const std::size_t slot = tests++ % kTestsKept;
    for (std::vector<int>& of : ranks)
      if (of.size() <= slot) of.resize(slot + 1);
    ranks[0][slot] = first;
    ranks[1][slot] = second;
  }
  auto state() const { return std::tie(samples, accuracy, ranks, tests); }
};

struct Summary {
  Pair mean{kUnknown, kUnknown}, deviation{kUnknown, kUnknown};
};
Summary summary_of(const Matrix<double>& samples) {
  Summary summary;
  if (samples.rows() == 0) return summary;
  const auto n = static_cast<double>(samples.rows());
  for (std::ptrdiff_t j = 0; j < 2; ++j) {
    double sum = 0, square = 0;
    for (std::ptrdiff_t i = 0; i < samples.rows(); ++i) sum += samples(i, j);
    const double mean = sum / n;
    for (std::ptrdiff_t i = 0; i < samples.rows(); ++i) square += (samples(i, j) - mean) * (samples(i, j) - mean);
    summary.mean[static_cast<std::size_t>(j)] = mean;
    summary.deviation[static_cast<std::size_t>(j)] = std::sqrt(square / n);
  }
  return summary;
}

// The mean as exactly as two digits of the deviation are.
std::string with_error(double mean, double deviation) {
  if (!std::isfinite(mean)) return "–";
  if (deviation < 1e-9) return number_in_words(mean, 3);
  double step = 0.1;
  while (10 * step > deviation) step /= 10;
  while (100 * step <= deviation) step *= 10;
  const double rounded = std::round(mean / step) * step;
  std::string text = number_in_words(rounded == 0 ? 0 : rounded, 4);
  text += " ± ";
  text += number_in_words(deviation, 2);
  return text;
}

class SimulationBasedInference final : public Demo<SimulationBasedInference, Settings> {
 public:
  static Schema<Settings> schema();
  explicit SimulationBasedInference(const Start& start);

  void settings_changed(const Settings&) { measure(); }
  bool gesture(const Action& action);
  void step() override;
  std::optional<Divergence> divergence() const override;
  auto state() const {
    return std::tuple(std::tie(problem_, training_, flow_, ratio_, simulation_rng_, batch_rng_, test_rng_, theta_,
                               data_, count_, observed_, exact_, exact_samples_, abc_, answers_, gains_, steps_,
                               updates_, cost_, ratio_cost_, held_out_),
                      unhashed(costs_), unhashed(accuracies_));
  }
  void describe(Snapshot& snapshot) const override;
  SeedUse seeds() const override { return {.run = true, .data = false}; }

 private:
  struct Work {
    Matrix<float> noise, theta, context;
    std::vector<float> values;
    std::vector<double> cumulative;
    density::AbcSample near;
    Matrix<double> draws, kept;
  };

  const Answer& answer(Method method) const { return answers_[static_cast<std::size_t>(method)]; }
  Answer& answer(Method method) { return answers_[static_cast<std::size_t>(method)]; }
  ConstMatrixView<double> data_so_far() const { return data_.view().rows_range(0, count_); }
  ConstMatrixView<double> theta_so_far() const { return theta_.view().rows_range(0, count_); }
  void context_of(const Pair& x, std::ptrdiff_t rows) const;
  void scaled_theta(const double* theta, float* out) const;
  Pair theta_of(const float* scaled) const;
  void scaled_data(const double* x, float* out) const;

  void simulate();
  void learn();
  void test();
  void observe(const Pair& x);
  void measure();
  void draw_flow(const Pair& x, int count, Rng& rng, Matrix<double>& samples) const;
  void draw_ratio(const Pair& x, int side, int count, Rng& rng, Matrix<double>& samples) const;
  void draw_abc(const density::AbcSample& abc, const Pair& x, Matrix<double>& samples) const;
  void add_test(Method method, const Pair& theta, const Matrix<double>& draws);
  double information() const;
  double rank_probability(Method method) const;

  void set_axes(Plane& plane, const QuantityText& x, const QuantityText& y) const;
  void describe_posterior(Snapshot& snapshot) const;
  void describe_data(Snapshot& snapshot) const;
  void describe_runs(Snapshot& snapshot) const;
  void describe_tests(Snapshot& snapshot) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_table(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  Shared<Problem> problem_;
  generative::FlowTraining training_;
  CouplingFlow<float> flow_;  // the average over the last part of the training: what is asked
  generative::RatioEstimator ratio_;
  Rng simulation_rng_, batch_rng_, test_rng_;
  Matrix<double> theta_, data_;  // simulations × 2, of which count_ are made
  std::ptrdiff_t count_ = 0;
  Pair observed_{};
  ExactPosterior exact_;
  Matrix<double> exact_samples_;
  density::AbcSample abc_;
  std::array<Answer, kMethods> answers_;
  std::vector<double> gains_;  // log q(θ | x) − log p(θ) of the last tests
  std::uint64_t steps_ = 0, updates_ = 0;
  double cost_ = kUnknown, ratio_cost_ = kUnknown, held_out_ = kUnknown;
  History costs_{2}, accuracies_{kMethods};
  Scratch<Work> work_;
};

CouplingFlow<float> make_flow(const Settings& settings, const Rng& rng) {
  return CouplingFlow<float>({.coupling = settings.coupling,
                              .dimension = 2,
                              .layers = settings.layers,
                              .hidden = settings.hidden,
                              .bins = settings.bins,
                              .limits = {.bound = 3.5},
                              .context = 2},
                             rng);
}

SimulationBasedInference::SimulationBasedInference(const Start& start)
    : Demo(start),
      problem_(Problem(settings().problem)),
      training_(make_flow(settings(), rng("flow")), settings().learning_rate),
      flow_(training_.flow()),
      ratio_(2, 2, kRatioHidden, settings().learning_rate, rng("ratio")),
      simulation_rng_(rng("simulations")),
      batch_rng_(rng("batches")),
      test_rng_(rng("tests")),
      theta_(settings().simulations, 2),
      data_(settings().simulations, 2) {
  std::fill(theta_.data(), theta_.data() + theta_.size(), 0.0);
  std::fill(data_.data(), data_.data() + data_.size(), 0.0);
  simulate();
  observe(problem_->first_observed());
}

bool SimulationBasedInference::gesture(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "data" || drag == nullptr || drag->handle != "x0") return false;
  observe(problem_->nearest_possible({static_cast<double>(drag->x), static_cast<double>(drag->y)}));
  return true;
}

void SimulationBasedInference::step() {
  if (steps_ > 0) simulate();
  learn();
  ++steps_;
  if (divergence()) return;
  test();
  if (steps_ % kMeasureEvery == 0) {
    measure();
    std::array<double, kMethods> accuracies;
    for (std::size_t m = 0; m < kMethods; ++m) accuracies[m] = answers_[m].accuracy;
    accuracies_.record(static_cast<double>(steps_), accuracies);
  }
  costs_.record(static_cast<double>(steps_), std::array{cost_, held_out_});
}

std::optional<Divergence> SimulationBasedInference::divergence() const {
  if (updates_ == 0 || (std::isfinite(cost_) && (!settings().with_ratio || std::isfinite(ratio_cost_)))) return {};
  return diverged("The cost is not a number any more: the steps were too long.", &Settings::learning_rate, 0.002);
}

// Networks are given numbers of size 1.
void SimulationBasedInference::scaled_theta(const double* theta, float* out) const {
  for (std::size_t j = 0; j < 2; ++j)
    out[j] = static_cast<float>((theta[j] - problem_->theta_centre()[j]) / problem_->theta_scale()[j]);
}
Pair SimulationBasedInference::theta_of(const float* scaled) const {
  Pair theta{static_cast<double>(scaled[0]), static_cast<double>(scaled[1])};
  for (std::size_t j = 0; j < 2; ++j) theta[j] = problem_->theta_centre()[j] + problem_->theta_scale()[j] * theta[j];
  return theta;
}
void SimulationBasedInference::scaled_data(const double* x, float* out) const {
  for (std::size_t j = 0; j < 2; ++j)
    out[j] = static_cast<float>((x[j] - problem_->data_centre()[j]) / problem_->data_scale()[j]);
}
void SimulationBasedInference::context_of(const Pair& x, std::ptrdiff_t rows) const {
  work_->context.resize(rows, 2);
  for (std::ptrdiff_t i = 0; i < rows; ++i) scaled_data(x.data(), work_->context.row(i));
}

void SimulationBasedInference::simulate() {
  const std::ptrdiff_t end = std::min<std::ptrdiff_t>(theta_.rows(), count_ + settings().simulations_a_step);
  for (; count_ < end; ++count_) {
    const Pair theta = problem_->draw_prior(simulation_rng_), x = problem_->simulate(theta, simulation_rng_);
    std::copy(theta.begin(), theta.end(), theta_.row(count_));
    std::copy(x.begin(), x.end(), data_.row(count_));
  }
}

void SimulationBasedInference::learn() {
  Work& work = *work_;
  const auto rows = static_cast<int>(std::min<std::ptrdiff_t>(settings().batch_size, count_));
  work.theta.resize(rows, 2);
  work.context.resize(rows, 2);
  for (int update = 0; update < settings().updates; ++update) {
    for (int i = 0; i < rows; ++i) {
      const auto row = static_cast<std::ptrdiff_t>(batch_rng_.below(static_cast<std::uint32_t>(count_)));
      scaled_theta(theta_.row(row), work.theta.row(i));
      scaled_data(data_.row(row), work.context.row(i));
    }
    const double rate = settings().learning_rate / (1 + static_cast<double>(updates_) / kDecay);
    training_.set_learning_rate(rate);
    cost_ = training_.step(work.theta, &pool(), work.context);
    const double window = std::min(1 + static_cast<double>(updates_) / 10, kAveraged);
    generative::average_into(flow_, training_.flow(), 1 / window);
    if (settings().with_ratio) {
      ratio_.set_learning_rate(rate);
      ratio_cost_ = ratio_.step(work.theta, work.context, &pool());
    }
    ++updates_;
  }
}

// Draws that the prior forbids are made anew; what is left of them after some rounds is put at the edge.
void SimulationBasedInference::draw_flow(const Pair& x, int count, Rng& rng, Matrix<double>& samples) const {
  Work& work = *work_;
  samples.resize(count, 2);
  int drawn = 0;
  for (int round = 0; round < kRounds && drawn < count; ++round) {
    const int rows = count - drawn;
    work.noise.resize(rows, 2);
    rng.fill_normal({work.noise.data(), static_cast<std::size_t>(work.noise.size())}, 0, 1);
    work.values.resize(static_cast<std::size_t>(rows));
    context_of(x, rows);
    flow_.sample(work.noise, work.noise, work.values, &pool(), work.context);
    for (int i = 0; i < rows; ++i) {
      Pair theta = theta_of(work.noise.row(i));
      const bool is_allowed = std::isfinite(theta[0]) && std::isfinite(theta[1]) && problem_->allows(theta);
      if (!is_allowed && round + 1 < kRounds) continue;
      for (std::size_t j = 0; j < 2 && !is_allowed; ++j) {
        const Range window = problem_->theta(j).window;
        theta[j] = theta[j] > window.low ? std::min(theta[j], window.high) : window.low;
      }
      std::copy(theta.begin(), theta.end(), samples.row(drawn++));
    }
  }
}

// Prior times ratio in the cells of a grid; uniform within a cell.
void SimulationBasedInference::draw_ratio(const Pair& x, int side, int count, Rng& rng, Matrix<double>& samples) const {
  Work& work = *work_;
  const PlanarGrid grid{side, side, problem_->theta(0).window, problem_->theta(1).window};
  const std::ptrdiff_t cells = grid.cells();
  work.theta.resize(cells, 2);
  work.values.resize(static_cast<std::size_t>(cells));
  work.cumulative.resize(static_cast<std::size_t>(cells));
  context_of(x, cells);
  for (std::ptrdiff_t i = 0; i < cells; ++i) {
    const Pair theta{grid.x_of(static_cast<int>(i % side)), grid.y_of(static_cast<int>(i / side))};
    scaled_theta(theta.data(), work.theta.row(i));
    work.cumulative[static_cast<std::size_t>(i)] = problem_->log_prior(theta);
  }
  ratio_.log_ratio(work.theta, work.context, work.values, &pool());
  double top = -std::numeric_limits<double>::infinity(), sum = 0;
  for (std::size_t i = 0; i < work.values.size(); ++i) {
    work.cumulative[i] += static_cast<double>(work.values[i]);
    top = std::max(top, work.cumulative[i]);
  }
  for (double& value : work.cumulative) value = sum += math::exp(value - top);
  samples.resize(count, 2);
  for (int i = 0; i < count; ++i) {
    const Pair theta = inference::draw_in_cells(grid, work.cumulative, rng);
    std::copy(theta.begin(), theta.end(), samples.row(i));
  }
}

void SimulationBasedInference::draw_abc(const density::AbcSample& abc, const Pair& x, Matrix<double>& samples) const {
  samples.resize(static_cast<std::ptrdiff_t>(abc.accepted.size()), 2);
  if (settings().adjusts) {
    const density::AbcAdjustment adjustment =
        density::adjusted_by_regression(theta_so_far(), data_so_far(), x, problem_->data_scale(), abc);
    for (std::ptrdiff_t i = 0; i < samples.rows(); ++i) std::copy_n(adjustment.adjusted.row(i), 2, samples.row(i));
    return;
  }
  for (std::ptrdiff_t i = 0; i < samples.rows(); ++i)
    std::copy_n(theta_.row(abc.accepted[static_cast<std::size_t>(i)]), 2, samples.row(i));
}

void SimulationBasedInference::observe(const Pair& x) {
  observed_ = x;
  exact_ = problem_->exact(observed_);
  Rng exact_rng = rng("exact draws");
  exact_samples_.resize(exact_.is_known ? kSamples : 0, 2);
  for (std::ptrdiff_t i = 0; i < exact_samples_.rows(); ++i) {
    const Pair theta = problem_->draw_exact(exact_, observed_, exact_rng);
    std::copy(theta.begin(), theta.end(), exact_samples_.row(i));
  }
  measure();
}

// Always with the same noise, so that draws move smoothly while the methods learn and x₀ is dragged.
void SimulationBasedInference::measure() {
  Rng flow_rng = rng("flow draws"), ratio_rng = rng("ratio draws");
  const density::AbcRule rule{.accept = settings().accepted};
  density::rejection_abc(data_so_far(), observed_, problem_->data_scale(), rule, abc_);
  draw_flow(observed_, kSamples, flow_rng, answer(Method::flow).samples);
  if (settings().with_ratio) draw_ratio(observed_, kRatioSide, kSamples, ratio_rng, answer(Method::ratio).samples);
  draw_abc(abc_, observed_, answer(Method::abc).samples);
  for (Answer& of : answers_) {
    if (steps_ == 0) break;  // nobody has learned anything
    // Distances in units of the prior's widths.
    Matrix<double> ours = of.samples, exact = exact_samples_;
    for (Matrix<double>* draws : {&ours, &exact})
      for (std::ptrdiff_t i = 0; i < draws->rows(); ++i)
        for (std::size_t j = 0; j < 2; ++j) (*draws)(i, static_cast<std::ptrdiff_t>(j)) /= problem_->theta_scale()[j];
    of.accuracy = kernels::two_sample_accuracy(ours, exact);
  }
}

void SimulationBasedInference::add_test(Method method, const Pair& theta, const Matrix<double>& draws) {
  std::array<int, 2> ranks{};
  for (std::ptrdiff_t i = 0; i < draws.rows(); ++i)
    for (std::size_t j = 0; j < 2; ++j) ranks[j] += draws(i, static_cast<std::ptrdiff_t>(j)) < theta[j] ? 1 : 0;
  answer(method).add_ranks(ranks[0], ranks[1]);
}

void SimulationBasedInference::test() {
  Work& work = *work_;
  Matrix<double>& draws = work.draws;
  double sum = 0;
  for (int t = 0; t < kTestsAStep; ++t) {
    const Pair theta = problem_->draw_prior(test_rng_), x = problem_->simulate(theta, test_rng_);
    draw_flow(x, kDraws, test_rng_, draws);
    const std::size_t slot = answer(Method::flow).tests % kTestsKept;
    add_test(Method::flow, theta, draws);

    work.theta.resize(1, 2);
    work.values.resize(1);
    scaled_theta(theta.data(), work.theta.row(0));
    context_of(x, 1);
    flow_.log_density(work.theta, work.values, &pool(), work.context);
    sum -= static_cast<double>(work.values[0]);
    if (gains_.size() <= slot) gains_.resize(slot + 1);
    gains_[slot] = static_cast<double>(work.values[0]) -
                   math::log(problem_->theta_scale()[0] * problem_->theta_scale()[1]) - problem_->log_prior(theta);

    if (t == 0 && settings().with_ratio) {
      draw_ratio(x, kTestSide, kDraws, test_rng_, draws);
      add_test(Method::ratio, theta, draws);
    }
    if (t % 2 != 0) continue;
    density::rejection_abc(data_so_far(), x, problem_->data_scale(), {.accept = settings().accepted}, work.near);
    draw_abc(work.near, x, work.kept);
    draws.resize(kDraws, 2);
    for (std::ptrdiff_t i = 0; i < kDraws; ++i)
      std::copy_n(work.kept.row(test_rng_.below(static_cast<std::uint32_t>(work.kept.rows()))), 2, draws.row(i));
    add_test(Method::abc, theta, draws);
  }
  held_out_ = sum / kTestsAStep;
}

double SimulationBasedInference::information() const {
  if (gains_.empty()) return kUnknown;
  double sum = 0;
  for (const double gain : gains_) sum += gain;
  return sum / static_cast<double>(gains_.size());
}

// Of the more uneven of both parameters' ranks.
double SimulationBasedInference::rank_probability(Method method) const {
  double least = kUnknown;
  for (const std::vector<int>& ranks : answer(method).ranks)
    if (ranks.size() >= 5 * kBins) {
      const double p = metrics::rank_statistics(ranks, kDraws, kBins).p_value;
      least = p < least || std::isnan(least) ? p : least;
    }
  return least;
}

void SimulationBasedInference::describe(Snapshot& snapshot) const {
  describe_posterior(snapshot);
  describe_data(snapshot);
  describe_runs(snapshot);
  describe_tests(snapshot);
  describe_curves(snapshot);
  describe_table(snapshot);
  describe_numbers(snapshot);
}

// Of equal scale where both quantities are of one kind.
void SimulationBasedInference::set_axes(Plane& plane, const QuantityText& x, const QuantityText& y) const {
  const AxisText across{.label = x.axis, .range = x.window}, up{.label = y.axis, .range = y.window};
  if (settings().problem.simulator <= Simulator::two_moons)
    plane.equal_axes(across, up);
  else
    plane.axes(across, up);
}

void SimulationBasedInference::describe_posterior(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("posterior", "Posterior of θ, given x₀", {.weight = 4, .help = kPosteriorHelp});
  const QuantityText &first = problem_->theta(0), &second = problem_->theta(1);
  set_axes(plane, first, second);
  if (exact_.is_known)
    plane.field("exact p(θ | x₀)", problem_->grid(), exact_.density,
                {.color = {0, *std::max_element(exact_.density.begin(), exact_.density.end())},
                 .map = ColorMap::greys});
  const auto method = static_cast<std::size_t>(settings().shown);
  const Matrix<double>& samples = answers_[method].samples;
  const std::ptrdiff_t shown = std::min<std::ptrdiff_t>(samples.rows(), kSamplesShown);
  plane.points(kTexts[method].name, samples.view().rows_range(0, shown),
               {.color = kTexts[method].color, .size_px = 2, .opacity = 0.8F});
}

void SimulationBasedInference::describe_data(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("data", "What was measured", {.weight = 3, .help = kDataHelp});
  const QuantityText &first = problem_->data(0), &second = problem_->data(1);
  set_axes(plane, first, second);
  plane.points("simulations", data_.view().rows_range(0, std::min<std::ptrdiff_t>(count_, kPointsShown)),
               {.color = kColorMuted, .size_px = 1.5F, .opacity = 0.6F});
  PointsLayer& near = plane.points("accepted by ABC", Places(), {.color = kTexts[2].color, .size_px = 2.5F});
  for (const int i : abc_.accepted) {
    near.x.push_back(static_cast<float>(data_(i, 0)));
    near.y.push_back(static_cast<float>(data_(i, 1)));
  }
  plane.handle("x0", "x₀", observed_[0], observed_[1]);
}

void SimulationBasedInference::describe_runs(Snapshot& snapshot) const {
  const Matrix<double>& samples = answer(settings().shown).samples;
  Rng rng(11);
  if (problem_->has_traces()) {
    Plane& plane = snapshot.plane("runs", "Predicted runs", {.weight = 3, .help = kTracesHelp});
    const QuantityText time = problem_->trace_axis(0), value = problem_->trace_axis(1);
    plane.axes({.label = time.axis, .range = time.window}, {.label = value.axis, .range = value.window});
    std::vector<double> x, y;
    for (const bool is_prior : {true, false}) {
      const ColorRole color = is_prior ? kColorMuted : kTexts[static_cast<std::size_t>(settings().shown)].color;
      LineLayer& line = plane.line(is_prior ? "θ from the prior" : "θ from the posterior", Places(),
                                   {.color = color, .width_px = is_prior ? 1.0F : 1.5F});
      for (std::ptrdiff_t i = 0; i < kTracesShown; ++i) {
        if (!is_prior && i >= samples.rows()) break;
        const Pair theta = is_prior ? problem_->draw_prior(rng) : Pair{samples(i, 0), samples(i, 1)};
        problem_->trace(theta, rng, x, y);
        for (std::size_t k = 0; k < x.size(); ++k) {
          line.x.push_back(static_cast<float>(x[k]));
          line.y.push_back(static_cast<float>(y[k]));
        }
        line.x.push_back(NAN);  // lifts the pen
        line.y.push_back(NAN);
      }
    }
  }
  if (problem_->has_snapshots()) {
    Images& images = snapshot.images("snapshots", "Predicted snapshots", {.weight = 3, .help = kSnapshotsHelp});
    images.setup({.map = ColorMap::greys, .columns = 4});
    for (std::ptrdiff_t i = 0; i < std::min<std::ptrdiff_t>(kSnapshotsShown, samples.rows()); ++i) {
      const std::string label = "T = " + number_in_words(samples(i, 0), 2);
      images.tile(label, problem_->snapshot({samples(i, 0), samples(i, 1)}, rng), problem_->side(), problem_->side(),
                  {.color = {-1, 1}});
    }
  }
}

void SimulationBasedInference::describe_tests(Snapshot& snapshot) const {
  const Answer& tested = answer(settings().shown);
  const auto tests = static_cast<double>(tested.ranks[0].size());
  Plane& ranks = snapshot.plane("ranks", "Ranks of the true θ", {.weight = 3, .help = kRanksHelp});
  const double expected = tests / kBins, spread = 2.576 * std::sqrt(expected * (1 - 1.0 / kBins));
  std::array<std::vector<double>, 2> histograms;
  double top = std::max(10.0, 2.5 * expected);
  for (std::size_t j = 0; j < 2 && tests > 0; ++j) {
    histograms[j] = metrics::rank_statistics(tested.ranks[j], kDraws, kBins).histogram;
    top = std::max(top, 1.05 * *std::max_element(histograms[j].begin(), histograms[j].end()));
  }
  ranks.axes({.label = "rank among 63 draws", .range = {0, kDraws + 1}}, {.label = "tests", .range = {0, top}});
  const Range all{0, kDraws + 1};
  const Pair edges{all.low, all.high};
  if (tests > 0) {
    const Pair low{std::max(0.0, expected - spread), std::max(0.0, expected - spread)};
    const Pair high{expected + spread, expected + spread};
    ranks.band("99 % if right", edges, low, high, {kColorMuted});
  }
  ranks.level("expected", expected);
  Plane& coverage = snapshot.plane("coverage", "Coverage", {.weight = 2, .help = kCoverageHelp});
  coverage.axes({.label = "level of the interval", .range = {0, 1}}, {.label = "share that holds θ", .range = {0, 1}});
  coverage.straight("calibrated", 1, -1, 0, {.color = kColorMuted, .dashed = true});
  for (std::size_t j = 0; j < 2; ++j) {
    if (tests < 1) break;
    const QuantityText& text = problem_->theta(j);
    const ColorRole color = j == 0 ? 0 : 3;
    ranks.steps(text.name, all, histograms[j], {.color = color});
    LineLayer& line = coverage.line(text.name, Places(), {.color = color});
    for (int left = 32; left >= 0; --left) {
      // Of the 64 possible ranks the middle ones, without `left` at either end.
      double inside = 0;
      for (const int rank : tested.ranks[j]) inside += rank >= left && rank <= kDraws - left ? 1 : 0;
      line.x.push_back(static_cast<float>(1 - left / 32.0));
      line.y.push_back(static_cast<float>(inside / tests));
    }
  }
}

void SimulationBasedInference::describe_curves(Snapshot& snapshot) const {
  if (problem_->has_exact()) {
    Plane& plane = snapshot.curves("c2st", "Classifier two-sample test (C2ST)", {.weight = 2, .help = kC2stHelp});
    plane.axes({.label = "step"}, {.label = "accuracy", .range = {0.4, 1.02}});
    for (std::size_t m = 0; m < kMethods; ++m)
      if (m != 1 || settings().with_ratio) plane.line(kTexts[m].name, accuracies_, m, {.color = kTexts[m].color});
    plane.level("a guess", 0.5);
  }
  Plane& costs = snapshot.curves("costs", "Cost of the flow", {.weight = 1, .help = kCostsHelp});
  costs.axes({.label = "step"}, {.label = "−log q [nats]"});
  costs.line("its simulations", costs_, 0, {.color = 7});
  costs.line("fresh ones", costs_, 1, {.color = 3});
}

void SimulationBasedInference::describe_table(Snapshot& snapshot) const {
  Table& table = snapshot.table("methods", "Posterior at x₀ by method", {.weight = 2, .help = kTableHelp});
  const std::string first(problem_->theta(0).name), second(problem_->theta(1).name);
  table.head({"method", first, second, "C2ST", "p of ranks"});
  if (exact_.is_known)
    table.row({"exact", with_error(exact_.mean[0], exact_.deviation[0]),
               with_error(exact_.mean[1], exact_.deviation[1]), "–", "–"});
  for (std::size_t m = 0; m < kMethods; ++m) {
    if (m == 1 && !settings().with_ratio) continue;
    const Summary summary = summary_of(answers_[m].samples);
    const bool untrained = m == 0 && updates_ == 0;
    table.row({untrained ? "neural posterior, untrained" : kTexts[m].name,
               with_error(summary.mean[0], summary.deviation[0]), with_error(summary.mean[1], summary.deviation[1]),
               Cell(answers_[m].accuracy, 3), Cell(rank_probability(static_cast<Method>(m)), 2)},
              {kTexts[m].color});
  }
}

void SimulationBasedInference::describe_numbers(Snapshot& snapshot) const {
  const Answer& tested = answer(settings().shown);
  const auto inside = [&tested](std::size_t j) {  // the middle 52 of 64 ranks
    double sum = 0;
    for (const int rank : tested.ranks[j]) sum += rank >= 6 && rank <= kDraws - 6 ? 1 : 0;
    return tested.ranks[j].empty() ? kUnknown : sum / static_cast<double>(tested.ranks[j].size());
  };
  const double covered = (inside(0) + inside(1)) / 2;
  snapshot.numbers("Numbers", {.weight = 2, .help = kNumbersHelp})
      .add("c2st_flow", "C2ST: neural posterior", answer(Method::flow).accuracy, {.digits = 3})
      .add("c2st_ratio", "C2ST: neural ratio", answer(Method::ratio).accuracy, {.digits = 3})
      .add("c2st_abc", "C2ST: rejection ABC", answer(Method::abc).accuracy, {.digits = 3})
      .add("coverage_81", "81 % interval holds θ", covered, {.digits = 3})
      .add("rank_p", "p of ranks as uneven", rank_probability(settings().shown), {.digits = 2})
      .add("simulations", "simulations", static_cast<double>(count_), {.digits = 0})
      .add("abc_epsilon", "ε of ABC", abc_.epsilon, {.digits = 3})
      .add("information", "information in one x", information(), {.unit = "nats", .digits = 3});
  const Summary flow = summary_of(answer(Method::flow).samples), abc = summary_of(answer(Method::abc).samples);
  snapshot.metric("flow_mean_1", "mean of θ₁, neural posterior", flow.mean[0]);
  snapshot.metric("flow_mean_2", "mean of θ₂, neural posterior", flow.mean[1]);
  snapshot.metric("flow_deviation_1", "width of θ₁, neural posterior", flow.deviation[0]);
  snapshot.metric("flow_deviation_2", "width of θ₂, neural posterior", flow.deviation[1]);
  snapshot.metric("abc_deviation_1", "width of θ₁, rejection ABC", abc.deviation[0]);
  snapshot.metric("abc_deviation_2", "width of θ₂, rejection ABC", abc.deviation[1]);
  snapshot.metric("exact_mean_1", "mean of θ₁, exact", exact_.is_known ? exact_.mean[0] : kUnknown);
  snapshot.metric("exact_mean_2", "mean of θ₂, exact", exact_.is_known ? exact_.mean[1] : kUnknown);
  snapshot.metric("exact_deviation_1", "width of θ₁, exact", exact_.is_known ? exact_.deviation[0] : kUnknown);
  snapshot.metric("exact_deviation_2", "width of θ₂, exact", exact_.is_known ? exact_.deviation[1] : kUnknown);
  snapshot.metric("flow_cost", "−log q, last batch", cost_, {.unit = "nats"});
}

Schema<Settings> SimulationBasedInference::schema() {
  using Self = Settings;
  const auto simulator = [](Self& s) -> Simulator& { return s.problem.simulator; };
  Schema<Self> schema;
  return schema.group("Simulator")
      .choice(simulator, "problem", "Problem",
              {{Simulator::gaussian, "gaussian", "Gaussian"},
               {Simulator::two_moons, "two_moons", "Two moons"},
               {Simulator::pendulum, "pendulum", "Noisy pendulum"},
               {Simulator::epidemic, "epidemic", "Epidemic"},
               {Simulator::ising, "ising", "Ising snapshot"}})
      .help(
          "What turns parameters θ into data x, with chance. Of the epidemic and of large lattices no likelihood is known.")
      .real([](Self& s) -> double& { return s.problem.noise; }, "noise", {0.1, 2})
      .help("Of the measurement of x = Aθ + σe.")
      .shown_when(simulator, {Simulator::gaussian})
      .integer([](Self& s) -> int& { return s.problem.population; }, "people", "People N", {50, 1000})
      .logarithmic()
      .help("Three of them are ill at first.")
      .shown_when(simulator, {Simulator::epidemic})
      .choice([](Self& s) -> int& { return s.problem.side; }, "snapshot_side", "Lattice",
              {{4, "four", "4 × 4"}, {8, "eight", "8 × 8"}, {16, "sixteen", "16 × 16"}})
      .help("Spins of a snapshot. Of 16 spins all states can be counted, so the posterior is known.")
      .shown_when(simulator, {Simulator::ising})
      .group("Simulations")
      .integer(&Self::simulations, "simulations", "Simulations", {100, 20000})
      .logarithmic()
      .help("How many there are at last; all methods learn from the same.")
      .integer(&Self::simulations_a_step, "simulations_a_step", "Simulations a step", {10, 400})
      .logarithmic()
      .help("Until there are enough.")
      .group("Neural posterior and ratio")
      .choice(&Self::coupling, "coupling", "Coupling", generative::kCouplings)
      .help("What a layer does to half of the numbers, by constants that a network reads off the other half.")
      .integer(&Self::layers, "flow_layers", "Coupling layers", {2, 8})
      .help("One after the other; each changes the numbers that the one before passed on.")
      .integer(&Self::hidden, "hidden", {4, 64})
      .help("In each of the two hidden layers of a coupling's network.")
      .integer(&Self::bins, "spline_bins", "Bins of a spline", {2, 12})
      .help("Pieces of each curve.")
      .shown_when(&Self::coupling, {Coupling::spline})
      .real(&Self::learning_rate, "learning_rate", {0.0001, 0.03})
      .logarithmic()
      .live()
      .help("Of Adam, at first; halved after 1500 updates, a third after 3000.")
      .integer(&Self::batch_size, "batch_size", {20, 500})
      .logarithmic()
      .help("Simulations that an update learns from.")
      .integer(&Self::updates, "flow_updates", "Updates a step", {0, 5})
      .live()
      .help("How often flow and ratio learn in a step. 0: they stay as they are.")
      .boolean(&Self::with_ratio, "with_ratio", "Neural ratio, too")
      .help("A network that tells pairs (θ, x) that belong together from mixed ones.")
      .group("Rejection")
      .integer(&Self::accepted, "abc_accepted", "Simulations accepted", {10, 2000})
      .logarithmic()
      .live()
      .help("So many of those nearest to x₀ count; how far the last of them is away is ε.")
      .boolean(&Self::adjusts, "abc_adjusted", "Regression adjustment")
      .live()
      .help("Moves each accepted θ along a straight line fitted to θ against x, to where x = x₀.")
      .group("Picture")
      .choice(&Self::shown, "method_shown", "Method shown",
              {{Method::flow, "flow", "Neural posterior"},
               {Method::ratio, "ratio", "Neural ratio"},
               {Method::abc, "abc", "Rejection ABC"}})
      .live()
      .help("Whose draws are drawn, and whose ranks and coverage.");
}

const RegisterDemo<SimulationBasedInference> registered{{
    .id = "simulation-based-inference",
    .title = "Simulation-based inference",
    .lecture = 9,
    .row = "R46",
    .summary =
        "Parameters of a simulator without a likelihood, from data that you drag: neural posterior and ratio, rejection, "
        "the exact answer; ranks and coverage say whom to trust.",
    .sources = {"K. Cranmer, J. Brehmer, G. Louppe, The frontier of simulation-based inference, PNAS 117 (2020) 30055",
                "D. Greenberg, M. Nonnenmacher, J. Macke, Automatic posterior transformation, ICML 2019",
                "J. Hermans, V. Begy, G. Louppe, Likelihood-free MCMC with amortized ratio estimators, ICML 2020",
                "S. Talts et al., Validating Bayesian inference algorithms, arXiv:1804.06788",
                "J.-M. Lueckmann et al., Benchmarking simulation-based inference, AISTATS 2021"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
