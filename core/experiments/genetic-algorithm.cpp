// A population breeds towards low cost, on a surface or as the weights of a small network: selection, crossover,
// mutation, an elite; beside it gradient descent, which has spent as many evaluations of the function.
// Lecture row R8.
// Sources: Eiben, Smith, Introduction to Evolutionary Computing (2nd ed., 2015); Montana, Davis, IJCAI 1989.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/images.h"
#include "core/lab/describe/text.h"
#include "core/lab/history.h"
#include "core/lab/registry.h"
#include "core/ml/optimise/first_order.h"
#include "core/ml/optimise/genetic.h"
#include "core/parts/search_task.h"

namespace lectern {
namespace {

constexpr const char* kSurfaceHelp =
    "Each dot is an individual, the diamond the fittest; lines lead from mothers to their children. The path is that "
    "of gradient descent from the ring, which can be dragged; + marks minima.";
constexpr const char* kFitHelp =
    "What the fittest individual's network answers, some of its rivals thinly, and the network that gradient descent "
    "trains.";
constexpr const char* kCostHelp =
    "The best and the mean of the population and gradient descent, by what they have cost. A step of descent counts as "
    "2 evaluations: a value and a gradient, which costs about as much where it is computed backwards.";
constexpr const char* kDiversityHelp =
    "Standard deviation of the genes as a share of their range. Where it is gone, only mutation finds anything new.";
constexpr const char* kGenesHelp =
    "Left: a row an individual, the fittest on top, a column a gene. Right: the fittest of each generation, the newest "
    "last. The strongest colour of each picture is its largest gene.";
constexpr const char* kNumbersHelp = "What the search has found and spent.";

constexpr std::uint64_t kBreeding = 1;  // label of the random stream; core/parts/search_task.cpp has 2 to 4
constexpr double kLeast = 1e-12;        // shown on logarithmic axes
constexpr int kCostOfGradientStep = 2;  // a value and a gradient
constexpr int kMostDescents = 2000;  // steps of descent in one generation, while it catches up
constexpr double kFar = 10;      // windows: descent is lost
constexpr double kRuined = 1e3;  // times its cost at the start: a network's descent is lost
constexpr std::size_t kAncestors = 100;  // generations whose fittest are shown
constexpr int kGenesWidth = 40;  // of their pictures
constexpr std::size_t kRivals = 6;  // drawn thinly beside the fittest

void add_task_parameters(ParameterSchema& schema) {
  schema.group("Task")
      .choice("task", "Individuals are",
              {{"surface", "Places on a surface"},
               {"curve", "Networks that fit a curve"},
               {"xnor", "Networks for XNOR"}},
              "surface")
      .help("Genes are the coordinates of a place, or all weights and biases of a network.");
  add_surface_parameters(schema, "rastrigin", {"task", {"surface"}});
  add_weight_search_parameters(schema, "task");
}

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_task_parameters(schema);
  schema.group("Evolution")
      .integer("population", "Population", {4, 300}, 60)
      .help("Individuals in each generation.")
      .choice("selection", "Selection",
              {{"tournament", "Tournament"}, {"roulette", "Roulette wheel"}, {"rank", "By rank"}}, "tournament")
      .live()
      .help("How parents are chosen: the fittest of a few drawn, or drawn with chances by how fit, or by which place.")
      .integer("tournament", "Tournament size", {1, 20}, 3)
      .live()
      .help("1: everybody may breed. Large: only the fittest do, and soon all are alike.")
      .shown_when("selection", {"tournament"})
      .choice("crossover", "Crossover",
              {{"blend", "Between the parents"}, {"uniform", "Gene by gene"}, {"one_point", "Cut once"}}, "blend")
      .live()
      .help("What a child takes from its two parents.")
      .real("crossover_chance", "Chance of two parents", {0, 1}, 0.8)
      .live()
      .help("Otherwise a child is a copy of one, but for mutations.")
      .real("mutation", "Chance of mutation", {0, 1}, 0.2)
      .live()
      .help("Of each gene. 0: nothing new is ever found.")
      .real("mutation_scale", "Size of mutations", {0.001, 1}, 0.08)
      .logarithmic()
      .live()
      .help("Standard deviation, as a share of the gene's range.")
      .integer("elite", "Elite", {0, 20}, 2)
      .live()
      .help("So many of the fittest live on unchanged. 0: the best may be lost again.")
      .integer("generations", "Generations", {5, 5000}, 150)
      .logarithmic()
      .live()
      .help("The search ends here.");
  schema.group("Gradient descent")
      .real("learning_rate", "Learning rate η", {1e-4, 10}, 0.3)
      .logarithmic()
      .live()
      .help("In units of 2/λ, λ the largest curvature at its start and, on a surface, at the minimum nearest to that.")
      .real("momentum", "Momentum γ", {0, 0.99}, 0)
      .live()
      .help("Some carries it over small hills.");
  return schema;
}

class GeneticSearch final : public Experiment {
 public:
  GeneticSearch(const ExperimentStart& start, std::shared_ptr<const SearchTask> task)
      : task_(std::move(task)),
        parameters_(start.parameters),
        search_(task_->low, task_->high, options(), cost(), Rng(start.seed).split(kBreeding).split(start.data_seed)),
        start_(task_->start),
        descent_(task_->f(), start_, {}) {
    set_out();
    record();
  }

