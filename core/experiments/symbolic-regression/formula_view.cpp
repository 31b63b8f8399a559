#include "core/experiments/symbolic-regression/formula_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lectern {

using symbolic::Candidate;
using symbolic::Formula;
using symbolic::Op;

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kShownLeast = symbolic::kLeastError;
constexpr int kSpare = 3;  // tokens beyond the longest formula, for its factor and some air

constexpr ColorRole kFormulaColor = 0;
constexpr ColorRole kHeldOutColor = 1;
constexpr ColorRole kConstantColor = 1;

double finite_or_unknown(double x) { return std::isfinite(x) ? x : kUnknown; }

double noise_level(double noise) { return noise * noise / (1 + noise * noise); }

}  // namespace

const char* sign_of(Op op) {
  switch (op) {
    case Op::add: return "+";
    case Op::subtract: return "−";
    case Op::multiply: return "·";
    case Op::divide: return "/";
    case Op::power: return "^";
    case Op::negate: return "−";
    case Op::inverse: return "1/";
    case Op::square: return "²";
    case Op::cube: return "³";
    case Op::root: return "√";
    case Op::exponential: return "exp";
    case Op::logarithm: return "ln";
    case Op::sine: return "sin";
    case Op::cosine: return "cos";
    case Op::tanh: return "tanh";
    default: return "";
  }
}

int nearest_member(const symbolic::FormulaFront& front, double complexity) {
  int best = 0;
  for (const int member : front.members())
    if (best == 0 || std::fabs(member - complexity) < std::fabs(best - complexity)) best = member;
  return best;
}

void FormulaView::update(const FormulaProblem& problem, const symbolic::FormulaFront& front, int chosen) {
  const std::vector<int> members = front.members();
  bool is_same = chosen == chosen_ && members.size() == entries_.size();
  for (std::size_t i = 0; is_same && i < members.size(); ++i)
    is_same = entries_[i].complexity == members[i] && entries_[i].error == front.at(members[i]).error;
  if (is_same) return;
  chosen_ = chosen;
  entries_.clear();
  shown_ = guess_ = 0;
  const symbolic::Samples samples = problem.data.samples(), held_out = problem.held_out.samples();
  const int answer = front.answer(samples), wanted = chosen > 0 ? nearest_member(front, chosen) : answer;
  for (const int member : members) {
    const Candidate& candidate = front.at(member);
    const Formula whole = candidate.whole();
    if (member == answer) guess_ = entries_.size();
    if (member == wanted) shown_ = entries_.size();
    entries_.push_back({member, candidate.error, symbolic::error_of(candidate, held_out, tape_),
                        symbolic::description_length(candidate, samples),
                        symbolic::is_recovered(whole, problem.held_out), symbolic::formula_text(whole, problem.names)});
  }
  nodes_.clear();
  predicted_.clear();
  shown_line_.clear();
  Formula truth = symbolic::true_formula(*problem.task);
  truth_ = std::string(problem.task->target) + " = " + symbolic::formula_text(truth, problem.names);
  Candidate as_found;
  as_found.formula = truth;
  as_found.scale = symbolic::simplify(as_found.formula);
  truth_complexity_ = as_found.complexity();
  if (wanted == 0) return;
  const Formula whole = front.at(wanted).whole();
  const std::span<const double> values = tape_.values(whole, problem.held_out.X);
  predicted_.assign(values.begin(), values.end());
  shown_line_ = std::string(problem.task->target) + " = " + entries_[shown_].text;
  symbolic::Links links;
  symbolic::link(whole, links);
  grow(whole, links, static_cast<int>(whole.size()) - 1, 0, problem);
}

void FormulaView::grow(const Formula& whole, const symbolic::Links& links, int token, int depth,
                       const FormulaProblem& problem) {
  const auto at = static_cast<std::size_t>(token);
  const symbolic::Token& here = whole[at];
  const std::size_t own = nodes_.size();
  const bool is_variable = here.op == Op::variable, is_leaf = symbolic::arity(here.op) == 0;
  nodes_.push_back({is_variable ? problem.names[here.variable]
                    : is_leaf   ? symbolic::constant_text(here.value)
                                : sign_of(here.op),
                    {.height = static_cast<double>(depth),
                     .color = is_variable ? kFormulaColor
                              : is_leaf   ? kConstantColor
                                          : kColorMuted,
                     .weight = 0.2}});
  if (links.left[at] >= 0) {
    nodes_[own].style.left = static_cast<int>(nodes_.size());
    grow(whole, links, links.left[at], depth + 1, problem);
  }
  if (links.right[at] >= 0) {
    nodes_[own].style.right = static_cast<int>(nodes_.size());
    grow(whole, links, links.right[at], depth + 1, problem);
  }
}

