// Classes as Gaussians: Bayes' theorem turns densities and priors into a posterior, whose log odds are a straight line
// when the classes share a covariance; the density of all tells outliers, and new points can be drawn from it.
// Lecture row R15.
// Sources: Bishop, Pattern Recognition and Machine Learning (2006), §4.2; Fisher, The use of multiple measurements in
// taxonomic problems (1936); Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §4.3, §6.6.3.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/decision_field.h"
#include "core/lab/describe/text.h"
#include "core/lab/registry.h"
#include "core/math/elementary.h"
#include "core/ml/generative/populated_classes.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/linear/projected_histograms.h"
#include "core/parts/gaussian_pictures.h"
#include "core/parts/generative_settings.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using generative::ClassCovariance;
using generative::GaussianClassifier;

constexpr const char* kPlaneHelp =
    "The most probable class, paler where the posterior is undecided, and the Gaussian of each class at one and two "
    "standard deviations. Crosses are points drawn from the model; the dashed line is the direction of the histograms.";
constexpr const char* kDensityHelp =
    "p(x), the density of all classes together. Outside the line it is lower than at all but the chosen share of the "
    "training points: what lies there is no likely member of any class. Red rings: examples taken for outliers.";
constexpr const char* kFisherHelp =
    "The training points seen along one direction. Fisher's separates the classes best for their spread; the line "
    "through the means need not.";
constexpr const char* kProbeHelp =
    "Bayes' theorem at the handle: p(k|x) = π p(x|k) / p(x). The last row holds p(x), red below the threshold.";

constexpr std::uint64_t kSamples = 7;  // label of the random stream
constexpr std::size_t kMostSamples = 3000;
constexpr int kSide = 64, kCutPlaces = 121, kBins = 30;
constexpr int kLeastOfClass = 3;  // samples that a class needs for a Gaussian of its own

class GenerativeClassifier final : public Experiment {
 public:
  GenerativeClassifier(const ExperimentStart& start, PlanarData data)
      : data_(std::move(data)),
        pool_(start.pool),
        settings_(generative_settings(start.parameters)),
        grid_{kSide, kSide, data_.x_range(), data_.y_range()},
        samples_(2, Rng(start.seed).split(kSamples), kMostSamples) {
    probe_ = {0.5 * (grid_.x.low + grid_.x.high), 0.5 * (grid_.y.low + grid_.y.high)};
    learn();
  }

  void step() override {
    if (!model_) return;
    samples_.draw(settings_.draws);
    place_samples();
  }
  void tune(const ParameterSet& parameters) override {
    settings_ = generative_settings(parameters);
    learn();
  }
  bool act(const Action& action) override;
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<GenerativeClassifier>(*this); }
  bool finished() const override { return samples_.full(); }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const override { return data_.file_shapes(); }

 private:
  // Examples as the model sees them, and what it says of them.
  struct Judged {
    double error = 0;
    std::vector<double> log_density;  // n
    std::vector<float> outlier_x, outlier_y;
  };

  int cut_from() const { return std::min(settings_.cut_from, model_->classes() - 1); }
  int cut_to() const {
    const int chosen = std::min(settings_.cut_to, model_->classes() - 1);
    return chosen == cut_from() ? (chosen + 1) % model_->classes() : chosen;
  }
  const std::string& name(int k) const {
    return data_.problem().set.class_names[static_cast<std::size_t>(learned_.class_of[static_cast<std::size_t>(k)])];
  }

  void learn();
  bool fit();
  Judged judge(const data::Dataset& set) const;
  void find_outliers(const data::Dataset& set, Judged& judged) const;
  void draw_fields();
  void look_along();
  void place_samples();

  void describe_plane(Plane& plane) const;
  void describe_density(Plane& plane) const;
  void describe_histograms(Distribution& panel) const;
  void describe_probe(Snapshot& snapshot) const;

  PlanarData data_;
  ThreadPool& pool_;
  GenerativeSettings settings_;
  std::array<double, 2> probe_{};
  PlanarGrid grid_;

  // What is learned from the training data; nothing where that cannot be, for the reason given.
  std::string refusal_;
  std::optional<GaussianClassifier> model_, linear_;
  generative::PopulatedClasses learned_;  // what they were fitted to

  Judged training_, validation_;
  double threshold_ = 0;  // of log p(x)
  std::vector<float> decisions_, density_;
  generative::LogOddsCut cut_;
  double cut_gap_ = 0;                                // largest |posterior − sigmoid(linear log odds)| on it
  std::array<double, 2> direction_{1, 0}, centre_{};  // of the histograms, through the mean of all
  double separation_ = 0;
  linear::ProjectedHistograms histograms_;

  generative::ModelSamples samples_;
  Matrix<double> places_;  // of the samples
  std::vector<int> place_labels_;
  std::vector<generative::MomentErrors> moments_;
};

