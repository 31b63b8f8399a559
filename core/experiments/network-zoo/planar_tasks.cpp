#include "core/experiments/network-zoo/planar_tasks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "core/data/points.h"
#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/cluster/kmeans.h"
#include "core/ml/nn/loss.h"
#include "core/ml/zoo/radial_basis_network.h"

namespace lectern::network_zoo {
namespace {

double bump(double x) { return 1 / (1 + 25 * x * x); }

constexpr PlanarGrid kPicture{40, 40, {-1.2, 1.2}, {-1.2, 1.2}};
constexpr int kMostUnits = 25, kJudged = 201;
constexpr double kBasisRidge = 1e-6;

Matrix<double> even_centres(int units) {
  Matrix<double> centres(units, 1);
  for (int k = 0; k < units; ++k) centres(k, 0) = units == 1 ? 0 : -1 + 2.0 * k / (units - 1);
  return centres;
}

// Legendre polynomials P_0 … P_{count−1}.
Matrix<double> legendre(ConstMatrixView<double> x, int count) {
  Matrix<double> P(x.rows, count);
  for (std::ptrdiff_t i = 0; i < x.rows; ++i) {
    double before = 1, now = x(i, 0);
    for (int k = 0; k < count; ++k) {
      P(i, k) = before;
      const double next = ((2 * k + 3) * x(i, 0) * now - (k + 1) * before) / (k + 2);
      before = now;
      now = next;
    }
  }
  return P;
}

Matrix<double> places_judged() {
  Matrix<double> x(kJudged, 1);
  for (int i = 0; i < kJudged; ++i) x(i, 0) = -1 + 2.0 * i / (kJudged - 1);
  return x;
}

double error_against_bump(ConstMatrixView<double> x, std::span<const double> y) {
  double squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double d = y[i] - bump(x(static_cast<std::ptrdiff_t>(i), 0));
    squares += d * d;
  }
  return std::sqrt(squares / static_cast<double>(y.size()));
}

std::vector<double> polynomial_values(ConstMatrixView<double> x, std::span<const double> y, int count,
                                      ConstMatrixView<double> at) {
  const Matrix<double> weights =
      least_squares_by_qr(legendre(x, count),
                          ConstMatrixView<double>(y.data(), static_cast<std::ptrdiff_t>(y.size()), 1));
  const Matrix<double> values = product(legendre(at, count), weights);
  return {values.data(), values.data() + values.size()};
}

void take_points(const data::Dataset& set, Matrix<double>& X, Matrix<double>& Y) {
  X.resize(set.size(), 2);
  Y.resize(set.size(), 1);
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    X(i, 0) = static_cast<double>(set.X(i, 0));
    X(i, 1) = static_cast<double>(set.X(i, 1));
    Y(i, 0) = set.labels.empty() || set.labels[static_cast<std::size_t>(i)] == 0 ? -1 : 1;
  }
}

Matrix<float> to_float(ConstMatrixView<double> M) {
  Matrix<float> out(M.rows, M.cols);
  for (std::ptrdiff_t i = 0; i < M.size(); ++i) out.data()[i] = static_cast<float>(M.data[i]);
  return out;
}

// Of answers with the wrong sign.   both  n × 1
template <typename T>
double share_wrong(const Matrix<T>& answers, const Matrix<double>& truth) {
  int wrong = 0;
  for (std::ptrdiff_t i = 0; i < answers.rows(); ++i) wrong += (answers(i, 0) > 0) != (truth(i, 0) > 0);
  return wrong / static_cast<double>(answers.rows());
}

}  // namespace

RadialTask::RadialTask(const ZooSettings& settings, const Streams& streams)
    : centres_(even_centres(settings.basis_units)) {
  Rng rng = streams.data_rng("bump");
  constexpr int kExamples = 40;
  x_ = Matrix<double>(kExamples, 1);
  for (int i = 0; i < kExamples; ++i) {
    x_(i, 0) = -1 + 2.0 * i / (kExamples - 1);
    y_.push_back(bump(x_(i, 0)) + 0.02 * rng.normal());
  }
}