void FormulaView::describe_front(const FormulaProblem& problem, Plane& plane) const {
  const double noise = noise_level(problem.noise);
  const double least = noise > 0 ? std::max(0.03 * noise, kShownLeast) : 0.1 * kShownLeast;
  plane.axes({.label = "complexity [tokens]", .range = {0, static_cast<double>(problem.grammar.longest + kSpare)}},
             {.label = "error [variance of y]", .range = {least, 3}, .logarithmic = true});
  plane.accept_latent_picks();
  if (noise > 0) plane.level("noise", noise);
  LineLayer& steps = plane.line("Pareto front", Places(), {.color = kFormulaColor});
  const auto height = [&](double error) {
    return static_cast<float>(std::max(error, std::max(1.5 * least, kShownLeast)));
  };
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (i > 0) {
      steps.x.push_back(static_cast<float>(entries_[i].complexity));
      steps.y.push_back(height(entries_[i - 1].error));
    }
    steps.x.push_back(static_cast<float>(entries_[i].complexity));
    steps.y.push_back(height(entries_[i].error));
  }
  PointsLayer& tests =
      plane.points("on held-out points", Places(), {.color = kHeldOutColor, .marker = Marker::cross, .size_px = 4});
  for (const Entry& entry : entries_) {
    if (!std::isfinite(entry.test_error)) continue;
    tests.x.push_back(static_cast<float>(entry.complexity));
    tests.y.push_back(height(entry.test_error));
  }
  PointsLayer& found = plane.points("formula found", Places(), {.color = kFormulaColor, .size_px = 6});
  for (const Entry& entry : entries_) {
    found.x.push_back(static_cast<float>(entry.complexity));
    found.y.push_back(height(entry.error));
  }
  plane.point("the law as written in books", truth_complexity_, height(noise),
              {.color = kColorGood, .marker = Marker::plus, .size_px = 8});
  if (entries_.empty()) return;
  const Entry &guess = entries_[guess_], &shown = entries_[shown_];
  plane.point("best guess", guess.complexity, height(guess.error),
              {.color = kColorAccent, .marker = Marker::diamond, .size_px = 7});
  plane.point("shown", shown.complexity, height(shown.error),
              {.color = kColorForeground, .marker = Marker::ring, .size_px = 11});
}

void FormulaView::describe_prediction(const FormulaProblem& problem, Plane& plane) const {
  plane.axes({.label = "the law"}, {.label = "the formula"});
  const std::string unit = symbolic::unit_text(problem.task->unit);
  for (Axis* axis : {&plane.x, &plane.y}) {
    axis->label.append(": ").append(problem.task->target);
    if (!problem.task->unit.is_number()) axis->label.append(" [").append(unit).append("]");
  }
  const std::vector<double>& truth = problem.held_out.y;
  const auto [low, high] = std::minmax_element(truth.begin(), truth.end());
  const double air = 0.05 * (*high - *low);
  plane.x.range = plane.y.range = {*low - air, *high + air};
  plane.straight("equal", 1, -1, 0, {.color = kColorMuted});
  plane.points("held-out point", Places(truth, predicted_.empty() ? Values() : Values(predicted_)),
               {.color = kHeldOutColor, .size_px = 3});
}

void FormulaView::describe_tree(Tree& tree) const {
  tree.setup(false, "");
  for (const Node& node : nodes_) tree.node(node.label, node.style);
}

void FormulaView::describe_table(Table& table) const {
  table.head({"tokens", "error", "bits", "formula"});
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    table.row(
        {{static_cast<double>(entry.complexity), 0}, {entry.error, 2}, {std::nearbyint(entry.bits), 0}, entry.text},
        {i == guess_ ? kColorAccent : kColorForeground});
  }
}

void FormulaView::describe_numbers(Snapshot& snapshot, std::int64_t tried) const {
  static const Entry kNone{0, kUnknown, kUnknown, kUnknown, false, {}};
  const Entry &shown = entries_.empty() ? kNone : entries_[shown_],
              &guess = entries_.empty() ? kNone : entries_[guess_];
  double least = kUnknown;
  if (!entries_.empty()) least = entries_.back().error;
  snapshot.metric("recovered", "the formula shown is the law", shown.is_recovered ? 1 : 0, {.digits = 0});
  snapshot.metric("guess_recovered", "the best guess is the law", guess.is_recovered ? 1 : 0, {.digits = 0});
  snapshot.metric("guess_tokens", "tokens of the best guess", guess.complexity, {.digits = 0});
  snapshot.metric("guess_test_error", "error of the best guess on held-out points", finite_or_unknown(guess.test_error),
                  {.digits = 3});
  snapshot.metric("least_front_error", "least error on the front", finite_or_unknown(least), {.digits = 3});
  Numbers numbers = snapshot.numbers(
      "The formula",
      {.weight = 2,
       .help =
           "The formula shown: the best guess, until you tap another. The best guess takes the fewest bits to write down, with what it leaves unexplained."});
  if (entries_.empty()) {
    numbers.paragraph("No formula yet.");
  } else {
    numbers.formula(shown_line_);
    if (shown.is_recovered)
      numbers.paragraph("This is the law: equal on all held-out points, to six digits.");
    else
      numbers.warning("This is not the law.");
  }
  numbers.add("held_out_error", "error on held-out points", finite_or_unknown(shown.test_error), {.digits = 3});
  numbers.add("shown_error", "error on the data", finite_or_unknown(shown.error), {.digits = 3});
  numbers.add("shown_tokens", "tokens", shown.complexity, {.digits = 0});
  numbers.add("shown_bits", "description length", finite_or_unknown(std::nearbyint(shown.bits)),
              {.unit = "bits", .digits = 0});
  numbers.add("front_size", "formulas on the front", static_cast<double>(entries_.size()), {.digits = 0});
  numbers.add("tried_formulas", "formulas tried", static_cast<double>(tried), {.digits = 0});
  numbers.heading("The law");
  numbers.formula(truth_);
}

}  // namespace lectern
