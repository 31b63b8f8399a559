// How sure is a network, and is it right to be? A network that predicts mean and variance, dropout at prediction time,
// an ensemble, and a Gaussian process as their peer, on a curve with a gap and on classes of the plane: noise against
// epistemic uncertainty, coverage of the bands, reliability and temperature, and what is said far from all data.
// Lecture row R55. Sources: Nix, Weigend (1994); Gal, Ghahramani (2016); Lakshminarayanan, Pritzel, Blundell (2017);
// Guo et al. (2017); Rasmussen, Williams (2006).

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "core/experiments/uncertainty/class_task.h"
#include "core/experiments/uncertainty/contenders.h"
#include "core/experiments/uncertainty/curve_task.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"

namespace lectern {
namespace {

enum class Problem { curve, classes };

constexpr const char* kSpreadHelp =
    "How uncertain each method is of its mean: the standard deviation between passes, members, or functions. Where there "
    "are data it is small beside the noise, in the gap and beyond it ought to grow.";
constexpr const char* kDisagreementHelp =
    "How much the members of the ensemble disagree: the mutual information between class and member. Along the border "
    "of the classes they agree that nobody can tell; far away each has its own idea.";
constexpr const char* kBandsHelp =
    "Of fresh measurements where there are data: which share falls into the central band of each level? On the diagonal "
    "the bands can be believed; below, they are too narrow.";
constexpr const char* kCalibrationHelp =
    "Of all that are said with some confidence, which fraction is right? On the diagonal the probabilities can be "
    "believed; below, they are overconfident. Bins of fewer than ten are left out.";
constexpr const char* kLossHelp =
    "Mean negative log-likelihood of the training data, in nats an example. It goes on falling while the bands become "
    "too narrow.";

struct Settings {
  Problem problem = Problem::curve;
  CurveTaskSettings curve{};
  PlanarDataSettings data{.set = "moons", .n = 100, .noise = 0.3, .train_fraction = 0.6};
  int hidden = 32;
  nn::ActivationKind activation = nn::ActivationKind::relu;
  double dropout = 0.1;
  int passes = 30;
  int members = 5;
  double learning_rate = 0.003;
  int updates = 1000;
};

class Uncertainty final : public Demo<Uncertainty, Settings, PlanarData> {
 public:
  static Schema<Settings> schema();

  explicit Uncertainty(const Start& start)
      : Demo(start),
        curve_(settings().curve, data_rng("curve"), data().drawn_points()),
        classes_(settings().data, data(), data_rng("fresh")),
        contenders_(make_contenders()) {}

  static bool takes_points(std::string_view panel) {
    return std::find(kMethodIds.begin(), kMethodIds.end(), panel) != kMethodIds.end();
  }
  void data_changed();
  bool gesture(const Action& action);
  void step() override;
  bool finished() const override { return contenders_.updates() >= settings().updates; }
  std::optional<Divergence> divergence() const override {
    if (contenders_.is_finite()) return {};
    return diverged("The likelihood is no longer finite: the learning rate is too large.", &Settings::learning_rate,
                    0.01);
  }
  SeedUse seeds() const override { return {.run = true, .data = is_curve() || data().uses_seed()}; }
  auto state() const { return std::tuple(std::tie(curve_, classes_, contenders_), unhashed(losses_)); }
  void describe(Snapshot& snapshot) const override;

 private:
  bool is_curve() const { return settings().problem == Problem::curve; }
  Contenders make_contenders() const;

