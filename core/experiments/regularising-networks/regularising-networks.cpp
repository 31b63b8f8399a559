// A network with more weights than its data can fix learns the noise as well. What holds it back, each beside the run
// that is not held back: stopping (early, with patience, and by looking back), dropout, a penalty on the weights; and
// the usual remedies as switches on an overfitted run.
// Lecture row R24.
// Sources: Prechelt, Early Stopping - But When?, in Neural Networks: Tricks of the Trade (1998);
// Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, Dropout, JMLR 15 (2014);
// Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 7.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/experiments/regularising-networks/answer_spread.h"
#include "core/experiments/regularising-networks/learner.h"
#include "core/lab/demo.h"
#include "core/ml/nn/unit_correlations.h"
#include "core/parts/layer_picture.h"
#include "core/parts/planar_data.h"
#include "core/parts/score_picture.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

using data::PlanarFeature;
using regularising::AnswerSpread;
using regularising::Learner;

enum class Compared { stopping, dropout, variance, penalty, fixes };
enum class Fault { overfitted, underfitted };

constexpr std::array kSizes{1, 2, 3, 4, 5, 20, 50};  // hidden neurons
constexpr std::array kAllInputs{PlanarFeature::x1,         PlanarFeature::x2,      PlanarFeature::x1_squared,
                                PlanarFeature::x2_squared, PlanarFeature::product, PlanarFeature::sine_x1,
                                PlanarFeature::sine_x2};
constexpr double kLeastShown = 1e-4;
constexpr int kReplicas = 8;
constexpr int kFieldSide = 64, kTileSide = 32, kUnitSide = 14;

constexpr const char* kErrorsHelp =
    "Mean loss of a training example (E_tr) and of one held out (E_val). Early stopping ends after as many epochs without "
    "a new least E_val as its patience; looking back trains on. Both take the weights of the least E_val they have seen.";
constexpr const char* kPlaneHelp =
    "What the network answers everywhere, paler where it is less confident. Full circles are training data; rings are "
    "held out.";
constexpr const char* kThinnedHelp =
    "The network as the last update trained it, for the first example of its batch: crossed neurons were dropped. Each "
    "square is the answer of a neuron over the plane. Tap a neuron of the last hidden layer to take it out of the pictures "
    "beside.";
constexpr const char* kCorrelationsHelp =
    "Correlation r of the activations of each pair of neurons in the last hidden layer, over the training data: 1 where they "
    "rise and fall together, −1 where one rises as the other falls.";
constexpr const char* kSpreadHelp =
    "How far the answers p of eight networks lie apart, each of which learned from a half of the training data of its own: "
    "their standard deviation at every place. Lines: where each of them changes its mind. Points: all training data.";
constexpr const char* kVarianceHelp =
    "Variance of the eight networks' answers on data held out, on average: what depends on the accidents of the training "
    "data.";
constexpr const char* kSizesHelp =
    "The answers of networks with one hidden layer of so many neurons, above without and below with the penalty: "
    "the value of the most likely class, paler where less confident. Tap one to see it large.";
constexpr const char* kBySizeHelp =
    "Loss on the training data and on data held out, over the size of the hidden layer.";
constexpr const char* kButtonsHelp =
    "The network with the remedies that are switched on. The buttons below it switch them; both networks then train anew, "
    "from equal beginnings.";

struct Settings {
  PlanarDataSettings data{.set = "moons", .n = 240, .noise = 0.25, .train_fraction = 0.3};
  Compared compared = Compared::stopping;
  Fault fault = Fault::overfitted;
  bool more_data = false, fewer_inputs = false, stop_earlier = false, penalise = false, drops_neurons = false;
  bool larger = false, longer = false;
  std::vector<int> layers{40, 40};
  nn::ActivationKind activation = nn::ActivationKind::tanh;
  double learning_rate = 0.01, l2 = 0.002, dropout = 0.5;
  int epochs = 500, patience = 10;
  int size_shown = 7, removed = 0;
};

// Where networks are looked at; made once, and shared by copies.
struct Views {
  PlanarGrid field, tile, unit;
  Matrix<float> field_places, tile_places, unit_places;
  auto state() const { return std::tie(field_places, tile_places, unit_places); }
};

