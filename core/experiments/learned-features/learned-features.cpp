// Features made by hand and features learned: the data in the plane of a network's last hidden layer while it trains,
// where one straight line must do, beside planes of products, distances and kernels; and the price of houses from
// three meanings chosen by hand, beside a network that is connected fully.
// Lecture row R53.
// Sources: Bengio, Courville, Vincent, Representation learning: a review and new perspectives, IEEE TPAMI 35 (2013)
// 1798.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "core/experiments/learned-features/feature_net.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/correlation.h"
#include "core/math/elementary.h"
#include "core/ml/linear/linear_scores.h"
#include "core/ml/linear/score_fits.h"
#include "core/parts/decision_field.h"
#include "core/parts/linear_boundaries.h"
#include "core/parts/linear_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using learned_features::FeatureNet;
using nn::ActivationKind;
using nn::OpenNetwork;

constexpr const char* kHiddenHelp =
    "The training data as the last hidden layer sees them: its two neurons are the axes. The output can only cut with "
    "straight lines here. The thin lines are a grid of the plane of the inputs, bent by the network.";
constexpr const char* kPlaneHelp =
    "The same in the plane of the inputs. Tap to add points of the chosen class, drag to move them, long press to "
    "remove them.";
constexpr const char* kByHandHelp =
    "The data in a plane of two features that were chosen by hand, with the best straight cut.";
constexpr const char* kAccuracyHelp =
    "Training data classified correctly: by the network as it learns, and by the best straight cuts in the features "
    "made by hand and in the inputs themselves.";
constexpr const char* kFoundHelp =
    "How strongly each hidden neuron of the full network goes with each meaning, as |correlation| over the houses.";
constexpr const char* kFormulasHelp =
    "The network chosen by hand, with its twelve numbers as they are now; the inputs are standardised. max(z, 0) is the "
    "ReLU.";
constexpr const char* kErrorHelp = "Root mean square error of the price on houses not learned from, in 1000 $.";

constexpr int kLast = 2;  // neurons of the last hidden layer, so that it is a plane
constexpr int kSide = 40;
constexpr int kHouses = 120, kTestHouses = 200;
constexpr int kMeanings = 3;
constexpr std::array kInputNames{"size", "bedrooms", "zip code", "wealth"};
constexpr std::array kMeaningNames{"family size", "walkable", "school quality"};
constexpr double kRidge = 1e-4;  // of the straight cuts
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class Problem { plane, house };
enum class ByHand { inputs, squares, product, ring, kernel };

struct Settings {
  Problem problem = Problem::plane;
  PlanarDataSettings data{.set = "circles", .classes = 2, .n = 200, .noise = 0.1, .train_fraction = 1};
  ByHand by_hand = ByHand::squares;
  int hidden = 8;
  int house_hidden = 3;
  double learning_rate = 0.05;
};

struct HouseData {
  Matrix<double> X, meanings;  // houses × 4, standardised; houses × 3
  std::vector<double> price;   // 100 000 $
  auto state() const { return std::tie(X, meanings, price); }
};

// Houses of a law: a family needs room and bedrooms; one walks where the zip code is high; schools go with zip code and
// wealth. The price is their sum, weighted, and noise.
HouseData make_houses(int count, Rng rng) {
  HouseData houses{Matrix<double>(count, 4), Matrix<double>(count, kMeanings), {}};
  const auto rectified = [](double z) { return std::max(z, 0.0); };
  for (int i = 0; i < count; ++i) {
    const double size = rng.uniform(0.8, 3.6);  // 1000 ft²
    const double bedrooms = std::clamp(std::floor(1.2 * size + rng.uniform(0, 1.6)), 1.0, 5.0);
    const double zip = rng.uniform(), wealth = rng.uniform();
    const double x[4] = {(size - 2.2) / 0.8, bedrooms - 3, (zip - 0.5) / 0.29, (wealth - 0.5) / 0.29};
    const double meaning[kMeanings] = {rectified(0.7 * x[0] + 0.5 * x[1] + 1), rectified(x[2]),
                                       rectified(0.6 * x[2] + 0.8 * x[3] + 0.3)};
    std::copy_n(x, 4, houses.X.row(i));
    std::copy_n(meaning, kMeanings, houses.meanings.row(i));
    houses.price.push_back(1.5 + 1.2 * meaning[0] + 0.8 * meaning[1] + 0.7 * meaning[2] + 0.15 * rng.normal());
  }
  return houses;
}