  CurveTask curve_;
  ClassTask classes_;
  Contenders contenders_;
  History losses_{2};  // of the networks, with and without dropout
};

Schema<Settings> Uncertainty::schema() {
  Schema<Settings> schema;
  const auto curve = [](auto member) {
    return [member](Settings & s) -> auto& { return s.curve.*member; };
  };
  return schema.group("Problem")
      .choice(&Settings::problem, "problem", "Problem",
              {{Problem::curve, "curve", "A curve with error bars"},
               {Problem::classes, "classes", "Classes of the plane"}})
      .help("A law with noise, measured at places that leave a gap; or points of classes that overlap.")
      .integer(curve(&CurveTaskSettings::n), "measurements", "Measurements", {5, 150})
      .help("Of the curve, at random places; those in the gap are not used.")
      .shown_when(&Settings::problem, {Problem::curve})
      .real(curve(&CurveTaskSettings::noise), "curve_noise", "Noise σ at x = 0", {0, 1})
      .help("Standard deviation of a measurement's error.")
      .shown_when(&Settings::problem, {Problem::curve})
      .boolean(curve(&CurveTaskSettings::noise_grows), "noise_grows", "Noise grows with x")
      .help(
          "From a quarter of it at the left end to seven quarters at the right one. Otherwise it is the same everywhere.")
      .shown_when(&Settings::problem, {Problem::curve})
      .real(curve(&CurveTaskSettings::gap_from), "gap_from", "Gap from", {-2, 2})
      .help("No measurements from here. The line in the pictures can be dragged, too.")
      .shown_when(&Settings::problem, {Problem::curve})
      .real(curve(&CurveTaskSettings::gap_to), "gap_to", "Gap to", {-2, 2})
      .help("No measurements up to here. The line in the pictures can be dragged, too.")
      .shown_when(&Settings::problem, {Problem::curve})
      .include_while(&Settings::problem, {Problem::classes}, &Settings::data)
      .group("Networks")
      .integer(&Settings::hidden, "hidden", {1, 50})
      .help("In each of the two hidden layers of every network.")
      .choice(&Settings::activation, "activation", glossary_label("activation"),
              {{nn::ActivationKind::relu, "relu", "ReLU"}, {nn::ActivationKind::tanh, "tanh", "Tanh"}})
      .help("ReLU goes on in straight lines beyond the data, tanh becomes constant.")
      .integer(&Settings::members, "members", "Networks in the ensemble", {2, 10})
      .help("They learn the same data from different starts. The first is the one network.")
      .real(&Settings::dropout, "dropout", {0.01, 0.5})
      .help("The probability with which a hidden neuron is left out, in training and in every pass.")
      .integer(&Settings::passes, "passes", "Passes with dropout", {2, 50})
      .help("How often the network with dropout is asked.")
      .group("Training")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam, on all data at once, or on 128 of them drawn anew for each update.")
      .integer(&Settings::updates, "training_updates", "Updates", {1, 5000})
      .logarithmic()
      .help("The training ends here.");
}

Contenders Uncertainty::make_contenders() const {
  return Contenders({.network = {.kind = is_curve() ? nn::PredictedKind::values : nn::PredictedKind::classes,
                                 .inputs = is_curve() ? 1 : 2,
                                 .classes = classes_.classes(),
                                 .hidden = settings().hidden,
                                 .activation = settings().activation},
                     .dropout = settings().dropout,
                     .members = settings().members,
                     .passes = settings().passes},
                    rng("contenders"));
}

// Training goes on with the new point.
void Uncertainty::data_changed() {
  if (is_curve())
    curve_.set_drawn(data().drawn_points());
  else
    classes_.set_data(data());
}

// An edge of the gap moves, and all training begins anew: a network does not forget what it was shown.
bool Uncertainty::gesture(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (!is_curve() || drag == nullptr || !takes_points(action.panel) || !curve_.drag(*drag)) return false;
  contenders_ = make_contenders();
  losses_.clear();
  return true;
}

void Uncertainty::step() {
  if (is_curve())
    contenders_.step(curve_.data(), curve_.examples(), settings().learning_rate, pool());
  else
    contenders_.step(classes_.data(), classes_.examples(), settings().learning_rate, pool());
  losses_.record(static_cast<double>(contenders_.updates()),
                 std::array{contenders_.loss(), contenders_.dropout_loss()});
}

void Uncertainty::describe(Snapshot& snapshot) const {
  if (is_curve()) {
    curve_.describe(snapshot, contenders_, pool());
    curve_.describe_spread(
        snapshot.plane("spread", "Epistemic uncertainty against x", {.weight = 2, .help = kSpreadHelp}));
    curve_.describe_reliability(
        snapshot.plane("reliability", "Coverage of the bands", {.weight = 2, .help = kBandsHelp}));
  } else {
    classes_.describe(snapshot, data(), contenders_, pool());
    classes_.describe_disagreement(
        snapshot.plane("disagreement", "Where the members disagree", {.weight = 2, .help = kDisagreementHelp}));
    classes_.describe_reliability(
        snapshot.plane("reliability", "Calibration", {.weight = 2, .help = kCalibrationHelp}));
  }
  Plane& loss = snapshot.curves("loss", "Training loss", {.weight = 1, .help = kLossHelp});
  loss.axes({.label = "updates"}, {.label = "−log p [nats]"});
  loss.line("ensemble", losses_, 0, {.color = 2});
  loss.line("dropout", losses_, 1, {.color = 1});
  snapshot.metric("training_loss", contenders_.loss());
  snapshot.metric("updates", static_cast<double>(contenders_.updates()), {.digits = 0});
}

const RegisterDemo<Uncertainty> registered{{
    .id = "uncertainty",
    .title = "Uncertainty",
    .lecture = 5,
    .row = "R55",
    .summary =
        "How sure is a network, and is it right to be? Mean and variance, dropout, an ensemble and a Gaussian process "
        "side by side: aleatoric and epistemic uncertainty, coverage, calibration and temperature, in the data and far from them.",
    .sources =
        {"D. A. Nix, A. S. Weigend, Estimating the mean and variance of the target probability distribution, ICNN (1994)",
         "Y. Gal, Z. Ghahramani, Dropout as a Bayesian approximation, ICML (2016)",
         "B. Lakshminarayanan, A. Pritzel, C. Blundell, Simple and scalable predictive uncertainty estimation using "
         "deep ensembles, NeurIPS (2017)",
         "C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On calibration of modern neural networks, ICML (2017)",
         "C. E. Rasmussen, C. K. I. Williams, Gaussian processes for machine learning (2006)"},
    .steps_per_second = 40,
}};

}  // namespace
}  // namespace lectern
