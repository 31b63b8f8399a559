// Formulas found from data of physics: genetic programming with constant fitting, or a small network that writes
// tokens, under one grammar; the Pareto front of error and complexity.
// Lecture row R48.
// Sources: Koza, Genetic Programming (1992); Schmidt, Lipson, Science 324 (2009) 81; Udrescu, Tegmark, Science
// Advances 6 (2020) eaay2631; Petersen et al., Deep symbolic regression, ICLR 2021.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/experiments/symbolic-regression/formula_view.h"
#include "core/experiments/symbolic-regression/token_view.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/ml/symbolic/genetic_formulas.h"
#include "core/ml/symbolic/token_network.h"

namespace lectern {
namespace {

constexpr const char* kFrontHelp =
    "Each dot is the best formula of its length that was found. No other is both shorter and nearer to the data. Tap one "
    "to see it; tap it again for the best guess. Errors below 10⁻¹⁶ are rounding.";
constexpr const char* kPredictionHelp =
    "The formula shown against the law, on points that no search has seen, in ranges a fifth wider.";
constexpr const char* kTreeHelp = "The formula shown: operations, variables (blue) and constants (orange).";
constexpr const char* kTableHelp =
    "All formulas of the front. Bits: what it takes to write the formula and then what remains of the data; the least is "
    "the best guess.";
constexpr const char* kProgressHelp = "By formulas tried: the error of the best guess, and the least on the front.";
constexpr const char* kTokensHelp =
    "The best formula of the last batch, token by token, an operation before its operands. Each column: the probabilities "
    "of the next token; those that grammar or units forbid have none. Tap a cell: this token is written, and the network "
    "goes on with the most probable ones; tap it again to let it go.";
constexpr const char* kRewardsHelp =
    "Of each batch: the mean reward of its formulas, the least reward among the share ε that is learned from; and the best "
    "so far.";

constexpr int kBlocks = 3000;     // of the library
constexpr int kHeldOut = 200;     // points
constexpr double kStretch = 1.2;  // of their ranges
constexpr int kMostSteps = 5000;
constexpr double kTapReach = 1.5;  // tokens

enum class Method { genetic, network };

struct Settings {
  int task = 5;
  double noise = 0;
  int n = 200;
  Method method = Method::genetic;
  bool uses_units = true;
  int longest = 20;
  symbolic::GeneticSpec genetic{};
  symbolic::TokenNetworkSpec network{};
};

FormulaProblem make_problem(const Settings& settings, const Rng& rng) {
  FormulaProblem problem;
  problem.task = &symbolic::formula_tasks()[static_cast<std::size_t>(settings.task)];
  problem.noise = settings.noise;
  problem.grammar = symbolic::task_grammar(*problem.task, settings.uses_units);
  problem.grammar.longest = settings.longest;
  const int symbols = problem.grammar.symbols();
  problem.data = symbolic::make_task_data(*problem.task, settings.n, settings.noise, 1, symbols, rng.split("samples"));
  problem.held_out = symbolic::make_task_data(*problem.task, kHeldOut, 0, kStretch, symbols, rng.split("held out"));
  problem.library = symbolic::BlockLibrary(problem.grammar, problem.data.X, kBlocks);
  problem.rules = symbolic::TokenRules(problem.grammar, problem.library);
  problem.names = symbolic::variable_names(*problem.task);
  return problem;
}

class SymbolicRegression final : public Demo<SymbolicRegression, Settings> {
 public:
  static Schema<Settings> schema();

  explicit SymbolicRegression(const Start& start)
      : Demo(start), problem_(make_problem(settings(), data_rng("problem"))) {
    if (settings().method == Method::network)
      network_.emplace(settings().network, problem_->rules, rng("network"));
    else
      search_ = symbolic::GeneticFormulas(settings().genetic, problem_->grammar, problem_->library,
                                          problem_->data.samples(), rng("search"));
    record();
  }

