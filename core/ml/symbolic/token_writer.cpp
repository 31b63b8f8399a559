#include "core/ml/symbolic/token_writer.h"

#include <algorithm>

namespace lectern::symbolic {
namespace {

bool is_transcendental(Op op) {
  return op == Op::exponential || op == Op::logarithm || op == Op::sine || op == Op::cosine || op == Op::tanh;
}

// What an operand must have for the result of a function to have `unit`; false: nothing does.
bool operand_unit(Op op, const Unit& unit, Unit& operand) {
  switch (op) {
    case Op::negate: operand = unit; return true;
    case Op::inverse: operand = Unit{}.over(unit); return true;
    case Op::root: operand = unit.squared(); return true;
    case Op::square: {
      const std::optional<Unit> half = unit.rooted();
      if (half) operand = *half;
      return half.has_value();
    }
    default: operand = Unit{}; return unit.is_number();
  }
}

// The unit of a function's result; false: there is none.
bool result_unit(Op op, const Unit& operand, Unit& unit) {
  switch (op) {
    case Op::negate: unit = operand; return true;
    case Op::inverse: unit = Unit{}.over(operand); return true;
    case Op::square: unit = operand.squared(); return true;
    case Op::root: {
      const std::optional<Unit> half = operand.rooted();
      if (half) unit = *half;
      return half.has_value();
    }
    default: unit = Unit{}; return operand.is_number();
  }
}

}  // namespace

TokenRules::TokenRules(const Grammar& grammar, const BlockLibrary& library)
    : variables_(grammar.variables), target_(grammar.target), longest_(grammar.longest) {
  for (std::size_t k = 0; k < variables_.size(); ++k) tokens_.push_back(variable_token(static_cast<int>(k)));
  tokens_.push_back(constant_token(1));
  for (const Op op : {Op::add, Op::subtract, Op::multiply, Op::divide}) tokens_.push_back(op_token(op));
  for (const Op op : grammar.functions) tokens_.push_back(op_token(op));
  needs_.emplace_back(Unit{}, 1);  // a constant
  for (const BlockLibrary::Group& group : library.groups())
    if (!group.unit.is_number())
      needs_.emplace_back(group.unit, static_cast<int>(library.formula(group.members.front()).size()));
}

int TokenRules::need(const Unit& unit) const {
  const auto found = std::find_if(needs_.begin(), needs_.end(), [&](const auto& need) { return need.first == unit; });
  return found == needs_.end() ? 0 : found->second;
}

TokenWriter::TokenWriter(const TokenRules& rules) : rules_(&rules) {
  open_.push_back({-1, false, true, false, rules.target()});
}

int TokenWriter::parent() const {
  return open_.empty() || open_.back().parent < 0 ? -1 : nodes_[static_cast<std::size_t>(open_.back().parent)].token;
}

int TokenWriter::sibling() const {
  if (open_.empty() || !open_.back().is_right) return -1;
  const int left = nodes_[static_cast<std::size_t>(open_.back().parent)].left;
  return nodes_[static_cast<std::size_t>(left)].token;
}

int TokenWriter::legal(std::span<char> flags) const {
  std::fill(flags.begin(), flags.end(), char{0});
  if (open_.empty() || is_dead_) return 0;
  const Slot& slot = open_.back();
  int room = rules_->longest() - static_cast<int>(written_.size());
  for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
    const int others = need(open_[i]);
    if (others == 0) return 0;
    room -= others;
  }
  const Op above = slot.parent < 0 ? Op::add : rules_->token(parent()).op;
  const bool is_operand = slot.parent >= 0 && arity(above) == 1;
  const int beside = sibling();
  int count = 0;
  for (int k = 0; k < rules_->size(); ++k) {
    const Op op = rules_->token(k).op;
    bool may = false;
    switch (op) {
      case Op::variable:
        may = room >= 1 && (!slot.is_known || rules_->variable_unit(rules_->token(k).variable) == slot.unit);
        break;
      case Op::constant:
        may = room >= 1 && constants_ < kMostWrittenConstants && (!slot.is_known || slot.unit.is_number()) &&
              slot.parent >= 0 && !is_operand && !(beside >= 0 && rules_->token(beside).op == Op::constant);
        break;
      case Op::add:
      case Op::subtract: {
        const int each = need(slot);
        may = each > 0 && room >= 1 + 2 * each;
        break;
      }
      case Op::multiply:
      case Op::divide: may = room >= 3; break;
      default: {
        if (is_transcendental(op) && slot.is_inside) break;
        if (op == Op::inverse && slot.parent >= 0 && above == Op::inverse) break;
        if (slot.is_known) {
          Unit inner;
          if (!operand_unit(op, slot.unit, inner)) break;
          const int own = rules_->need(inner);
          may = own > 0 && room >= 1 + own;
        } else {
          may = room >= 2;
        }
      }
    }
    if (!may) continue;
    flags[static_cast<std::size_t>(k)] = 1;
    ++count;
  }
  return count;
}