class RegularisingNetworks final : public Demo<RegularisingNetworks, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.group("Regularisation")
        .choice(&Settings::compared, "compared", "Compare",
                {{Compared::stopping, "stopping", "Stopping: early and looking back"},
                 {Compared::dropout, "dropout", "Without and with dropout"},
                 {Compared::variance, "variance", "Without and with dropout, on many training sets"},
                 {Compared::penalty, "penalty", "Without and with an L2 penalty, by size"},
                 {Compared::fixes, "fixes", "A bad run and its remedies"}})
        .help("What stands side by side.")
        .integer(&Settings::patience, "patience", "Patience", {1, 2000})
        .unit("epochs")
        .live()
        .help("How long to wait for a lower validation loss.")
        .shown_when(&Settings::compared, {Compared::stopping, Compared::fixes})
        .real(&Settings::dropout, "dropout", {0, 0.9})
        .help("The probability with which an update leaves out a hidden neuron.")
        .shown_when(&Settings::compared, {Compared::dropout, Compared::variance, Compared::fixes})
        .real(&Settings::l2, "l2", {0, 0.1})
        .live()
        .help("Pulls every weight towards zero in proportion to its size (weight decay).")
        .shown_when(&Settings::compared, {Compared::penalty, Compared::fixes})
        .integer(&Settings::size_shown, "size_shown", "Size shown large", {1, static_cast<double>(kSizes.size())})
        .live()
        .help("Which of the hidden layers, from the left, is shown over the data.")
        .shown_when(&Settings::compared, {Compared::penalty})
        .integer(&Settings::removed, "removed", "Neuron taken out", {0, 400})
        .live()
        .help(
            "The pictures show the networks without this neuron of the last hidden layer, by its number in the picture of "
            "the network; 0 for none.")
        .shown_when(&Settings::compared, {Compared::dropout})
        .choice(&Settings::fault, "fault", "The run is",
                {{Fault::overfitted, "overfitted", "Overfitted"}, {Fault::underfitted, "underfitted", "Underfitted"}})
        .help(
            "Overfitted: all hidden neurons, seven inputs, a third of the training data. Underfitted: two hidden neurons "
            "and a tenth of the epochs.")
        .shown_when(&Settings::compared, {Compared::fixes})
        .boolean(&Settings::more_data, "more_data", "More data")
        .help("All training data in place of a third.")
        .shown_when(&Settings::fault, {Fault::overfitted})
        .boolean(&Settings::fewer_inputs, "fewer_inputs", "Fewer inputs")
        .help("x₁ and x₂ alone, without their squares, their product and their sines.")
        .shown_when(&Settings::fault, {Fault::overfitted})
        .boolean(&Settings::stop_earlier, "stop_earlier", "Stop earlier")
        .help("Early stopping with the patience above.")
        .shown_when(&Settings::fault, {Fault::overfitted})
        .boolean(&Settings::penalise, "penalise", "Penalise weights")
        .help("The L2 penalty above.")
        .shown_when(&Settings::fault, {Fault::overfitted})
        .boolean(&Settings::drops_neurons, "drops_neurons", "Drop neurons")
        .help("Dropout with the rate above.")
        .shown_when(&Settings::fault, {Fault::overfitted})
        .boolean(&Settings::larger, "larger", "Larger model")
        .help("All hidden neurons in place of two.")
        .shown_when(&Settings::fault, {Fault::underfitted})
        .boolean(&Settings::longer, "longer", "Train longer")
        .help("All epochs in place of a tenth.")
        .shown_when(&Settings::fault, {Fault::underfitted})
        .include(&Settings::data)
        .group("Network")
        .integer_list(&Settings::layers, "layers", glossary_label("layers"), {1, 64}, 3)
        .help("Neurons in each hidden layer, one number per layer. Without any, the output sees the inputs directly.")
        .shown_when(&Settings::compared, {Compared::stopping, Compared::dropout, Compared::variance, Compared::fixes})
        .choice(&Settings::activation, "activation", glossary_label("activation"),
                {{nn::ActivationKind::tanh, "tanh", "Tanh"},
                 {nn::ActivationKind::relu, "relu", "ReLU"},
                 {nn::ActivationKind::sigmoid, "sigmoid", "Sigmoid"}})
        .help("What a hidden neuron makes of its weighted sum.")
        .group("Training")
        .real(&Settings::learning_rate, "learning_rate", {1e-4, 1})
        .logarithmic()
        .live()
        .help("Length of a step of Adam along the negative gradient of a batch of 32.")
        .integer(&Settings::epochs, "epochs", {10, 3000})
        .help("The training ends after so many epochs at the latest.");
  }

  explicit RegularisingNetworks(const Start& start) : Demo(start), views_(make_views()) {
    switch (settings().compared) {
      case Compared::stopping: add(plan()); break;
      case Compared::dropout:
        add(plan());
        add_with([&](Learner::Plan& with) { with.dropout = settings().dropout; });
        break;
      case Compared::variance:
        for (const double dropout : {0.0, settings().dropout})
          for (int replica = 1; replica <= kReplicas; ++replica) {
            add_with([&](Learner::Plan& with) {
              with.dropout = dropout;
              with.replica = replica;
            });
            learners_.back().set_replica_rng(data_rng("halves"));
          }
        break;
      case Compared::penalty:
        for (const double l2 : {0.0, settings().l2})
          for (const int size : kSizes)
            add_with([&](Learner::Plan& with) {
              with.layers = {size};
              with.l2 = l2;
            });
        break;
      case Compared::fixes:
        add(bad_plan());
        add(mended_plan());
        break;
    }
    updates_.resize(learners_.size());
    data_changed();
  }

  static bool takes_points(std::string_view panel) { return panel == "plane" || panel == "plane_early"; }
  void data_changed() {
    for (Learner& learner : learners_) learner.set_data(data());
    record_variance();
  }
  void settings_changed(const Settings&) {
    const std::size_t first_penalised = settings().compared == Compared::penalty ? kSizes.size()
                                        : settings().compared == Compared::fixes && settings().penalise
                                            ? 1
                                            : learners_.size();
    for (std::size_t i = 0; i < learners_.size(); ++i)
      learners_[i].tune(settings().learning_rate, i >= first_penalised ? settings().l2 : 0);
  }

  void step() override {
    pool().run(std::ssize(learners_), [&](std::ptrdiff_t i) {
      Learner& learner = learners_[static_cast<std::size_t>(i)];
      const std::int64_t before = learner.epochs();
      learner.epoch();
      if (settings().compared == Compared::dropout && learner.epochs() > before)
        updates_[static_cast<std::size_t>(i)].record(learner.training().network(), learner.training().last_pass());
    });
    record_variance();
  }
  bool finished() const override {
    return std::all_of(learners_.begin(), learners_.end(), [](const Learner& learner) { return learner.finished(); });
  }
  std::optional<Divergence> divergence() const override {
    for (const Learner& learner : learners_)
      if (learner.training().diverged())
        return diverged(learning_rate_too_large(learner.training().steps(), "is no longer a finite number",
                                                settings().learning_rate),
                        &Settings::learning_rate, settings().learning_rate / 10);
    return {};
  }
  auto state() const { return std::tuple(std::tie(learners_), unhashed(updates_), unhashed(variances_)); }
  void describe(Snapshot& snapshot) const override {
    switch (settings().compared) {
      case Compared::stopping: return describe_stopping(snapshot);
      case Compared::dropout: return describe_dropout(snapshot);
      case Compared::variance: return describe_variance(snapshot);
      case Compared::penalty: return describe_penalty(snapshot);
      case Compared::fixes: return describe_fixes(snapshot);
    }
  }

 private:
  Learner::Plan plan() const {
    return {.layers = settings().layers,
            .activation = {settings().activation},
            .learning_rate = settings().learning_rate,
            .epochs = settings().epochs};
  }
  Learner::Plan bad_plan() const {
    Learner::Plan bad = plan();
    if (settings().fault == Fault::overfitted) {
      bad.few_samples = true;
      bad.features.assign(kAllInputs.begin(), kAllInputs.end());
    } else {
      bad.layers = {2};
      bad.epochs = std::max(1, settings().epochs / 10);
    }
    return bad;
  }
  Learner::Plan mended_plan() const {
    Learner::Plan mended = bad_plan();
    if (settings().fault == Fault::overfitted) {
      if (settings().more_data) mended.few_samples = false;
      if (settings().fewer_inputs) mended.features = plan().features;
      if (settings().penalise) mended.l2 = settings().l2;
      if (settings().drops_neurons) mended.dropout = settings().dropout;
    } else {
      if (settings().larger) mended.layers = settings().layers;
      if (settings().longer) mended.epochs = settings().epochs;
    }
    return mended;
  }
  bool stops_earlier() const { return settings().fault == Fault::overfitted && settings().stop_earlier; }
  void add(const Learner::Plan& plan) {
    Result<Learner> made = Learner::make(plan, data().classes(), rng("weights"), rng("training"));
    if (!made) throw CannotStart(made.error());
    learners_.push_back(std::move(*made));
  }
  template <typename Change>
  void add_with(const Change& change) {
    Learner::Plan changed = plan();
    change(changed);
    add(changed);
  }
  Shared<Views> make_views() const {
    const Range x = data().x_range(), y = data().y_range();
    Views views;
    views.field = {kFieldSide, kFieldSide, x, y};
    views.tile = {kTileSide, kTileSide, x, y};
    views.unit = {kUnitSide, kUnitSide, x, y};
    views.field.centres(views.field_places);
    views.tile.centres(views.tile_places);
    views.unit.centres(views.unit_places);
    return Shared(std::move(views));
  }

  // Overwrites scores_ with those of a network at some places.
  void score(const Learner& learner, const nn::Network<float>& network, const Matrix<float>& places) const {
    map_features(places, learner.plan().features, *inputs_);
    scores_->resize(places.rows(), learner.training().code().outputs());
    network.predict(*pass_, *inputs_, *scores_, &pool());
  }
  Plane& describe_answers(Snapshot& snapshot, const char* id, std::string_view title, int weight,
                          const Learner& learner, const nn::Network<float>& network) const;
  void describe_used(Plane& plane, const Learner& learner) const;
  void describe_stopping(Snapshot& snapshot) const;
  void describe_dropout(Snapshot& snapshot) const;
  // Overwrites spread_ with the answers of the networks without dropout, or of those with, at some places.
  void measure_spread(bool with_dropout, const Matrix<float>& places) const;
  void record_variance();
  void describe_spread(Snapshot& snapshot, const char* id, std::string_view title, bool with_dropout) const;
  void describe_variance(Snapshot& snapshot) const;
  void describe_penalty(Snapshot& snapshot) const;
  void describe_fixes(Snapshot& snapshot) const;
  void describe_network(Network& panel, const Learner& learner, const UnitUpdates* updates) const;
  void describe_correlations(Snapshot& snapshot, const char* id, const char* title, const Learner& learner,
                             double& mean) const;
  // A network with other weights, until the next of this number.
  const nn::Network<float>& changed(const Learner& learner, std::span<const float> parameters,
                                    std::size_t number) const {
    learner.with(parameters, (*changed_)[number]);
    return *(*changed_)[number];
  }
  // The number within the last hidden layer of the neuron taken out.
  std::optional<std::ptrdiff_t> removed_unit(const Learner& learner) const;
  // That the numbers lack something: points, or points held out.
  void warn(Numbers& numbers) const;

  std::vector<Learner> learners_;
  std::vector<UnitUpdates> updates_;
  History variances_{2};  // without dropout, with
  Shared<Views> views_;
  Scratch<nn::Pass<float>> pass_, unit_pass_;
  Scratch<Matrix<float>> scores_, inputs_;
  Scratch<Matrix<double>> correlations_;
  Scratch<AnswerSpread> spread_;
  Scratch<std::vector<double>> deviations_;
  Scratch<std::array<std::optional<nn::Network<float>>, 2>> changed_;
};