  void step() override {
    if (finished()) return;
    if (network_)
      network_->step(problem_->rules, problem_->data.samples(), pool());
    else
      search_.step(problem_->grammar, problem_->library, problem_->data.samples(), pool());
    ++steps_;
    record();
  }
  bool finished() const override { return steps_ >= kMostSteps; }
  void settings_changed(const Settings&) {
    if (network_) network_->spec() = settings().network;
  }
  SeedUse seeds() const override { return {.run = true, .data = true}; }
  bool gesture(const Action& action);
  auto state() const {
    return std::tuple(std::cref(problem_), std::cref(search_), std::cref(network_), steps_, chosen_, std::cref(forced_),
                      std::cref(progress_), std::cref(rewards_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  const symbolic::FormulaFront& front() const { return network_ ? network_->front() : search_.front(); }
  std::int64_t tried() const { return network_ ? network_->tried() : search_.tried(); }
  void record();
  bool tap_front(double x);
  bool tap_token(double x, double y);
  void describe_progress(Snapshot& snapshot) const;
  void describe_rewards(Snapshot& snapshot) const;

  Shared<FormulaProblem> problem_;
  symbolic::GeneticFormulas search_;
  std::optional<symbolic::TokenNetwork> network_;
  int steps_ = 0;
  int chosen_ = 0;           // complexity; 0: the best guess
  std::vector<int> forced_;  // tokens with which the formula shown begins, of the network
  History progress_{2}, rewards_{3};
  Scratch<FormulaView> view_;
  Scratch<TokenView> tokens_;
};

Schema<Settings> SymbolicRegression::schema() {
  const auto genetic = [](auto member) {
    return [member](Settings & s) -> auto& { return s.genetic.*member; };
  };
  const auto network = [](auto member) {
    return [member](Settings & s) -> auto& { return s.network.*member; };
  };
  std::vector<Option<int>> tasks;
  int number = 0;
  for (const symbolic::FormulaTask& task : symbolic::formula_tasks()) tasks.push_back({number++, task.id, task.label});
  Schema<Settings> schema;
  schema.group("Data")
      .choice(&Settings::task, "physics_law", "Law of physics", std::move(tasks))
      .help("The data are values of this law at random places. The search does not know it.")
      .integer(&Settings::n, "n", {20, 1000})
      .logarithmic()
      .help("Points at which the law was measured.")
      .real(&Settings::noise, "noise", {0, 0.3})
      .help("Standard deviation of the noise, as a share of that of the law's values.")
      .group("Search")
      .choice(&Settings::method, "formula_search", "Search",
              {{Method::genetic, "genetic", "Genetic programming"},
               {Method::network, "network", "A network writes tokens"}})
      .help("Both write formulas under the same grammar, and have constants fitted.")
      .boolean(&Settings::uses_units, "dimensional_analysis", "Dimensional analysis")
      .help("Only formulas whose units agree are tried: no metre is added to a second.")
      .integer(&Settings::longest, "longest_formula", "Longest formula", {5, 30})
      .unit("tokens")
      .help("Longer formulas are not kept. A token is a variable, a constant or an operation.");
  schema.boolean(genetic(&symbolic::GeneticSpec::backward), "asks_backward", "Ask what is missing")
      .help(
          "Some changes compute what a part should have been for the whole to meet the data, and take the nearest short "
          "expression. Off: blind crossover and mutation alone.")
      .shown_when(&Settings::method, {Method::genetic})
      .integer(genetic(&symbolic::GeneticSpec::islands), "islands", "Islands", {1, 8})
      .help("Populations that breed apart and exchange their best formulas every 25 generations.")
      .shown_when(&Settings::method, {Method::genetic})
      .integer(genetic(&symbolic::GeneticSpec::population), "island_population", "Population of an island", {4, 200})
      .help("Formulas that live on each island.")
      .shown_when(&Settings::method, {Method::genetic})
      .integer(network(&symbolic::TokenNetworkSpec::hidden), "hidden", {4, 64})
      .help("GRU cells of the network that writes.")
      .shown_when(&Settings::method, {Method::network})
      .integer(network(&symbolic::TokenNetworkSpec::batch), "batch_size", {8, 128})
      .help("Formulas written, fitted and judged in a step.")
      .shown_when(&Settings::method, {Method::network})
      .real(network(&symbolic::TokenNetworkSpec::top_share), "risk_share", "Share ε learned from", {0.02, 1})
      .logarithmic()
      .live()
      .help("The network learns from the best formulas of a batch alone. 1: from all, the usual policy gradient, which "
            "raises the mean and not the best.")
      .shown_when(&Settings::method, {Method::network})
      .real(network(&symbolic::TokenNetworkSpec::learning_rate), "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam.")
      .shown_when(&Settings::method, {Method::network})
      .real(network(&symbolic::TokenNetworkSpec::entropy), "entropy_bonus", "Entropy bonus", {0, 0.5})
      .live()
      .help("Rewards probabilities that are spread, so that the network goes on trying. 0: it soon writes one formula "
            "over and over.")
      .shown_when(&Settings::method, {Method::network});
  return schema;
}

bool SymbolicRegression::gesture(const Action& action) {
  const auto* tap = std::get_if<LatentPicked>(&action.gesture);
  if (tap == nullptr) return false;
  if (action.panel == "front") return tap_front(static_cast<double>(tap->x));
  return action.panel == "tokens" && network_ && tap_token(static_cast<double>(tap->x), static_cast<double>(tap->y));
}

bool SymbolicRegression::tap_front(double x) {
  const int member = nearest_member(front(), x);
  if (member == 0 || std::fabs(member - x) > kTapReach) return false;
  const int shown = chosen_ > 0 ? nearest_member(front(), chosen_) : 0;
  chosen_ = member == shown ? 0 : member;
  return true;
}

// Forces a token, and everything before it; a token that stands there already is let go, with all behind it.
bool SymbolicRegression::tap_token(double x, double y) {
  Matrix<double> P;
  const std::vector<int> tokens = written_tokens(*network_, problem_->rules, forced_, P);
  const auto place = static_cast<std::ptrdiff_t>(std::lround(x)) - 1,
             token = static_cast<std::ptrdiff_t>(std::lround(y));
  if (place < 0 || place >= P.rows() || token < 0 || token >= P.cols() || !(P(place, token) > 0)) return false;
  forced_.assign(tokens.begin(), tokens.begin() + place);
  if (tokens[static_cast<std::size_t>(place)] != static_cast<int>(token)) forced_.push_back(static_cast<int>(token));
  network_->judge(problem_->rules, written_tokens(*network_, problem_->rules, forced_, P), problem_->data.samples());
  return true;
}

void SymbolicRegression::record() {
  const int answer = front().answer(problem_->data.samples());
  double guess = std::numeric_limits<double>::quiet_NaN(), least = guess;
  if (answer > 0) {
    guess = std::max(front().at(answer).error, symbolic::kLeastError);
    least = guess;
    for (const int member : front().members())
      least = std::max(std::min(least, front().at(member).error), symbolic::kLeastError);
  }
  progress_.record(static_cast<double>(tried()), std::array{guess, least});
  if (network_ && steps_ > 0)
    rewards_.record(steps_, std::array{network_->mean_reward(), network_->top_reward(), network_->best_reward()});
}

void SymbolicRegression::describe(Snapshot& snapshot) const {
  FormulaView& view = *view_;
  view.update(*problem_, front(), chosen_);
  view.describe_front(*problem_, snapshot.plane("front", "Error and complexity", {.weight = 4, .help = kFrontHelp}));
  if (network_) {
    tokens_->update(*problem_, *network_, steps_, forced_);
    tokens_->describe(*problem_, snapshot.plane("tokens", "The network writes", {.weight = 3, .help = kTokensHelp}));
  }
  view.describe_numbers(snapshot, tried());
  if (network_) tokens_->describe_written(snapshot);
  view.describe_tree(snapshot.tree("tree", "The formula as a tree", {.weight = 3, .help = kTreeHelp}));
  view.describe_prediction(*problem_, snapshot.plane("prediction", "Held-out points", {.help = kPredictionHelp}));
  view.describe_table(snapshot.table("formulas", "Formulas on the front", {.weight = 1, .help = kTableHelp}));
  if (network_) describe_rewards(snapshot);
  describe_progress(snapshot);
}

void SymbolicRegression::describe_rewards(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("rewards", "Rewards", {.help = kRewardsHelp});
  plane.axes({.label = "batch"}, {.label = "R = 1/(1 + √error)", .range = {0, 1}});
  plane.line("best so far", rewards_, 2, {.color = kColorGood});
  plane.line("ε-quantile", rewards_, 1, {.color = 1});
  plane.line("mean", rewards_, 0, {.color = 0});
  snapshot.metric("mean_reward", "mean reward", network_->mean_reward());
  snapshot.metric("top_reward", "ε-quantile of the reward", network_->top_reward());
  snapshot.metric("best_reward", "best reward", network_->best_reward());
  snapshot.metric("token_entropy", "entropy of a token", network_->entropy(), {.unit = "bits"});
}

void SymbolicRegression::describe_progress(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("progress", "Progress", {.help = kProgressHelp});
  plane.axes({.label = "formulas tried"}, {.label = "error", .logarithmic = true});
  plane.line("best guess", progress_, 0, {.color = kColorAccent});
  plane.line("least on the front", progress_, 1, {.color = 0});
}

const RegisterDemo<SymbolicRegression> registered{{
    .id = "symbolic-regression",
    .title = "Symbolic regression",
    .lecture = 9,
    .row = "R48",
    .summary = "Laws of physics are found from data as formulas, by breeding them or by a network that writes them.",
    .sources = {"Koza, Genetic Programming (1992)", "Schmidt, Lipson, Science 324 (2009) 81",
                "Udrescu, Tegmark, AI Feynman, Science Advances 6 (2020) eaay2631",
                "Petersen et al., Deep symbolic regression, ICLR 2021"},
    .steps_per_second = 6,
}};

}  // namespace
}  // namespace lectern