void GenerativeClassifier::learn() {
  if (!fit()) return;
  training_ = judge(data_.training());
  validation_ = judge(data_.validation());
  std::vector<double> sorted = training_.log_density;
  std::sort(sorted.begin(), sorted.end());
  threshold_ = sorted[static_cast<std::size_t>(settings_.outliers * static_cast<double>(sorted.size() - 1))];
  find_outliers(data_.training(), training_);
  find_outliers(data_.validation(), validation_);
  draw_fields();
  cut_ = log_odds_cut(*model_, *linear_, cut_from(), cut_to(), kCutPlaces);
  cut_gap_ = 0;
  for (std::size_t i = 0; i < cut_.at.size(); ++i)
    cut_gap_ = std::max(cut_gap_, std::fabs(cut_.posterior[i] - cut_.linear_posterior[i]));
  look_along();
  place_samples();
}

// Fits the classes that have samples enough; false, and no model, if that cannot be.
bool GenerativeClassifier::fit() {
  const data::Dataset& training = data_.training();
  model_.reset();
  linear_.reset();
  learned_ = generative::populated_classes(inputs_of(training), training.labels, data_.classes(), kLeastOfClass);
  const auto classes = static_cast<int>(learned_.class_of.size());
  refusal_ = "There must be three points of two classes at least: choose a class beside the picture and tap into it.";
  if (classes < 2) return false;
  auto model = GaussianClassifier::fit(learned_.X, learned_.labels, classes, settings_.covariance);
  auto linear = GaussianClassifier::fit(learned_.X, learned_.labels, classes, ClassCovariance::shared);
  if (!model || !linear) {
    refusal_ = model ? linear.error() : model.error();
    return false;
  }
  model_ = std::move(*model);
  linear_ = std::move(*linear);
  const std::vector<double> chosen = chosen_priors(settings_, model_->priors());
  model_->set_priors(chosen);
  linear_->set_priors(chosen);
  refusal_.clear();
  return true;
}

GenerativeClassifier::Judged GenerativeClassifier::judge(const data::Dataset& set) const {
  Judged judged;
  const Matrix<double> X = inputs_of(set);
  std::vector<double> posterior(learned_.class_of.size());
  int wrong = 0;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    judged.log_density.push_back(model_->posterior({X.row(i), 2}, posterior));
    const auto winner = std::max_element(posterior.begin(), posterior.end()) - posterior.begin();
    if (learned_.class_of[static_cast<std::size_t>(winner)] != set.labels[static_cast<std::size_t>(i)]) ++wrong;
  }
  if (X.rows() > 0) judged.error = wrong / static_cast<double>(X.rows());
  return judged;
}

void GenerativeClassifier::find_outliers(const data::Dataset& set, Judged& judged) const {
  for (std::size_t i = 0; i < judged.log_density.size(); ++i) {
    if (judged.log_density[i] >= threshold_) continue;
    judged.outlier_x.push_back(set.X(static_cast<std::ptrdiff_t>(i), 0));
    judged.outlier_y.push_back(set.X(static_cast<std::ptrdiff_t>(i), 1));
  }
}

void GenerativeClassifier::draw_fields() {
  density_.resize(static_cast<std::size_t>(grid_.cells()));
  fill_field(grid_, pool_, decisions_, [this](double x1, double x2, std::size_t cell) {
    std::array<double, data::kMaximumFileClasses> room;
    const std::span<double> posterior(room.data(), learned_.class_of.size());
    const std::array x{x1, x2};
    density_[cell] = static_cast<float>(model_->posterior(x, posterior));
    const auto winner =
        static_cast<std::size_t>(std::max_element(posterior.begin(), posterior.end()) - posterior.begin());
    return decision_value(learned_.class_of[winner],
                          confidence_of(posterior[winner], static_cast<int>(posterior.size())));
  });
}

// The direction of the histograms, and the training points along it.
void GenerativeClassifier::look_along() {
  for (std::ptrdiff_t j = 0; j < 2; ++j)
    direction_[static_cast<std::size_t>(j)] = model_->means()(cut_to(), j) - model_->means()(cut_from(), j);
  const auto discriminants = linear::linear_discriminants(learned_.X, learned_.labels, model_->classes());
  if (settings_.fisher && discriminants) direction_ = {discriminants->scalings(0, 0), discriminants->scalings(1, 0)};
  const double length = std::sqrt(direction_[0] * direction_[0] + direction_[1] * direction_[1]);
  if (length > 0)
    direction_ = {direction_[0] / length, direction_[1] / length};
  else
    direction_ = {1, 0};
  const linear::ClassScatter scatter = linear::class_scatter(learned_.X, learned_.labels, model_->classes());
  centre_ = {scatter.mean[0], scatter.mean[1]};
  separation_ = linear::separation(scatter, direction_);
  histograms_ = linear::projected_histograms(learned_.X, learned_.labels, model_->classes(), direction_, kBins);
}