FeatureNet make_planar_net(int hidden, int classes, Rng rng) {
  return {OpenNetwork({2, hidden, kLast, classes == 2 ? 1 : classes}, ActivationKind::tanh, ActivationKind::identity),
          classes, false, std::move(rng)};
}

FeatureNet make_house_net(int hidden, bool by_hand, Rng rng) {
  OpenNetwork network({4, hidden, 1}, ActivationKind::relu, ActivationKind::identity);
  constexpr bool kSees[kMeanings][4] = {{true, true, false, false},
                                        {false, false, true, false},
                                        {false, false, true, true}};
  for (int unit = 0; by_hand && unit < kMeanings; ++unit)
    for (int from = 0; from < 4; ++from)
      if (!kSees[unit][from]) network.disconnect(1, unit, from);
  // By hand one knows the signs too: more of each meaning costs more.
  return {std::move(network), 0, by_hand, std::move(rng)};
}

// |r| of two columns; 0 where one of them does not vary.
double correlation_size(const Matrix<double>& A, std::ptrdiff_t i, const Matrix<double>& B, std::ptrdiff_t j) {
  const auto column = [](const Matrix<double>& of, std::ptrdiff_t k) {
    return [&of, k](std::ptrdiff_t row) { return of(row, k); };
  };
  return std::fabs(math::correlation(A.rows(), column(A, i), column(B, j)));
}

class LearnedFeatures final : public Demo<LearnedFeatures, Settings, PlanarData> {
 public:
  static Schema<Settings> schema();
  explicit LearnedFeatures(const Start& start);

  void data_changed();
  void settings_changed(const Settings&) {
    if (!is_house()) fit_by_hand();
  }
  void step() override;
  auto state() const { return std::tuple(std::cref(nets_), unhashed(known_), unhashed(history_), epochs_); }
  SeedUse seeds() const override { return {.run = true, .data = is_house() || data().uses_seed()}; }
  void describe(Snapshot& snapshot) const override;

 private:
  // What follows from the data: their copy in double precision, and the fits that need no training.
  struct Known {
    Matrix<double> X, by_hand, raw_rows, by_hand_rows;
    std::vector<double> targets;
    double raw_accuracy = 0, by_hand_accuracy = 0;
    std::array<double, 4> centres{};  // of the kernels
    HouseData houses, test;
    auto state() const { return std::tie(X, by_hand, raw_rows, by_hand_rows, targets, houses, test); }
  };
  bool is_house() const { return settings().problem == Problem::house; }
  int classes() const { return data().classes(); }
  nn::OutputCode code() const { return nn::OutputCode::classification(classes(), nn::Objective::cross_entropy); }
  std::array<double, 2> made_by_hand(double x, double y) const;
  Matrix<double> fit(ConstMatrixView<double> X) const;
  double learned_accuracy() const;
  double accuracy(ConstMatrixView<double> rows, ConstMatrixView<double> X) const;
  void fit_by_hand();
  double price_error(const FeatureNet& net) const;
  void record();

  void describe_plane(Snapshot& snapshot) const;
  void describe_hidden(Plane& plane) const;
  void describe_by_hand(Plane& plane) const;
  void describe_house(Snapshot& snapshot) const;
  void describe_network(Network& panel, const FeatureNet& net, bool by_hand) const;
  void describe_formulas(Text& text) const;
  void add_points(Plane& plane, const Matrix<double>& places) const;

