// Support vector machines: the widest street between classes, found two multipliers at a time, straight or bent by a
// kernel; and what the kernel of degree 2 does, drawn in the three dimensions where its border is a plane.
// Lecture row R14.
// Sources: Cortes, Vapnik, Support-vector networks (1995); Platt, Sequential minimal optimization (1998); Hastie,
// Tibshirani, Friedman, The Elements of Statistical Learning (2009), ch. 12.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/decision_field.h"
#include "core/lab/describe/text.h"
#include "core/lab/registry.h"
#include "core/ml/kernels/multiclass_machine.h"
#include "core/parts/machine_pictures.h"
#include "core/parts/machine_settings.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using kernels::KernelKind;
using kernels::MulticlassMachine;
using kernels::MulticlassSvm;
using kernels::SvmSolver;

constexpr const char* kPlaneHelp =
    "The border f = 0 and the margins f = ±1. Plain rings: support vectors on the margin, 0 < α < C; red rings: those "
    "beyond it, α = C. All other points could be taken away. Full circles are learned from, the rest is kept back.";
constexpr const char* kAlphaHelp =
    "y·α of each support vector: how hard it pushes the border away. The bars of both sides add up to zero; none is "
    "longer than C times the weight of its class.";
constexpr const char* kImageHelp =
    "Every point x at (x₁², x₂², √2 x₁x₂). The scalar product of two of these places is (u·v)², so the machine with "
    "this kernel is a plane here: turn the picture to see it from its face and on edge.";

constexpr std::uint64_t kOrder = 6;           // label of the random stream
constexpr double kPictureWork = 7e5;          // kernel values in one picture, at most
constexpr std::ptrdiff_t kMostChecked = 500;  // examples of each part whose error is counted
constexpr std::ptrdiff_t kChunk = 16;

class SupportVectorDemo final : public Experiment {
 public:
  SupportVectorDemo(const ExperimentStart& start, PlanarData data)
      : data_(std::move(data)),
        pool_(start.pool),
        order_(Rng(start.seed).split(kOrder)),
        options_(machine_options(start.parameters)),
        weighting_(class_weighting(start.parameters)) {
    tune(start.parameters);
    learn_anew();
  }

  void step() override {
    for (int i = 0; i < updates_ && !solved_; ++i) solved_ = !svm_->step();
    take_machine();
  }
  void tune(const ParameterSet& parameters) override {
    updates_ = parameters.integer("updates");
    wanted_machine_ = static_cast<std::size_t>(parameters.integer("machine") - 1);
    picture_is_old_ = true;
  }
  bool act(const Action& action) override {
    if (!data_.act(action)) return false;
    learn_anew();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override {
    for (std::size_t m = 0; m < svm_->machines(); ++m) hasher.add(svm_->solver(m).alpha());
    hasher.add(svm_->updates());
  }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<SupportVectorDemo>(*this); }
  bool finished() const override { return solved_ && svm_->machines() > 0; }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const override { return data_.file_shapes(); }

 private:
  struct Errors {
    double training = 0, validation = 0;
  };
  // What the two kinds of support vectors of the machine shown are, and how well the conditions hold.
  struct Census {
    int free = 0, bound = 0;
    double balance = 0;       // Σ α y
    double worst_margin = 0;  // max |y f − 1| over the free ones
    double norm2 = 0;         // ‖w‖² = αᵀQα
  };

  void learn_anew();
  void take_machine();
  double error_of(ConstMatrixView<double> X, std::span<const int> labels) const;
  Census census() const;
  bool has_image() const {
    const kernels::KernelFunction& kernel = options_.machine.kernel;
    return kernel.kind == KernelKind::polynomial && kernel.degree == 2 && kernel.coef0 == 0 && svm_->machines() > 0;
  }
  std::size_t shown() const { return std::min(wanted_machine_, svm_->machines() - 1); }

  void draw_picture() const;
  void describe_plane(Plane& plane) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  PlanarData data_;
  ThreadPool& pool_;
  Rng order_;              // in which the solver is given the examples: of equal violations it takes the first
  data::Dataset learned_;  // the training data in that order
  Matrix<double> training_inputs_, validation_inputs_;
  kernels::MulticlassOptions options_;
  ClassWeighting weighting_;
  int updates_ = 1;
  std::size_t wanted_machine_ = 0;
  std::optional<MulticlassSvm> svm_;
  MulticlassMachine machine_;
  Errors errors_;
  bool solved_ = false;
  History history_{4};  // dual objective, violation, E_tr, E_val over updates

  // The picture of machine_, drawn when it is described first.
  PlanarGrid grid_;
  mutable bool picture_is_old_ = true;
  mutable std::vector<float> decisions_, margins_;
};