bool RadialTask::finished() const { return units_ >= kMostUnits; }

void RadialTask::step(const ZooSettings& settings) {
  ++units_;
  const Matrix<double> at = places_judged();
  const zoo::RadialBasisNetwork network(x_, y_, even_centres(units_), settings.basis_width, kBasisRidge);
  history_.record(units_, std::array{error_against_bump(at, network.predict(at)),
                                     error_against_bump(at, polynomial_values(x_, y_, units_ + 1, at))});
}

bool RadialTask::act(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "fit" || drag == nullptr) return false;
  for (std::ptrdiff_t k = 0; k < centres_.rows(); ++k)
    if (drag->handle == "c" + std::to_string(k)) {
      centres_(k, 0) = std::clamp(static_cast<double>(drag->x), -1.0, 1.0);
      return true;
    }
  return false;
}

void RadialTask::describe(const ZooSettings& settings, Snapshot& snapshot) const {
  const Matrix<double> at = places_judged();
  const zoo::RadialBasisNetwork network(x_, y_, centres_, settings.basis_width, kBasisRidge);
  const std::vector<double> fit = network.predict(at),
                            rival = polynomial_values(x_, y_, static_cast<int>(centres_.rows()) + 1, at);
  Plane& plane = snapshot.plane(
      "fit", "A narrow bump",
      {.weight = 4,
       .help =
           "Each unit answers near its centre alone, so it mends the curve there and nowhere else. Drag a centre."});
  plane.axes({.label = "x", .range = {-1, 1}}, {.label = "y", .range = {-0.5, 1.3}});
  const Values xs = Values::column(at, 0);
  plane.points("examples", {Values::column(x_, 0), y_}, {.color = kColorMuted});
  plane.line("law 1/(1 + 25x²)", {-1, 1}, kJudged, bump, {.color = kColorMuted, .dashed = true});
  plane.line("radial basis", {xs, fit}, {.color = 0});
  plane.line("polynomial", {xs, rival}, {.color = 1});
  for (std::ptrdiff_t k = 0; k < centres_.rows(); ++k)
    plane.handle("c" + std::to_string(k), k == 0 ? "centres" : "", centres_(k, 0), 0);
  Plane& curves = snapshot.curves(
      "errors", "Error with more units",
      {.weight = 3,
       .help = "Root mean square distance from the law, even centres; the polynomial has as many coefficients."});
  curves.axes({.label = "units", .range = {0, kMostUnits}},
              {.label = "error", .range = {0.003, 1}, .logarithmic = true});
  curves.line("radial basis", history_, 0, {.color = 0, .least = 0.003});
  curves.line("polynomial", history_, 1, {.color = 1, .least = 0.003});
  Numbers numbers = snapshot.numbers("Error of the fits", {.weight = 2, .help = "Distance from the law."});
  numbers.add("radial_error", "radial basis", error_against_bump(at, fit), {.digits = 3});
  numbers.add("polynomial_error", "polynomial", error_against_bump(at, rival), {.digits = 3});
}