void RegularisingNetworks::warn(Numbers& numbers) const {
  if (!learners_.front().has_data())
    numbers.warning("No points yet: drop a file, or choose a class beside the picture and tap into it.");
  else if (!data().has_validation())
    numbers.warning("No data are held out, and without E_val nobody knows when to stop: lower the training fraction.");
}

Plane& RegularisingNetworks::describe_answers(Snapshot& snapshot, const char* id, std::string_view title, int weight,
                                              const Learner& learner, const nn::Network<float>& network) const {
  Plane& plane = snapshot.plane(id, title, {.weight = weight, .help = kPlaneHelp});
  data().describe_axes(plane);
  plane.accepts_points = takes_points(id);
  score(learner, network, views_->field_places);
  const nn::OutputCode& code = learner.training().code();
  FieldLayer& field = plane.field("output", views_->field, Values(), {.discrete_classes = true});
  write_field_values(code, *scores_, field.values);
  if (code.outputs() > 1) {
    write_field_scores(*scores_, field);
  } else {
    plane.contours("decision boundary", views_->field, Values::column(*scores_, 0));
  }
  if (learner.plan().few_samples)
    describe_used(plane, learner);
  else
    data().describe_examples(plane);
  return plane;
}

// The examples of a network that sees a share of them.
void RegularisingNetworks::describe_used(Plane& plane, const Learner& learner) const {
  const auto add = [&](const char* label, const data::Dataset& set, std::span<const int> rows,
                       const PointStyle& style) {
    std::vector<double> x, y;
    std::vector<int> classes;
    for (const int row : rows) {
      x.push_back(static_cast<double>(set.X(row, 0)));
      y.push_back(static_cast<double>(set.X(row, 1)));
      classes.push_back(set.labels[static_cast<std::size_t>(row)]);
    }
    PointStyle with_classes = style;
    with_classes.colors = classes;
    plane.points(label, {x, y}, with_classes);
  };
  std::vector<int> all;
  for (int i = 0; i < data().validation().size(); ++i) all.push_back(i);
  add("validation", data().validation(), all, {.marker = Marker::ring, .opacity = 0.8f});
  add("training", data().training(), learner.used(), {.size_px = 3.5f, .opacity = 0.9f});
}

