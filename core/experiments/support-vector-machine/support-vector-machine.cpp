// Support vector machines: the widest street between classes, found two multipliers at a time, straight or bent by a
// kernel; and what the kernel of degree 2 does, drawn in the three dimensions where its decision boundary is a plane.
// Lecture row R14.
// Sources: Cortes, Vapnik, Support-vector networks (1995); Platt, Sequential minimal optimization (1998); Hastie,
// Tibshirani, Friedman, The Elements of Statistical Learning (2009), ch. 12.

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/support-vector-machine/machine_pictures.h"
#include "core/experiments/support-vector-machine/machine_settings.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/ml/kernels/multiclass_machine.h"
#include "core/parts/decision_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using kernels::KernelKind;
using kernels::MulticlassMachine;
using kernels::MulticlassSvm;
using kernels::SvmSolver;

constexpr const char* kPlaneHelp =
    "The decision boundary f = 0 and the margins f = ±1. Plain rings: support vectors on the margin, 0 < α < C; red "
    "rings: those inside the margin or on the wrong side, α = C. All other points could be taken away: erase one and see. "
    "Crosses: the two points whose α the last update changed. Solid circles are the training data, the rest is held out.";
constexpr const char* kAlphaHelp =
    "y·α of each support vector: how hard it pushes the boundary away. The bars of both sides add up to zero; none is "
    "longer than C times the weight of its class.";
constexpr const char* kImageHelp =
    "Every point x at (x₁², x₂², √2 x₁x₂). The scalar product of two of these places is (u·v)², so the machine with "
    "this kernel is a plane here, with the margins beside it: turn the picture to see them edge on.";
constexpr const char* kDualHelp =
    "The dual objective Σα − ½ αᵀQα grows with every SMO update. The primal one, ½|w|² + C Σξ, is the street's width and "
    "the violations of its margins; it is never smaller, and at the solution both are equal.";
constexpr const char* kViolationHelp =
    "How far the worst pair is from the conditions of Karush, Kuhn and Tucker. It need not fall at every step; below "
    "10⁻³ the solution counts as found.";
constexpr const char* kErrorHelp = "The fraction of the training and of the validation examples that is misclassified.";

constexpr double kPictureWork = 1e6;           // kernel values in one picture, at most
constexpr std::ptrdiff_t kMostChecked = 1000;  // examples of each part whose error is counted
constexpr std::ptrdiff_t kChunk = 16;

struct Settings {
  PlanarDataSettings data{.set = "circles", .n = 200, .noise = 0.08};
  MachineSettings machine;
};

struct Examples {
  Matrix<double> X;         // n × 2
  std::vector<int> labels;  // n
  auto state() const { return std::tie(X, labels); }
};