  std::vector<FeatureNet> nets_;  // of the plane one; of the houses by hand, full
  Known known_;
  History history_{2};
  long epochs_ = 0;
  DecisionField field_;
  LinearField hidden_field_{{-1.15, 1.15}, {-1.15, 1.15}};
  Scratch<Matrix<double>> features_, scores_, rows_, decisions_;
  Scratch<OpenNetwork::Pass> pass_;
  Scratch<LinearField> by_hand_field_;
  Scratch<std::string> words_;
};

Schema<Settings> LearnedFeatures::schema() {
  Schema<Settings> schema;
  return schema.group("Problem")
      .choice(&Settings::problem, "problem", "Problem",
              {{Problem::plane, "plane", "Classes in the plane"}, {Problem::house, "house", "The price of a house"}})
      .help("Points of the plane below, or houses: size, bedrooms, zip code, wealth.")
      .include_while(&Settings::problem, {Problem::plane}, &Settings::data)
      .group("Features")
      .choice(&Settings::by_hand, "made_by_hand", "Made by hand",
              {{ByHand::inputs, "inputs", "x₁, x₂ as they are"},
               {ByHand::squares, "squares", "x₁², x₂²"},
               {ByHand::product, "product", "x₁x₂, x₁ + x₂"},
               {ByHand::ring, "ring", "Radius and angle"},
               {ByHand::kernel, "kernel", "Two kernels"}})
      .shown_when(&Settings::problem, {Problem::plane})
      .live()
      .help("Kernels: exp(−2|x − c|²) around the means of the first two classes.")
      .integer(&Settings::hidden, "first_hidden", "First hidden layer", {2, 16})
      .shown_when(&Settings::problem, {Problem::plane})
      .help("Neurons of the first hidden layer; the second, the last, has two.")
      .integer(&Settings::house_hidden, "house_hidden", "Neurons of the full network", {1, 8})
      .shown_when(&Settings::problem, {Problem::house})
      .help("Hidden ReLUs that see all four inputs. By hand there are three.")
      .group("Training")
      .real(&Settings::learning_rate, "learning_rate", {0.001, 0.2})
      .logarithmic()
      .live()
      .help("Of Adam. One step is one pass through all examples.");
}

LearnedFeatures::LearnedFeatures(const Start& start) : Demo(start) {
  if (is_house()) {
    known_.houses = make_houses(kHouses, data_rng("houses"));
    known_.test = make_houses(kTestHouses, data_rng("test houses"));
    nets_.push_back(make_house_net(kMeanings, true, rng("by hand")));
    nets_.push_back(make_house_net(settings().house_hidden, false, rng("full")));
  } else {
    nets_.push_back(make_planar_net(settings().hidden, classes(), rng("weights")));
    field_ = DecisionField({kSide, kSide, data().x_range(), data().y_range()});
    field_.set_classes(classes());
  }
  data_changed();
}

// The class that scores decide for.
int decide(const double* scores, int classes) {
  if (classes == 2) return scores[0] > 0;
  return static_cast<int>(std::max_element(scores, scores + classes) - scores);
}

void LearnedFeatures::data_changed() {
  if (!is_house()) {
    const data::Dataset& training = data().training();
    known_.X = inputs_of(training);
    known_.targets.assign(training.labels.begin(), training.labels.end());
    known_.centres = {};
    std::array<double, 2> count{};
    for (std::ptrdiff_t i = 0; i < known_.X.rows(); ++i) {
      const auto k = static_cast<std::size_t>(training.labels[static_cast<std::size_t>(i)]);
      if (k > 1) continue;
      count[k] += 1;
      for (std::size_t j = 0; j < 2; ++j) known_.centres[2 * k + j] += known_.X(i, static_cast<std::ptrdiff_t>(j));
    }
    for (std::size_t k = 0; k < 4; ++k) known_.centres[k] /= std::max(count[k / 2], 1.0);
    known_.raw_rows = fit(known_.X);
    known_.raw_accuracy = accuracy(known_.raw_rows, known_.X);
    fit_by_hand();
  }
  field_.forget();
  record();
}