void RegularisingNetworks::describe_stopping(Snapshot& snapshot) const {
  const Learner& learner = learners_[0];
  const auto early = learner.ladder().with_patience(settings().patience), best = learner.ladder().best();
  // Check i was made after epoch i + 1.
  const auto early_epoch = static_cast<double>(early.best_check + 1),
             best_epoch = static_cast<double>(best.best_check + 1), stopped = static_cast<double>(early.stopped_at + 1);
  const bool has_best = best.best_check >= 0, has_stopped = early.stopped_at >= 0;

  Plane& errors =
      snapshot.curves("errors", "Underlearning, optimal stopping, overfitting", {.weight = 4, .help = kErrorsHelp});
  errors.axes({.label = "epoch"}, {.label = "loss E", .logarithmic = true});
  errors.line("training E_tr", learner.history(), 0, {.least = kLeastShown});
  if (data().has_validation())
    errors.line("validation E_val", learner.history(), 1, {.color = 1, .least = kLeastShown});
  if (has_best) errors.vertical("least E_val: look back to here", best_epoch, {.color = kColorGood, .dashed = false});
  if (has_stopped) {
    errors.vertical("early stopping ends", stopped, {.color = kColorMuted});
    errors.vertical("and returns to", early_epoch, {.color = kColorAccent, .dashed = false});
  }

  const nn::Network<float>& now = learner.training().network();
  const nn::Network<float>& early_network = has_best ? changed(learner, early.parameters, 0) : now;
  const nn::Network<float>& best_network = has_best ? changed(learner, best.parameters, 1) : now;
  describe_answers(snapshot, "plane_early", has_stopped ? "Early stopping" : "Early stopping, still waiting", 3,
                   learner, early_network);
  describe_answers(snapshot, "plane_look_back", "Look-back", 3, learner, best_network);
  describe_answers(snapshot, "plane", "Trained on to epoch " + std::to_string(learner.epochs()), 2, learner, now);

  Numbers numbers =
      snapshot.numbers("What each gives back", {.weight = 2, .help = "Loss and accuracy on data held out."});
  warn(numbers);
  const nn::Fit &validation = learner.training().validation_fit(), &training = learner.training().training_fit();
  numbers.heading("Early stopping")
      .add("early_validation_loss", "E_val, early stopping", has_best ? early.loss : NAN, {.digits = 3})
      .add("early_epoch", "weights of epoch", has_best ? early_epoch : NAN, {.digits = 0})
      .add("early_stopped", "epochs computed", has_stopped ? stopped : static_cast<double>(learner.epochs()),
           {.digits = 0, .note = has_stopped ? "" : "so far"})
      .heading("Look-back")
      .add("look_back_validation_loss", "E_val, look-back", has_best ? best.loss : NAN, {.digits = 3})
      .add("look_back_epoch", "weights of epoch", has_best ? best_epoch : NAN, {.digits = 0})
      .add("epoch", static_cast<double>(learner.epochs()), {.digits = 6})
      .heading("The end of the run")
      .add("validation_loss", validation.loss, {.digits = 3})
      .add("training_loss", training.loss, {.digits = 3})
      .add("validation_accuracy", validation.agreement, {.digits = 3})
      .add("training_accuracy", training.agreement, {.digits = 3});
  snapshot.metric("early_validation_accuracy", "accuracy, early stopping",
                  learner.validation_fit(early_network, pool()).agreement);
  snapshot.metric("look_back_validation_accuracy", "accuracy, look-back",
                  learner.validation_fit(best_network, pool()).agreement);
}