class SupportVectorDemo final : public Demo<SupportVectorDemo, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() { return Schema<Settings>().include(&Settings::data).include(&Settings::machine); }

  explicit SupportVectorDemo(const Start& start) : Demo(start) { data_changed(); }

  void data_changed();
  void settings_changed(const Settings&) { picture_.forget(); }
  void step() override {
    for (int i = 0; i < settings().machine.updates && !is_solved_; ++i) is_solved_ = !svm_->step();
    machine_changed();
  }
  bool finished() const override { return is_solved_ && svm_->machines() > 0; }
  SeedUse seeds() const override { return {.run = data().training().size() > 1, .data = data().uses_seed()}; }
  auto state() const {
    return std::tuple(std::tie(training_, svm_, is_solved_), unhashed(ids_), unhashed(machine_), unhashed(history_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  // What the two kinds of support vectors of the machine shown are, and how well the conditions hold.
  struct Census {
    int free = 0, bound = 0;
    double balance = 0;       // Σ α y
    double worst_margin = 0;  // max |y f − 1| over the free ones
    double norm2 = 0;         // ‖w‖² = αᵀQα
  };

  void take_over(const MulticlassSvm& before, std::span<const int> ids_before);
  // Not before the first update: f is the same everywhere then.
  bool decides() const {
    return std::none_of(machine_.machines.begin(), machine_.machines.end(),
                        [](const auto& machine) { return machine.coefficients.empty(); });
  }
  void machine_changed();
  double error_of(const Examples& examples) const;
  Census census() const;
  bool has_image() const {
    const kernels::KernelFunction& kernel = settings().machine.kernel;
    return kernel.kind == KernelKind::polynomial && kernel.degree == 2 && kernel.coef0 == 0 && svm_->machines() > 0;
  }
  std::size_t shown() const {
    return std::min(static_cast<std::size_t>(settings().machine.machine), svm_->machines()) - 1;
  }
  std::string class_name(int k) const { return k < 0 ? "the rest" : data().class_name(k); }

  void score_classes(std::span<const double> f, std::span<float> scores) const;
  void compute_picture() const;
  void describe_plane(Plane& plane) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  // In the order in which the solver is given them: of equal violations it takes the first.
  Shared<Examples> training_, validation_;
  std::vector<int> ids_;  // of the training examples, see PlanarData
  std::optional<MulticlassSvm> svm_;
  MulticlassMachine machine_;
  double training_error_ = 0, validation_error_ = 0;
  bool is_solved_ = false;
  History history_{5};     // dual objective, violation, E_tr, E_val, primal objective over updates
  DecisionField picture_;  // of machine_, with f of the machine shown
};

void SupportVectorDemo::data_changed() {
  std::vector<std::size_t> order(static_cast<std::size_t>(data().training().size()));
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng shuffler = rng("order");
  shuffler.shuffle(std::span(order));
  const data::Dataset training = select_rows(data().training(), order);
  training_ = Shared(Examples{inputs_of(training), training.labels});
  validation_ = Shared(Examples{inputs_of(data().validation()), data().validation().labels});
  const std::optional<MulticlassSvm> before = std::move(svm_);
  const std::vector<int> ids = data().training_ids(), ids_before = std::exchange(ids_, {});
  for (const std::size_t row : order) ids_.push_back(ids[row]);
  svm_.emplace(training_->X, training_->labels, data().classes(),
               settings().machine.options(training_->labels, data().classes()));
  history_.clear();
  is_solved_ = false;
  if (before && before->updates() > 0) take_over(*before, ids_before);
  machine_changed();
}

// Points that are still there keep their α. So the solution stays what it is where others than support vectors go.
void SupportVectorDemo::take_over(const MulticlassSvm& before, std::span<const int> ids_before) {
  std::vector<int> kept;
  for (const int id : ids_) {
    const auto known = std::find(ids_before.begin(), ids_before.end(), id);
    kept.push_back(known == ids_before.end() ? -1 : static_cast<int>(known - ids_before.begin()));
  }
  svm_->begin_with(before, kept);
  is_solved_ = svm_->violation() <= kernels::SvmOptions{}.tolerance;
}

void SupportVectorDemo::machine_changed() {
  machine_ = svm_->machine();
  std::size_t terms = 1;
  for (const kernels::SupportVectorMachine& machine : machine_.machines) terms += machine.coefficients.size();
  const int side = std::clamp(static_cast<int>(std::sqrt(kPictureWork / static_cast<double>(terms))), 32, 96);
  picture_.set_grid({side, side, data().x_range(), data().y_range()});
  picture_.set_classes(data().classes());
  training_error_ = error_of(*training_);
  validation_error_ = error_of(*validation_);
  history_.record(static_cast<double>(svm_->updates()),
                  std::array{svm_->dual_objective(), svm_->violation(), training_error_, validation_error_,
                             svm_->primal_objective()});
}

// The fraction of the examples (of very many the first ones) that is misclassified.
double SupportVectorDemo::error_of(const Examples& examples) const {
  const std::ptrdiff_t count = std::min(examples.X.rows(), kMostChecked);
  std::array<int, (kMostChecked + kChunk - 1) / kChunk> wrong{};
  pool().run((count + kChunk - 1) / kChunk, [&](std::ptrdiff_t chunk) {
    std::array<double, kMostShownMachines> f;
    for (std::ptrdiff_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) {
      const MulticlassMachine::Verdict verdict = machine_.decide({examples.X.row(i), 2}, f);
      if (verdict.label != examples.labels[static_cast<std::size_t>(i)]) ++wrong[static_cast<std::size_t>(chunk)];
    }
  });
  return count == 0 ? NAN : std::accumulate(wrong.begin(), wrong.end(), 0) / static_cast<double>(count);
}

SupportVectorDemo::Census SupportVectorDemo::census() const {
  Census census;
  const SvmSolver& solver = svm_->solver(shown());
  const MulticlassSvm::Part& part = svm_->part(shown());
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

// The least f with which a class wins its pairs, or its f against the rest: the largest decides, and where no class
// wins all its pairs it nearly does.
void SupportVectorDemo::score_classes(std::span<const double> f, std::span<float> scores) const {
  constexpr float kUnbeaten = -kNeverDecided;
  std::fill(scores.begin(), scores.end(), kUnbeaten);
  const auto lower = [&](int label, double value) {
    if (label < 0) return;
    float& score = scores[static_cast<std::size_t>(label)];
    score = std::min(score, static_cast<float>(value));
  };
  for (std::size_t m = 0; m < f.size(); ++m) {
    lower(machine_.pairs[m].positive, f[m]);
    lower(machine_.pairs[m].negative, -f[m]);
  }
  for (float& score : scores)
    if (score == kUnbeaten) score = kNeverDecided;  // a class without examples
  if (f.empty()) scores[static_cast<std::size_t>(machine_.only_class)] = 0;
}

void SupportVectorDemo::compute_picture() const {
  picture_.compute(pool(), [this](double x1, double x2, std::span<float> scores) -> DecisionField::Answer {
    std::array<double, kMostShownMachines> f;
    const std::span<double> values(f.data(), machine_.machines.size());
    const MulticlassMachine::Verdict verdict = machine_.decide(std::array{x1, x2}, values);
    score_classes(values, scores);
    return {decision_value(verdict.label, verdict.confidence), values.empty() ? 0 : values[shown()]};
  });
}

void SupportVectorDemo::describe(Snapshot& snapshot) const {
  compute_picture();
  describe_plane(snapshot.plane("plane", "Decision boundary and margins", {.weight = 4, .help = kPlaneHelp}));
  if (has_image())
    describe_quadratic_image(machine_.machines[shown()], svm_->part(shown()), data().problem().set.class_names,
                             snapshot.cloud("image", "Where the decision boundary is a plane",
                                            {.weight = 3, .help = kImageHelp}));
  Plane& multipliers = snapshot.plane("alpha", "Multipliers", {.weight = 2, .help = kAlphaHelp});
  set_multiplier_axes(multipliers, data().training().size());
  if (svm_->machines() > 0)
    add_multipliers(svm_->solver(shown()), svm_->part(shown()), data().problem().set.class_names, multipliers);
  describe_curves(snapshot);
  describe_numbers(snapshot);
}

void SupportVectorDemo::describe_plane(Plane& plane) const {
  data().describe_axes(plane);
  if (!decides()) return data().describe_examples(plane);
  picture_.describe(plane, "decision");
  if (svm_->machines() == 0) return data().describe_examples(plane);
  picture_.describe_levels(plane, svm_->machines() == 1 ? "margins f = ±1" : "margins of the machine shown",
                           {.levels = {-1, 1}, .color = kColorMuted});
  picture_.describe_boundaries(plane, "decision boundary", {.color = kColorForeground, .width_px = 2.5f});
  data().describe_examples(plane);
  add_support_vectors(svm_->solver(shown()), svm_->part(shown()), finished(), plane);
}

void SupportVectorDemo::describe_curves(Snapshot& snapshot) const {
  constexpr double kLeastShown = 1e-6;
  const AxisText updates{.label = "SMO updates"};
  Plane& dual = snapshot.curves("dual", "Dual and primal objective", {.weight = 1, .help = kDualHelp});
  dual.axes(updates, {.label = "objective", .logarithmic = true});
  dual.line("primal", history_, 4, {.color = 1, .least = kLeastShown});
  dual.line("dual", history_, 0, {.least = 1e-2});
  Plane& violation = snapshot.curves("violation", "Violation of the conditions", {.weight = 1, .help = kViolationHelp});
  violation.axes(updates, {.label = "violation", .logarithmic = true});
  violation.line("largest violation", history_, 1, {.color = 1, .least = kLeastShown});
  violation.level("tolerance", kernels::SvmOptions{}.tolerance);
  Plane& errors = snapshot.curves("error", "Errors", {.weight = 1, .help = kErrorHelp});
  errors.axes(updates, {.label = "fraction misclassified"});
  errors.line("training E_tr", history_, 2);
  if (data().has_validation()) errors.line("validation E_val", history_, 3, {.color = 1});
}

void SupportVectorDemo::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 1, .help = "The machine shown, in numbers."});
  if (svm_->machines() == 0) {
    numbers.warning("There must be points of two classes: choose a class beside the picture and tap into it.");
    return;
  }
  const Census now = census();
  const kernels::ClassPair pair = svm_->part(shown()).pair;
  numbers.heading("class " + class_name(pair.positive) + " against " + class_name(pair.negative));
  const auto examples = static_cast<double>(svm_->part(shown()).y.size());
  numbers.add("training_error", training_error_);
  numbers.add("validation_error", validation_error_, {.note = data().has_validation() ? "" : kNoneHeldOut});
  numbers.add("support_vectors", "support vectors", now.free + now.bound,
              {.digits = 0, .note = "of " + std::to_string(svm_->part(shown()).y.size())});
  numbers.add("free", "on the margin, 0 < α < C", now.free, {.digits = 0});
  numbers.add("beyond", "inside the margin, α = C", now.bound, {.digits = 0});
  if (now.norm2 > 0) numbers.add("street", "width of the street 2/|w|", 2 / std::sqrt(now.norm2));
  if (finished()) numbers.paragraph("Solved: no pair violates the conditions by more than 10⁻³.");
  numbers.add("leave_one_out", "bound of the leave-one-out error", (now.free + now.bound) / examples, {.digits = 3});
  numbers.add("balance", "Σ α y", now.balance, {.digits = 2});
  numbers.add("machines", "machines", static_cast<double>(svm_->machines()), {.digits = 0});
  snapshot.metric("examples", "examples", examples);
  snapshot.metric("updates", static_cast<double>(svm_->updates()));
  snapshot.metric("margin_error", "largest |y f − 1| on the margin", now.worst_margin);
  snapshot.metric("dual", "dual objective", svm_->dual_objective());
  snapshot.metric("duality_gap", "primal − dual objective", svm_->primal_objective() - svm_->dual_objective());
  snapshot.metric("violation", "violation", svm_->violation());
}

const RegisterDemo<SupportVectorDemo> registered{{
    .id = "support-vector-machine",
    .title = "Support vector machine",
    .lecture = 3,
    .row = "R14",
    .summary = "The widest street between two classes, straight or bent by a kernel, found two multipliers at a time.",
    .sources = {"Cortes, Vapnik, Support-vector networks, Machine Learning 20 (1995)",
                "Platt, Sequential minimal optimization, Microsoft Research (1998)",
                "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), ch. 12"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