void TokenWriter::write(int token) {
  const Slot slot = open_.back();
  open_.pop_back();
  const auto own = static_cast<int>(nodes_.size());
  written_.push_back(token);
  constants_ += rules_->token(token).op == Op::constant ? 1 : 0;
  nodes_.push_back({token, slot.parent, -1, -1, slot.is_right, slot.is_known, slot.unit, {}});
  if (slot.parent >= 0) {
    Node& above = nodes_[static_cast<std::size_t>(slot.parent)];
    (slot.is_right ? above.right : above.left) = own;
  }
  const Token& what = rules_->token(token);
  if (arity(what.op) == 0) {
    nodes_.back().unit = what.op == Op::variable ? rules_->variable_unit(what.variable) : Unit{};
    completed(own);
    return;
  }
  if (arity(what.op) == 2) {
    const bool is_sum = what.op == Op::add || what.op == Op::subtract;
    // The unit of the right operand is known when the left one is complete, that of a sum's at once.
    open_.push_back({own, true, is_sum && slot.is_known, slot.is_inside, slot.unit});
    open_.push_back({own, false, is_sum && slot.is_known, slot.is_inside, slot.unit});
    return;
  }
  Slot inner{own, false, slot.is_known, slot.is_inside || is_transcendental(what.op), {}};
  if (is_transcendental(what.op)) {
    inner.is_known = true;
  } else if (slot.is_known && !operand_unit(what.op, slot.unit, inner.unit)) {
    is_dead_ = true;
  }
  open_.push_back(inner);
}

void TokenWriter::completed(int node) {
  while (nodes_[static_cast<std::size_t>(node)].parent >= 0) {
    const Node done = nodes_[static_cast<std::size_t>(node)];
    Node& above = nodes_[static_cast<std::size_t>(done.parent)];
    const Op op = rules_->token(above.token).op;
    if (arity(op) == 2 && !done.is_right) {
      Slot& right = open_.back();
      if (op == Op::add || op == Op::subtract) {
        right.is_known = true;
        right.unit = done.unit;
      } else if (above.is_known) {
        right.is_known = true;
        right.unit = op == Op::multiply ? above.wanted.over(done.unit) : done.unit.over(above.wanted);
      }
      if (right.is_known && rules_->need(right.unit) == 0) is_dead_ = true;
      return;
    }
    if (arity(op) == 2) {
      const Unit& left = nodes_[static_cast<std::size_t>(above.left)].unit;
      above.unit = op == Op::multiply ? left.times(done.unit) : op == Op::divide ? left.over(done.unit) : left;
    } else if (!result_unit(op, done.unit, above.unit)) {
      is_dead_ = true;
    }
    node = done.parent;
  }
}

Formula TokenWriter::formula() const {
  // From prefix to postfix: read backwards, a prefix text gives its operands before its operations.
  std::vector<Formula> stack;
  for (std::size_t i = written_.size(); i-- > 0;) {
    const Token& token = rules_->token(written_[i]);
    Formula whole;
    for (int k = arity(token.op); k > 0; --k) {
      whole.insert(whole.end(), stack.back().begin(), stack.back().end());
      stack.pop_back();
    }
    whole.push_back(token);
    stack.push_back(std::move(whole));
  }
  return stack.empty() ? Formula{} : std::move(stack.back());
}

}  // namespace lectern::symbolic