SpiralTask::SpiralTask(const ZooSettings& settings, const Streams& streams)
    : is_deep_(settings.network == Species::residual), hidden_(settings.hidden), rng_(streams.rng("batches")) {
  Rng points = streams.data_rng("spirals");
  take_points(data::two_spirals(points, 300, 0.04, 1), X_, Y_);
  take_points(data::two_spirals(points, 300, 0.04, 1), test_X_, test_Y_);
  X32_ = to_float(X_);
  Y32_ = to_float(Y_);
  test_X32_ = to_float(test_X_);
  const auto add = [&](const std::vector<nn::LayerSpec>& layers) {
    networks_.push_back(*nn::Network<float>::build({2, 1, 1}, layers));
    networks_.back().initialise(streams.rng("weights"));
    optimizers_.emplace_back(nn::OptimizerSpec{.kind = nn::OptimizerKind::adam,
                                               .learning_rate = is_deep_ ? 0.002 : 0.01},
                             networks_.back().parameters().size());
  };
  const nn::Activation tanh{nn::ActivationKind::tanh};
  if (is_deep_) {
    constexpr int kWidth = 8;
    std::vector<nn::LayerSpec> with{nn::DenseSpec{kWidth, tanh}}, without = with;
    for (int l = 0; l < settings.residual_layers; ++l) {
      with.push_back(nn::ResidualSpec{{nn::DenseSpec{kWidth, tanh}}, {}, {}});
      without.push_back(nn::DenseSpec{kWidth, tanh});
    }
    with.push_back(nn::DenseSpec{1});
    without.push_back(nn::DenseSpec{1});
    add(with);
    add(without);
    // Each layer adds less at first, so that the sum of all does not grow too large.
    constexpr float kShare = 0.5f;
    nn::Network<float>& network = networks_[0];
    for (std::size_t l = 1; l + 1 < network.layer_count(); ++l)
      for (float& w : network.weights(l)) w *= kShare;
  } else {
    add({nn::DenseSpec{settings.hidden, tanh}, nn::DenseSpec{1}});
    Rng weights = streams.rng("random layer");
    learner_ = zoo::ExtremeLearner::random(2, settings.hidden, 3, weights);
    learner_.fit(X_, Y_, 1e-3);
    const double K = settings.hidden, n = static_cast<double>(X_.rows());
    solved_error_ = share_wrong(learner_.predict(test_X_), test_Y_);
    kPicture.centres(*places_);
    Matrix<double> at(places_->rows(), 2);
    for (std::ptrdiff_t i = 0; i < at.size(); ++i) at.data()[i] = static_cast<double>(places_->data()[i]);
    const Matrix<double> solved = learner_.predict(at);
    solved_field_.assign(solved.data(), solved.data() + solved.size());
    solved_cost_ = n * K * (K + 4) + K * K * K / 6;
  }
  measure();
}

double SpiralTask::error_of(std::size_t network) const {
  Matrix<float>& Z = *outputs_;
  Z.resize(test_X32_.rows(), 1);
  networks_[network].predict((*passes_)[network], test_X32_, Z);
  return share_wrong(Z, test_Y_);
}

double SpiralTask::loss_of(std::size_t network) const {
  Matrix<float>& Z = *outputs_;
  Z.resize(X32_.rows(), 1);
  networks_[network].predict((*passes_)[network], X32_, Z);
  return nn::loss_and_gradient<float>({nn::LossKind::mse}, Z, Y32_, {});
}

void SpiralTask::measure() {
  if (is_deep_)
    history_.record(5 * steps_, std::array{loss_of(0), loss_of(1)});
  else
    history_.record(5 * steps_, std::array{solved_error_, error_of(0)});
}

void SpiralTask::step(const ZooSettings&) {
  if (finished()) return;
  constexpr int kUpdates = 5;
  for (std::size_t net = 0; net < networks_.size(); ++net)
    for (int update = 0; update < kUpdates; ++update) {
      nn::Pass<float>& pass = (*passes_)[net];
      networks_[net].forward(pass, X32_, rng_);
      nn::loss_and_gradient<float>({nn::LossKind::mse}, pass.output(), Y32_, pass.output_gradient());
      networks_[net].backward(pass);
      optimizers_[net].step(networks_[net].parameters(), networks_[net].gradients());
    }
  ++steps_;
  measure();
}

