#include "core/experiments/support-vector-machine/machine_settings.h"

#include <algorithm>
#include <cstddef>

namespace lectern {
namespace {

using kernels::KernelKind;

constexpr std::size_t kCacheBytes = 4 * 1024 * 1024;  // for each machine's kernel rows

KernelKind& kernel_kind(MachineSettings& settings) { return settings.kernel.kind; }
ClassWeighting::Kind& weighting_kind(MachineSettings& settings) { return settings.weighting.kind; }

}  // namespace

Schema<MachineSettings> MachineSettings::schema(const MachineSettings& defaults) {
  using Self = MachineSettings;
  using Kind = ClassWeighting::Kind;
  Schema<Self> schema(1, defaults);
  return schema.group("Machine")
      .choice(kernel_kind, "kernel", glossary_label("kernel"), kernels::kKernels)
      .help(
          "The scalar product in the space where the decision boundary is a plane. Homogeneous of degree 2: that space "
          "is drawn.")
      .real(&Self::price, "price", "Cost C of a violated margin", {1e-3, 1e4})
      .logarithmic()
      .help("Small: a wide street with some points in it. Large: a narrow one, with every point on the right side.")
      .real([](Self& s) -> double& { return s.kernel.gamma; }, "gamma", "γ of the kernel", {1e-2, 100})
      .logarithmic()
      .shown_when(kernel_kind, {KernelKind::polynomial, KernelKind::rbf, KernelKind::sigmoid})
      .help("Of the RBF: 1/γ is the squared reach of a support vector. Large: islands around single points.")
      .integer([](Self& s) -> int& { return s.kernel.degree; }, "kernel_degree", "Degree p", {1, 8})
      .formerly("degree")
      .shown_when(kernel_kind, {KernelKind::polynomial})
      .help("The highest power in the equation of the decision boundary.")
      .real([](Self& s) -> double& { return s.kernel.coef0; }, "coef0", "Offset c", {-2, 2})
      .shown_when(kernel_kind, {KernelKind::polynomial, KernelKind::sigmoid})
      .help(
          "Zero: products of exactly p coordinates. Positive: all lower powers, too. A sigmoid with c > 0 is not even a "
          "kernel.")
      .group("Classes")
      .choice(&Self::multiclass, "multiclass", "More than two classes", kernels::kDecompositions)
      .help("A machine separates two classes. One for each pair and a vote, or one for each class and the largest f.")
      .choice(weighting_kind, "class_weights", "Weights of the classes",
              {{Kind::equal, "equal", "Equal"},
               {Kind::balanced, "balanced", "Balanced"},
               {Kind::chosen, "chosen", "One weighs more"}})
      .help("Factors of C. Balanced: in inverse proportion to the number of points of the class.")
      .integer([](Self& s) -> int& { return s.weighting.chosen_class; }, "weighted_class", "Class that weighs more",
               {1, data::kMaximumFileClasses})
      .shown_when(weighting_kind, {Kind::chosen})
      .help("Counted from 1, in the order of the legend: where classes are named 0, 1 …, class 0 is number 1.")
      .real([](Self& s) -> double& { return s.weighting.weight; }, "class_weight", "Its weight", {0.01, 100})
      .logarithmic()
      .shown_when(weighting_kind, {Kind::chosen})
      .help("C of this class is so many times that of the others: its mistakes cost more.")
      .group("Solution")
      .integer(&Self::updates, "updates", "SMO updates per step", {1, 50})
      .live()
      .help("An update takes the two multipliers α that violate the conditions most and optimises them.")
      .integer(&Self::machine, "machine", "Machine shown", {1, kMostShownMachines})
      .live()
      .help("Whose margins, support vectors and multipliers are shown where more than two classes need several "
            "machines.");
}

kernels::MulticlassOptions MachineSettings::options(std::span<const int> labels, int classes) const {
  kernels::MulticlassOptions options;
  options.machine.kernel = kernel;
  options.machine.C = price;
  options.machine.cache_bytes = kCacheBytes;
  options.decomposition = multiclass;
  options.class_weights = weighting.weights(labels, classes);
  return options;
}

std::vector<double> ClassWeighting::weights(std::span<const int> labels, int classes) const {
  if (kind == Kind::balanced) return kernels::balanced_weights(labels, classes);
  std::vector<double> weights(static_cast<std::size_t>(classes), 1.0);
  if (kind == Kind::chosen) weights[static_cast<std::size_t>(std::min(chosen_class, classes) - 1)] = weight;
  return weights;
}

}  // namespace lectern