std::optional<std::ptrdiff_t> RegularisingNetworks::removed_unit(const Learner& learner) const {
  if (settings().layers.empty() || settings().removed == 0 || !learner.last_hidden()) return {};
  std::ptrdiff_t unit = settings().removed - 1;
  for (std::size_t l = 0; l + 1 < settings().layers.size(); ++l) unit -= settings().layers[l];
  if (unit < 0 || unit >= settings().layers.back()) return {};
  return unit;
}

void RegularisingNetworks::describe_network(Network& panel, const Learner& learner, const UnitUpdates* updates) const {
  const nn::Network<float>& network = learner.training().network();
  panel.fields(views_->unit, {-1, 1});
  map_features(views_->unit_places, learner.plan().features, *inputs_);
  network.evaluate(*unit_pass_, *inputs_, &pool());
  NetworkLayer& first =
      add_layer(panel, {.label = "inputs", .responses = inputs_->view()}, static_cast<int>(inputs_->cols()));
  for (std::size_t f = 0; f < first.neurons.size(); ++f)
    first.neurons[f].label.assign(label_of(data::kPlanarFeatures, learner.plan().features[f]));
  std::size_t number = 0, before = 0;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (!is_dense(network, i)) continue;
    const std::size_t units = network.biases(i).size();
    const bool is_output = i + 1 == network.layer_count();
    add_layer(panel,
              {.label = is_output ? "output" : "hidden " + std::to_string(number + 1),
               .responses = unit_pass_->activations(answers_of(network, i)),
               .dropped = updates != nullptr ? updates->dropped(before, units) : std::span<const char>{},
               .weights = network.weights(i),
               .biases = network.biases(i)},
              static_cast<int>(units));
    before += units;
    ++number;
  }
}

void RegularisingNetworks::describe_correlations(Snapshot& snapshot, const char* id, const char* title,
                                                 const Learner& learner, double& mean) const {
  mean = NAN;
  MatrixCells& cells = snapshot.matrix(id, title, {.weight = 2, .help = kCorrelationsHelp});
  const std::optional<ConstMatrixView<float>> activations = learner.hidden_activations(pool());
  if (activations) {
    nn::unit_correlations(*activations, *correlations_);
    mean = nn::mean_correlation(*correlations_);
  } else {
    correlations_->resize(0, 0);
  }
  std::vector<double> shown;
  std::vector<std::string> names;
  const auto h = static_cast<int>(correlations_->rows());
  for (int j = 0; j < h; ++j) {
    names.push_back(std::to_string(j + 1));
    for (int k = 0; k < h; ++k) shown.push_back(std::isnan((*correlations_)(j, k)) ? 0 : (*correlations_)(j, k));
  }
  cells.cells(h, h, shown, {.decimals = 1, .map = ColorMap::diverging, .color = {-1, 1}});
  cells.labels("neuron", names, "neuron", names);
}

