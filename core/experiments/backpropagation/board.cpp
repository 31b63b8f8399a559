#include "core/experiments/backpropagation/board.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lectern::backpropagation {
namespace {

constexpr int kLongestNested = 30;  // products in a formula that is written out

}  // namespace

bool Board::is_lit(int layer, int unit) const {
  const Cursor& now = walk_.cursor();
  const int last = net_.layers() - 1;
  const bool is_it = pace_ == Pace::layer || unit == now.unit;
  switch (now.phase) {
    case Phase::forward: return layer == now.layer ? is_it : layer == now.layer - 1;
    case Phase::cost: return layer == last;
    case Phase::delta: return layer == now.layer ? is_it : layer == now.layer + 1;
    case Phase::gradient: {
      const int from = walk_.current_parameter().from;
      if (layer == now.layer - 1) return pace_ == Pace::layer || unit == from;
      return layer == now.layer ? is_it : layer > now.layer;
    }
    default: return true;
  }
}

void Board::describe(Text& text) {
  const Cursor& now = walk_.cursor();
  pen_.clear();
  if (now.phase == Phase::start) {
    text.heading("Nothing is computed yet");
    text.paragraph(
        "Step: forward through the network, the cost, back through it, the gradients, and the update. Weights and the "
        "numbers of the batch can be changed by a click.");
    return;
  }
  const int first = pace_ == Pace::layer ? 0 : now.unit, end = pace_ == Pace::layer ? net_.size(now.layer) : first + 1;
  constexpr const char* kWords[] = {"",           "Forward",    "The cost",      "Backward",
                                    "A gradient", "The update", "The lower cost"};
  pen_.write(kWords[static_cast<int>(now.phase)]);
  if (now.phase < Phase::update) {
    pen_.write(", example ").whole(walk_.row() + 1);
    if (walk_.batch_size() > 1)
      pen_.write(": ").whole(now.example + 1).write(" of ").whole(walk_.batch_size()).write(" in the batch");
    if (walk_.integrates() && now.phase != Phase::cost) pen_.write(", at x₁ = ").number(walk_.node_place(now.node));
  }
  text.heading(pen_.text());
  switch (now.phase) {
    case Phase::forward:
      for (int unit = first; unit < end; ++unit) describe_forward(text, unit);
      break;
    case Phase::cost: describe_cost(text); break;
    case Phase::delta:
      for (int unit = first; unit < end; ++unit) describe_delta(text, unit);
      break;
    case Phase::gradient: describe_gradient(text); break;
    default: describe_update(text);
  }
}

void Board::describe_forward(Text& text, int unit) {
  const int layer = walk_.cursor().layer;
  if (unit == 0 || pace_ != Pace::layer) {
    pen_.clear().sum(layer, unit).write(" = Σₖ ").weight(layer, unit, Pen::kSummed).write(" ");
    pen_.activation(layer - 1, Pen::kSummed).write(" + ").weight(layer, unit, -1);
    text.formula(pen_.text());
  }
  pen_.clear().sum(layer, unit).write(" = ");
  bool is_first = true;
  for (int from = 0; from < net_.size(layer - 1); ++from) {
    if (net_.index(layer, unit, from) < 0) continue;
    pen_.signed_number(net_.value(layer, unit, from), is_first).write("·").number(a(layer - 1, from), true);
    is_first = false;
  }
  pen_.signed_number(net_.value(layer, unit, -1), is_first).write(" = ").number(z(layer, unit));
  text.formula(pen_.text());
  pen_.clear().activation(layer, unit).write(" = ");
  const nn::ActivationKind kind = net_.activation(layer);
  if (kind == nn::ActivationKind::identity)
    pen_.sum(layer, unit);
  else
    pen_.function(kind).write("(").number(z(layer, unit)).write(")");
  text.formula(pen_.write(" = ").number(a(layer, unit)).text());
}

int Board::nested_products(int layer) const {
  if (layer == 0) return 0;
  return net_.size(layer - 1) * (1 + nested_products(layer - 1));
}