std::array<double, 2> LearnedFeatures::made_by_hand(double x, double y) const {
  const std::array<double, 4>& c = known_.centres;
  switch (settings().by_hand) {
    case ByHand::squares: return {x * x, y * y};
    case ByHand::product: return {x * y, x + y};
    case ByHand::ring: {
      // An angle without a library function: from 0 to 4 once around, as the corner of a square sees it.
      const double sum = std::fabs(x) + std::fabs(y), part = sum > 0 ? y / sum : 0;
      return {std::sqrt(x * x + y * y), x < 0 ? 2 - part : y < 0 ? 4 + part : part};
    }
    case ByHand::kernel:
      return {math::exp(-2 * ((x - c[0]) * (x - c[0]) + (y - c[1]) * (y - c[1]))),
              math::exp(-2 * ((x - c[2]) * (x - c[2]) + (y - c[3]) * (y - c[3])))};
    default: return {x, y};
  }
}

Matrix<double> LearnedFeatures::fit(ConstMatrixView<double> X) const {
  if (X.rows == 0) return Matrix<double>(code().outputs(), 3);
  return linear::logistic_scores(X, data().training().labels, classes(), kRidge).rows;
}

double LearnedFeatures::accuracy(ConstMatrixView<double> rows, ConstMatrixView<double> X) const {
  if (X.rows == 0) return kUnknown;
  Matrix<double>& Z = *decisions_;
  linear::linear_scores(rows, X, Z);
  int right = 0;
  for (std::ptrdiff_t i = 0; i < Z.rows(); ++i)
    right += decide(Z.row(i), classes()) == data().training().labels[static_cast<std::size_t>(i)];
  return right / static_cast<double>(X.rows);
}

void LearnedFeatures::fit_by_hand() {
  known_.by_hand.resize(known_.X.rows(), 2);
  for (std::ptrdiff_t i = 0; i < known_.X.rows(); ++i) {
    const std::array<double, 2> made = made_by_hand(known_.X(i, 0), known_.X(i, 1));
    std::copy_n(made.begin(), 2, known_.by_hand.row(i));
  }
  known_.by_hand_rows = fit(known_.by_hand);
  known_.by_hand_accuracy = accuracy(known_.by_hand_rows, known_.by_hand);
}

double LearnedFeatures::price_error(const FeatureNet& net) const {
  return 100 * std::sqrt(2 * net.look(known_.test.X, known_.test.price, *features_, *scores_));
}

double LearnedFeatures::learned_accuracy() const {
  nets_[0].look(known_.X, known_.targets, *features_, *scores_);
  nets_[0].write_rows(*rows_);
  return accuracy(*rows_, *features_);
}

void LearnedFeatures::record() {
  if (is_house())
    history_.record(static_cast<double>(epochs_), std::array{price_error(nets_[0]), price_error(nets_[1])});
  else
    history_.record(static_cast<double>(epochs_), std::array{learned_accuracy(), kUnknown});
}

void LearnedFeatures::step() {
  for (FeatureNet& net : nets_) {
    if (is_house())
      net.step(known_.houses.X, known_.houses.price, settings().learning_rate);
    else
      net.step(known_.X, known_.targets, settings().learning_rate);
  }
  ++epochs_;
  field_.forget();
  record();
}

void LearnedFeatures::describe(Snapshot& snapshot) const {
  if (is_house())
    describe_house(snapshot);
  else
    describe_plane(snapshot);
}

void LearnedFeatures::add_points(Plane& plane, const Matrix<double>& places) const {
  plane.points("training", places, {.colors = data().training().labels, .size_px = 3.5f, .opacity = 0.9f});
}

