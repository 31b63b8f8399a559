#include "core/lab/glossary.h"

#include <algorithm>
#include <string>

#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr Term kParameters[] = {
    // Data
    {"data", "Data set"},
    {"n", "Samples n"},
    {"noise", "Noise σ"},
    {"classes", "Classes"},
    {"train_fraction", "Training fraction"},
    {"test_fraction", "Test fraction"},
    {"law", "Law f"},
    {"formula", "Formula f"},
    {"positive", "Positive class"},
    {"replicas", "Replicas"},
    // A table
    {"label", "Label column"},
    {"label_kind", "The label is"},
    {"left_out", "Columns left out"},
    {"use_index", "Counting column as input"},
    {"header", "First line"},
    {"separator", "Separator"},
    {"decimal", "Decimal sign"},
    // Models
    {"order", "Order of the polynomial"},
    {"basis", "Basis"},
    {"k", "Neighbours k"},
    {"depth", "Depth"},
    {"layers", "Hidden layers"},
    {"hidden", "Hidden neurons"},
    {"activation", "Activation"},
    {"initialisation", "Initialisation"},
    {"loss", "Loss"},
    {"kernel", "Kernel"},
    {"folds", "Folds"},
    // Regularisation
    {"lambda", "Penalty λ"},
    {"l1", "L1 penalty λ₁"},
    {"l2", "L2 penalty λ₂"},
    {"dropout", "Dropout rate p"},
    // Training
    {"optimizer", "Optimizer"},
    {"learning_rate", "Learning rate η"},
    {"momentum", "Momentum γ"},
    {"beta1", "β₁"},
    {"beta2", "β₂"},
    {"batch_size", "Batch size"},
    {"batch_order", "Batches"},
    {"epochs", "Epochs"},
    {"start", "Start"},
    // Surfaces to be minimised
    {"surface", "Surface"},
    {"window", "Window"},
    {"condition", "Condition number κ"},
    {"angle", "Angle of the ravine"},
    {"with_descent", "Gradient descent"},
    // Linear regression
    {"bedrooms", "Bedrooms as a second input"},
    {"column", "Column of x"},
    {"standardise", "Standardise the input"},
};

constexpr Term kMetrics[] = {
    {"training_loss", "training loss"},
    {"validation_loss", "validation loss"},
    {"training_error", "training error E_tr"},
    {"validation_error", "validation error E_val"},
    {"test_error", "test error E_test"},
    {"training_accuracy", "training accuracy"},
    {"validation_accuracy", "validation accuracy"},
    {"cost", "cost E"},
    {"least_validation_error", "least E_val"},
    {"epoch", "epoch"},
    {"updates", "updates"},
    {"parameters", "weights and biases"},
    {"descent", "Gradient descent"},
    {"condition_number", "condition number κ"},
    {"cost_curvature", "largest curvature λ_max"},
    {"rate", "η now"},
    {"samples", "samples n"},
    {"least_cost", "least cost R(θ*)"},
    {"replicas", "replicas"},
    {"noise_variance", "noise σ²"},
    {"largest_stable_rate", "largest stable η, 2/λ_max"},
    {"generator_loss", "generator loss L_G"},
    {"discriminator_loss", "discriminator loss L_D"},
};

std::string_view label_in(std::span<const Term> glossary, std::string_view id) {
  const auto found = std::find_if(glossary.begin(), glossary.end(), [id](const Term& term) { return term.id == id; });
  if (found == glossary.end()) broken_contract(in_quotes(id) + " is not in the glossary: give it a label.");
  return found->label;
}

}  // namespace

std::span<const Term> parameter_glossary() { return kParameters; }
std::span<const Term> metric_glossary() { return kMetrics; }
std::string_view glossary_label(std::string_view parameter_id) { return label_in(kParameters, parameter_id); }
std::string_view glossary_metric_label(std::string_view metric_id) { return label_in(kMetrics, metric_id); }

}  // namespace lectern
