#include "core/experiments/universal-approximation/fold_race.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/ml/nn/construction.h"

namespace lectern {
namespace {

constexpr Range kUnit{0, 1};
constexpr const char* kFoldPlaneHelp =
    "Blue: the deep network, two ReLUs a layer, after the folds so far. Green: one wide layer with as many parameters, "
    "which spends its kinks on the first teeth and answers ½ for the rest. Orange: the same wide layer trained from "
    "random.";
constexpr const char* kFoldsHelp =
    "What the layers put out, one above the other. Each folds its input in the middle, so that every straight piece "
    "becomes two.";
constexpr const char* kPiecesHelp =
    "How many straight pieces a network of this many layers can have, and one wide layer with as many parameters: one "
    "piece more than it has ReLUs.";

// The kinks of one layer, of so many ReLUs, spent on the first teeth; ½ for the others.
nn::ReluSum wide_by_hand(int depth, int relus) {
  const int pieces = 1 << depth;
  std::vector<double> x, y;
  const auto add = [&](double place, double value) {
    x.push_back(place / pieces);
    y.push_back(value);
  };
  const bool is_exact = relus >= pieces;
  const int followed = is_exact ? pieces : relus - 2;
  for (int i = 0; i <= followed; ++i) add(i, i % 2);
  if (!is_exact) {
    add(followed + 0.5, 0.5);
    add(pieces, 0.5);
  }
  return nn::relu_interpolant(x, y);
}

}  // namespace

FoldRace::FoldRace(const ApproximationSettings& settings, const CurveTarget&, const Rng& rng)
    : depth_(settings.depth),
      wide_trained_(std::array{2 * settings.depth}, KinkStart::spread, kUnit, kPlaces, rng.split("wide")),
      deep_trained_(std::vector<int>(static_cast<std::size_t>(settings.depth), 2), KinkStart::spread, kUnit, kPlaces,
                    rng.split("deep")) {
  const nn::ReluSum wide = wide_by_hand(depth_, width());
  for (std::size_t i = 0; i < kPlaces; ++i) {
    places_.push_back(even_place(kUnit, i, kPlaces));
    target_.push_back(nn::sawtooth(places_[i], depth_));
    wide_.push_back(wide.value(places_[i]));
  }
  wide_trained_.set_target(target_);
  deep_trained_.set_target(target_);
  build();
}

void FoldRace::build() {
  deep_.resize(kPlaces);
  for (std::size_t i = 0; i < kPlaces; ++i) deep_[i] = nn::sawtooth(places_[i], folds_);
}

void FoldRace::step(const ApproximationSettings& settings, const CurveTarget&) {
  if (folds_ < depth_) ++folds_;
  build();
  wide_trained_.learn(kUpdates, settings.learning_rate);
  deep_trained_.learn(kUpdates, settings.learning_rate);
}

void FoldRace::describe(Snapshot& snapshot, const ApproximationSettings&, const CurveTarget&) const {
  Plane& plane = snapshot.plane("plane", "A sawtooth by folding", {.weight = 4, .help = kFoldPlaneHelp});
  plane.axes({.label = "x", .range = kUnit}, {.label = "y", .range = {-0.1, 1.1}});
  plane.line("sawtooth", {places_, target_}, {.color = kColorMuted, .dashed = true, .width_px = 1.5f});
  plane.line("deep, built", {places_, deep_}, {.color = 0});
  plane.line("wide, trained", {places_, wide_trained_.values()}, {.color = 1, .width_px = 2.5f});
  plane.line("wide, built", {places_, wide_}, {.color = 2, .width_px = 3});

  snapshot
      .numbers("Numbers",
               {.weight = 2,
                .help = "Both networks have as many weights and biases. Errors: root mean square of what is missed."})
      .add("parameters", static_cast<double>(deep_trained_.parameters()), {.digits = 0})
      .add("pieces_deep", "pieces, deep", 1 << folds_, {.digits = 0})
      .add("pieces_wide", "pieces, wide, at most", width() + 1, {.digits = 0})
      .add("relus_needed", "ReLUs one layer needs", 1 << depth_, {.digits = 0})
      .add("built_error", "error, deep, built", distance_between(deep_, target_).root_mean_square, {.digits = 3})
      .add("wide_error", "error, wide, built", distance_between(wide_, target_).root_mean_square, {.digits = 3})
      .add("wide_trained_error", "error, wide, trained",
           distance_between(wide_trained_.values(), target_).root_mean_square, {.digits = 3})
      .add("deep_trained_error", "error, deep, trained",
           distance_between(deep_trained_.values(), target_).root_mean_square, {.digits = 3})
      .add("updates", static_cast<double>(wide_trained_.updates()), {.digits = 0});

  Plane& folds = snapshot.plane("folds", "Layer upon layer", {.weight = 2, .help = kFoldsHelp});
  folds.axes({.label = "x", .range = kUnit}, {.label = "after fold",
                                              .range = {0.9, depth_ + 1.0},
                                              .names = {"1", "2", "3", "4", "5", "6"},
                                              .first_name = 1});
  for (int layer = 1; layer <= folds_; ++layer)
    folds.line(layer == 1 ? "output of the layers" : "", kUnit, kPlaces,
               [layer](double x) { return layer + 0.8 * nn::sawtooth(x, layer); }, {.color = 0});

  Plane& pieces = snapshot.plane("pieces", "Straight pieces", {.weight = 2, .help = kPiecesHelp});
  pieces.axes({.label = "weights and biases", .range = {6, 6.0 * kMostDepth + 2}},
              {.label = "straight pieces", .range = {1, 100}, .logarithmic = true});
  for (const bool is_deep : {true, false}) {
    LineLayer& line = pieces.line(is_deep ? "deep" : "wide", Places(), {.color = is_deep ? 0 : 2});
    for (int k = 1; k <= kMostDepth; ++k) {
      line.x.push_back(static_cast<float>(6 * k + 1));
      line.y.push_back(static_cast<float>(is_deep ? 1 << k : 2 * k + 1));
    }
  }
  pieces.vertical("here", 6 * depth_ + 1, {.color = kColorAccent});
}

}  // namespace lectern