void LearnedFeatures::describe_hidden(Plane& plane) const {
  nets_[0].look(known_.X, known_.targets, *features_, *scores_);
  nets_[0].write_rows(*rows_);
  plane.equal_axes({.label = "last hidden layer, neuron 1", .range = hidden_field_.x()},
                   {.label = "neuron 2", .range = hidden_field_.y()});
  hidden_field_.describe(plane, "class", *rows_, code(), LinearField::Answer::confidence);
  constexpr int kLines = 9, kPlaces = 40;
  LineLayer& grid = plane.line("bent grid of the inputs", Places(), {.color = kColorMuted, .width_px = 0.8f});
  const Range x = data().x_range(), y = data().y_range();
  std::array<double, kLast> at{};
  std::array<double, kMaximumFieldClasses> scores{};
  const std::span<double> some(scores.data(), static_cast<std::size_t>(code().outputs()));
  for (int upright = 0; upright < 2; ++upright)
    for (int line = 0; line < kLines; ++line) {
      for (int i = 0; i < kPlaces; ++i) {
        const double along = i / (kPlaces - 1.0), across = line / (kLines - 1.0);
        const double u = upright != 0 ? across : along, v = upright != 0 ? along : across;
        nets_[0].at(std::array{x.low + u * (x.high - x.low), y.low + v * (y.high - y.low)}, *pass_, at, some);
        grid.x.push_back(static_cast<float>(at[0]));
        grid.y.push_back(static_cast<float>(at[1]));
      }
      grid.x.push_back(static_cast<float>(kUnknown));
      grid.y.push_back(static_cast<float>(kUnknown));
    }
  add_linear_boundaries(plane, "the output's cut", *rows_, hidden_field_.x(), hidden_field_.y());
  add_points(plane, *features_);
}

void LearnedFeatures::describe_by_hand(Plane& plane) const {
  constexpr std::array<std::array<const char*, 2>, 5> kNames{{{"x₁", "x₂"},
                                                              {"x₁²", "x₂²"},
                                                              {"x₁x₂", "x₁ + x₂"},
                                                              {"radius", "angle"},
                                                              {"kernel of class 1", "kernel of class 2"}}};
  const auto& names = kNames[static_cast<std::size_t>(settings().by_hand)];
  Range x{0, 1}, y{0, 1};
  for (std::ptrdiff_t i = 0; i < known_.by_hand.rows(); ++i) {
    const double u = known_.by_hand(i, 0), v = known_.by_hand(i, 1);
    x = {std::min(x.low, u), std::max(x.high, u)};
    y = {std::min(y.low, v), std::max(y.high, v)};
  }
  x = {x.low - 0.05 * (x.high - x.low), x.high + 0.05 * (x.high - x.low)};
  y = {y.low - 0.05 * (y.high - y.low), y.high + 0.05 * (y.high - y.low)};
  plane.axes({.label = names[0], .range = x}, {.label = names[1], .range = y});
  LinearField& field = *by_hand_field_;
  if (field.x().low != x.low || field.x().high != x.high || field.y().low != y.low || field.y().high != y.high)
    field.set_window(x, y);
  field.describe(plane, "class", known_.by_hand_rows, code(), LinearField::Answer::confidence);
  add_linear_boundaries(plane, "best straight cut", known_.by_hand_rows, x, y);
  add_points(plane, known_.by_hand);
}