void GenerativeClassifier::place_samples() {
  samples_.place(*model_, places_, place_labels_);
  moments_ = moment_errors(*model_, places_, place_labels_);
}

bool GenerativeClassifier::act(const Action& action) {
  if (data_.act(action)) {
    learn();
    return true;
  }
  const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "plane" || dragged == nullptr || dragged->handle != "probe") return false;
  probe_ = {dragged->x, dragged->y};
  return true;
}

void GenerativeClassifier::hash_state(StateHasher& hasher) const {
  hasher.add(std::span<const double>(probe_));
  hasher.add(std::span<const double>(learned_.X.data(), static_cast<std::size_t>(learned_.X.size())));
  hasher.add(samples_.size());
  hasher.add(std::span<const double>(places_.data(), static_cast<std::size_t>(places_.size())));
}

void GenerativeClassifier::describe(Snapshot& snapshot) const {
  describe_plane(snapshot.add_panel<Plane>("plane", "Classes and their Gaussians", 4, kPlaneHelp));
  if (model_) {
    const auto shown = [this](int k) { return CutClass{name(k), learned_.class_of[static_cast<std::size_t>(k)]}; };
    describe_cut(cut_, shown(cut_from()), shown(cut_to()), snapshot);
    describe_density(snapshot.add_panel<Plane>("density", "How likely is a point here?", 3, kDensityHelp));
    describe_histograms(snapshot.add_panel<Distribution>("projection", "Seen along one direction", 2, kFisherHelp));
    describe_moments(moments_, snapshot);
  }
  describe_probe(snapshot);
}

void GenerativeClassifier::describe_plane(Plane& plane) const {
  data_.describe_axes(plane);
  if (!model_) return data_.describe_examples(plane);
  add_decisions(plane, "decision", grid_, decisions_);
  data_.describe_examples(plane);
  PointsLayer& drawn = add_markers(plane, "drawn from the model", Marker::cross, 2.5f, 0.6f);
  for (std::ptrdiff_t i = 0; i < places_.rows(); ++i) {
    drawn.x.push_back(static_cast<float>(places_(i, 0)));
    drawn.y.push_back(static_cast<float>(places_(i, 1)));
    drawn.color.push_back(learned_.class_of[static_cast<std::size_t>(place_labels_[static_cast<std::size_t>(i)])]);
  }
  add_gaussians(*model_, learned_.class_of, plane);
  LineLayer& direction =
      add_line(plane, settings_.fisher ? "Fisher's direction" : "line of the means", 2, kColorForeground, true);
  const double reach = 0.25 * std::min(grid_.x.high - grid_.x.low, grid_.y.high - grid_.y.low);
  for (const int end : {0, 1}) {
    const double along = end == 0 ? -reach : reach;
    direction.x[static_cast<std::size_t>(end)] = static_cast<float>(centre_[0] + along * direction_[0]);
    direction.y[static_cast<std::size_t>(end)] = static_cast<float>(centre_[1] + along * direction_[1]);
  }
  add_handle(plane, "probe", "probe", probe_[0], probe_[1], kColorAccent);
}

void GenerativeClassifier::describe_density(Plane& plane) const {
  data_.describe_axes(plane);
  plane.accepts_points = false;
  const auto top = static_cast<double>(*std::max_element(density_.begin(), density_.end()));
  FieldLayer& field = add_field(plane, "log p(x)", grid_, {std::min(threshold_, top - 1) - 4, top}, ColorMap::viridis);
  std::copy(density_.begin(), density_.end(), field.values.begin());
  add_contours(plane, "threshold", grid_, density_, {static_cast<float>(threshold_)}, kColorForeground);
  data_.describe_examples(plane);
  PointsLayer& outliers = add_markers(plane, "outliers", Marker::ring, 7, 1);
  outliers.color.assign(1, kColorBad);
  for (const Judged* judged : {&training_, &validation_}) {
    outliers.x.insert(outliers.x.end(), judged->outlier_x.begin(), judged->outlier_x.end());
    outliers.y.insert(outliers.y.end(), judged->outlier_y.begin(), judged->outlier_y.end());
  }
}