  void step() override {
    search_.step(cost());
    for (int i = 0; i < kMostDescents && !is_lost_ && spent_ + kCostOfGradientStep <= search_.evaluations(); ++i)
      descend();
    record();
  }
  void tune(const ParameterSet& parameters) override {
    parameters_ = parameters;
    search_.options() = options();
    descent_.spec() = descent_rule();
  }
  // Another start is another descent, which has yet to spend what the population has spent.
  bool act(const Action& action) override {
    if (task_->picture == nullptr) return false;
    auto start = dragged_start(task_->picture->surface(), action);
    if (!start) return false;
    start_ = std::move(*start);
    set_out();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override {
    search_.hash_state(hasher);
    descent_.hash_state(hasher);
  }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<GeneticSearch>(*this); }
  bool finished() const override { return search_.generation() >= parameters_.integer("generations"); }

 private:
  optimise::GeneticOptions options() const;
  optimise::GeneticAlgorithm::Cost cost() const {
    return [this](std::span<const double> genes) { return task_->f().value(genes); };
  }
  nn::OptimizerSpec descent_rule() const;
  void set_out();
  void descend();
  void record();

  std::string cause_of_loss() const;
  void describe_surface(Plane& plane) const;
  void describe_networks(Plane& plane) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_genes(Images& images) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const SearchTask> task_;
  ParameterSet parameters_;
  optimise::GeneticAlgorithm search_;
  std::vector<double> start_;
  optimise::FirstOrderDescent descent_;
  double unit_of_rate_ = 1;
  bool is_lost_ = false;
  double first_f_ = 0;               // of the descent
  double descent_f_ = 0;             // the last before it was lost
  std::vector<double> descent_x_;    // likewise
  Trail trail_;
  long spent_ = 0;           // evaluations of the descent
  History costs_{3}, diversity_{1};    // best, mean, descent
  std::vector<float> ancestors_;       // genes of the fittest of the last generations, a row each
};

optimise::GeneticOptions GeneticSearch::options() const {
  using enum optimise::Selection;
  constexpr std::array kSelections{tournament, roulette, rank};
  constexpr std::array kCrossovers{optimise::Crossover::blend, optimise::Crossover::uniform,
                                   optimise::Crossover::one_point};
  optimise::GeneticOptions options;
  options.population = parameters_.integer("population");
  options.selection = kSelections[static_cast<std::size_t>(parameters_.choice_index("selection"))];
  options.tournament = parameters_.integer("tournament");
  options.elite = parameters_.integer("elite");
  options.crossover = kCrossovers[static_cast<std::size_t>(parameters_.choice_index("crossover"))];
  options.crossover_chance = parameters_.real("crossover_chance");
  options.mutation = parameters_.real("mutation");
  options.mutation_scale = parameters_.real("mutation_scale");
  return options;
}

nn::OptimizerSpec GeneticSearch::descent_rule() const {
  return {.learning_rate = parameters_.real("learning_rate") * unit_of_rate_, .momentum = parameters_.real("momentum")};
}

void GeneticSearch::set_out() {
  unit_of_rate_ = task_->unit_of_rate(start_);
  descent_ = {task_->f(), start_, descent_rule()};
  first_f_ = descent_f_ = descent_.f();
  descent_x_ = start_;
  is_lost_ = !std::isfinite(descent_f_);
  spent_ = kCostOfGradientStep;
  trail_.clear();
  if (task_->picture != nullptr) trail_.record(task_->picture->place(start_, descent_f_));
}

void GeneticSearch::descend() {
  descent_.step();
  spent_ += kCostOfGradientStep;
  const SurfacePicture* picture = task_->picture.get();
  is_lost_ = !std::isfinite(descent_.f()) ||
             (picture != nullptr ? !picture->surface().is_near(descent_.x(), kFar) : descent_.f() > kRuined * first_f_);
  if (is_lost_) return;
  descent_f_ = descent_.f();
  descent_x_.assign(descent_.x().begin(), descent_.x().end());
  if (picture != nullptr) trail_.record(picture->place(descent_.x(), descent_f_));
}

void GeneticSearch::record() {
  const auto above = [&](double f) { return std::max(task_->above_least(f), kLeast); };
  const auto x = static_cast<double>(search_.evaluations());
  const std::array<double, 3> costs{above(search_.costs().front()), above(search_.mean_cost()),
                                    is_lost_ ? std::numeric_limits<double>::quiet_NaN() : above(descent_f_)};
  costs_.record(x, costs);
  const double diversity = search_.diversity();
  diversity_.record(x, std::span(&diversity, 1));
  const std::size_t D = search_.best().size();
  if (ancestors_.size() == kAncestors * D)
    ancestors_.erase(ancestors_.begin(), ancestors_.begin() + static_cast<std::ptrdiff_t>(D));
  for (const double gene : search_.best()) ancestors_.push_back(static_cast<float>(gene));
}

void GeneticSearch::describe(Snapshot& snapshot) const {
  if (task_->picture != nullptr)
    describe_surface(snapshot.add_panel<Plane>("surface", "Population", 4, kSurfaceHelp));
  else
    describe_networks(snapshot.add_panel<Plane>("fit", "Networks", 4, kFitHelp));
  describe_curves(snapshot);
  describe_genes(snapshot.add_panel<Images>("genes", "Genes", 2, kGenesHelp));
  describe_numbers(snapshot);
}

void GeneticSearch::describe_surface(Plane& plane) const {
  const SurfacePicture& picture = *task_->picture;
  picture.describe(plane);
  const auto place_of = [&](const double* genes) {
    const std::span x(genes, static_cast<std::size_t>(search_.population().cols()));
    return picture.place(x, picture.is_curve() ? picture.surface().f->value(x) : 0);
  };
  const std::span<const optimise::GeneticAlgorithm::Origin> origins = search_.origins();
  LineLayer& births = add_line(plane, "mother to child", static_cast<int>(3 * origins.size()), kColorMuted, false);
  births.width_px = 1;
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const Trail::Place from = place_of(search_.previous().row(origins[i].mother));
    const Trail::Place to = place_of(search_.population().row(static_cast<std::ptrdiff_t>(i)));
    constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
    const std::array<float, 3> x{from.x, to.x, kGap}, y{from.y, to.y, kGap};
    std::copy(x.begin(), x.end(), births.x.begin() + static_cast<std::ptrdiff_t>(3 * i));
    std::copy(y.begin(), y.end(), births.y.begin() + static_cast<std::ptrdiff_t>(3 * i));
  }
  add_path(plane, "gradient descent", trail_, 0, is_lost_);
  Matrix<float> places(search_.population().rows(), 2);
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
    const Trail::Place at = place_of(search_.population().row(i));
    places(i, 0) = at.x;
    places(i, 1) = at.y;
  }
  PointsLayer& others = add_points(plane, "individual", places, 1, places.rows() - 1, Marker::circle, 3.5f);
  others.color.assign(1, 1);
  others.opacity.assign(1, 0.9f);
  add_points(plane, "fittest", places, 0, 1, Marker::diamond, 8).color.assign(1, 1);
  add_start_handle(plane, picture.place(start_, picture.surface().f->value(start_)));
}