void Board::write_nested(int layer, int unit) {
  if (layer == 0) return static_cast<void>(pen_.number(a(0, unit), true));
  const bool is_bare = net_.activation(layer) == nn::ActivationKind::identity && layer + 1 == net_.layers();
  pen_.function(net_.activation(layer)).write(is_bare ? "" : "(");
  bool is_first = true;
  for (int from = 0; from < net_.size(layer - 1); ++from) {
    if (net_.index(layer, unit, from) < 0) continue;
    pen_.signed_number(net_.value(layer, unit, from), is_first).write("·");
    write_nested(layer - 1, from);
    is_first = false;
  }
  pen_.signed_number(net_.value(layer, unit, -1), is_first).write(is_bare ? "" : ")");
}

void Board::describe_cost(Text& text) {
  const int last = net_.layers() - 1, outputs = net_.outputs(), row = walk_.row();
  if (walk_.integrates()) {
    text.formula("Fₖ = ∫₀¹ ŷₖ dx₁, by three places of x₁");
    for (int output = 0; output < outputs; ++output) {
      pen_.clear().integral(output).write(" = ");
      for (int node = 0; node < walk_.nodes(); ++node) {
        pen_.signed_number(walk_.node_weight(node), node == 0).write("·");
        pen_.number(walk_.pass(node).a[static_cast<std::size_t>(net_.neuron(last, output))], true);
      }
      text.formula(pen_.write(" = ").number(walk_.answer(output)).text());
    }
  }
  pen_.clear().write(pen_.cost()).write(walk_.integrates() ? " = ½ Σₖ (Fₖ − yₖ)² = ½(" : " = ½ Σₖ (ŷₖ − yₖ)² = ½(");
  for (int output = 0; output < outputs; ++output) {
    if (output > 0) pen_.write(" + ");
    pen_.write("(").number(walk_.answer(output)).write(" − ").number(walk_.Y()(row, output), true).write(")²");
  }
  text.formula(pen_.write(") = ").number(walk_.example_cost()).text());
  if (walk_.integrates() || nested_products(last) > kLongestNested) return;
  text.paragraph("The output is a formula of the inputs. With the numbers inserted:");
  pen_.clear().activation(last, 0).write(" = ");
  write_nested(last, 0);
  text.formula(pen_.write(" = ").number(a(last, 0)).text());
  if (is_linear()) describe_collapse(text);
}

bool Board::is_linear() const {
  for (int layer = 1; layer < net_.layers(); ++layer)
    if (net_.activation(layer) != nn::ActivationKind::identity) return false;
  return true;
}

double Board::path_sum(int layer, int unit, int input) const {
  if (layer == 0) return unit == input ? 1 : 0;
  double sum = input < 0 ? net_.value(layer, unit, -1) : 0;
  for (int from = 0; from < net_.size(layer - 1); ++from)
    sum += net_.value(layer, unit, from) * path_sum(layer - 1, from, input);
  return sum;
}

void Board::describe_collapse(Text& text) {
  const int last = net_.layers() - 1;
  text.paragraph("All neurons are linear. Multiplied out, the brackets are gone, and one neuron is left:");
  pen_.clear().activation(last, 0).write(" = ");
  double sum = path_sum(last, 0, -1);
  for (int input = 0; input < net_.size(0); ++input) {
    const double weight = path_sum(last, 0, input);
    sum += weight * a(0, input);
    pen_.signed_number(weight, input == 0).write("·").activation(0, input);
  }
  text.formula(pen_.signed_number(path_sum(last, 0, -1), false).write(" = ").number(sum).text());
}

// σ′ in numbers, from the activation where that is enough.
void Board::write_slope(int layer, int unit) {
  switch (net_.activation(layer)) {
    case nn::ActivationKind::sigmoid:
      pen_.number(a(layer, unit)).write("·(1 − ").number(a(layer, unit)).write(")");
      return;
    case nn::ActivationKind::tanh: pen_.write("(1 − ").number(a(layer, unit), true).write("²)"); return;
    default: pen_.number(net_.slope(walk_.pass(), layer, unit));
  }
}

