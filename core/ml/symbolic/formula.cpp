#include "core/ml/symbolic/formula.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/decimal.h"
#include "core/math/elementary.h"

namespace lectern::symbolic {
namespace {

constexpr std::array<std::string_view, kOps> kNames{"x",    "c",   "number", "+",   "-",      "*",
                                                    "/",    "pow", "neg",    "inv", "square", "cube",
                                                    "sqrt", "exp", "log",    "sin", "cos",    "tanh"};

int whole_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 2) return -1;
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    value = 10 * value + (c - '0');
  }
  return value;
}

}  // namespace

int arity(Op op) {
  if (op <= Op::number) return 0;
  return op <= Op::power ? 2 : 1;
}

std::string_view op_name(Op op) { return kNames[static_cast<std::size_t>(op)]; }

Result<Formula> parse_postfix(std::string_view text, std::size_t variables, std::span<const double> constants) {
  Formula formula;
  int stack = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end;
    Token token;
    const auto known = std::find(kNames.begin() + 3, kNames.end(), word);
    if (known != kNames.end()) {
      token.op = static_cast<Op>(known - kNames.begin());
    } else if (word.front() == 'x' || word.front() == 'c') {
      const int index = whole_number(word.substr(1));
      const std::size_t count = word.front() == 'x' ? variables : constants.size();
      if (index < 0 || static_cast<std::size_t>(index) >= count) return Error{"There is no " + std::string(word) + "."};
      token = word.front() == 'x' ? variable_token(index) : constant_token(constants[static_cast<std::size_t>(index)]);
    } else if (word == "pi") {
      token = number_token(3.14159265358979323846);
    } else if (const auto number = math::parse_decimal<double>(word)) {
      token = number_token(*number);
    } else {
      return Error{"“" + std::string(word) + "” is neither a variable nor an operation nor a number."};
    }
    const int operands = arity(token.op);
    if (stack < operands) return Error{"“" + std::string(word) + "” lacks an operand."};
    stack += 1 - operands;
    formula.push_back(token);
  }
  if (stack != 1) return Error{"A formula leaves one value; this one leaves " + std::to_string(stack) + "."};
  return formula;
}

void link(std::span<const Token> formula, Links& links) {
  const std::size_t n = formula.size();
  for (std::vector<int>* list : {&links.left, &links.right, &links.first, &links.parent}) list->assign(n, -1);
  for (std::size_t i = 0; i < n; ++i) {
    const int operands = arity(formula[i].op), own = static_cast<int>(i);
    links.first[i] = own;
    if (operands == 0) continue;
    const int last = own - 1;
    if (operands == 1) {
      links.left[i] = last;
    } else {
      links.right[i] = last;
      links.left[i] = links.first[static_cast<std::size_t>(last)] - 1;
      links.parent[static_cast<std::size_t>(last)] = own;
    }
    links.parent[static_cast<std::size_t>(links.left[i])] = own;
    links.first[i] = links.first[static_cast<std::size_t>(links.left[i])];
  }
}

int depth(std::span<const Token> formula) {
  std::vector<int> stack;
  for (const Token& token : formula) {
    int deepest = 0;
    for (int k = arity(token.op); k > 0; --k) {
      deepest = std::max(deepest, stack.back());
      stack.pop_back();
    }
    stack.push_back(deepest + 1);
  }
  return stack.empty() ? 0 : stack.back();
}

int free_constants(std::span<const Token> formula) {
  int count = 0;
  for (const Token& token : formula) count += token.op == Op::constant ? 1 : 0;
  return count;
}

std::uint64_t Unit::key() const {
  std::uint64_t key = 0;
  for (const std::int8_t q : quarters) key = key << 8 | static_cast<std::uint8_t>(q);
  return key;
}

namespace {

std::int8_t bounded_quarters(int q) { return static_cast<std::int8_t>(std::clamp(q, -127, 127)); }

}  // namespace

