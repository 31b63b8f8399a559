#include "core/experiments/uncertainty/class_task.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/data/planar_problem.h"
#include "core/math/elementary.h"
#include "core/ml/metrics/predictive.h"
#include "core/ml/metrics/probability.h"
#include "core/ml/metrics/temperature_scaling.h"
#include "core/parts/decision_field.h"

namespace lectern {
namespace {

constexpr int kCells = 40;
constexpr double kWiderWindow = 2.4;  // than that of the data
constexpr int kFarPlaces = 24;
constexpr double kFarRadius = 0.95;  // of half the window
constexpr int kFresh = 1000;
constexpr int kBins = 10;
constexpr int kLeastOfBin = 10;                                                     // tests in a bin that is drawn
constexpr double kLogOdds75 = 1.0986122886681098, kLogOdds95 = 2.9444389791664403;  // log 3, log 19
constexpr double kLeastShown = 1e-12;
constexpr double kPi = 3.14159265358979323846;

constexpr std::array<const char*, kMethods + 1> kJudgeNames{"one network", "dropout", "ensemble", "Gaussian process",
                                                            "network at T"};
constexpr std::array<std::array<const char*, 5>, kMethods + 1> kIds{{
    {"network_accuracy", "network_log_loss", "network_ece", "network_inside", "network_far"},
    {"dropout_accuracy", "dropout_log_loss", "dropout_ece", "dropout_inside", "dropout_far"},
    {"ensemble_accuracy", "ensemble_log_loss", "ensemble_ece", "ensemble_inside", "ensemble_far"},
    {"process_accuracy", "process_log_loss", "process_ece", "process_inside", "process_far"},
    {"tempered_accuracy", "tempered_log_loss", "tempered_ece", "tempered_inside", "tempered_far"},
}};
constexpr std::array<const char*, 5> kLabels{"accuracy, fresh data", "log loss, fresh data",
                                             "error of the probabilities", "mean confidence, fresh data",
                                             "mean confidence, far away"};
constexpr std::array<std::size_t, kMethods + 1> kOrder{0, 4, 1, 2, 3};

constexpr std::array<const char*, kMethods> kClassHelps{
    "The colour fades where the network is not sure of its class. Lines: 75 % and 95 % confidence. The window is much "
    "wider than the data.",
    "Trained with dropout, and the mean of many passes, each with other neurons left out.",
    "The mean probability of networks that differ in their start alone. The colour fades where they are not sure, "
    "together. Lines: 75 % and 95 % confidence. Tap to add a point.",
    "Classes taken for the numbers −1 and 1 plus noise; confidence is the probability of the sign. Far from all data "
    "it knows nothing."};

void tempered(const Matrix<float>& logits, std::ptrdiff_t row, double temperature, double* p) {
  const float* z = logits.row(row);
  const std::ptrdiff_t classes = logits.cols();
  const double largest = static_cast<double>(*std::max_element(z, z + classes));
  double sum = 0;
  for (std::ptrdiff_t k = 0; k < classes; ++k)
    sum += p[k] = math::exp((static_cast<double>(z[k]) - largest) / temperature);
  for (std::ptrdiff_t k = 0; k < classes; ++k) p[k] /= sum;
}

}  // namespace

ClassTask::ClassTask(const PlanarDataSettings& settings, const PlanarData& data, const Rng& fresh)
    : classes_(data.classes()) {
  const auto wider = [](Range range) {
    const double middle = (range.low + range.high) / 2, half = (range.high - range.low) / 2 * kWiderWindow;
    return Range{middle - half, middle + half};
  };
  grid_ = {kCells, kCells, wider(data.x_range()), wider(data.y_range())};
  Rng rng = fresh;
  test_ = data::make_planar_problem(
              {.id = settings.set, .law = 0, .classes = settings.classes, .n = kFresh, .noise = settings.noise}, rng)
              .set;
  if (test_.size() == 0 || test_.classes() != classes_) test_ = {};
  set_data(data);
}

void ClassTask::set_data(const PlanarData& data) {
  const data::Dataset& training = data.training();
  data_.X.resize(training.size(), 2);
  std::copy_n(training.X.data(), training.X.size(), data_.X.data());
  data_.labels.assign(training.labels.begin(), training.labels.end());
  validation_ = data.validation();
  const std::ptrdiff_t taken =
      has_process() ? std::min<std::ptrdiff_t>(training.size(), ProcessExamples::kMost) : std::ptrdiff_t{0};
  examples_.X.resize(taken, 2);
  examples_.y.resize(static_cast<std::size_t>(taken));
  for (std::ptrdiff_t i = 0; i < taken; ++i) {
    const std::ptrdiff_t row = training.size() - taken + i;  // of more than it can take, those that came last
    for (std::ptrdiff_t j = 0; j < 2; ++j) examples_.X(i, j) = static_cast<double>(training.X(row, j));
    examples_.y[static_cast<std::size_t>(i)] = training.labels[static_cast<std::size_t>(row)] == 1 ? 1 : -1;
  }
  look_->updates = -1;
}

// The cells, places far away, the tests and the validation data.
void ClassTask::fill_places(Look& look) const {
  const data::Dataset& tests = test_.size() > 0 ? test_ : validation_;
  Matrix<float>& X = look.places;
  X.resize(grid_.cells() + kFarPlaces + tests.size() + validation_.size(), 2);
  for (int row = 0; row < grid_.rows; ++row)
    for (int col = 0; col < grid_.cols; ++col) {
      X(row * grid_.cols + col, 0) = static_cast<float>(grid_.x_of(col));
      X(row * grid_.cols + col, 1) = static_cast<float>(grid_.y_of(row));
    }
  std::ptrdiff_t to = grid_.cells();
  for (int i = 0; i < kFarPlaces; ++i, ++to) {
    const double angle = 2 * kPi * (i + 0.5) / kFarPlaces;
    X(to, 0) = static_cast<float>((grid_.x.low + grid_.x.high) / 2 +
                                  kFarRadius * (grid_.x.high - grid_.x.low) / 2 * math::cos(angle));
    X(to, 1) = static_cast<float>((grid_.y.low + grid_.y.high) / 2 +
                                  kFarRadius * (grid_.y.high - grid_.y.low) / 2 * math::sin(angle));
  }
  std::copy_n(tests.X.data(), tests.X.size(), X.row(to));
  if (validation_.size() > 0) std::copy_n(validation_.X.data(), validation_.X.size(), X.row(to + tests.size()));
}

const ClassTask::Look& ClassTask::look(const Contenders& contenders, ThreadPool& pool) const {
  Look& look = *look_;
  if (look.updates == contenders.updates()) return look;
  fill_places(look);
  contenders.ask(look.places, look.answers, pool);
  const std::ptrdiff_t places = look.places.rows();
  const auto count = static_cast<std::size_t>(classes_);
  // The temperature makes the first network's probabilities right on the validation data.
  const std::ptrdiff_t held_out = validation_.size(), from = places - held_out;
  look.temperature = 1;
  const Matrix<float>& first = look.answers.members[0];
  if (held_out > 0) {
    Matrix<double> logits(held_out, classes_);
    for (std::ptrdiff_t i = 0; i < held_out; ++i) std::copy_n(first.row(from + i), classes_, logits.row(i));
    look.temperature = metrics::fitted_temperature(logits, validation_.labels);
  }
  const auto mix = [&](std::span<const Matrix<float>> answers, double temperature, Judged& judged) {
    judged.P.resize(places, classes_);
    judged.epistemic.resize(static_cast<std::size_t>(places));
    look.member_P.resize(static_cast<std::ptrdiff_t>(answers.size()), classes_);
    for (std::ptrdiff_t place = 0; place < places; ++place) {
      for (std::size_t a = 0; a < answers.size(); ++a)
        tempered(answers[a], place, temperature, look.member_P.row(static_cast<std::ptrdiff_t>(a)));
      judged.epistemic[static_cast<std::size_t>(place)] =
          metrics::mixture_entropy(look.member_P, {judged.P.row(place), count}).epistemic;
    }
  };
  mix(std::span(look.answers.members).first(1), 1, look.judged[0]);
  mix(look.answers.passes, 1, look.judged[1]);
  mix(look.answers.members, 1, look.judged[2]);
  mix(std::span(look.answers.members).first(1), look.temperature, look.judged[4]);
  if (has_process()) {
    Judged& process = look.judged[3];
    process.P.resize(places, 2);
    process.epistemic.assign(static_cast<std::size_t>(places), 0.0);
    look.mean.assign(static_cast<std::size_t>(places), 0.0);
    const kernels::GaussianProcessSpec& spec = contenders.process().spec();
    look.variance.assign(static_cast<std::size_t>(places), spec.amplitude * spec.amplitude);
    if (const auto fit = contenders.process().fit(examples_)) {
      look.spare_places.resize(places, 2);
      std::copy_n(look.places.data(), look.places.size(), look.spare_places.data());
      fit->predict(look.spare_places, look.mean, look.variance);
    }
    for (std::ptrdiff_t place = 0; place < places; ++place) {
      const auto i = static_cast<std::size_t>(place);
      const double p =
          metrics::probability_positive(look.mean[i], std::max(look.variance[i], 0.0) + spec.noise * spec.noise);
      process.P(place, 0) = 1 - p;
      process.P(place, 1) = p;
    }
  }
  for (std::size_t j = 0; j < kJudges; ++j)
    if (is_known(j)) judge(look, look.judged[j]);
  look.updates = contenders.updates();
  return look;
}

void ClassTask::judge(Look& look, Judged& judged) const {
  const data::Dataset& tests = test_.size() > 0 ? test_ : validation_;
  const std::ptrdiff_t far = grid_.cells(), from = far + kFarPlaces;
  look.hits.clear();
  look.confidence.clear();
  double sum = 0, right = 0, far_sum = 0;
  for (std::ptrdiff_t i = 0; i < tests.size(); ++i) {
    const double* p = judged.P.row(from + i);
    const double* best = std::max_element(p, p + classes_);
    look.hits.push_back(best - p == tests.labels[static_cast<std::size_t>(i)] ? 1 : 0);
    look.confidence.push_back(*best);
    sum += *best;
    right += look.hits.back();
  }
  for (std::ptrdiff_t i = 0; i < kFarPlaces; ++i) {
    const double* p = judged.P.row(far + i);
    far_sum += *std::max_element(p, p + classes_);
  }
  const double count = tests.size() > 0 ? static_cast<double>(tests.size()) : kUnknown;
  judged.reliability = metrics::reliability(look.hits, look.confidence, kBins, metrics::Binning::uniform);
  judged.accuracy = right / count;
  judged.inside = sum / count;
  judged.far = far_sum / kFarPlaces;
  judged.log_loss = metrics::log_loss(tests.labels, judged.P.view().rows_range(from, tests.size()), 1e-15).mean;
}

void ClassTask::describe(Snapshot& snapshot, const PlanarData& data, const Contenders& contenders,
                         ThreadPool& pool) const {
  const Look& seen = look(contenders, pool);
  const auto plane = [&](Method method, int weight, const char* title) {
    const auto m = static_cast<std::size_t>(method);
    describe_plane(snapshot.plane(kMethodIds[m], title, {.weight = weight, .help = kClassHelps[m]}), data, seen, m);
  };
  plane(Method::ensemble, 4, "Ensemble of networks");
  describe_scores(snapshot, seen);
  plane(Method::network, 2, "One network");
  plane(Method::dropout, 2, "Dropout at prediction time");
  if (has_process()) plane(Method::process, 2, "Gaussian process");
}

void ClassTask::describe_plane(Plane& plane, const PlanarData& data, const Look& look, std::size_t method) const {
  data.describe_axes(plane);
  plane.x.range = grid_.x;
  plane.y.range = grid_.y;
  const Matrix<double>& P = look.judged[method].P;
  FieldLayer& field = plane.field("class", grid_, Values(), {.discrete_classes = true});
  const std::ptrdiff_t cells = grid_.cells();
  field.classes = classes_;
  field.values.clear();
  field.scores.assign(static_cast<std::size_t>(cells * classes_), 0.0f);
  // Drawn at log odds, which vary slowly where probabilities jump: of class 1 against 0, or of the winner.
  ContourLayer& lines = plane.contours("75 %, 95 % confidence", grid_, Values(),
                                       {.levels = {-kLogOdds95, -kLogOdds75, kLogOdds75, kLogOdds95}});
  lines.values.clear();
  for (std::ptrdiff_t cell = 0; cell < cells; ++cell) {
    const double* p = P.row(cell);
    const double* best = std::max_element(p, p + classes_);
    field.values.push_back(
        static_cast<float>(decision_value(static_cast<int>(best - p), confidence_of(*best, classes_))));
    const double for_it = classes_ == 2 ? p[1] : *best;
    lines.values.push_back(
        static_cast<float>(math::log(std::max(for_it, kLeastShown)) - math::log(std::max(1 - for_it, kLeastShown))));
    for (std::ptrdiff_t k = 0; k < classes_; ++k)
      field.scores[static_cast<std::size_t>(k * cells + cell)] = static_cast<float>(p[k]);
  }
  data.describe_examples(plane);
}

void ClassTask::describe_scores(Snapshot& snapshot, const Look& look) const {
  Table& table = snapshot.table(
      "scores", "How honest are they?",
      {.weight = 2,
       .help = "On fresh data of the same law, or, of tables and drawn points, on the validation data. Confidence: the "
               "probability of the class chosen, mean. Far: at the rim of the window, where there are no data. ECE: "
               "mean distance of the frequency from the confidence. At T: the same network, its logits divided by the "
               "temperature of least validation loss."});
  table.head({"method", "right", "confidence", "ECE", "log loss", "far"});
  for (const std::size_t j : kOrder) {
    if (!is_known(j)) continue;
    const Judged& judged = look.judged[j];
    table.row({kJudgeNames[j], Cell(judged.accuracy, 2), Cell(judged.inside, 2),
               Cell(test_.size() + validation_.size() > 0 ? judged.reliability.expected_error : kUnknown, 2),
               Cell(judged.log_loss, 2), Cell(judged.far, 2)},
              {static_cast<ColorRole>(j)});
    const std::array values{judged.accuracy, judged.log_loss, judged.reliability.expected_error, judged.inside,
                            judged.far};
    for (std::size_t q = 0; q < values.size(); ++q) snapshot.metric(kIds[j][q], kLabels[q], values[q], {.digits = 3});
  }
  snapshot.metric("temperature", "temperature T", look.temperature, {.digits = 3});
}

void ClassTask::describe_disagreement(Plane& plane) const {
  const Look& look = *look_;
  plane.equal_axes({.label = "x₁", .range = grid_.x}, {.label = "x₂", .range = grid_.y});
  plane.field("mutual information [nats]", grid_,
              std::span(look.judged[2].epistemic).first(static_cast<std::size_t>(grid_.cells())),
              {.color = {0, 0.7}, .map = ColorMap::viridis});
}

void ClassTask::describe_reliability(Plane& plane) const {
  const Look& look = *look_;
  const double least = 1.0 / classes_;
  plane.axes({.label = "confidence", .range = {least, 1}},
             {.label = "fraction that is right", .range = {0.8 * least, 1}});
  plane.line("as predicted", {{least, 1}, {least, 1}}, {.color = kColorMuted, .dashed = true});
  for (const std::size_t j : kOrder) {
    if (!is_known(j)) continue;
    const metrics::Reliability& found = look.judged[j].reliability;
    LineLayer& line = plane.line(kJudgeNames[j], Places(), {.color = static_cast<ColorRole>(j)});
    for (std::size_t bin = 0; bin < found.count.size(); ++bin) {
      if (found.count[bin] < kLeastOfBin) continue;
      line.x.push_back(static_cast<float>(found.confidence[bin]));
      line.y.push_back(static_cast<float>(found.frequency[bin]));
    }
  }
}

}  // namespace lectern