void LearnedFeatures::describe_plane(Snapshot& snapshot) const {
  describe_hidden(snapshot.plane("hidden", "The last hidden layer", {.weight = 4, .help = kHiddenHelp}));
  Plane& plane = snapshot.plane("plane", "The inputs", {.weight = 3, .help = kPlaneHelp});
  data().describe_axes(plane);
  const int outputs = code().outputs(), k = classes();
  field_.compute(pool(), [&](double x, double y, std::span<float> scores) {
    std::array<double, kLast> at{};
    std::array<double, kMaximumFieldClasses> all{};
    OpenNetwork::Pass pass;
    nets_[0].at(std::array{x, y}, pass, at, {all.data(), static_cast<std::size_t>(outputs)});
    if (outputs == 1) all[1] = all[0], all[0] = 0;
    double largest = all[0], sum = 0;
    for (int c = 1; c < k; ++c) largest = std::max(largest, all[static_cast<std::size_t>(c)]);
    for (int c = 0; c < k; ++c) {
      scores[static_cast<std::size_t>(c)] = static_cast<float>(all[static_cast<std::size_t>(c)]);
      sum += math::exp(all[static_cast<std::size_t>(c)] - largest);
    }
    const auto winner = static_cast<int>(std::max_element(all.begin(), all.begin() + k) - all.begin());
    return DecisionField::Answer{decision_value(winner, confidence_of(1 / sum, k)), 0};
  });
  field_.describe(plane, "class");
  field_.describe_boundaries(plane, "decision boundary", {.color = kColorForeground, .width_px = 2.5f});
  data().describe_examples(plane);
  describe_by_hand(snapshot.plane("by_hand", "Made by hand", {.weight = 3, .help = kByHandHelp}));
  Plane& curves = snapshot.curves("accuracy", "How much is right", {.weight = 2, .help = kAccuracyHelp});
  curves.axes({.label = "epochs"}, {.label = "training accuracy", .range = {0.4, 1.02}});
  curves.line("learned", history_, 0);
  curves.level("by hand", known_.by_hand_accuracy, {.color = 2});
  curves.level("inputs alone", known_.raw_accuracy, {.color = kColorMuted});
  Numbers numbers = snapshot.numbers("One straight cut", {.weight = 2, .help = "What it gets right, by the features."});
  numbers.add("accuracy_learned", "right, features learned", learned_accuracy(), {.digits = 3});
  numbers.add("accuracy_by_hand", "right, features by hand", known_.by_hand_accuracy, {.digits = 3});
  numbers.add("accuracy_inputs", "right, inputs alone", known_.raw_accuracy, {.digits = 3});
  numbers.add("epochs_done", "epochs", static_cast<double>(epochs_), {.digits = 0});
}

void LearnedFeatures::describe_network(Network& panel, const FeatureNet& net, bool by_hand) const {
  const OpenNetwork& network = net.network();
  net.look(known_.houses.X, known_.houses.price, *features_, *scores_);
  std::vector<float> weights;
  for (int layer = 0; layer < network.layers(); ++layer) {
    weights.clear();
    for (int unit = 0; layer > 0 && unit < network.size(layer); ++unit)
      for (int from = 0; from < network.size(layer - 1); ++from)
        weights.push_back(static_cast<float>(network.value(layer, unit, from)));
    const char* label = layer == 0 ? "inputs" : layer == 1 ? by_hand ? "meanings" : "hidden" : "price";
    NetworkLayer& shown = panel.layer(label, network.size(layer), weights);
    for (int unit = 0; unit < network.size(layer); ++unit) {
      Neuron& neuron = shown.neurons[static_cast<std::size_t>(unit)];
      if (layer == 0)
        neuron.label.assign(kInputNames[static_cast<std::size_t>(unit)]);
      else if (layer == 1 && by_hand)
        neuron.label.assign(kMeaningNames[static_cast<std::size_t>(unit)]);
      else
        neuron.label.assign(layer == 1 ? std::to_string(unit + 1) : "price");
      if (layer == 0) continue;
      neuron.bias = static_cast<float>(network.value(layer, unit, -1));
      const Matrix<double>& of_houses = layer == 1 ? *features_ : *scores_;
      for (std::ptrdiff_t i = 0; i < of_houses.rows(); ++i)
        neuron.activation += static_cast<float>(of_houses(i, unit) / static_cast<double>(of_houses.rows()));
    }
  }
}

// One line a neuron: what it is called, and its weights with what they multiply.
void LearnedFeatures::describe_formulas(Text& text) const {
  const OpenNetwork& network = nets_[0].network();
  std::string& words = *words_;
  const auto add_number = [&words](double value, bool is_first) {
    std::array<char, 32> digits;
    std::snprintf(digits.data(), digits.size(), "%.2f", std::fabs(value));
    words.append(is_first ? (value < 0 ? "−" : "") : value < 0 ? " − " : " + ").append(digits.data());
  };
  for (int layer = 1; layer < network.layers(); ++layer)
    for (int unit = 0; unit < network.size(layer); ++unit) {
      const bool is_price = layer + 1 == network.layers();
      words.assign(is_price ? "price" : kMeaningNames[static_cast<std::size_t>(unit)]);
      words.append(is_price ? " = " : " = max(");
      bool is_first = true;
      for (int from = 0; from < network.size(layer - 1); ++from) {
        if (network.index(layer, unit, from) < 0) continue;
        add_number(network.value(layer, unit, from), is_first);
        words.append(" · ").append(layer == 1 ? kInputNames[static_cast<std::size_t>(from)]
                                              : kMeaningNames[static_cast<std::size_t>(from)]);
        is_first = false;
      }
      add_number(network.value(layer, unit, -1), is_first);
      text.formula(words.append(is_price ? "" : ", 0)"));
    }
}

