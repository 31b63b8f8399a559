// A population breeds towards low cost, on a surface or as the weights of a small network: selection, crossover,
// mutation, an elite; beside it gradient descent, which has used as many evaluations of the function.
// Lecture row R8.
// Sources: Eiben, Smith, Introduction to Evolutionary Computing (2nd ed., 2015); Montana, Davis, IJCAI 1989.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/experiments/genetic-algorithm/search_task.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/ml/optimise/first_order.h"
#include "core/ml/optimise/genetic.h"
#include "core/parts/path_picture.h"

namespace lectern {
namespace {

constexpr const char* kSurfaceHelp =
    "Each dot is an individual, the diamond the fittest; lines lead from mothers to their children; triangles are the "
    "fittest of other runs. The path is that of gradient descent from the ring, which can be dragged; + marks minima.";
constexpr const char* kFitHelp =
    "The output of the fittest individual's network, some of its rivals (thin), and the network that gradient descent "
    "trains.";
constexpr const char* kCostHelp =
    "The best and the mean of the population and gradient descent, by what they have cost; the band spans the best of all runs. "
    "The mean stays high, because mutations throw some children far. A step of descent counts as 2 evaluations: a value "
    "and a gradient, which costs about as much with backpropagation.";
constexpr const char* kDiversityHelp =
    "Standard deviation of the genes as a fraction of their range. Where it is gone, only mutation finds anything new.";
constexpr const char* kGenesHelp =
    "Left: one row per individual, the fittest on top, one column per gene. Right: the fittest of each generation, the "
    "newest last. The colours span the range of the genes.";
constexpr const char* kNumbersHelp = "What the search has found, and the evaluations it has used.";

constexpr double kLeast = 1e-12;         // shown on logarithmic axes
constexpr int kCostOfGradientStep = 2;   // a value and a gradient
constexpr int kMostDescents = 2000;      // steps of descent in one generation, while it catches up
constexpr double kFar = 10;              // windows: descent has diverged
constexpr double kJump = 3;              // times the least cost so far: descent has jumped up
constexpr double kRuined = 1e3;          // times its cost at the start: descent of a network has diverged
constexpr std::size_t kAncestors = 100;  // generations whose fittest are shown
constexpr int kGenesWidth = 40;          // of their pictures
constexpr std::size_t kRivals = 6;       // drawn beside the fittest

struct Settings {
  SearchTaskSettings data{.surface = {.surface = "rastrigin"}};
  optimise::GeneticOptions evolution{.mutation_scale = 0.08};
  int generations = 150;
  int other_runs = 9;
  int hand_over = 0;
  double learning_rate = 0.3, momentum = 0;
};

class GeneticSearch final : public Demo<GeneticSearch, Settings, SearchTask> {
 public:
  static Schema<Settings> schema();
  static bool takes_points(std::string_view panel) { return panel == "surface"; }  // where the start is dragged

  explicit GeneticSearch(const Start& start)
      : Demo(start),
        search_(data().low(), data().high(), settings().evolution, cost(), rng("evolution")),
        descent_(data().f(), data().start(), {}) {
    for (int i = 0; data().surface() && i < settings().other_runs; ++i)
      others_.emplace_back(data().low(), data().high(), settings().evolution, cost(),
                           rng("evolution of others").split(static_cast<std::uint64_t>(i)));
    data_changed();
    record();
  }

