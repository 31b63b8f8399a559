// Classes as Gaussians: Bayes' theorem turns densities and priors into a posterior, whose log odds are a straight line
// when the classes share a covariance; the density of all classes exposes outliers, and new points can be drawn from
// it. What is decided depends on the losses, too, and may be no answer. All columns of a table are reduced to two by
// Fisher's discriminants and by principal components. Lecture row R15. Sources: Bishop, Pattern Recognition and Machine
// Learning (2006), §4.2; Fisher, The use of multiple measurements in taxonomic problems (1936); Hastie, Tibshirani,
// Friedman, The Elements of Statistical Learning (2009), §4.3, §6.6.3.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/generative-classifier/decisions.h"
#include "core/experiments/generative-classifier/gaussian_pictures.h"
#include "core/experiments/generative-classifier/generative_settings.h"
#include "core/experiments/generative-classifier/reduction.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/generative/populated_classes.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/linear/projected_histograms.h"
#include "core/parts/decision_field.h"
#include "core/parts/linear_boundaries.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using generative::ClassCovariance;
using generative::GaussianClassifier;

constexpr const char* kPlaneHelp =
    "The most probable class, paler where the posterior is undecided, and the Gaussian of each class at one and two "
    "standard deviations. Crosses are points drawn from the model; the dashed line is the direction of the histograms.";
constexpr const char* kDensityHelp =
    "p(x), the density of all classes together. Outside the line it is lower than at all but the chosen fraction of the "
    "training points: whatever lies there is an unlikely member of every class. Red rings: examples below the threshold.";
constexpr const char* kFisherHelp =
    "The training points along one direction. Fisher's direction separates the classes best relative to their spread; "
    "the line through the means need not.";
constexpr const char* kProbeHelp =
    "Bayes' theorem at the handle: p(k|x) = π p(x|k) / p(x). The last row holds p(x), red below the threshold.";
constexpr const char* kNumbersHelp =
    "The fraction misclassified when the most probable class is chosen, and what is said of the probe.";

constexpr std::size_t kMostSamples = 3000;
constexpr int kSide = 96, kCutPlaces = 121, kBins = 30;
constexpr int kLeastOfClass = 3;  // samples that a class needs for a Gaussian of its own

struct Settings {
  PlanarDataSettings data{.set = "iris", .n = 300, .noise = 0.2, .plane = {.x = 3, .y = 4}};
  GenerativeSettings model;
};

// Everything that follows from the data and the settings.
struct Learned {
  std::string refusal;  // why there is no model; else empty
  std::optional<GaussianClassifier> model, linear;
  generative::PopulatedClasses classes;  // what they were fitted to
  int cut_from = 0, cut_to = 1;

  std::array<double, 2> errors{};           // on training and validation data, NaN without data
  double threshold = 0;                     // of log p(x)
  std::vector<float> outlier_x, outlier_y;  // examples below it
  generative::LogOddsCut cut;
  double cut_gap = 0;                               // largest |posterior − sigmoid(linear log odds)| on it
  Matrix<double> lines;                             // classes × 3, b_k + w_k·x: scores of a shared covariance
  std::array<double, 2> direction{1, 0}, centre{};  // of the histograms, through the mean of all
  double separation = 0;
  linear::ProjectedHistograms histograms;

  auto state() const { return std::tie(model, threshold, direction); }
};

