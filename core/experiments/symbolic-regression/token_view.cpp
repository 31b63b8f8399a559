#include "core/experiments/symbolic-regression/token_view.h"

#include <cmath>
#include <limits>

namespace lectern {

using symbolic::Op;

std::vector<int> written_tokens(const symbolic::TokenNetwork& network, const symbolic::TokenRules& rules,
                                std::span<const int> forced, Matrix<double>& P) {
  return network.most_probable(rules, forced.empty() ? network.best_written() : forced, P);
}

void TokenView::update(const FormulaProblem& problem, const symbolic::TokenNetwork& network, int step,
                       const std::vector<int>& forced) {
  if (step == step_ && forced == forced_) return;
  step_ = step;
  forced_ = forced;
  const symbolic::TokenRules& rules = problem.rules;
  tokens_ = written_tokens(network, rules, forced, probability_);
  const std::ptrdiff_t places = probability_.rows(), V = probability_.cols();
  across_.clear();
  for (std::ptrdiff_t k = 0; k < V; ++k)
    for (std::ptrdiff_t place = 0; place < places; ++place) across_.push_back(probability_(place, k));
  names_.clear();
  for (int k = 0; k < rules.size(); ++k) {
    const symbolic::Token& token = rules.token(k);
    names_.push_back(token.op == Op::variable   ? problem.names[token.variable]
                     : token.op == Op::constant ? std::string("const")
                                                : std::string(sign_of(token.op)));
  }
  const std::optional<symbolic::Candidate> written = symbolic::fit_written(rules, tokens_, problem.data.samples());
  error_ = std::numeric_limits<double>::quiet_NaN();
  line_ = "a dead end: no token has the unit that is needed";
  if (!written) return;
  if (std::isfinite(written->error)) error_ = written->error;
  line_ = std::string(problem.task->target) + " = " + symbolic::formula_text(written->whole(), problem.names);
}

void TokenView::describe(const FormulaProblem& problem, Plane& plane) const {
  const int places = static_cast<int>(probability_.rows()), V = problem.rules.size();
  const PlanarGrid grid{V, places, {0.5, places + 0.5}, {-0.5, V - 0.5}};
  plane.axes({.label = "tokens written", .range = grid.x}, {.label = "next token", .range = grid.y});
  plane.x.first_name = 1;
  for (const int token : tokens_) plane.x.names.push_back(names_[static_cast<std::size_t>(token)]);
  plane.y.names = names_;
  plane.accept_latent_picks();
  plane.field("probability", grid, across_, {.color = {0, 1}, .map = ColorMap::viridis});
  const auto mark = [&](const char* label, std::size_t first, std::size_t end, ColorRole color) {
    PointsLayer& points = plane.points(label, Places(), {.color = color, .marker = Marker::square, .size_px = 4});
    for (std::size_t i = first; i < end; ++i) {
      points.x.push_back(static_cast<float>(i + 1));
      points.y.push_back(static_cast<float>(tokens_[i]));
    }
  };
  const std::size_t given = std::min(forced_.size(), tokens_.size());
  mark("written by hand", 0, given, kColorBad);
  mark(given > 0 ? "most probable" : "written", given, tokens_.size(), kColorAccent);
}

void TokenView::describe_written(Snapshot& snapshot) const {
  Text& text =
      snapshot.text("written", "Being written",
                    {.help = "The best formula of the last batch, or the one that a tap began, its constants fitted."});
  text.formula(line_);
  text.value("its error", error_, {.digits = 3});
  snapshot.metric("written_error", "error of the formula being written", error_, {.digits = 3});
}

}  // namespace lectern
