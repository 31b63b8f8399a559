#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>

#include "core/data/planar_features.h"
#include "core/math/named_enum.h"
#include "core/ml/generative/gan.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/generative/noise.h"
#include "core/ml/kernels/multiclass_machine.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/linear/batch_descent.h"
#include "core/ml/linear/penalised.h"
#include "core/ml/linear/perceptron_training.h"
#include "core/ml/linear/polynomial.h"
#include "core/ml/nn/early_stopping.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/output_code.h"
#include "core/ml/nn/reading.h"
#include "core/ml/optimise/genetic.h"
#include "core/ml/optimise/minimiser.h"

using namespace lectern;

namespace {

enum class Colour { red, green, blue };
constexpr std::array<Named<Colour>, 2> kColours{{{Colour::green, "green", "Green"}, {Colour::red, "red", "Red"}}};

static_assert(id_of(kColours, Colour::red) == "red");
static_assert(label_of(kColours, Colour::green) == "Green");
static_assert(from_id(kColours, "red") == Colour::red);

template <typename... Tables>
void check_that_ids_and_values_are_unique(const Tables&... tables) {
  const auto check = [](const auto& table) {
    std::set<std::string> ids, labels;
    for (const auto& named : table) {
      ids.insert(named.id);
      labels.insert(named.label);
      CHECK(id_of(table, named.value) == named.id);
      CHECK(from_id(table, named.id) == named.value);
    }
    CHECK(ids.size() == table.size());
    CHECK(labels.size() == table.size());
  };
  (check(tables), ...);
}

}  // namespace

TEST_CASE("what a table does not hold has no id, no label and no value") {
  CHECK(id_of(kColours, Colour::blue).empty());
  CHECK(label_of(kColours, Colour::blue).empty());
  CHECK_FALSE(from_id(kColours, "blue").has_value());
  CHECK_FALSE(from_id(kColours, "Red").has_value());
}

TEST_CASE("the values of every enum that people choose from have ids and labels of their own") {
  check_that_ids_and_values_are_unique(nn::kActivations, nn::kInitialisations, nn::kLosses, nn::kOptimizers,
                                       nn::kDescentRules, nn::kStoppingRules, nn::kClassObjectives,
                                       nn::kValueObjectives, nn::kPoolings);
  check_that_ids_and_values_are_unique(generative::kNoiseLaws, generative::kGeneratorLosses,
                                       generative::kClassCovariances, kernels::kKernels, kernels::kDecompositions,
                                       kernels::kDistanceMetrics, kernels::kNeighbourWeights);
  check_that_ids_and_values_are_unique(linear::kPolynomialBases, linear::kBatchOrders, linear::kPenalties,
                                       linear::kVisitOrders, optimise::kSelections, optimise::kCrossovers,
                                       optimise::kLineSearchRules, data::kPlanarFeatures);
}