// Fits the classes that have enough samples; a refusal, and no model, if that cannot be.
void fit(const data::Dataset& training, int classes_of_data, const GenerativeSettings& settings, Learned& learned) {
  learned.classes = generative::populated_classes(inputs_of(training), training.labels, classes_of_data, kLeastOfClass);
  const auto& [X, labels, class_of] = learned.classes;
  const auto classes = static_cast<int>(class_of.size());
  learned.refusal =
      "At least three points of two classes are needed: choose a class beside the picture and tap into it.";
  if (classes < 2) return;
  auto model = GaussianClassifier::fit(X, labels, classes, settings.covariance);
  auto linear = GaussianClassifier::fit(X, labels, classes, ClassCovariance::shared);
  if (!model || !linear) {
    learned.refusal = model ? linear.error() : model.error();
    return;
  }
  const std::vector<double> priors = chosen_priors(settings, model->priors());
  model->set_priors(priors);
  linear->set_priors(priors);
  learned.model = std::move(*model);
  learned.linear = std::move(*linear);
  learned.refusal.clear();
  learned.cut_from = std::min(settings.cut_from, classes) - 1;
  learned.cut_to = std::min(settings.cut_to, classes) - 1;
  if (learned.cut_to == learned.cut_from) learned.cut_to = (learned.cut_to + 1) % classes;
}

// The errors, the threshold and the examples below it.
void judge(const std::array<const data::Dataset*, 2>& parts, double outlier_fraction, Learned& learned) {
  std::array<std::vector<double>, 2> log_density;
  std::vector<double> posterior(learned.classes.class_of.size());
  for (std::size_t part = 0; part < 2; ++part) {
    const Matrix<double> X = inputs_of(*parts[part]);
    int wrong = 0;
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
      log_density[part].push_back(learned.model->posterior({X.row(i), 2}, posterior));
      const auto winner = std::max_element(posterior.begin(), posterior.end()) - posterior.begin();
      const int label = learned.classes.class_of[static_cast<std::size_t>(winner)];
      if (label != parts[part]->labels[static_cast<std::size_t>(i)]) ++wrong;
    }
    learned.errors[part] = X.rows() > 0 ? wrong / static_cast<double>(X.rows()) : NAN;
  }
  std::vector<double> sorted = log_density[0];
  std::sort(sorted.begin(), sorted.end());
  learned.threshold = sorted[static_cast<std::size_t>(outlier_fraction * static_cast<double>(sorted.size() - 1))];
  for (std::size_t part = 0; part < 2; ++part) {
    for (std::size_t i = 0; i < log_density[part].size(); ++i) {
      if (log_density[part][i] >= learned.threshold) continue;
      learned.outlier_x.push_back(parts[part]->X(static_cast<std::ptrdiff_t>(i), 0));
      learned.outlier_y.push_back(parts[part]->X(static_cast<std::ptrdiff_t>(i), 1));
    }
  }
}

// A probability with three decimals, as all of a column.
std::string in_thousandths(double probability) {
  const std::string digits = std::to_string(1000 + static_cast<int>(std::floor(1000 * probability + 0.5)));
  return (digits[0] == '1' ? "0." : "1.") + digits.substr(1);
}

// Log odds of a shared covariance up to what all classes have in common.
Matrix<double> linear_scores(const GaussianClassifier& model) {
  const Matrix<double> weights = model.linear_weights();
  const std::vector<double> biases = model.linear_biases();
  Matrix<double> rows(weights.rows(), 3);
  for (std::ptrdiff_t k = 0; k < rows.rows(); ++k) {
    rows(k, 0) = biases[static_cast<std::size_t>(k)];
    rows(k, 1) = weights(k, 0);
    rows(k, 2) = weights(k, 1);
  }
  return rows;
}

void cut_between_means(Learned& learned) {
  learned.lines = linear_scores(*learned.linear);
  learned.cut = log_odds_cut(*learned.model, *learned.linear, learned.cut_from, learned.cut_to, kCutPlaces);
  for (std::size_t i = 0; i < learned.cut.at.size(); ++i)
    learned.cut_gap = std::max(learned.cut_gap, std::fabs(learned.cut.posterior[i] - learned.cut.linear_posterior[i]));
}