void Board::describe_delta(Text& text, int unit) {
  const Cursor& now = walk_.cursor();
  const int layer = now.layer;
  const bool is_output = layer + 1 == net_.layers();
  const bool is_linear = net_.activation(layer) == nn::ActivationKind::identity;
  const auto write_function = [&] {
    if (!is_linear) pen_.write(" ").function(net_.activation(layer)).write("′(").sum(layer, unit).write(")");
  };
  pen_.clear().error(layer, unit).write(" = ∂").write(pen_.cost()).write("/∂").sum(layer, unit).write(" = ");
  if (is_output && walk_.integrates()) {
    pen_.write("(").integral(unit).write(" − ").target(unit).write(") ∂F/∂ŷ");
  } else if (is_output) {
    pen_.write("(").activation(layer, unit).write(" − ").target(unit).write(")");
  } else {
    pen_.write("(Σₖ ").error(layer + 1, Pen::kSummed).write(" ").weight(layer + 1, Pen::kSummed, unit).write(")");
  }
  write_function();
  if (unit == 0 || pace_ != Pace::layer) text.formula(pen_.text());

  pen_.clear().error(layer, unit).write(" = ");
  if (is_output) {
    pen_.write("(").number(walk_.answer(unit)).write(" − ").number(walk_.Y()(walk_.row(), unit), true).write(")");
    if (walk_.integrates()) pen_.write("·").number(walk_.node_weight(now.node));
  } else {
    const int next = net_.size(layer + 1);
    if (next > 1) pen_.write("(");
    bool is_first = true;
    for (int to = 0; to < next; ++to) {
      if (net_.index(layer + 1, to, unit) < 0) continue;
      pen_.signed_number(delta(layer + 1, to), is_first).write("·").number(net_.value(layer + 1, to, unit), true);
      is_first = false;
    }
    if (next > 1) pen_.write(")");
  }
  if (!is_linear) {
    pen_.write(" · ");
    write_slope(layer, unit);
  }
  text.formula(pen_.write(" = ").number(delta(layer, unit)).text());
  if (!is_output || pace_ == Pace::layer) return;
  text.paragraph(walk_.integrates() ? "The cost enters here alone: ∂F/∂ŷ is the weight of this place in the integral."
                                    : "The cost enters here, at the outputs, and nowhere else.");
  text.paragraph("Without a formula for the cost, a difference of the cost would do here, one for each output:");
  pen_.clear().write("∂").write(pen_.cost()).write("/∂");
  if (walk_.integrates())
    pen_.integral(unit);
  else
    pen_.activation(layer, unit);
  text.value(pen_.text(), walk_.d_answer_by_difference(unit), {.digits = 6});
}

void Board::describe_gradient(Text& text) {
  const Cursor& now = walk_.cursor();
  const Walk::Parameter& p = walk_.current_parameter();
  const auto parameter = static_cast<std::size_t>(net_.index(p.layer, p.unit, p.from));
  const auto begin = [&]() -> Pen& {
    return pen_.clear().write("∂").write(pen_.cost()).write("/∂").weight(p.layer, p.unit, p.from).write(" = ");
  };
  begin().error(p.layer, p.unit);
  if (p.from >= 0) pen_.write(" ").activation(p.layer - 1, p.from);
  text.formula(pen_.text());
  begin().number(delta(p.layer, p.unit));
  if (p.from >= 0)
    pen_.write("·").number(a(p.layer - 1, p.from), true).write(" = ").number(net_.gradient(walk_.pass(), parameter));
  text.formula(pen_.text());
  if (pace_ == Pace::layer) return text.paragraph("The others of this layer are in the table.");
  if (p.layer + 1 < net_.layers()) {
    text.paragraph("Lit: all paths from it to the cost. Their shares add up:");
    const double behind = net_.slope(walk_.pass(), p.layer, p.unit) * (p.from < 0 ? 1 : a(p.layer - 1, p.from));
    for (int to = 0; to < net_.size(p.layer + 1); ++to) {
      if (net_.index(p.layer + 1, to, p.unit) < 0) continue;
      pen_.clear().write("through ").activation(p.layer + 1, to);
      text.value(pen_.text(), delta(p.layer + 1, to) * net_.value(p.layer + 1, to, p.unit) * behind, {.digits = 3});
    }
  }
  if (now.example > 0 || now.node > 0) text.value("sum so far", walk_.sums()[parameter], {.digits = 3});
}