void LearnedFeatures::describe_house(Snapshot& snapshot) const {
  describe_network(snapshot.network("full", "Fully connected", {.weight = 3, .help = "It chooses its own features."}),
                   nets_[1], false);
  describe_network(snapshot.network("chosen", "Chosen by hand",
                                    {.weight = 3, .help = "Each meaning sees what it is about."}),
                   nets_[0], true);
  describe_formulas(snapshot.text("formulas", "By hand, in numbers", {.weight = 2, .help = kFormulasHelp}));
  const int hidden = nets_[1].features();
  nets_[1].look(known_.houses.X, known_.houses.price, *features_, *scores_);
  std::vector<double> cells;
  std::vector<std::string> rows;
  double best[kMeanings] = {};
  for (int j = 0; j < hidden; ++j) {
    rows.push_back(std::to_string(j + 1));
    for (int m = 0; m < kMeanings; ++m) {
      cells.push_back(correlation_size(*features_, j, known_.houses.meanings, m));
      best[m] = std::max(best[m], cells.back());
    }
  }
  MatrixCells& found = snapshot.matrix("found", "What it found", {.weight = 3, .help = kFoundHelp});
  found.cells(hidden, kMeanings, cells, {.decimals = 2, .map = ColorMap::viridis, .color = {0, 1}});
  const std::vector<std::string> meanings(kMeaningNames.begin(), kMeaningNames.end());
  found.labels("hidden neuron", rows, "meaning", meanings);
  Plane& curves = snapshot.curves("error", "Houses not learned from", {.weight = 3, .help = kErrorHelp});
  curves.axes({.label = "epochs"}, {.label = "error [1000 $]", .logarithmic = true});
  curves.line("fully connected", history_, 1);
  curves.line("by hand", history_, 0, {.color = 2});
  curves.level("noise", 15);
  Numbers numbers = snapshot.numbers("Price", {.weight = 2, .help = "Of houses not learned from, and what was found."});
  numbers.add("error_full", "error, fully connected [1000 $]", price_error(nets_[1]), {.digits = 3});
  numbers.add("error_by_hand", "error, by hand [1000 $]", price_error(nets_[0]), {.digits = 3});
  numbers.add("parameters_full", "weights, fully connected", static_cast<double>(nets_[1].network().values().size()),
              {.digits = 0});
  numbers.add("parameters_by_hand", "weights, by hand", static_cast<double>(nets_[0].network().values().size()),
              {.digits = 0});
  numbers.add("found_family", "family size found, |r|", best[0], {.digits = 2});
  numbers.add("found_walkable", "walkable found, |r|", best[1], {.digits = 2});
  numbers.add("found_school", "school quality found, |r|", best[2], {.digits = 2});
  snapshot.metric("epochs_done", "epochs", static_cast<double>(epochs_), {.digits = 0});
}

const RegisterDemo<LearnedFeatures> registered{{
    .id = "learned-features",
    .title = "Learned features",
    .lecture = 5,
    .row = "R53",
    .summary = "A network bends the plane until one straight line divides the classes, beside features made by hand.",
    .sources = {"Bengio, Courville, Vincent, Representation learning: a review and new perspectives, IEEE TPAMI 35 "
                "(2013) 1798"},
    .steps_per_second = 30,
}};

}  // namespace
}  // namespace lectern