// The direction of the histograms, and the training points along it.
void project(bool along_fisher, Learned& learned) {
  const auto& [X, labels, class_of] = learned.classes;
  const int classes = learned.model->classes();
  auto& [dx, dy] = learned.direction;
  const Matrix<double>& means = learned.model->means();
  dx = means(learned.cut_to, 0) - means(learned.cut_from, 0);
  dy = means(learned.cut_to, 1) - means(learned.cut_from, 1);
  const auto discriminants = linear::linear_discriminants(X, labels, classes);
  if (along_fisher && discriminants) learned.direction = {discriminants->scalings(0, 0), discriminants->scalings(1, 0)};
  const double length = std::sqrt(dx * dx + dy * dy);
  learned.direction = length > 0 ? std::array{dx / length, dy / length} : std::array{1.0, 0.0};
  const linear::ClassScatter scatter = linear::class_scatter(X, labels, classes);
  learned.centre = {scatter.mean[0], scatter.mean[1]};
  learned.separation = linear::separation(scatter, learned.direction);
  learned.histograms = linear::projected_histograms(X, labels, classes, learned.direction, kBins);
}

class GenerativeDemo final : public Demo<GenerativeDemo, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema(2);
    return schema.include(&Settings::data).include(&Settings::model);
  }

  explicit GenerativeDemo(const Start& start)
      : Demo(start),
        samples_(2, rng("samples"), kMostSamples),
        field_({kSide, kSide, data().x_range(), data().y_range()}),
        decisions_(std::max(data().classes(), 1)),
        decision_field_(field_.grid()) {
    probe_ = {0.5 * (field_.grid().x.low + field_.grid().x.high), 0.5 * (field_.grid().y.low + field_.grid().y.high)};
    data_changed();
  }

  void data_changed() {
    Learned learned;
    fit(data().training(), data().classes(), settings().model, learned);
    if (learned.model) {
      judge({&data().training(), &data().validation()}, settings().model.outlier_fraction, learned);
      cut_between_means(learned);
      project(settings().model.fisher, learned);
    }
    learned_ = Shared(std::move(learned));
    field_.set_classes(data().classes(), learned_->model && model().shares_covariance());
    drawn_->is_known = false;
    decisions_.set_cost_of_no_answer(settings().model.may_refuse ? std::optional(settings().model.cost_of_no_answer)
                                                                 : std::nullopt);
    decision_field_.set_classes(data().classes());
  }
  void settings_changed(const Settings&) { data_changed(); }
  bool gesture(const Action& action) {
    if (const auto* edit = std::get_if<CellEdited>(&action.gesture); edit != nullptr && action.panel == "losses") {
      decision_field_.forget();
      return decisions_.edit(edit->row, edit->column, static_cast<double>(edit->value));
    }
    const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
    const bool is_probe = dragged != nullptr && dragged->handle == "probe";
    if (!is_probe || (action.panel != "plane" && action.panel != "density")) return false;
    const Range x = data().x_range(), y = data().y_range();
    probe_ = {std::clamp<double>(dragged->x, x.low, x.high), std::clamp<double>(dragged->y, y.low, y.high)};
    return true;
  }
  void step() override {
    if (!learned_->model) return;
    samples_.draw(settings().model.draws);
    drawn_->is_known = false;
  }
  bool finished() const override { return samples_.full(); }
  // Losses are only looked at: no step depends on them.
  auto state() const {
    return std::tuple(std::tie(probe_, learned_, samples_), unhashed(decisions_), unhashed(decision_field_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  // The points drawn, as the present model places them.
  struct Drawn {
    bool is_known = false;
    Matrix<double> places;
    std::vector<int> classes;  // of the model
    std::vector<int> colors;
    std::vector<generative::MomentErrors> moments;
  };

  const GaussianClassifier& model() const { return *learned_->model; }
  int color(int k) const { return learned_->classes.class_of[static_cast<std::size_t>(k)]; }
  const std::string& name(int k) const { return data().class_name(color(k)); }

  void score_classes(const std::array<double, 2>& x, std::span<float> scores) const;
  void compute_field() const;
  const Drawn& drawn() const;
  void describe_plane(Plane& plane) const;
  void describe_density(Plane& plane) const;
  void describe_histograms(Distribution& panel) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_probe(Table& table) const;
  void describe_decisions(Plane& plane) const;
  void describe_bill(Numbers& numbers) const;
  const Reduction& reduction() const;

  std::array<double, 2> probe_{};
  Shared<Learned> learned_;
  generative::ModelSamples samples_;
  DecisionField field_;  // decisions and log p(x)
  Decisions decisions_;
  DecisionField decision_field_;                        // by least loss
  mutable std::shared_ptr<const Reduction> reduction_;  // made when first asked for, and shared by copies
  Scratch<Drawn> drawn_;
};

// By class of the data: those of the model by their log π p(x|k), of which a shared covariance needs the linear part
// alone.
void GenerativeDemo::score_classes(const std::array<double, 2>& x, std::span<float> scores) const {
  std::array<double, data::kMaximumFileClasses> room;
  const std::span<double> joint(room.data(), learned_->classes.class_of.size());
  const Matrix<double>& lines = learned_->lines;
  if (!model().shares_covariance()) model().log_joint(x, joint);
  std::fill(scores.begin(), scores.end(), kNeverDecided);
  for (std::size_t k = 0; k < joint.size(); ++k) {
    const auto row = static_cast<std::ptrdiff_t>(k);
    const double score =
        model().shares_covariance() ? lines(row, 0) + lines(row, 1) * x[0] + lines(row, 2) * x[1] : joint[k];
    scores[static_cast<std::size_t>(color(static_cast<int>(k)))] = static_cast<float>(score);
  }
}

void GenerativeDemo::compute_field() const {
  field_.compute(pool(), [this](double x1, double x2, std::span<float> scores) -> DecisionField::Answer {
    score_classes({x1, x2}, scores);
    std::array<double, data::kMaximumFileClasses> room;
    const std::span<double> posterior(room.data(), learned_->classes.class_of.size());
    const double log_density = model().posterior(std::array{x1, x2}, posterior);
    const auto winner = std::max_element(posterior.begin(), posterior.end()) - posterior.begin();
    const double confidence = confidence_of(posterior[static_cast<std::size_t>(winner)], model().classes());
    return {decision_value(color(static_cast<int>(winner)), confidence), log_density};
  });
}

const GenerativeDemo::Drawn& GenerativeDemo::drawn() const {
  Drawn& drawn = *drawn_;
  if (drawn.is_known) return drawn;
  samples_.place(model(), drawn.places, drawn.classes);
  drawn.moments = moment_errors(model(), drawn.places, drawn.classes);
  drawn.colors.clear();
  for (const int k : drawn.classes) drawn.colors.push_back(color(k));
  drawn.is_known = true;
  return drawn;
}

void GenerativeDemo::describe(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("plane", "Classes and their Gaussians", {.weight = 4, .help = kPlaneHelp});
  data().describe_axes(plane);
  if (!learned_->model) {
    data().describe_examples(plane);
    snapshot.text("missing", "What is missing", {.help = "What is needed before there can be a model."})
        .warning(learned_->refusal);
    return;
  }
  compute_field();
  describe_plane(plane);
  describe_numbers(snapshot);
  const auto shown = [this](int k) { return CutClass{name(k), color(k)}; };
  describe_cut(learned_->cut, shown(learned_->cut_from), shown(learned_->cut_to), snapshot);
  describe_density(snapshot.plane("density", "Density p(x)", {.weight = 3, .help = kDensityHelp}));
  describe_histograms(snapshot.distribution("projection", "Along one direction", {.weight = 2, .help = kFisherHelp}));
  describe_probe(snapshot.table("probe", "Bayes' theorem at the probe", {.weight = 2, .help = kProbeHelp}));
  describe_moments(drawn().moments, snapshot);
  if (settings().model.by_loss) decisions_.describe(snapshot, data().problem().set.class_names);
  if (settings().model.reduction) reduction().describe(snapshot);
}

// Of all columns, on the same split as the plane; where there are no more than two, of these.
const Reduction& GenerativeDemo::reduction() const {
  if (reduction_) return *reduction_;
  const data::PlanarProblem& problem = data().problem();
  data::Dataset all = problem.set;
  if (problem.features.rows() > 0) all.X = problem.features;
  Rng split = data_rng("split");
  const data::TrainValidation parts = data::split(all, 1 - settings().data.train_fraction, split);
  reduction_ = std::make_shared<const Reduction>(parts.training, parts.validation);
  return *reduction_;
}

// What costs least everywhere, and where no answer does.
void GenerativeDemo::describe_decisions(Plane& plane) const {
  decisions_.decide(model(), learned_->classes.class_of, pool(), decision_field_);
  decision_field_.describe(plane, "decision of least loss");
  decision_field_.describe_boundaries(plane, "decision boundary", {.color = kColorForeground, .width_px = 2.5f});
  if (decisions_.may_refuse())
    decision_field_.describe_levels(plane, "no answer: pale", {.levels = {0}, .color = kColorAccent});
}

void GenerativeDemo::describe_bill(Numbers& numbers) const {
  const bool is_held_out = data().has_validation();
  const Decisions::Bill bill =
      decisions_.bill(model(), learned_->classes.class_of, is_held_out ? data().validation() : data().training());
  const std::string_view note = is_held_out ? "validation data" : "training data";
  numbers.add("mean_loss", "mean loss", bill.mean_loss, {.digits = 3, .note = note});
  numbers.add("mean_loss_most_probable", "… of the most probable class", bill.mean_loss_of_most_probable,
              {.digits = 3});
  if (!settings().model.may_refuse) return;
  numbers.add("unanswered", "fraction without an answer", bill.unanswered, {.digits = 3});
  numbers.add("error_of_answered", "misclassified among the answered", bill.error_of_answered, {.digits = 3});
}

void GenerativeDemo::describe_plane(Plane& plane) const {
  if (settings().model.by_loss) {
    describe_decisions(plane);
  } else if (field_.describe(plane, "decision"); model().shares_covariance()) {
    add_linear_boundaries(plane, "decision boundary", learned_->lines, data().x_range(), data().y_range());
  } else {
    field_.describe_boundaries(plane, "decision boundary", {.color = kColorForeground, .width_px = 2.5f});
  }
  data().describe_examples(plane);
  plane.points("drawn from the model", drawn().places,
               {.colors = drawn().colors, .marker = Marker::cross, .size_px = 2.5f, .opacity = 0.6f});
  add_gaussians(model(), learned_->classes.class_of, plane);
  const auto& [x, y] = learned_->centre;
  const Range x_range = field_.grid().x, y_range = field_.grid().y;
  const double reach = 0.25 * std::min(x_range.high - x_range.low, y_range.high - y_range.low);
  const double dx = reach * learned_->direction[0], dy = reach * learned_->direction[1];
  plane.line(settings().model.fisher ? "Fisher's direction" : "line of the means", {{x - dx, x + dx}, {y - dy, y + dy}},
             {.color = kColorMuted, .dashed = true});
  plane.handle("probe", "probe", probe_[0], probe_[1]);
}

void GenerativeDemo::describe_density(Plane& plane) const {
  data().describe_axes(plane);
  plane.accepts_points = false;
  const std::span<const float> density = field_.levels();
  const auto top = static_cast<double>(*std::max_element(density.begin(), density.end()));
  plane.field("log p(x)", field_.grid(), density,
              {.color = {std::min(learned_->threshold, top - 1) - 4, top}, .map = ColorMap::viridis});
  field_.describe_levels(plane, "threshold", {.levels = {learned_->threshold}});
  data().describe_examples(plane);
  plane.points("outliers", {learned_->outlier_x, learned_->outlier_y},
               {.color = kColorBad, .marker = Marker::ring, .size_px = 7});
  plane.handle("probe", "probe", probe_[0], probe_[1]);
}

void GenerativeDemo::describe_histograms(Distribution& panel) const {
  panel.axes({.label =
                  settings().model.fisher ? "place along Fisher's direction" : "place along the line of the means"},
             "training points");
  for (int k = 0; k < model().classes(); ++k)
    panel.histogram(name(k), learned_->histograms.edges, learned_->histograms.counts[static_cast<std::size_t>(k)],
                    {color(k)});
}

void GenerativeDemo::describe_numbers(Snapshot& snapshot) const {
  std::array<double, data::kMaximumFileClasses> room;
  const std::span<double> posterior(room.data(), static_cast<std::size_t>(model().classes()));
  const double log_density = model().posterior(probe_, posterior);
  Numbers numbers = snapshot.numbers("Errors and probe", {.weight = 2, .help = kNumbersHelp});
  numbers.add("training_error", learned_->errors[0]);
  numbers.add("validation_error", learned_->errors[1], {.note = data().has_validation() ? "" : kNoneHeldOut});
  numbers.add("probe_posterior", "largest p(k|x) at the probe", *std::max_element(posterior.begin(), posterior.end()));
  numbers.add("probe_log_density", "log p(x) at the probe", log_density);
  numbers.add("log_threshold", "threshold of log p(x)", learned_->threshold);
  if (settings().model.by_loss) describe_bill(numbers);
  if (log_density < learned_->threshold) numbers.warning("The probe is an outlier: unlike all training points.");
  numbers.add("drawn", "points drawn", static_cast<double>(samples_.size()), {.digits = 0});
  const auto row_of = [this](int k) { return learned_->lines.row(k); };
  const double *from = row_of(learned_->cut_from), *to = row_of(learned_->cut_to);
  if (from[2] != to[2])
    snapshot.metric("boundary_slope", "slope of the straight boundary", (to[1] - from[1]) / (from[2] - to[2]));
  const std::vector<double>& odds = learned_->cut.linear_log_odds;
  const double rise = odds.back() - odds.front();
  if (rise != 0)
    snapshot.metric("boundary_crossing", "where the straight boundary crosses the cut", -1 - 3 * odds.front() / rise);
  if (!drawn().moments.empty()) {
    const generative::MomentErrors& moments = drawn().moments.back();
    snapshot.metric("share_error", "error of their class fractions", moments.shares);
    snapshot.metric("mean_error", "error of their means", moments.means);
    snapshot.metric("covariance_error", "error of their covariances", moments.covariances);
  }
  snapshot.metric("cut_gap", "largest posterior − σ(w·x + b)", learned_->cut_gap);
  snapshot.metric("separation", "separation along the direction", learned_->separation);
}

void GenerativeDemo::describe_probe(Table& table) const {
  std::array<double, data::kMaximumFileClasses> joint_room, posterior_room;
  const auto classes = static_cast<std::size_t>(model().classes());
  const std::span<double> joint(joint_room.data(), classes), posterior(posterior_room.data(), classes);
  model().log_joint(probe_, joint);
  const double log_density = model().posterior(probe_, posterior);
  table.head({"class k", "π", "p(x|k)", "p(k|x)"});
  for (int k = 0; k < model().classes(); ++k) {
    const auto i = static_cast<std::size_t>(k);
    const double prior = model().priors()[i];
    table.row({name(k), prior, math::exp(joint[i]) / prior, in_thousandths(posterior[i])}, {color(k)});
  }
  const bool outlier = log_density < learned_->threshold;
  table.row({outlier ? "all: outlier" : "all", 1.0, math::exp(log_density), in_thousandths(1)},
            {outlier ? kColorBad : kColorForeground});
}

const RegisterDemo<GenerativeDemo> registered{{
    .id = "generative-classifier",
    .title = "Generative classifier",
    .lecture = 3,
    .row = "R15",
    .summary =
        "A Gaussian for each class: posteriors by Bayes' theorem, outliers by p(x), and new points drawn from it.",
    .sources = {"Bishop, Pattern Recognition and Machine Learning (2006), §4.2",
                "Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7 (1936)",
                "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §4.3, §6.6.3"},
    .steps_per_second = 15,
    .upgrade = [](int, std::vector<std::pair<std::string, std::string>>& values) { upgrade_generative_values(values); },
}};

}  // namespace
}  // namespace lectern