void GeneticSearch::describe_networks(Plane& plane) const {
  const Matrix<double>& genes = search_.population();
  std::vector<WeightSearch::Shown> shown{{"fittest", search_.best(), 1, 3}, {"gradient descent", descent_x_, 0, 2}};
  const std::size_t rivals = std::min(kRivals, static_cast<std::size_t>(genes.rows() - 1));
  for (std::size_t i = 1; i <= rivals; ++i) {
    const std::span weights(genes.row(static_cast<std::ptrdiff_t>(i)), start_.size());
    shown.push_back({i == 1 ? "rivals" : "", weights, kColorMuted, 1});
  }
  task_->network->describe(plane, shown);
}

void GeneticSearch::describe_curves(Snapshot& snapshot) const {
  Curves& costs = snapshot.add_panel<Curves>("costs", "Cost by evaluations", 2, kCostHelp);
  set_axes(costs, "evaluations of f", task_->picture != nullptr ? "f − f*" : "mean squared error", {}, true);
  add_series(costs, "gradient descent", costs_, 2, 0, kLeast);
  add_series(costs, "best", costs_, 0, 1, kLeast);
  add_series(costs, "mean", costs_, 1, 2, kLeast);
  Curves& diversity = snapshot.add_panel<Curves>("diversity", "Diversity", 2, kDiversityHelp);
  set_axes(diversity, "evaluations of f", "spread of the genes", {}, false);
  add_series(diversity, "population", diversity_, 0, 1);
}

