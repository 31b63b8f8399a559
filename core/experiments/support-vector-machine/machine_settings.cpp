#include "core/parts/machine_settings.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lectern {
namespace {

using kernels::KernelKind;

constexpr int kMostClasses = data::kMaximumFileClasses;
constexpr std::size_t kCacheBytes = 4 * 1024 * 1024;  // for each machine's kernel rows

}  // namespace

void add_machine_parameters(ParameterSchema& schema) {
  schema.group("Machine")
      .choice("kernel", "Kernel",
              {{"linear", "Linear u·v"},
               {"polynomial", "Polynomial (γ u·v + c)^p"},
               {"rbf", "RBF exp(−γ|u−v|²)"},
               {"sigmoid", "Sigmoid tanh(γ u·v + c)"}},
              "polynomial")
      .help(
          "The scalar product in the space where the border is a plane. Homogeneous of degree 2: that space is drawn.")
      .real("price", "Price C of a violated margin", {1e-3, 1e4}, 10)
      .logarithmic()
      .help("Small: a wide street that forgives. Large: a narrow one that wants every point right.")
      .real("gamma", "γ of the kernel", {1e-2, 100}, 1)
      .logarithmic()
      .shown_when("kernel", {"polynomial", "rbf", "sigmoid"})
      .help("Of the RBF: 1/γ is the squared reach of a support vector. Large: islands around single points.")
      .integer("degree", "Degree p", {1, 8}, 2)
      .shown_when("kernel", {"polynomial"})
      .help("The highest power in the border's equation.")
      .real("coef0", "Offset c", {-2, 2}, 0)
      .shown_when("kernel", {"polynomial", "sigmoid"})
      .help(
          "Zero: products of exactly p coordinates. Above: all lower powers too. Sigmoids with c > 0 are not even "
          "kernels.");
  schema.group("Classes")
      .choice("multiclass", "More than two classes", {{"pairs", "One against one"}, {"rest", "One against the rest"}},
              "pairs")
      .help("A machine knows two classes. One for each pair and votes, or one for each class and the largest f.")
      .choice("class_weights", "Weights of the classes",
              {{"equal", "Equal"}, {"balanced", "Balanced"}, {"chosen", "One weighs more"}}, "equal")
      .help("Factors of C. Balanced: in inverse proportion to the class's number of points.")
      .integer("weighted_class", "Class that weighs more", {1, kMostClasses}, 1)
      .shown_when("class_weights", {"chosen"})
      .help("Counted from 1, in the order of the legend: where classes are named 0, 1 …, class 0 is number 1.")
      .real("class_weight", "Its weight", {0.01, 100}, 10)
      .logarithmic()
      .shown_when("class_weights", {"chosen"})
      .help("C of this class is so many times that of the others: its mistakes cost more.");
  schema.group("Solution")
      .integer("updates", "Pairs of α a step", {1, 50}, 1)
      .live()
      .help("How often a step takes the two multipliers that violate the conditions most and sets them right.")
      .integer("machine", "Machine shown", {1, kMostShownMachines}, 1)
      .live()
      .help(
          "Whose margins, support vectors and multipliers are shown where more than two classes make several "
          "machines.");
}

kernels::MulticlassOptions machine_options(const ParameterSet& p) {
  constexpr std::array kKinds{KernelKind::linear, KernelKind::polynomial, KernelKind::rbf, KernelKind::sigmoid};
  kernels::MulticlassOptions options;
  options.machine.kernel = {kKinds[static_cast<std::size_t>(p.choice_index("kernel"))], p.real("gamma"),
                            p.real("coef0"), p.integer("degree")};
  options.machine.C = p.real("price");
  options.machine.cache_bytes = kCacheBytes;
  options.decomposition = p.choice("multiclass") == "pairs" ? kernels::Decomposition::one_against_one
                                                            : kernels::Decomposition::one_against_rest;
  return options;
}

ClassWeighting class_weighting(const ParameterSet& p) {
  return {static_cast<ClassWeighting::Kind>(p.choice_index("class_weights")), p.integer("weighted_class") - 1,
          p.real("class_weight")};
}

std::vector<double> ClassWeighting::weights(std::span<const int> labels, int classes) const {
  if (kind == Kind::balanced) return kernels::balanced_weights(labels, classes);
  std::vector<double> weights(static_cast<std::size_t>(classes), 1.0);
  if (kind == Kind::chosen) weights[static_cast<std::size_t>(std::min(chosen_class, classes - 1))] = weight;
  return weights;
}

}  // namespace lectern