Unit Unit::times(const Unit& other) const {
  Unit result;
  for (std::size_t i = 0; i < quarters.size(); ++i)
    result.quarters[i] = bounded_quarters(int{quarters[i]} + int{other.quarters[i]});
  return result;
}
Unit Unit::over(const Unit& other) const {
  Unit result;
  for (std::size_t i = 0; i < quarters.size(); ++i)
    result.quarters[i] = bounded_quarters(int{quarters[i]} - int{other.quarters[i]});
  return result;
}
Unit Unit::squared() const { return times(*this); }
std::optional<Unit> Unit::rooted() const {
  Unit result;
  for (std::size_t i = 0; i < quarters.size(); ++i) {
    if (quarters[i] % 2 != 0) return std::nullopt;
    result.quarters[i] = static_cast<std::int8_t>(quarters[i] / 2);
  }
  return result;
}

std::string unit_text(const Unit& unit) {
  static constexpr std::array<const char*, 5> kBase{"m", "kg", "s", "K", "A"};
  static constexpr std::array<const char*, 10> kRaised{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string over, under;
  int divisors = 0;
  for (const std::size_t i : {std::size_t{1}, std::size_t{0}, std::size_t{2}, std::size_t{3}, std::size_t{4}}) {
    const int q = unit.quarters[i];
    if (q == 0) continue;
    std::string& side = q > 0 ? over : under;
    if (!side.empty()) side += " ";
    divisors += q < 0 ? 1 : 0;
    side += kBase[i];
    const int size = std::abs(q);
    if (size % 4 == 0 && size < 40) {
      if (size != 4) side += kRaised[static_cast<std::size_t>(size / 4)];
    } else {
      side += "^" + std::to_string(size) + "/4";
    }
  }
  if (under.empty()) return over.empty() ? "1" : over;
  return (over.empty() ? "1" : over) + "/" + (divisors > 1 ? "(" + under + ")" : under);
}

bool units_of(std::span<const Token> formula, std::span<const Unit> variables, std::vector<Unit>& units) {
  Links links;
  link(formula, links);
  units.assign(formula.size(), Unit{});
  for (std::size_t i = 0; i < formula.size(); ++i) {
    const Unit a = links.left[i] >= 0 ? units[static_cast<std::size_t>(links.left[i])] : Unit{};
    const Unit b = links.right[i] >= 0 ? units[static_cast<std::size_t>(links.right[i])] : Unit{};
    switch (formula[i].op) {
      case Op::variable: units[i] = variables[formula[i].variable]; break;
      case Op::constant:
      case Op::number: break;
      case Op::add:
      case Op::subtract:
        if (a != b) return false;
        units[i] = a;
        break;
      case Op::multiply: units[i] = a.times(b); break;
      case Op::divide: units[i] = a.over(b); break;
      case Op::negate: units[i] = a; break;
      case Op::inverse: units[i] = Unit{}.over(a); break;
      case Op::square: units[i] = a.squared(); break;
      case Op::cube: units[i] = a.squared().times(a); break;
      case Op::root: {
        const std::optional<Unit> half = a.rooted();
        if (!half) return false;
        units[i] = *half;
        break;
      }
      default:
        if (!a.is_number() || !b.is_number()) return false;
    }
  }
  return true;
}

std::span<const double> FormulaTape::values(std::span<const Token> formula, ConstMatrixView<double> X) {
  const std::size_t n = static_cast<std::size_t>(X.cols), length = formula.size();
  n_ = n;
  at_.resize(length);
  if (room_.size() < length * n) room_.resize(length * n);
  link(formula, links_);
  for (std::size_t i = 0; i < length; ++i) {
    const Token& token = formula[i];
    if (token.op == Op::variable) {
      at_[i] = X.row(token.variable);
      continue;
    }
    double* out = room_.data() + i * n;
    at_[i] = out;
    const double* a = links_.left[i] >= 0 ? at_[static_cast<std::size_t>(links_.left[i])] : nullptr;
    const double* b = links_.right[i] >= 0 ? at_[static_cast<std::size_t>(links_.right[i])] : nullptr;
    switch (token.op) {
      case Op::variable: break;
      case Op::constant:
      case Op::number: std::fill_n(out, n, token.value); break;
      case Op::add:
        for (std::size_t s = 0; s < n; ++s) out[s] = a[s] + b[s];
        break;
      case Op::subtract:
        for (std::size_t s = 0; s < n; ++s) out[s] = a[s] - b[s];
        break;
      case Op::multiply:
        for (std::size_t s = 0; s < n; ++s) out[s] = a[s] * b[s];
        break;
      case Op::divide:
        for (std::size_t s = 0; s < n; ++s) out[s] = a[s] / b[s];
        break;
      case Op::power:
        for (std::size_t s = 0; s < n; ++s) out[s] = math::pow(a[s], b[s]);
        break;
      case Op::negate:
        for (std::size_t s = 0; s < n; ++s) out[s] = -a[s];
        break;
      case Op::inverse:
        for (std::size_t s = 0; s < n; ++s) out[s] = 1 / a[s];
        break;
      case Op::square:
        for (std::size_t s = 0; s < n; ++s) out[s] = a[s] * a[s];
        break;
      case Op::cube:
        for (std::size_t s = 0; s < n; ++s) out[s] = a[s] * a[s] * a[s];
        break;
      case Op::root:
        for (std::size_t s = 0; s < n; ++s) out[s] = std::sqrt(a[s]);
        break;
      case Op::exponential: math::exp(std::span(a, n), std::span(out, n)); break;
      case Op::logarithm: math::log(std::span(a, n), std::span(out, n)); break;
      case Op::sine: math::sin(std::span(a, n), std::span(out, n)); break;
      case Op::cosine: math::cos(std::span(a, n), std::span(out, n)); break;
      case Op::tanh: math::tanh(std::span(a, n), std::span(out, n)); break;
    }
  }
  return {at_[length - 1], n};
}

void FormulaTape::derivatives(std::span<const Token> formula) {
  const std::size_t n = n_, length = formula.size();
  if (adjoint_.size() < length * n) adjoint_.resize(length * n);
  std::fill_n(adjoint_.data() + (length - 1) * n, n, 1.0);
  for (std::size_t i = length; i-- > 0;) {
    const int left = links_.left[i], right = links_.right[i];
    if (left < 0) continue;
    const double *g = adjoint_.data() + i * n, *f = at_[i], *a = at_[static_cast<std::size_t>(left)];
    double* da = adjoint_.data() + static_cast<std::size_t>(left) * n;
    const double* b = right >= 0 ? at_[static_cast<std::size_t>(right)] : nullptr;
    double* db = right >= 0 ? adjoint_.data() + static_cast<std::size_t>(right) * n : nullptr;
    switch (formula[i].op) {
      case Op::variable:
      case Op::constant:
      case Op::number: break;
      case Op::add:
        for (std::size_t s = 0; s < n; ++s) da[s] = db[s] = g[s];
        break;
      case Op::subtract:
        for (std::size_t s = 0; s < n; ++s) {
          da[s] = g[s];
          db[s] = -g[s];
        }
        break;
      case Op::multiply:
        for (std::size_t s = 0; s < n; ++s) {
          da[s] = g[s] * b[s];
          db[s] = g[s] * a[s];
        }
        break;
      case Op::divide:
        for (std::size_t s = 0; s < n; ++s) {
          da[s] = g[s] / b[s];
          db[s] = -g[s] * f[s] / b[s];
        }
        break;
      case Op::power:
        for (std::size_t s = 0; s < n; ++s) {
          da[s] = g[s] * b[s] * f[s] / a[s];
          db[s] = g[s] * f[s] * math::log(a[s]);
        }
        break;
      case Op::negate:
        for (std::size_t s = 0; s < n; ++s) da[s] = -g[s];
        break;
      case Op::inverse:
        for (std::size_t s = 0; s < n; ++s) da[s] = -g[s] * f[s] * f[s];
        break;
      case Op::square:
        for (std::size_t s = 0; s < n; ++s) da[s] = 2 * g[s] * a[s];
        break;
      case Op::cube:
        for (std::size_t s = 0; s < n; ++s) da[s] = 3 * g[s] * a[s] * a[s];
        break;
      case Op::root:
        for (std::size_t s = 0; s < n; ++s) da[s] = 0.5 * g[s] / f[s];
        break;
      case Op::exponential:
        for (std::size_t s = 0; s < n; ++s) da[s] = g[s] * f[s];
        break;
      case Op::logarithm:
        for (std::size_t s = 0; s < n; ++s) da[s] = g[s] / a[s];
        break;
      case Op::sine:
        math::cos(std::span(a, n), std::span(da, n));
        for (std::size_t s = 0; s < n; ++s) da[s] *= g[s];
        break;
      case Op::cosine:
        math::sin(std::span(a, n), std::span(da, n));
        for (std::size_t s = 0; s < n; ++s) da[s] *= -g[s];
        break;
      case Op::tanh:
        for (std::size_t s = 0; s < n; ++s) da[s] = g[s] * (1 - f[s] * f[s]);
        break;
    }
  }
}

// ---- Simplification ---------------------------------------------------------------------------------

namespace {

// k · tokens; without tokens the number k.
struct Scaled {
  double k = 1;
  bool is_number = true;  // k comes of numbers that stand
  Formula tokens;
};

Token value_token(double value, bool is_number) { return is_number ? number_token(value) : constant_token(value); }

bool ends_with(const Formula& a, Op op) { return !a.empty() && a.back().op == op; }

// k · tokens written out.
Formula written(const Scaled& part) {
  Formula out;
  if (part.tokens.empty()) return {value_token(part.k, part.is_number)};
  if (part.k == 1) return part.tokens;
  if (part.k == -1) {
    if (ends_with(part.tokens, Op::subtract)) {  // −(a − b) = b − a
      Links links;
      link(part.tokens, links);
      const auto cut = part.tokens.begin() + links.left.back() + 1;
      out.assign(cut, part.tokens.end() - 1);
      out.insert(out.end(), part.tokens.begin(), cut);
      out.push_back(op_token(Op::subtract));
      return out;
    }
    out = part.tokens;
    out.push_back(op_token(Op::negate));
    return out;
  }
  out.push_back(value_token(part.k, part.is_number));
  out.insert(out.end(), part.tokens.begin(), part.tokens.end());
  out.push_back(op_token(Op::multiply));
  return out;
}

Formula joined_by(const Formula& a, const Formula& b, Op op) {
  Formula out = a;
  out.insert(out.end(), b.begin(), b.end());
  out.push_back(op_token(op));
  return out;
}

Formula followed_by(Formula a, Op op) {
  a.push_back(op_token(op));
  return a;
}

Formula without_last(Formula a) {
  a.pop_back();
  return a;
}

Scaled inverse_of(Scaled a) {
  Scaled out{1 / a.k, a.is_number, {}};
  if (a.tokens.empty()) return out;
  if (ends_with(a.tokens, Op::inverse)) {
    out.tokens = without_last(std::move(a.tokens));
  } else if (ends_with(a.tokens, Op::divide)) {
    Links links;
    link(a.tokens, links);
    const auto cut = a.tokens.begin() + links.left.back() + 1;
    const Formula over(a.tokens.begin(), cut), under(cut, a.tokens.end() - 1);
    out.tokens = joined_by(under, over, Op::divide);
  } else {
    out.tokens = followed_by(std::move(a.tokens), Op::inverse);
  }
  return out;
}

Scaled product_of(Scaled a, Scaled b) {
  Scaled out{a.k * b.k, a.is_number && b.is_number, {}};
  if (a.tokens.empty()) {
    out.tokens = std::move(b.tokens);
  } else if (b.tokens.empty()) {
    out.tokens = std::move(a.tokens);
  } else if (a.tokens == b.tokens) {
    if (ends_with(a.tokens, Op::root))
      out.tokens = without_last(std::move(a.tokens));
    else
      out.tokens = followed_by(std::move(a.tokens), Op::square);
  } else if (ends_with(b.tokens, Op::inverse)) {
    out.tokens = joined_by(a.tokens, without_last(std::move(b.tokens)), Op::divide);
  } else if (ends_with(a.tokens, Op::inverse)) {
    out.tokens = joined_by(b.tokens, without_last(std::move(a.tokens)), Op::divide);
  } else {
    out.tokens = joined_by(a.tokens, b.tokens, Op::multiply);
  }
  return out;
}

Scaled quotient_of(Scaled a, Scaled b) {
  if (!a.tokens.empty() && a.tokens == b.tokens) return {a.k / b.k, a.is_number && b.is_number, {}};
  if (b.tokens.empty() || a.tokens.empty() || ends_with(b.tokens, Op::inverse) || ends_with(b.tokens, Op::divide))
    return product_of(std::move(a), inverse_of(std::move(b)));
  return {a.k / b.k, a.is_number && b.is_number, joined_by(a.tokens, b.tokens, Op::divide)};
}

// front · (first ± ratio · second), where the first has the factor 1.
Scaled sum_from(const Scaled& a, const Scaled& b, bool swaps) {
  const Scaled &first = swaps ? b : a, &second = swaps ? a : b;
  Scaled out{first.k, first.is_number, {}};
  const double ratio = second.k / first.k;
  const bool is_number = first.is_number && second.is_number;
  const Formula lead = first.tokens.empty() ? Formula{number_token(1)} : first.tokens;
  const Op op = ratio < 0 ? Op::subtract : Op::add;
  out.tokens = joined_by(lead, written({std::fabs(ratio), is_number, second.tokens}), op);
  return out;
}

Scaled sum_of(const Scaled& a, const Scaled& b) {
  if (a.tokens == b.tokens) {
    Scaled out{a.k + b.k, a.is_number && b.is_number, a.tokens};
    if (out.k == 0) out.tokens.clear();
    return out;
  }
  if (a.k == 0) return b;
  if (b.k == 0) return a;
  const Scaled one = sum_from(a, b, false), other = sum_from(a, b, true);
  const std::size_t one_cost = one.tokens.size() + (one.k == 1 ? 0 : 2),
                    other_cost = other.tokens.size() + (other.k == 1 ? 0 : 2);
  return other_cost < one_cost ? other : one;
}

double function_value(Op op, double x) {
  switch (op) {
    case Op::exponential: return math::exp(x);
    case Op::logarithm: return math::log(x);
    case Op::sine: return math::sin(x);
    case Op::cosine: return math::cos(x);
    case Op::tanh: return math::tanh(x);
    default: return x;
  }
}

Scaled function_of(Op op, Scaled a) {
  if (a.tokens.empty()) return {function_value(op, a.k), false, {}};
  if (op == Op::cosine && a.k < 0) a.k = -a.k;
  double sign = 1;
  if ((op == Op::sine || op == Op::tanh) && a.k < 0) {
    a.k = -a.k;
    sign = -1;
  }
  if (op == Op::exponential && a.k == 1 && ends_with(a.tokens, Op::logarithm))
    return {1, true, without_last(std::move(a.tokens))};
  return {sign, true, followed_by(written(a), op)};
}

}  // namespace

double simplify(Formula& formula) {
  std::vector<Scaled> stack;
  for (const Token& token : formula) {
    if (token.op == Op::variable) {
      stack.push_back({1, true, {token}});
      continue;
    }
    if (arity(token.op) == 0) {
      stack.push_back({token.value, token.op == Op::number, {}});
      continue;
    }
    Scaled b = std::move(stack.back());
    stack.pop_back();
    if (arity(token.op) == 2) {
      Scaled a = std::move(stack.back());
      stack.pop_back();
      switch (token.op) {
        case Op::add: stack.push_back(sum_of(a, b)); break;
        case Op::subtract:
          b.k = -b.k;
          stack.push_back(sum_of(a, b));
          break;
        case Op::multiply: stack.push_back(product_of(std::move(a), std::move(b))); break;
        case Op::divide: stack.push_back(quotient_of(std::move(a), std::move(b))); break;
        default: stack.push_back({1, true, joined_by(written(a), written(b), token.op)});
      }
      continue;
    }
    switch (token.op) {
      case Op::negate:
        b.k = -b.k;
        stack.push_back(std::move(b));
        break;
      case Op::inverse: stack.push_back(inverse_of(std::move(b))); break;
      case Op::square:
        b.k *= b.k;
        if (ends_with(b.tokens, Op::root))
          b.tokens.pop_back();
        else if (!b.tokens.empty())
          b.tokens.push_back(op_token(Op::square));
        stack.push_back(std::move(b));
        break;
      case Op::cube:
        b.k *= b.k * b.k;
        if (!b.tokens.empty()) b.tokens.push_back(op_token(Op::cube));
        stack.push_back(std::move(b));
        break;
      case Op::root:
        if (b.tokens.empty()) {
          stack.push_back({std::sqrt(b.k), false, {}});
        } else if (b.k > 0) {
          const double k = std::sqrt(b.k);
          stack.push_back({k, b.is_number && k * k == b.k, followed_by(std::move(b.tokens), Op::root)});
        } else {
          Scaled turned{1, true, {}};
          const double k = std::sqrt(-b.k);
          turned.tokens = followed_by(written({-1, true, std::move(b.tokens)}), Op::root);
          turned.k = k;
          turned.is_number = b.is_number && k * k == -b.k;
          stack.push_back(std::move(turned));
        }
        break;
      default: stack.push_back(function_of(token.op, std::move(b)));
    }
  }
  formula = std::move(stack.back().tokens);
  return stack.back().k;
}

Formula scaled(double scale, bool is_number, const Formula& formula) { return written({scale, is_number, formula}); }

// ---- Text ---------------------------------------------------------------------------------------------

namespace {

struct KnownNumber {
  double value;
  const char* text;
};
constexpr KnownNumber kKnown[] = {{0.5, "½"},
                                  {0.25, "¼"},
                                  {0.75, "¾"},
                                  {1.0 / 3, "⅓"},
                                  {2.0 / 3, "⅔"},
                                  {1.5, "3/2"},
                                  {0.125, "⅛"},
                                  {std::numbers::pi, "π"},
                                  {2 * std::numbers::pi, "2π"},
                                  {4 * std::numbers::pi, "4π"},
                                  {std::numbers::pi / 2, "π/2"},
                                  {1 / std::numbers::pi, "1/π"},
                                  {1 / (2 * std::numbers::pi), "1/(2π)"},
                                  {1 / (4 * std::numbers::pi), "1/(4π)"},
                                  {0.39894228040143267794, "1/√(2π)"},
                                  {1.41421356237309504880, "√2"},
                                  {0.70710678118654752440, "1/√2"}};

// How strongly a text holds together, the least first.
enum class Rank { sum, quotient, product, sign, power, atom };
struct Piece {
  std::string text;
  Rank rank = Rank::atom;
};
std::string inside(const Piece& piece, Rank least) { return piece.rank < least ? "(" + piece.text + ")" : piece.text; }

bool ends_in_superscript(const std::string& text) {
  for (const char* mark : {"²", "³"})
    if (text.ends_with(mark)) return true;
  return false;
}

Piece power_piece(const Piece& base, const char* exponent) {
  const bool needs = base.rank < Rank::atom || ends_in_superscript(base.text);
  return {(needs ? "(" + base.text + ")" : base.text) + exponent, Rank::power};
}

// a ± b; a minus in front of b becomes the sum's.
Piece sum_piece(const Piece& a, const Piece& b, bool is_plus) {
  constexpr std::string_view kMinus = "−";
  std::string right = inside(b, Rank::quotient);
  if (right.starts_with(kMinus)) {
    right.erase(0, kMinus.size());
    is_plus = !is_plus;
  }
  return {a.text + (is_plus ? " + " : " − ") + right, Rank::sum};
}

Piece called(const char* name, const Piece& argument) {
  return {std::string(name) + "(" + argument.text + ")", Rank::atom};
}

}  // namespace

std::string constant_text(double value) {
  const double size = std::fabs(value);
  const std::string sign = value < 0 ? "−" : "";
  for (const KnownNumber& known : kKnown)
    if (std::fabs(size - known.value) <= 1e-9 * known.value) return sign + known.text;
  const double whole = std::nearbyint(size);
  if (size < 1e6 && std::fabs(size - whole) <= 1e-9 * std::max(size, 1.0))
    return sign + std::to_string(static_cast<long long>(whole));
  if (!(size > 0) || !std::isfinite(size)) return sign + math::shortest_decimal(size);
  // Four significant digits.
  double step = 1;
  while (size / step >= 10) step *= 10;
  while (size / step < 1) step /= 10;
  step /= 1000;
  const double rounded = std::nearbyint(size / step);
  const float shown = static_cast<float>(rounded * step);
  return sign + math::shortest_decimal(shown);
}

std::string formula_text(std::span<const Token> formula, std::span<const std::string> names) {
  std::vector<Piece> stack;
  for (const Token& token : formula) {
    const int operands = arity(token.op);
    if (operands == 0) {
      if (token.op == Op::variable) {
        stack.push_back({names[token.variable], Rank::atom});
      } else {
        std::string text = constant_text(token.value);
        const bool is_ratio = text.find('/') != std::string::npos;
        stack.push_back({std::move(text), token.value < 0 ? Rank::sign : is_ratio ? Rank::quotient : Rank::atom});
      }
      continue;
    }
    Piece b = std::move(stack.back());
    stack.pop_back();
    if (operands == 2) {
      Piece a = std::move(stack.back());
      stack.pop_back();
      switch (token.op) {
        case Op::add: stack.push_back(sum_piece(a, b, true)); break;
        case Op::subtract: stack.push_back(sum_piece(a, b, false)); break;
        case Op::multiply:
          stack.push_back({inside(a, Rank::product) + " " + inside(b, Rank::power), Rank::product});
          break;
        case Op::divide:
          stack.push_back({inside(a, Rank::quotient) + "/" + inside(b, Rank::power), Rank::quotient});
          break;
        default: stack.push_back({inside(a, Rank::atom) + "^" + inside(b, Rank::atom), Rank::power});
      }
      continue;
    }
    switch (token.op) {
      case Op::negate: stack.push_back({"−" + inside(b, Rank::quotient), Rank::sign}); break;
      case Op::inverse: stack.push_back({"1/" + inside(b, Rank::power), Rank::quotient}); break;
      case Op::square: stack.push_back(power_piece(b, "²")); break;
      case Op::cube: stack.push_back(power_piece(b, "³")); break;
      case Op::root: stack.push_back({"√" + (b.rank == Rank::atom ? b.text : "(" + b.text + ")"), Rank::power}); break;
      case Op::exponential: stack.push_back(called("exp", b)); break;
      case Op::logarithm: stack.push_back(called("ln", b)); break;
      case Op::sine: stack.push_back(called("sin", b)); break;
      case Op::cosine: stack.push_back(called("cos", b)); break;
      default: stack.push_back(called("tanh", b));
    }
  }
  return stack.empty() ? std::string() : stack.back().text;
}

bool agrees(std::span<const double> values, std::span<const double> truth, double tolerance) {
  double largest = 0;
  for (const double t : truth) largest = std::max(largest, std::fabs(t));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!(std::fabs(values[i] - truth[i]) <= tolerance * largest)) return false;
  return !values.empty();
}

}  // namespace lectern::symbolic