  // Another start is another descent, which has yet to use what the population has used.
  void data_changed() { start_descent(data().start(), kCostOfGradientStep); }
  void step() override {
    search_.step(cost());
    for (optimise::GeneticAlgorithm& other : others_) other.step(cost());
    if (search_.generation() == settings().hand_over) start_descent(search_.best(), search_.evaluations());
    for (int i = 0; i < kMostDescents && !has_diverged_ && spent_ + kCostOfGradientStep <= search_.evaluations(); ++i)
      descend();
    record();
  }
  void settings_changed(const Settings&) {
    search_.options() = settings().evolution;
    for (optimise::GeneticAlgorithm& other : others_) other.options() = settings().evolution;
    descent_.spec() = descent_rule();
  }
  bool finished() const override { return search_.generation() >= settings().generations; }
  auto state() const {
    return std::tuple(std::cref(search_), std::cref(descent_), has_diverged_, spent_, unhashed(descent_x_),
                      unhashed(trail_), std::cref(costs_), std::cref(diversity_), unhashed(ancestors_),
                      std::cref(others_), std::cref(spread_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  optimise::GeneticAlgorithm::Cost cost() const {
    return [this](std::span<const double> genes) { return data().f().value(genes); };
  }
  nn::OptimizerSpec descent_rule() const {
    return {.learning_rate = settings().learning_rate * unit_of_rate_, .momentum = settings().momentum};
  }
  // Whether the cost counts errors, and so has no gradient.
  bool is_counted() const { return settings().data.task == Task::steps; }
  void start_descent(std::span<const double> from, long spent);
  void descend();
  void record();
  // Whether the fittest of a search is nearer to a lowest minimum than to any other.
  bool is_at_lowest(const optimise::GeneticAlgorithm& search) const;

  Trail::Place place_of(const Matrix<double>& population, std::ptrdiff_t individual) const;
  std::string cause_of_divergence() const;
  void describe_surface(Plane& plane) const;
  void describe_births(Plane& plane) const;
  void describe_networks(Plane& plane) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_genes(Images& images) const;
  void describe_numbers(Snapshot& snapshot) const;

  optimise::GeneticAlgorithm search_;
  optimise::FirstOrderDescent descent_;
  double unit_of_rate_ = 1;
  bool has_diverged_ = false;      // the descent
  double first_f_ = 0;             // of the descent
  double least_f_ = 0;             // it has been at
  bool jumps_ = false;             // it was much lower before
  double descent_f_ = 0;           // the last before it diverged
  std::vector<double> descent_x_;  // likewise
  Trail trail_;
  long spent_ = 0;                                  // evaluations of the descent
  History costs_{3}, diversity_{1};                 // best, mean, descent
  std::vector<float> ancestors_;                    // genes of the fittest of the last generations, a row each
  std::vector<optimise::GeneticAlgorithm> others_;  // the same search on a surface with other random numbers
  History spread_{2};                               // of the best of all runs: the lowest, the highest
};

Schema<Settings> GeneticSearch::schema() {
  const auto of = [](auto member) {
    return [member](Settings & s) -> auto& { return s.evolution.*member; };
  };
  using Options = optimise::GeneticOptions;
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Evolution")
      .integer(of(&Options::population), "population", "Population", {4, 300})
      .help("Individuals in each generation.")
      .choice(of(&Options::selection), "selection", "Selection", optimise::kSelections)
      .live()
      .help("How parents are chosen: the fittest of a few drawn, or drawn with chances that depend on fitness or rank.")
      .integer(of(&Options::tournament), "tournament", "Tournament size", {1, 20})
      .live()
      .help("1: every individual may breed. Large: only the fittest do, and soon all are alike.")
      .shown_when(of(&Options::selection), {optimise::Selection::tournament})
      .choice(of(&Options::crossover), "crossover", "Crossover", optimise::kCrossovers)
      .live()
      .help("What a child takes from its two parents.")
      .real(of(&Options::crossover_chance), "crossover_chance", "Chance of two parents", {0, 1})
      .live()
      .help("Otherwise a child is a copy of one, apart from mutations.")
      .real(of(&Options::mutation), "mutation", "Chance of mutation", {0, 1})
      .live()
      .help("Of each gene. 0: nothing new is ever found.")
      .real(of(&Options::mutation_scale), "mutation_scale", "Size of mutations", {0.001, 1})
      .logarithmic()
      .live()
      .help("Standard deviation, as a fraction of the gene's range.")
      .integer(of(&Options::elite), "elite", "Elite", {0, 20})
      .live()
      .help("How many of the fittest live on unchanged. 0: the best may be lost again.")
      .integer(&Settings::generations, "generations", "Generations", {5, 5000})
      .logarithmic()
      .live()
      .help("The search ends here.")
      .integer(&Settings::other_runs, "other_runs", "Other runs", {0, 50})
      .help("The same search with other random numbers, beside the one that is shown: one run proves little.")
      .shown_when([](Settings& s) -> Task& { return s.data.task; }, {Task::surface})
      .group("Gradient descent")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 10})
      .logarithmic()
      .live()
      .help("In units of 2/λ, λ the largest curvature at its start and, on a surface, at the minimum nearest to that.")
      .integer(&Settings::hand_over, "hand_over", "Hand over after", {0, 5000})
      .unit("generations")
      .help("Then gradient descent starts again, from the fittest. 0: it keeps to its own start.")
      .real(&Settings::momentum, "momentum", {0, 0.99})
      .live()
      .help("With some momentum it crosses small hills.");
}

void GeneticSearch::start_descent(std::span<const double> from, long spent) {
  unit_of_rate_ = data().unit_of_rate(from);
  descent_ = {data().f(), from, descent_rule()};
  first_f_ = least_f_ = descent_f_ = descent_.f();
  jumps_ = false;
  descent_x_.assign(from.begin(), from.end());
  has_diverged_ = !std::isfinite(descent_f_);
  spent_ = spent;
  trail_.clear();
  if (data().surface()) trail_.record(data().surface()->picture().place(descent_x_, descent_f_));
}

void GeneticSearch::descend() {
  descent_.step();
  spent_ += kCostOfGradientStep;
  const SurfaceProblem* surface = data().surface();
  has_diverged_ = !std::isfinite(descent_.f()) ||
                  (surface ? !surface->surface().is_near(descent_.x(), kFar) : descent_.f() > kRuined * first_f_);
  if (has_diverged_) return;
  jumps_ = descent_.f() > kJump * std::max(least_f_, kLeast);
  least_f_ = std::min(least_f_, descent_.f());
  descent_f_ = descent_.f();
  descent_x_.assign(descent_.x().begin(), descent_.x().end());
  if (surface) trail_.record(surface->picture().place(descent_x_, descent_f_));
}

void GeneticSearch::record() {
  const auto above = [&](double f) { return std::max(data().above_least(f), kLeast); };
  const auto x = static_cast<double>(search_.evaluations());
  costs_.record(x, std::array{above(search_.costs().front()), above(search_.mean_cost()),
                              has_diverged_ ? std::numeric_limits<double>::quiet_NaN() : above(descent_f_)});
  diversity_.record(x, std::array{search_.diversity()});
  double low = above(search_.costs().front()), high = low;
  for (const optimise::GeneticAlgorithm& other : others_) {
    low = std::min(low, above(other.costs().front()));
    high = std::max(high, above(other.costs().front()));
  }
  spread_.record(x, std::array{low, high});
  const std::size_t D = search_.best().size();
  if (ancestors_.size() == kAncestors * D)
    ancestors_.erase(ancestors_.begin(), ancestors_.begin() + static_cast<std::ptrdiff_t>(D));
  for (const double gene : search_.best()) ancestors_.push_back(static_cast<float>(gene));
}

void GeneticSearch::describe(Snapshot& snapshot) const {
  if (data().surface())
    describe_surface(snapshot.plane("surface", "Population", {.weight = 4, .help = kSurfaceHelp}));
  else
    describe_networks(snapshot.plane("fit", "Networks", {.weight = 4, .help = kFitHelp}));
  describe_curves(snapshot);
  describe_genes(snapshot.images("genes", "Genes", {.help = kGenesHelp}));
  describe_numbers(snapshot);
}

// On the surface.
Trail::Place GeneticSearch::place_of(const Matrix<double>& population, std::ptrdiff_t individual) const {
  const SurfacePicture& picture = data().surface()->picture();
  const std::span<const double> x(population.row(individual), static_cast<std::size_t>(population.cols()));
  return picture.place(x, picture.is_curve() ? picture.surface().f->value(x) : 0);
}

void GeneticSearch::describe_surface(Plane& plane) const {
  data().surface()->picture().describe(plane);
  describe_births(plane);
  add_path(plane, "gradient descent", trail_, 0, has_diverged_);
  PointsLayer& others = plane.points("individual", Places(), {.color = 1, .size_px = 3.5f, .opacity = 0.9f});
  for (std::ptrdiff_t i = 1; i < search_.population().rows(); ++i) {
    const Trail::Place at = place_of(search_.population(), i);
    others.x.push_back(at.x);
    others.y.push_back(at.y);
  }
  PointsLayer& rivals =
      plane.points("fittest of other runs", Places(), {.color = 3, .marker = Marker::triangle, .size_px = 5});
  for (const optimise::GeneticAlgorithm& other : others_) {
    const Trail::Place at = place_of(other.population(), 0);
    rivals.x.push_back(at.x);
    rivals.y.push_back(at.y);
  }
  const Trail::Place best = place_of(search_.population(), 0);
  plane.point("fittest", best.x, best.y, {.color = 1, .marker = Marker::diamond, .size_px = 8});
  data().surface()->describe_start(plane);
}

void GeneticSearch::describe_births(Plane& plane) const {
  LineLayer& births = plane.line("mother to child", Places(), {.color = kColorMuted, .width_px = 1});
  constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < search_.origins().size(); ++i) {
    const Trail::Place from = place_of(search_.previous(), search_.origins()[i].mother);
    const Trail::Place to = place_of(search_.population(), static_cast<std::ptrdiff_t>(i));
    births.x.insert(births.x.end(), {from.x, to.x, kGap});
    births.y.insert(births.y.end(), {from.y, to.y, kGap});
  }
}

void GeneticSearch::describe_networks(Plane& plane) const {
  const Matrix<double>& genes = search_.population();
  std::vector<WeightSearch::Shown> shown{{"fittest", search_.best(), 1, 3}, {"gradient descent", descent_x_, 0, 2}};
  const std::size_t rivals = std::min(kRivals, static_cast<std::size_t>(genes.rows() - 1));
  for (std::size_t i = 1; i <= rivals; ++i) {
    const std::span weights(genes.row(static_cast<std::ptrdiff_t>(i)), descent_x_.size());
    shown.push_back({i == 1 ? "rivals" : "", weights, kColorMuted, 1});
  }
  data().network()->describe(plane, shown);
}

void GeneticSearch::describe_curves(Snapshot& snapshot) const {
  Plane& costs = snapshot.curves("costs", "Cost by evaluations", {.weight = 2, .help = kCostHelp});
  costs.axes({.label = "evaluations of f"}, {.label = data().surface() ? "f − f*"
                                                      : is_counted()   ? "fraction wrong"
                                                                       : "mean squared error",
                                             .logarithmic = !is_counted()});
  if (!others_.empty()) {
    std::vector<float> x, low, high;
    spread_.write(0, x, low);
    spread_.write(1, x, high);
    costs.band("best of all runs", x, low, high, {1});
  }
  costs.line("gradient descent", costs_, 2, {.color = 0, .least = kLeast});
  costs.line("best", costs_, 0, {.color = 1, .least = kLeast});
  costs.line("mean", costs_, 1, {.color = 2, .least = kLeast});
  Plane& diversity = snapshot.curves("diversity", "Diversity", {.help = kDiversityHelp});
  diversity.axes({.label = "evaluations of f"}, {.label = "spread", .logarithmic = true});
  diversity.line("population", diversity_, 0, {.color = 1, .least = kLeast});
}

// Few genes are drawn wide, to be seen, each picture in the colours of its largest gene.
void GeneticSearch::describe_genes(Images& images) const {
  images.setup({.map = ColorMap::diverging, .columns = 2});
  const std::vector<double> low = data().low(), high = data().high();
  const double reach =
      std::max(-*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end()));
  const auto D = static_cast<int>(descent_x_.size()), wide = std::max(1, kGenesWidth / D);
  const auto add = [&](const char* label, Values genes) {
    Tile& tile = images.tile(label, Values(), static_cast<int>(genes.size()) / D, D * wide, {.color = {-reach, reach}});
    for (std::size_t i = 0; i < genes.size(); ++i)
      tile.values.insert(tile.values.end(), static_cast<std::size_t>(wide), static_cast<float>(genes[i]));
  };
  const Matrix<double>& population = search_.population();
  add("population", Values(population.data(), static_cast<std::size_t>(population.size()), 1));
  add("the fittest", ancestors_);
}

bool GeneticSearch::is_at_lowest(const optimise::GeneticAlgorithm& search) const {
  constexpr double kSameHeight = 1e-6;
  const Surface& surface = data().surface()->surface();
  const optimise::LocalMinimum* nearest = surface.nearest_minimum(search.best());
  return nearest != nullptr && nearest->f <= surface.minima.front().f + kSameHeight;
}

// In units of 2/λ descent converges for η up to 1, with momentum up to 1 + γ.
std::string GeneticSearch::cause_of_divergence() const {
  const double eta = settings().learning_rate, bound = 1 + settings().momentum;
  if (eta >= bound)
    return "Gradient descent diverged: its η of " + number_in_words(eta, 3) + " must stay below " +
           number_in_words(bound, 3) + " here.";
  if (descent_.f() < first_f_) return "Gradient descent left the window, where the surface keeps falling.";
  return std::isfinite(descent_.f())
             ? "Gradient descent diverged: it came to steeper places than its start, where its η is too large."
             : "Gradient descent came to where the function has no finite value.";
}

void GeneticSearch::describe_numbers(Snapshot& snapshot) const {
  snapshot.metric("diversity", "diversity", search_.diversity());
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kNumbersHelp});
  if (!others_.empty()) {
    const auto found =
        std::count_if(others_.begin(), others_.end(), [&](const auto& one) { return is_at_lowest(one); });
    const std::string of_all = "of " + std::to_string(others_.size() + 1) + " runs";
    numbers.add("runs_at_lowest", "in the lowest hollow", static_cast<double>(found + (is_at_lowest(search_) ? 1 : 0)),
                {.digits = 0, .note = of_all});
  }
  numbers.add("fittest", "fittest", search_.costs().front());
  numbers.add("descent", descent_f_);
  numbers.add("mean", "mean", search_.mean_cost());
  numbers.add("generation", "generation", search_.generation(), {.digits = 0});
  numbers.add("evaluations", "evaluations of f", static_cast<double>(search_.evaluations()), {.digits = 0});
  numbers.add("genes", "genes", static_cast<double>(descent_x_.size()), {.digits = 0});
  numbers.add("descent_steps", "its steps", static_cast<double>(descent_.steps()), {.digits = 0});
  if (is_counted()) numbers.paragraph("The count of errors has no slope: gradient descent stays at its start.");
  if (has_diverged_) numbers.warning(cause_of_divergence());
  if (jumps_ && !data().surface())
    numbers.warning("Gradient descent jumps: it came to where the cost curves more than its η allows.");
  if (data().surface()) numbers.formula("f = " + data().surface()->surface().formula);
}

const RegisterDemo<GeneticSearch> registered{{
    .id = "genetic-algorithm",
    .title = "Genetic algorithm",
    .lecture = 2,
    .row = "R8",
    .summary = "A population breeds towards the lowest place of a surface, or towards the weights of a network.",
    .sources = {"Eiben, Smith, Introduction to Evolutionary Computing (2nd ed., 2015), ch. 3-5",
                "Montana, Davis, Training Feedforward Neural Networks Using Genetic Algorithms, IJCAI 1989"},
    .steps_per_second = 8,
}};

}  // namespace
}  // namespace lectern