void RegularisingNetworks::describe_dropout(Snapshot& snapshot) const {
  const Learner &plain = learners_[0], &thinned = learners_[1];
  Network& network =
      snapshot.network("network", "The thinned network of the last update", {.weight = 4, .help = kThinnedHelp});
  describe_network(network, thinned, &updates_[1]);
  network.picks_parameter = "removed";
  const std::optional<std::ptrdiff_t> unit = removed_unit(plain);
  const std::string taken = unit ? ", neuron " + std::to_string(*unit + 1) + " taken out" : "";
  if (unit) {
    plain.without_unit(*unit, (*changed_)[0]);
    thinned.without_unit(*unit, (*changed_)[1]);
  }
  describe_answers(snapshot, "plane", "Without dropout" + taken, 3, plain,
                   unit ? *(*changed_)[0] : plain.training().network());
  describe_answers(snapshot, "plane_dropout", "With dropout" + taken, 3, thinned,
                   unit ? *(*changed_)[1] : thinned.training().network());
  double plain_mean = NAN, thinned_mean = NAN;
  describe_correlations(snapshot, "correlations", "Correlations without", plain, plain_mean);
  describe_correlations(snapshot, "correlations_dropout", "Correlations with", thinned, thinned_mean);
  double masked_mean = NAN;
  if (const auto activations = thinned.hidden_activations(pool())) {
    nn::unit_correlations(*activations, *correlations_, settings().dropout);
    masked_mean = nn::mean_correlation(*correlations_);
  }
  Plane& errors = snapshot.curves("errors", "Loss", {.weight = 2, .help = "Training and validation loss of both."});
  errors.axes({.label = "epoch"}, {.label = "loss E", .logarithmic = true});
  errors.line("E_tr without", plain.history(), 0, {.dashed = true, .least = kLeastShown});
  errors.line("E_tr with", thinned.history(), 0, {.color = 1, .dashed = true, .least = kLeastShown});
  if (data().has_validation()) {
    errors.line("E_val without", plain.history(), 1, {.least = kLeastShown});
    errors.line("E_val with", thinned.history(), 1, {.color = 1, .least = kLeastShown});
  }
  const auto directions = [this](const Learner& learner) {
    const auto activations = learner.hidden_activations(pool());
    return activations ? nn::varied_directions(*activations) : NAN;
  };
  Numbers numbers =
      snapshot.numbers("Without and with", {.weight = 2, .help = "Of the last hidden layer, and on data held out."});
  warn(numbers);
  if (settings().layers.empty()) numbers.warning("Without hidden neurons there is nothing to drop.");
  numbers.add("correlation_without", "mean |r|, without dropout", plain_mean, {.digits = 3})
      .add("correlation_with", "mean |r|, with", thinned_mean, {.digits = 3})
      .add("correlation_in_training", "the same while neurons drop", masked_mean, {.digits = 3})
      .add("validation_loss_without", "E_val, without dropout", plain.training().validation_fit().loss, {.digits = 3})
      .add("validation_loss_with", "E_val, with", thinned.training().validation_fit().loss, {.digits = 3})
      .add("unit_cost_without", "a neuron out: |ΔE_val|, without", plain.cost_of_a_unit(pool()), {.digits = 2})
      .add("unit_cost_with", "a neuron out: |ΔE_val|, with", thinned.cost_of_a_unit(pool()), {.digits = 2})
      .add("epoch", static_cast<double>(plain.epochs()), {.digits = 6});
  snapshot.metric("directions_without", "directions in use, without", directions(plain));
  snapshot.metric("directions_with", "directions in use, with", directions(thinned));
  snapshot.metric("training_loss_without", "E_tr without", plain.training().training_fit().loss);
  snapshot.metric("training_loss_with", "E_tr with", thinned.training().training_fit().loss);
  snapshot.metric("validation_accuracy_without", "accuracy without", plain.training().validation_fit().agreement);
  snapshot.metric("validation_accuracy_with", "accuracy with", thinned.training().validation_fit().agreement);
}

void RegularisingNetworks::measure_spread(bool with_dropout, const Matrix<float>& places) const {
  spread_->begin(places.rows(), data().classes());
  for (std::size_t r = 0; r < kReplicas; ++r) {
    const Learner& learner = learners_[r + (with_dropout ? kReplicas : 0)];
    score(learner, learner.training().network(), places);
    spread_->add(*scores_);
  }
}

void RegularisingNetworks::record_variance() {
  if (settings().compared != Compared::variance || !learners_.front().has_data()) return;
  std::array<double, 2> variance{};
  for (const bool with : {false, true}) {
    measure_spread(with, data().validation().X);
    variance[with] = spread_->mean_variance();
  }
  variances_.record(static_cast<double>(learners_.front().epochs()), variance);
}

void RegularisingNetworks::describe_spread(Snapshot& snapshot, const char* id, std::string_view title,
                                           bool with_dropout) const {
  Plane& plane = snapshot.plane(id, title, {.weight = 4, .help = kSpreadHelp});
  data().describe_axes(plane);
  plane.accepts_points = takes_points(id);
  measure_spread(with_dropout, views_->field_places);
  spread_->write_deviations(*deviations_);
  plane.field("deviation of the answers", views_->field, *deviations_, {.color = {0, 0.5}, .map = ColorMap::viridis});
  for (std::size_t r = 0; r < kReplicas && data().classes() == 2; ++r) {
    const Learner& learner = learners_[r + (with_dropout ? kReplicas : 0)];
    score(learner, learner.training().network(), views_->field_places);
    plane.contours(r == 0 ? "boundary of each" : "", views_->field, Values::column(*scores_, 0));
  }
  data().describe_examples(plane);
}

