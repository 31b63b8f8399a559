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
    "rings: those beyond it, α = C. All other points could be taken away. Solid circles are the training data, the rest "
    "is held out.";
constexpr const char* kAlphaHelp =
    "y·α of each support vector: how hard it pushes the boundary away. The bars of both sides add up to zero; none is "
    "longer than C times the weight of its class.";
constexpr const char* kImageHelp =
    "Every point x at (x₁², x₂², √2 x₁x₂). The scalar product of two of these places is (u·v)², so the machine with "
    "this kernel is a plane here: turn the picture to see it face on and edge on.";
constexpr const char* kDualHelp = "Σα − ½ αᵀQα grows with every SMO update; its maximum is the widest street.";
constexpr const char* kViolationHelp =
    "How far the worst pair is from the conditions of Karush, Kuhn and Tucker. It need not fall at every step; below "
    "10⁻³ the solution counts as found.";
constexpr const char* kErrorHelp = "The fraction of the training and of the validation examples that is misclassified.";

constexpr double kPictureWork = 7e5;          // kernel values in one picture, at most
constexpr std::ptrdiff_t kMostChecked = 500;  // examples of each part whose error is counted
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
    return std::tuple(std::tie(training_, svm_, is_solved_), unhashed(machine_), unhashed(history_));
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

  void compute_picture() const;
  void describe_plane(Plane& plane) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  // In the order in which the solver is given them: of equal violations it takes the first.
  Shared<Examples> training_, validation_;
  std::optional<MulticlassSvm> svm_;
  MulticlassMachine machine_;
  double training_error_ = 0, validation_error_ = 0;
  bool is_solved_ = false;
  History history_{4};     // dual objective, violation, E_tr, E_val over updates
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
  svm_.emplace(training_->X, training_->labels, data().classes(),
               settings().machine.options(training_->labels, data().classes()));
  std::size_t most = 1;  // support vectors there can be
  for (std::size_t m = 0; m < svm_->machines(); ++m) most += svm_->part(m).y.size();
  const int side = std::clamp(static_cast<int>(std::sqrt(kPictureWork / static_cast<double>(most))), 24, 72);
  picture_.set_grid({side, side, data().x_range(), data().y_range()});
  history_.clear();
  is_solved_ = false;
  machine_changed();
}

void SupportVectorDemo::machine_changed() {
  machine_ = svm_->machine();
  picture_.forget();
  training_error_ = error_of(*training_);
  validation_error_ = error_of(*validation_);
  history_.record(static_cast<double>(svm_->updates()),
                  std::array{svm_->dual_objective(), svm_->violation(), training_error_, validation_error_});
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

void SupportVectorDemo::compute_picture() const {
  picture_.compute(pool(), [this](double x1, double x2) -> DecisionField::Answer {
    std::array<double, kMostShownMachines> f;
    const std::span<double> values(f.data(), machine_.machines.size());
    const MulticlassMachine::Verdict verdict = machine_.decide(std::array{x1, x2}, values);
    return {decision_value(verdict.label, verdict.confidence), values.empty() ? 0 : values[shown()]};
  });
}

void SupportVectorDemo::describe(Snapshot& snapshot) const {
  compute_picture();
  describe_plane(snapshot.plane("plane", "Decision boundary and margins", {.weight = 4, .help = kPlaneHelp}));
  if (has_image())
    describe_quadratic_image(machine_.machines[shown()], svm_->part(shown()),
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
  picture_.describe(plane, "decision");
  if (svm_->machines() == 0) return data().describe_examples(plane);
  picture_.describe_levels(plane, "margins f = ±1", {.levels = {-1, 1}, .color = kColorMuted});
  picture_.describe_levels(plane, "decision boundary f = 0", {.levels = {0}});
  data().describe_examples(plane);
  add_support_vectors(svm_->solver(shown()), svm_->part(shown()), plane);
}

void SupportVectorDemo::describe_curves(Snapshot& snapshot) const {
  constexpr double kLeastShown = 1e-6;
  const AxisText updates{.label = "SMO updates"};
  Plane& dual = snapshot.curves("dual", "Dual objective", {.weight = 1, .help = kDualHelp});
  dual.axes(updates, {.label = "dual objective"});
  dual.line(svm_->machines() < 2 ? "dual objective" : "of all machines", history_, 0);
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
  numbers.add("machines", "machines", static_cast<double>(svm_->machines()), {.digits = 0});
  numbers.add("examples", "examples", static_cast<double>(svm_->part(shown()).y.size()), {.digits = 0});
  numbers.add("support_vectors", "support vectors", now.free + now.bound, {.digits = 0});
  numbers.add("free", "on the margin", now.free, {.digits = 0});
  numbers.add("beyond", "beyond the margin", now.bound, {.digits = 0});
  if (now.norm2 > 0) numbers.add("street", "width of the street 2/‖w‖", 2 / std::sqrt(now.norm2));
  numbers.add("balance", "Σ α y", now.balance, {.digits = 2});
  snapshot.metric("margin_error", "largest |y f − 1| on the margin", now.worst_margin);
  snapshot.metric("dual", "dual objective", svm_->dual_objective());
  snapshot.metric("violation", "violation", svm_->violation());
  numbers.add("training_error", training_error_);
  if (data().has_validation()) numbers.add("validation_error", validation_error_);
  if (finished()) numbers.paragraph("Solved: no pair violates the conditions by more than 10⁻³.");
}

const RegisterDemo<SupportVectorDemo> registered{{
    .id = "support-vector-machine",
    .title = "Support vector machine",
    .lecture = 3,
    .row = "R14",
    .summary = "The widest street between two classes, straight or bent by a kernel, found two multipliers at a time.",
    .lesson =
        "No straight line separates two circles. But send every point to (x₁², x₂², √2 x₁x₂), as the second picture "
        "does: there a plane separates them, and the machine never needs the map itself, only the scalar product (u·v)². "
        "Turn the cloud until you see the plane edge on. Which points determine the decision boundary? Only the ringed "
        "ones: remove any other and nothing moves; add one inside the street and see. Then take the linear kernel: what "
        "can it still do? Make C small: the street widens and more points lie in it. Take the RBF kernel and raise γ: "
        "why does the training error vanish while the validation error grows, and how many points are support vectors "
        "then?",
    .sources = {"Cortes, Vapnik, Support-vector networks, Machine Learning 20 (1995)",
                "Platt, Sequential minimal optimization, Microsoft Research (1998)",
                "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), ch. 12"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