void SpiralTask::describe(const ZooSettings&, Snapshot& snapshot) const {
  Matrix<float>& places = *places_;
  kPicture.centres(places);
  std::vector<int> classes;
  for (std::ptrdiff_t i = 0; i < Y_.rows(); ++i) classes.push_back(Y_(i, 0) > 0 ? 1 : 0);
  const auto picture = [&](std::string_view id, std::string_view title, int weight, Values values) {
    Plane& plane =
        snapshot.plane(id, title,
                       {.weight = weight,
                        .help = "Colour: the output, −1 for one spiral and 1 for the other. Dots: the examples."});
    plane.equal_axes({.label = "x₁", .range = {-1.2, 1.2}}, {.label = "x₂", .range = {-1.2, 1.2}});
    plane.field("output", kPicture, values, {.color = {-1, 1}});
    plane.contours("border", kPicture, values);
    plane.points("examples", X_, {.colors = classes});
  };
  Matrix<float>&first = *outputs_, &second = *other_;
  first.resize(places.rows(), 1);
  second.resize(places.rows(), 1);
  networks_[0].predict((*passes_)[0], places, first);
  if (is_deep_) {
    networks_[1].predict((*passes_)[1], places, second);
    picture("residual_plane", "With shortcuts", 4, Values::column(first, 0));
    picture("plain_plane", "Without", 3, Values::column(second, 0));
  } else {
    picture("solved_plane", "Random layer, solved at once", 4, solved_field_);
    picture("trained_plane", "Trained by gradients", 3, Values::column(first, 0));
  }
  Plane& curves = snapshot.curves("spiral_curves", is_deep_ ? "Training loss" : "Wrong test points",
                                  {.weight = 3, .help = "Against the updates of all weights by Adam."});
  const AxisText updates{.label = "updates", .range = {0, 1500}};
  if (is_deep_)
    curves.axes(updates, {.label = "squared error", .range = {1e-4, 3}, .logarithmic = true});
  else
    curves.axes(updates, {.label = "share wrong", .range = {0, 0.52}});
  curves.line(is_deep_ ? "with shortcuts" : "random layer", history_, 0, {.color = 0});
  curves.line(is_deep_ ? "without" : "gradients", history_, 1, {.color = 1});
  Numbers numbers = snapshot.numbers(is_deep_ ? "Deep networks" : "Error and cost",
                                     {.weight = 2, .help = "Shares of 300 test points."});
  if (is_deep_) {
    numbers.add("residual_loss", "loss with shortcuts", history_.last(0), {.digits = 3});
    numbers.add("plain_loss", "loss without", history_.last(1), {.digits = 3});
    numbers.add("residual_error", "wrong with shortcuts", error_of(0), {.digits = 3});
    numbers.add("plain_error", "wrong without", error_of(1), {.digits = 3});
  } else {
    numbers.add("solved_error", "wrong, random layer", solved_error_, {.digits = 3});
    numbers.add("trained_error", "wrong, gradients", history_.last(1), {.digits = 3});
    numbers.add("solved_cost", "multiplications, solved", solved_cost_ / 1e6, {.unit = "million", .digits = 3});
    numbers.add("trained_cost", "multiplications, gradients", 5.0 * steps_ * 8.0 * 300 * hidden_ / 1e6,
                {.unit = "million", .digits = 3});
  }
}

namespace {
constexpr int kMapSide = 10, kShows = 4000, kShowsOfStep = 20;
constexpr std::ptrdiff_t kMostPoints = 1500;
}  // namespace

KohonenTask::KohonenTask(const ZooSettings&, const Streams& streams) : rng_(streams.rng("shows")) {
  Rng points = streams.data_rng("square"), start = streams.rng("map");
  Matrix<double> none;
  take_points(data::uniform_points(points, 500), X_, none);
  Matrix<double> weights(kMapSide * kMapSide, 2);
  for (std::ptrdiff_t i = 0; i < weights.size(); ++i) weights.data()[i] = 0.2 * start.normal();
  map_ = {kMapSide, kMapSide, weights};
  const cluster::PackedSamples packed(X_);
  centres_ = {kMapSide, kMapSide,
              cluster::kmeans(packed, cluster::random_centres(X_, kMapSide * kMapSide, start)).centres};
  measure();
}

void KohonenTask::measure() {
  history_.record(shown_, std::array{map_.quantisation_error(X_), map_.topographic_error(X_)});
}