void Board::describe_update(Text& text) {
  const bool is_over = walk_.cursor().phase == Phase::lower;
  pen_.clear().write("v = η ∇").write(pen_.cost()).write(",   θ ← θ − v");
  text.formula(pen_.text());
  std::size_t largest = 0;
  const auto sums = walk_.sums();
  for (std::size_t p = 0; p < sums.size(); ++p)
    if (std::fabs(sums[p]) > std::fabs(sums[largest])) largest = p;
  const Walk::Parameter& p = net_.parameters()[largest];
  const auto write_rate = [&] {
    pen_.number(walk_.learning_rate()).write("·").number(sums[largest], true);
    if (walk_.batch_size() > 1) pen_.write("/").whole(walk_.batch_size());
  };
  pen_.clear().weight(p.layer, p.unit, p.from).write(" ← ").number(walk_.before()[largest]).write(" − ");
  write_rate();
  text.formula(pen_.write(" = ").number(net_.values()[largest]).text());
  if (!is_over) {
    text.paragraph("The largest step; all the others are in the table. All weights change at once.");
    return;
  }
  const double before = walk_.batch_cost_before(), after = walk_.batch_cost_after();
  pen_.clear().write(pen_.cost()).write(": ").number(before).write(" → ").number(after);
  text.formula(pen_.text());
  text.paragraph(after < before ? "The cost of the batch has fallen."
                                : "The cost of the batch has not fallen: the step was too long.");
}

void Board::describe_tape(Table& table) {
  table.head({"the program", "its derivative, from below"});
  const Cursor& now = walk_.cursor();
  const int last = net_.layers() - 1;
  std::string left;
  const auto add = [&](bool is_left, bool is_right) {
    const bool is_now = is_left || is_right;
    table.row({std::string_view(left), pen_.text()}, {is_now ? kColorAccent : kColorForeground});
  };
  for (int layer = 1; layer <= last; ++layer) {
    const bool is_here = now.layer == layer, is_forward = is_here && now.phase == Phase::forward;
    pen_.clear().sums(layer).write(" = ").weights(layer).write(" ").activations(layer - 1).write(" + ").biases(layer);
    left.assign(pen_.text());
    pen_.clear().write("∂").weights(layer).write(" += ").errors(layer).write(" (").activations(layer - 1).write(
        ")ᵀ,  ∂");
    pen_.biases(layer).write(" += ").errors(layer);
    add(is_forward, is_here && now.phase == Phase::gradient);
    pen_.clear().activations(layer).write(" = ");
    const bool is_linear = net_.activation(layer) == nn::ActivationKind::identity;
    pen_.function(net_.activation(layer)).write(is_linear ? "" : "(").sums(layer).write(is_linear ? "" : ")");
    left.assign(pen_.text());
    pen_.clear().errors(layer).write(" = ");
    if (layer == last)
      pen_.write("∂").activations(layer);
    else
      pen_.write("(").weights(layer + 1).write(")ᵀ ").errors(layer + 1);
    if (!is_linear) pen_.write(" · ").function(net_.activation(layer)).write("′(").sums(layer).write(")");
    add(is_forward, is_here && now.phase == Phase::delta);
  }
  if (walk_.integrates()) {
    pen_.clear().write("F = ∫ ").activations(last).write(" dx₁");
    left.assign(pen_.text());
    pen_.clear().write("∂").activations(last).write(" = ∂F · weights of the integral");
    add(now.phase == Phase::cost, false);
  }
  pen_.clear().write(pen_.cost()).write(" = ½ |");
  if (walk_.integrates())
    pen_.write("F");
  else
    pen_.activations(last);
  left.assign(pen_.write(" − y|²").text());
  pen_.clear().write("∂");
  if (walk_.integrates())
    pen_.write("F = F");
  else
    pen_.activations(last).write(" = ").activations(last);
  pen_.write(" − y");
  add(now.phase == Phase::cost, false);
}

}  // namespace lectern::backpropagation