void SupportVectorDemo::learn_anew() {
  const data::Dataset& training = data_.training();
  std::vector<std::size_t> order(static_cast<std::size_t>(training.size()));
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng shuffler = order_;
  shuffler.shuffle(std::span(order));
  learned_ = select_rows(training, order);
  training_inputs_ = inputs_of(learned_);
  validation_inputs_ = inputs_of(data_.validation());
  options_.class_weights = weighting_.weights(learned_.labels, data_.classes());
  svm_.emplace(training_inputs_, learned_.labels, data_.classes(), options_);
  std::size_t most = 1;  // support vectors there can be
  for (std::size_t m = 0; m < svm_->machines(); ++m) most += svm_->part(m).y.size();
  const int side = std::clamp(static_cast<int>(std::sqrt(kPictureWork / static_cast<double>(most))), 24, 72);
  grid_ = {side, side, data_.x_range(), data_.y_range()};
  history_.clear();
  solved_ = false;
  take_machine();
}

void SupportVectorDemo::take_machine() {
  machine_ = svm_->machine();
  picture_is_old_ = true;
  errors_ = {error_of(training_inputs_, learned_.labels), error_of(validation_inputs_, data_.validation().labels)};
  history_.record(static_cast<double>(svm_->updates()),
                  std::array{svm_->dual_objective(), svm_->violation(), errors_.training, errors_.validation});
}

// The share of the examples (of very many the first ones) that get another class than their own.
double SupportVectorDemo::error_of(ConstMatrixView<double> X, std::span<const int> labels) const {
  const std::ptrdiff_t count = std::min(X.rows, kMostChecked);
  std::array<int, (kMostChecked + kChunk - 1) / kChunk> wrong{};
  pool_.run((count + kChunk - 1) / kChunk, [&](std::ptrdiff_t chunk) {
    std::array<double, kMostShownMachines> f;
    for (std::ptrdiff_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) {
      const MulticlassMachine::Verdict verdict = machine_.decide({X.row(i), 2}, f);
      if (verdict.label != labels[static_cast<std::size_t>(i)]) ++wrong[static_cast<std::size_t>(chunk)];
    }
  });
  return count == 0 ? 0 : std::accumulate(wrong.begin(), wrong.end(), 0) / static_cast<double>(count);
}

SupportVectorDemo::Census SupportVectorDemo::census() const {
  Census census;
  if (svm_->machines() == 0) return census;
  const SvmSolver& solver = svm_->solver(shown());
  const kernels::MulticlassSvm::Part& part = svm_->part(shown());
  const double b = machine_.machines[shown()].intercept;
  double sum = 0;
  for (std::size_t i = 0; i < part.y.size(); ++i) {
    const double alpha = solver.alpha()[i];
    census.balance += alpha * part.y[i];
    sum += alpha;
    if (alpha == 0) continue;
    if (alpha == solver.bound(i)) {
      ++census.bound;
      continue;
    }
    ++census.free;
    census.worst_margin = std::max(census.worst_margin, std::fabs(solver.margin(i, b) - 1));
  }
  census.norm2 = 2 * (sum - solver.dual_objective());
  return census;
}

void SupportVectorDemo::draw_picture() const {
  if (!picture_is_old_) return;
  margins_.resize(static_cast<std::size_t>(grid_.cells()));
  fill_field(grid_, pool_, decisions_, [this](double x1, double x2, std::size_t cell) {
    std::array<double, kMostShownMachines> f;
    const std::array x{x1, x2};
    const std::span<double> values(f.data(), machine_.machines.size());
    const MulticlassMachine::Verdict verdict = machine_.decide(x, values);
    if (!values.empty()) margins_[cell] = static_cast<float>(values[shown()]);
    return decision_value(verdict.label, verdict.sureness);
  });
  picture_is_old_ = false;
}

void SupportVectorDemo::describe(Snapshot& snapshot) const {
  draw_picture();
  describe_plane(snapshot.add_panel<Plane>("plane", "Border and margins", 4, kPlaneHelp));
  if (has_image())
    describe_quadratic_image(machine_.machines[shown()], svm_->part(shown()),
                             snapshot.add_panel<Cloud>("image", "Where the border is a plane", 3, kImageHelp));
  Plane& multipliers = snapshot.add_panel<Plane>("alpha", "Multipliers", 2, kAlphaHelp);
  set_multiplier_axes(multipliers, data_.training().size());
  if (svm_->machines() > 0)
    add_multipliers(svm_->solver(shown()), svm_->part(shown()), data_.problem().set.class_names, multipliers);
  describe_curves(snapshot);
  describe_numbers(snapshot);
}

void SupportVectorDemo::describe_plane(Plane& plane) const {
  data_.describe_axes(plane);
  add_decisions(plane, "decision", grid_, decisions_);
  if (svm_->machines() > 0) {
    add_contours(plane, "margins f = ±1", grid_, margins_, {-1, 1}, kColorMuted);
    add_contours(plane, "border f = 0", grid_, margins_, {0}, kColorForeground);
  }
  data_.describe_examples(plane);
  if (svm_->machines() > 0) add_support_vectors(svm_->solver(shown()), svm_->part(shown()), plane);
}