void RegularisingNetworks::describe_variance(Snapshot& snapshot) const {
  describe_spread(snapshot, "plane", "Without dropout", false);
  describe_spread(snapshot, "plane_dropout", "With dropout", true);
  Plane& variance = snapshot.curves("variance", "Variance of the answers", {.weight = 2, .help = kVarianceHelp});
  variance.axes({.label = "epoch"}, {.label = "variance of p", .range = {0, 0.1}});
  variance.line("without", variances_, 0);
  variance.line("with", variances_, 1, {.color = 1});
  Numbers numbers =
      snapshot.numbers("Eight training sets",
                       {.weight = 2, .help = "On data held out: of the eight networks without dropout, and with."});
  warn(numbers);
  for (const bool with : {false, true}) {
    double loss = 0, accuracy = 0;
    for (std::size_t r = 0; r < kReplicas; ++r) {
      const nn::Fit& fit = learners_[r + (with ? kReplicas : 0)].training().validation_fit();
      loss += fit.loss / kReplicas;
      accuracy += fit.agreement / kReplicas;
    }
    measure_spread(with, data().validation().X);
    numbers.heading(with ? "With dropout" : "Without dropout")
        .add(with ? "variance_with" : "variance_without", "variance of p", spread_->mean_variance(), {.digits = 3})
        .add(with ? "validation_loss_with" : "validation_loss_without", "E_val, mean of eight", loss, {.digits = 3})
        .add(with ? "mean_answer_loss_with" : "mean_answer_loss_without", "E_val of the mean answer",
             spread_->loss_of_mean(data().validation().labels), {.digits = 3})
        .add(with ? "validation_accuracy_with" : "validation_accuracy_without", "accuracy, mean", accuracy,
             {.digits = 3});
  }
  numbers.add("epoch", static_cast<double>(learners_.front().epochs()), {.digits = 6});
}

void RegularisingNetworks::describe_penalty(Snapshot& snapshot) const {
  const std::string penalty = "λ₂ = " + number_in_words(settings().l2, 2);
  Images& images =
      snapshot.images("sizes", "Hidden neurons, without and with the penalty", {.weight = 4, .help = kSizesHelp});
  images.setup(
      {.map = ColorMap::diverging, .columns = static_cast<int>(kSizes.size()), .picks_parameter = "size_shown"});
  const auto shown = static_cast<std::size_t>(settings().size_shown - 1);
  std::vector<double> values, sizes;
  std::array<std::vector<double>, 4> losses;  // training and validation, without; the same with
  for (std::size_t i = 0; i < learners_.size(); ++i) {
    const Learner& learner = learners_[i];
    const std::size_t size = i % kSizes.size();
    const bool penalised = i >= kSizes.size();
    if (size == 0) images.row(penalised ? penalty : "λ₂ = 0", {-1, 1});
    score(learner, learner.training().network(), views_->tile_places);
    const nn::OutputCode& code = learner.training().code();
    std::vector<float> decisions(static_cast<std::size_t>(scores_->rows()));
    write_field_values(code, *scores_, decisions);
    values.clear();
    for (int row = kTileSide - 1; row >= 0; --row)  // pictures have row 0 at the top
      for (int col = 0; col < kTileSide; ++col) {
        const double decision = static_cast<double>(decisions[static_cast<std::size_t>(row * kTileSide + col)]);
        const double label = std::floor(decision), confidence = decision - label;
        values.push_back(code.outputs() == 1 ? (label > 0 ? confidence : -confidence)
                                             : 2 * label / (code.outputs() - 1) - 1);
      }
    Tile& tile = images.tile(std::to_string(kSizes[size]), values, kTileSide, kTileSide,
                             {.color = {-1, 1},
                              .frame = size == shown ? kColorAccent : kColorMuted,
                              .pick = static_cast<int>(size) + 1});
    static_cast<void>(tile);
    if (!penalised) sizes.push_back(kSizes[size]);
    losses[penalised ? 2 : 0].push_back(learner.training().training_fit().loss);
    losses[penalised ? 3 : 1].push_back(learner.training().validation_fit().loss);
  }
  const Learner &plain = learners_[shown], &penalised = learners_[shown + kSizes.size()];
  const std::string neurons = std::to_string(kSizes[shown]) + (kSizes[shown] == 1 ? " neuron" : " neurons");
  describe_answers(snapshot, "plane", neurons + ", λ₂ = 0", 3, plain, plain.training().network());
  describe_answers(snapshot, "plane_penalty", neurons + ", " + penalty, 3, penalised, penalised.training().network());
  Plane& by_size = snapshot.plane("by_size", "Loss by size", {.weight = 2, .help = kBySizeHelp});
  by_size.axes({.label = "hidden neurons", .range = {0.9, 60}, .logarithmic = true},
               {.label = "loss E", .logarithmic = true});
  constexpr std::array kNames{"E_tr, λ₂ = 0", "E_val, λ₂ = 0", "E_tr, penalised", "E_val, penalised"};
  for (std::size_t k = 0; k < losses.size(); ++k) {
    if (k % 2 == 1 && !data().has_validation()) continue;
    by_size.line(kNames[k], {sizes, losses[k]},
                 {.color = static_cast<int>(k / 2), .dashed = k % 2 == 0, .least = kLeastShown});
  }
  Numbers numbers = snapshot.numbers("The two shown large", {.weight = 2, .help = "Of the size picked."});
  warn(numbers);
  numbers.heading(neurons + ", λ₂ = 0")
      .add("validation_loss_without", "E_val", plain.training().validation_fit().loss, {.digits = 3})
      .add("training_loss_without", "E_tr", plain.training().training_fit().loss, {.digits = 3})
      .add("weight_norm_without", "‖w‖", plain.weight_norm(), {.digits = 3})
      .heading(neurons + ", " + penalty)
      .add("validation_loss_with", "E_val", penalised.training().validation_fit().loss, {.digits = 3})
      .add("training_loss_with", "E_tr", penalised.training().training_fit().loss, {.digits = 3})
      .add("weight_norm_with", "‖w‖", penalised.weight_norm(), {.digits = 3})
      .add("epoch", static_cast<double>(plain.epochs()), {.digits = 6});
}