void GenerativeClassifier::describe_histograms(Distribution& panel) const {
  panel.value.label = settings_.fisher ? "place along Fisher's direction" : "place along the line of the means";
  panel.value.range = {};
  panel.value.logarithmic = false;
  panel.weight_label = "training points";
  panel.violins = false;
  for (int k = 0; k < model_->classes(); ++k) {
    DistributionGroup& group = panel.groups.next();
    group.label.assign(name(k));
    group.color = learned_.class_of[static_cast<std::size_t>(k)];
    group.edges.assign(histograms_.edges.begin(), histograms_.edges.end());
    const std::vector<float>& counts = histograms_.counts[static_cast<std::size_t>(k)];
    group.weights.assign(counts.begin(), counts.end());
    group.at.clear();
    group.density.clear();
    group.median = 0;
  }
}

void GenerativeClassifier::describe_probe(Snapshot& snapshot) const {
  if (!model_) {
    Text& text = snapshot.add_panel<Text>("missing", "What is missing", 1, "What has to be there before there is a model.");
    return add_line(text, TextStyle::warning, refusal_);
  }
  const generative::MomentErrors moments = moments_.empty() ? generative::MomentErrors{} : moments_.back();
  snapshot.add_metric("training_error", "E_tr", training_.error);
  if (data_.validation().size() > 0) snapshot.add_metric("validation_error", "E_val", validation_.error);
  snapshot.add_metric("drawn", "points drawn", static_cast<double>(samples_.size()));
  snapshot.add_metric("share_error", "error of their class shares", moments.shares);
  snapshot.add_metric("mean_error", "error of their means", moments.means);
  snapshot.add_metric("covariance_error", "error of their covariances", moments.covariances);
  snapshot.add_metric("cut_gap", "posterior − σ(w·x + b), largest", cut_gap_);
  snapshot.add_metric("separation", "separation along the direction", separation_);
  std::array<double, data::kMaximumFileClasses> joint_room, posterior_room;
  const std::span<double> joint(joint_room.data(), learned_.class_of.size()),
      posterior(posterior_room.data(), joint.size());
  model_->log_joint(probe_, joint);
  const double log_density = model_->posterior(probe_, posterior);
  Table& table = snapshot.add_panel<Table>("probe", "The probe, in numbers", 2, kProbeHelp);
  table.columns.assign({"class k", "π", "p(x|k)", "p(k|x)"});
  const auto add_row = [&table](std::string_view head, double prior, double density, double chance, ColorRole color) {
    TableRow& row = table.rows.next();
    row.cells.resize(4);
    row.cells[0].assign(head);
    write_number(row.cells[1], "%.3g", prior);
    write_number(row.cells[2], "%.3g", density);
    write_number(row.cells[3], "%.3g", chance);
    row.color = color;
  };
  for (int k = 0; k < model_->classes(); ++k) {
    const auto i = static_cast<std::size_t>(k);
    add_row(name(k), model_->priors()[i], math::exp(joint[i]) / model_->priors()[i], posterior[i], learned_.class_of[i]);
  }
  const bool outlier = log_density < threshold_;
  add_row(outlier ? "outlier" : "all", 1, math::exp(log_density), 1, outlier ? kColorBad : kColorGood);
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<PlanarData> data = PlanarData::make(start);
  if (!data) return Error{data.error()};
  return std::unique_ptr<Experiment>(std::make_unique<GenerativeClassifier>(start, std::move(*data)));
}

ExperimentInfo generative_classifier_info() {
  ExperimentInfo info;
  info.id = "generative-classifier";
  info.title = "Generative classifier";
  info.lecture = 3;
  info.row = "R15";
  info.summary =
      "A Gaussian for each class: posteriors by Bayes' theorem, outliers by p(x), and new points drawn from it.";
  info.lesson =
      "First how each class lies in the plane, then Bayes' theorem: the posterior is a quotient of densities times "
      "priors. With one covariance for all classes the border is straight, and the posterior along the cut lies "
      "exactly on a sigmoid of w·x + b. Give each class its own covariance: what becomes of the straight line in the "
      "log odds? Move a prior: which way does the border go, and does it turn? Take the XNOR data: why is naive Bayes "
      "no better than a coin there, and full covariances right? Drag the probe far away: the posterior is sure of a "
      "class, but p(x) says that nothing like this was ever seen. What can this model do that one of p(k|x) alone "
      "cannot? Play: it draws new points.";
  info.sources = {"Bishop, Pattern Recognition and Machine Learning (2006), §4.2",
                  "Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7 (1936)",
                  "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §4.3, §6.6.3"};
  info.data_block = kPlanarDataBlock;
  info.files = planar_file_use();
  info.steps_per_second = 15;
  info.schema = ParameterSchema(1);
  add_planar_data_parameters(info.schema, {.data = "iris", .n = 300, .noise = 0.2});
  add_generative_parameters(info.schema);
  info.make = make;
  return info;
}

const RegisterExperiment registered{generative_classifier_info()};

}  // namespace
}  // namespace lectern