void SupportVectorDemo::describe_curves(Snapshot& snapshot) const {
  constexpr double kLeastShown = 1e-6;
  Curves& dual = snapshot.add_panel<Curves>(
      "dual", "Dual objective", 1, "Σα − ½ αᵀQα grows with every pair set right; its maximum is the widest street.");
  set_axes(dual, "pairs of α set right", "dual objective", {}, false);
  add_series(dual, svm_->machines() < 2 ? "dual objective" : "of all machines", history_, 0, 0);
  Curves& violation = snapshot.add_panel<Curves>(
      "violation", "Violation of the conditions", 1,
      "How far the worst pair is from the conditions of Karush, Kuhn and Tucker. It need not fall at every step; below "
      "10⁻³ the solution is taken as found.");
  set_axes(violation, "pairs of α set right", "violation", {}, true);
  add_series(violation, "largest violation", history_, 1, 1, kLeastShown);
  add_level(violation, "tolerance", history_, options_.machine.tolerance);
  Curves& errors = snapshot.add_panel<Curves>(
      "error", "Errors", 1,
      "Share of the examples put into the wrong class, of those learned from and those kept back.");
  set_axes(errors, "pairs of α set right", "share wrong", {0, 0}, false);
  add_series(errors, "training E_tr", history_, 2, 0);
  if (data_.validation().size() > 0) add_series(errors, "validation E_val", history_, 3, 1);
}

void SupportVectorDemo::describe_numbers(Snapshot& snapshot) const {
  const Census now = census();
  snapshot.add_metric("support_vectors", "support vectors", now.free + now.bound);
  snapshot.add_metric("free", "on the margin", now.free);
  snapshot.add_metric("dual", "dual objective", svm_->dual_objective());
  snapshot.add_metric("violation", "violation", svm_->violation());
  snapshot.add_metric("training_error", "E_tr", errors_.training);
  const bool has_validation = data_.validation().size() > 0;
  if (has_validation) snapshot.add_metric("validation_error", "E_val", errors_.validation);
  snapshot.add_metric("balance", "Σ α y", now.balance);
  snapshot.add_metric("margin_error", "largest |y f − 1| on the margin", now.worst_margin);
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1, "The machine shown, in numbers.");
  if (svm_->machines() == 0) {
    add_line(text, TextStyle::warning,
             "There must be points of two classes: choose a class beside the picture and tap into it.");
    return;
  }
  const kernels::ClassPair pair = svm_->part(shown()).pair;
  const auto name = [&](int k) {
    return k < 0 ? "the rest" : data_.problem().set.class_names[static_cast<std::size_t>(k)];
  };
  add_line(text, TextStyle::heading, "class " + name(pair.positive) + " against " + name(pair.negative));
  add_value(text, "machines", static_cast<double>(svm_->machines()));
  add_value(text, "on the margin", now.free);
  add_value(text, "beyond it", now.bound);
  add_value(text, "examples", static_cast<double>(svm_->part(shown()).y.size()));
  if (now.norm2 > 0) add_value(text, "street 2/‖w‖", 2 / std::sqrt(now.norm2));
  add_value(text, "Σ α y", now.balance, 2);
  add_value(text, "E_tr", errors_.training);
  if (has_validation) add_value(text, "E_val", errors_.validation);
  if (finished()) add_line(text, TextStyle::paragraph, "Solved: no pair violates the conditions by more than 10⁻³.");
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<PlanarData> data = PlanarData::make(start);
  if (!data) return Error{data.error()};
  return std::unique_ptr<Experiment>(std::make_unique<SupportVectorDemo>(start, std::move(*data)));
}

ExperimentInfo support_vector_info() {
  ExperimentInfo info;
  info.id = "support-vector-machine";
  info.title = "Support vector machine";
  info.lecture = 3;
  info.row = "R14";
  info.summary =
      "The widest street between two classes, straight or bent by a kernel, found two multipliers at a time.";
  info.lesson =
      "No straight line separates two circles. But send every point to (x₁², x₂², √2 x₁x₂), as the second picture "
      "does: there a plane does it, and the machine never needs the map itself, only the scalar product (u·v)². Turn "
      "the cloud until the plane stands on edge. Which points hold the border? Only the ringed ones: remove any other "
      "and nothing moves; add one inside the street and see. Then take the linear kernel: what can it still do? Make C "
      "small: the street widens and more points lie in it. Take the RBF kernel and raise γ: why does the training "
      "error vanish while the validation error grows, and how many points are support vectors then?";
  info.sources = {"Cortes, Vapnik, Support-vector networks, Machine Learning 20 (1995)",
                  "Platt, Sequential minimal optimization, Microsoft Research (1998)",
                  "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), ch. 12"};
  info.data_block = kPlanarDataBlock;
  info.files = planar_file_use();
  info.steps_per_second = 10;
  info.schema = ParameterSchema(1);
  add_planar_data_parameters(info.schema, {.data = "circles", .n = 200, .noise = 0.08});
  add_machine_parameters(info.schema);
  info.make = make;
  return info;
}

const RegisterExperiment registered{support_vector_info()};

}  // namespace
}  // namespace lectern