void KohonenTask::step(const ZooSettings& settings) {
  if (finished()) return;
  for (int i = 0; i < kShowsOfStep; ++i, ++shown_) {
    const double f = shown_ / static_cast<double>(kShows);
    const auto row = static_cast<std::ptrdiff_t>(rng_.below(static_cast<std::uint32_t>(X_.rows())));
    map_.show({X_.row(row), 2}, zoo::falling(zoo::Fall::exponential, 0.5, 0.05, f),
              zoo::falling(zoo::Fall::exponential, settings.neighbourhood, std::min(settings.neighbourhood, 0.5), f));
  }
  measure();
}

bool KohonenTask::act(const Action& action) {
  const auto* tap = std::get_if<LatentPicked>(&action.gesture);
  if (action.panel != "kohonen" || tap == nullptr || X_.rows() + 100 > kMostPoints) return false;
  Matrix<double> more(X_.rows() + 100, 2);
  std::copy_n(X_.data(), X_.size(), more.data());
  // A hundred points around the tap, on rings.
  for (int i = 0; i < 100; ++i) {
    const double r = 0.03 * (1 + i / 20), angle = 0.314159265 * (i % 20);
    more(X_.rows() + i, 0) = std::clamp(static_cast<double>(tap->x) + r * math::cos(angle), -1.2, 1.2);
    more(X_.rows() + i, 1) = std::clamp(static_cast<double>(tap->y) + r * math::sin(angle), -1.2, 1.2);
  }
  X_ = std::move(more);
  return true;
}

void KohonenTask::describe(const ZooSettings&, Snapshot& snapshot) const {
  Plane& plane = snapshot.plane(
      "kohonen", "The map unfolds",
      {.weight = 4,
       .help =
           "Each knot is a unit at its weights; lines join neighbours on the grid. Tap: a hundred more points there."});
  plane.equal_axes({.label = "x₁", .range = {-1.2, 1.2}}, {.label = "x₂", .range = {-1.2, 1.2}});
  plane.accept_latent_picks();
  plane.points("examples", X_, {.color = kColorMuted, .size_px = 2.5f});
  LineLayer& net = plane.line("map", Places(), {.color = 0, .width_px = 1.5f});
  const Matrix<double>& w = map_.weights();
  for (int way = 0; way < 2; ++way)
    for (int a = 0; a < kMapSide; ++a) {
      for (int b = 0; b < kMapSide; ++b) {
        const int k = way == 0 ? a * kMapSide + b : b * kMapSide + a;
        net.x.push_back(static_cast<float>(w(k, 0)));
        net.y.push_back(static_cast<float>(w(k, 1)));
      }
      net.x.push_back(NAN);
      net.y.push_back(NAN);
    }
  plane.points("units", w, {.color = 0, .size_px = 4});
  Plane& curves = snapshot.curves(
      "map_errors", "Two errors",
      {.weight = 3,
       .help =
           "Quantisation: mean distance to the nearest unit. Topographic: share of points whose two nearest units are no neighbours."});
  curves.axes({.label = "examples shown", .range = {0, kShows}}, {.label = "error", .range = {0, 1.02}});
  curves.line("quantisation", history_, 0, {.color = 0});
  curves.line("topographic", history_, 1, {.color = 1});
  Numbers numbers =
      snapshot.numbers("Map and k-means", {.weight = 2, .help = "k-means has as many centres, numbered as they come."});
  numbers.add("topographic_error", "topographic, map", map_.topographic_error(X_), {.digits = 3});
  numbers.add("kmeans_topographic", "topographic, k-means", centres_.topographic_error(X_), {.digits = 3});
  numbers.add("quantisation_error", "quantisation, map", map_.quantisation_error(X_), {.digits = 3});
  numbers.add("kmeans_quantisation", "quantisation, k-means", centres_.quantisation_error(X_), {.digits = 3});
}

}  // namespace lectern::network_zoo