// Few genes are drawn wide, to be seen, each picture in the colours of its largest gene.
void GeneticSearch::describe_genes(Images& images) const {
  set_images(images, ColorMap::diverging, 2);
  const auto D = static_cast<int>(start_.size()), wide = std::max(1, kGenesWidth / D);
  const std::span<const double> population(search_.population().data(), static_cast<std::size_t>(search_.population().size()));
  const auto add = [&](const char* label, auto genes) {
    Tile& tile = add_tile(images, label, {}, static_cast<int>(genes.size()) / D, D * wide, {});
    for (const auto gene : genes)
      tile.values.insert(tile.values.end(), static_cast<std::size_t>(wide), static_cast<float>(gene));
    tile.color = symmetric_range(tile.values);
  };
  add("population", population);
  add("fittest of each generation", std::span<const float>(ancestors_));
}

// In units of 2/λ descent bears η up to 1, with momentum up to 1 + γ.
std::string GeneticSearch::cause_of_loss() const {
  const double eta = parameters_.real("learning_rate"), bound = 1 + parameters_.real("momentum");
  if (eta >= bound)
    return "Gradient descent was thrown out: its η of " + short_number(eta) + " must stay below " + short_number(bound) +
           " here.";
  if (descent_.f() < first_f_) return "Gradient descent left the window, where the surface goes on falling.";
  return std::isfinite(descent_.f()) ? "Gradient descent was thrown out: it came to steeper places than its start, "
                                       "where its η is too large."
                                     : "Gradient descent came to where the function has no value.";
}

void GeneticSearch::describe_numbers(Snapshot& snapshot) const {
  const double best = search_.costs().front(), mean = search_.mean_cost();
  snapshot.add_metric("generation", "generation", search_.generation());
  snapshot.add_metric("best", "best", best);
  snapshot.add_metric("mean", "mean", mean);
  snapshot.add_metric("descent", "gradient descent", descent_f_);
  snapshot.add_metric("diversity", "diversity", search_.diversity());
  snapshot.add_metric("evaluations", "evaluations", static_cast<double>(search_.evaluations()));
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1, kNumbersHelp);
  if (task_->picture != nullptr) add_line(text, TextStyle::formula, "f = " + task_->picture->surface().formula);
  add_value(text, "genes", static_cast<double>(start_.size()), 6);
  add_value(text, "generation", search_.generation(), 6);
  add_value(text, "evaluations of f", static_cast<double>(search_.evaluations()), 8);
  add_value(text, "best", best);
  add_value(text, "mean", mean);
  add_value(text, "gradient descent", descent_f_);
  add_value(text, "its steps", static_cast<double>(descent_.steps()), 8);
  if (is_lost_) add_line(text, TextStyle::warning, cause_of_loss());
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<std::shared_ptr<const SearchTask>> task = make_search_task(start);
  if (!task) return Error{task.error()};
  return std::unique_ptr<Experiment>(std::make_unique<GeneticSearch>(start, std::move(*task)));
}

ExperimentInfo genetic_algorithm_info() {
  ExperimentInfo info;
  info.id = "genetic-algorithm";
  info.title = "Genetic algorithm";
  info.lecture = 2;
  info.row = "R8";
  info.summary = "A population breeds towards the lowest place of a surface, or towards the weights of a network.";
  info.lesson =
      "Nobody here knows a gradient: parents are chosen by how low they are, children mix their genes and mutate. "
      "The egg box has a hundred minima; gradient descent ends in the one it starts beside, while the population "
      "covers many and the lowest wins. Watch diversity: when it is gone, the search is over, wherever it stands. "
      "Then ask: what happens without mutation, without crossover, without an elite, with a tournament of 20? Count "
      "evaluations of f on Himmelblau's surface: who is quicker once a minimum is near? And in Rosenbrock's valley, "
      "whose walls are thousands of times steeper than its floor? Let both train a network, first with 2 hidden neurons, then with 20: which of the two suffers from "
      "the number of weights, and why are networks with millions of them trained by gradients?";
  info.sources = {"Eiben, Smith, Introduction to Evolutionary Computing (2nd ed., 2015), ch. 3-5",
                  "Montana, Davis, Training Feedforward Neural Networks Using Genetic Algorithms, IJCAI 1989"};
  info.steps_per_second = 8;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{genetic_algorithm_info()};

}  // namespace
}  // namespace lectern