void RegularisingNetworks::describe_fixes(Snapshot& snapshot) const {
  const Learner &bad = learners_[0], &mended = learners_[1];
  const bool overfitted = settings().fault == Fault::overfitted;
  Network& network = snapshot.network("network", "The network with its remedies", {.weight = 3, .help = kButtonsHelp});
  describe_network(network, mended, nullptr);
  const auto button = [&](const char* label, const char* id, bool is_on) {
    network.button(label, id, is_on ? "false" : "true", -1, is_on);
  };
  if (overfitted) {
    button("More data", "more_data", settings().more_data);
    button("Fewer inputs", "fewer_inputs", settings().fewer_inputs);
    button("Stop early", "stop_earlier", settings().stop_earlier);
    button("Penalty", "penalise", settings().penalise);
    button("Dropout", "drops_neurons", settings().drops_neurons);
  } else {
    button("Larger model", "larger", settings().larger);
    button("Train longer", "longer", settings().longer);
  }
  const auto early = mended.ladder().with_patience(settings().patience);
  const bool goes_back = stops_earlier() && early.best_check >= 0;
  const nn::Network<float>& shown = goes_back ? changed(mended, early.parameters, 0) : mended.training().network();
  describe_answers(snapshot, "plane", overfitted ? "Overfitted" : "Underfitted", 4, bad, bad.training().network());
  describe_answers(snapshot, "plane_mended", "With the remedies", 4, mended, shown);
  Plane& errors = snapshot.curves("errors", "Loss", {.weight = 2, .help = "Training and validation loss of both."});
  errors.axes({.label = "epoch"}, {.label = "loss E", .logarithmic = true});
  errors.line("E_tr as it was", bad.history(), 0, {.dashed = true, .least = kLeastShown});
  errors.line("E_tr mended", mended.history(), 0, {.color = 1, .dashed = true, .least = kLeastShown});
  if (data().has_validation()) {
    errors.line("E_val as it was", bad.history(), 1, {.least = kLeastShown});
    errors.line("E_val mended", mended.history(), 1, {.color = 1, .least = kLeastShown});
  }
  if (goes_back)
    errors.vertical("stopped: weights of here", static_cast<double>(early.best_check + 1), {.color = kColorGood});
  const nn::Fit mended_fit = mended.validation_fit(shown, pool());
  Numbers numbers = snapshot.numbers("Before and after", {.weight = 2, .help = "Loss and accuracy of both networks."});
  warn(numbers);
  numbers.heading("As it was")
      .add("validation_loss_without", "E_val", bad.training().validation_fit().loss, {.digits = 3})
      .add("training_loss_without", "E_tr", bad.training().training_fit().loss, {.digits = 3})
      .add("validation_accuracy_without", "accuracy, held out", bad.training().validation_fit().agreement,
           {.digits = 3})
      .heading("With the remedies")
      .add("validation_loss_with", "E_val", mended_fit.loss, {.digits = 3})
      .add("training_loss_with", "E_tr", mended.training().training_fit().loss,
           {.digits = 3, .note = goes_back ? "without stopping" : ""})
      .add("validation_accuracy_with", "accuracy, held out", mended_fit.agreement, {.digits = 3})
      .add("samples_with", "examples learned from", static_cast<double>(mended.used().size()), {.digits = 0})
      .add("epoch", static_cast<double>(std::max(bad.epochs(), mended.epochs())), {.digits = 6});
  snapshot.metric("samples_without", "examples learned from, as it was", static_cast<double>(bad.used().size()));
}

const RegisterDemo<RegularisingNetworks> registered{{
    .id = "regularising-networks",
    .title = "Regularising networks",
    .lecture = 5,
    .row = "R24",
    .summary = "An overfitted network, and what holds it back: stopping in time, dropout, a penalty, more data.",
    .sources = {"Prechelt, Early Stopping - But When?, in Neural Networks: Tricks of the Trade (1998)",
                "Srivastava et al., Dropout, JMLR 15 (2014)",
                "Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 7"},
    .steps_per_second = 30,
}};

}  // namespace
}  // namespace lectern
