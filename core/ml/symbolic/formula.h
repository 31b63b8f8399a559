#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/result.h"

// Formulas as a search writes them: tokens in postfix order, evaluated over all samples at once.
namespace lectern::symbolic {

enum class Op : std::uint8_t {
  variable,
  constant,  // a number that may still be fitted
  number,    // a number that stands: 2, ½, π
  add,
  subtract,
  multiply,
  divide,
  power,  // a^b with a > 0
  negate,
  inverse,
  square,
  cube,
  root,
  exponential,
  logarithm,
  sine,
  cosine,
  tanh,
};
constexpr std::size_t kOps = 18;

// Operands: 0, 1 or 2.
int arity(Op op);
// "+", "sin", …; as in the postfix text of parse_postfix.
std::string_view op_name(Op op);

struct Token {
  Op op = Op::number;
  std::uint8_t variable = 0;  // of Op::variable
  double value = 0;           // of Op::constant and Op::number

  bool operator==(const Token&) const = default;
  auto state() const { return std::tie(op, variable, value); }
};
// Postfix: operands before their operation, the left one first.
using Formula = std::vector<Token>;

inline Token variable_token(int k) { return {Op::variable, static_cast<std::uint8_t>(k), 0}; }
inline Token constant_token(double value) { return {Op::constant, 0, value}; }
inline Token number_token(double value) { return {Op::number, 0, value}; }
inline Token op_token(Op op) { return {op, 0, 0}; }

// Tokens between blanks: x0, x1, … variables, c0, c1, … constants[k], operations, anything else a decimal number.
//   variables  how many there are
Result<Formula> parse_postfix(std::string_view text, std::size_t variables, std::span<const double> constants);

// The operands of each token. −1: none.   left, right, first  one number a token; first: where its subtree begins
struct Links {
  std::vector<int> left, right, first, parent;
};
void link(std::span<const Token> formula, Links& links);
// Of a leaf 1, else 1 + that of the deepest operand.
int depth(std::span<const Token> formula);
// Constants that may still be fitted.
int free_constants(std::span<const Token> formula);

// Exponents of metre, kilogram, second, kelvin and ampere, in quarters: √ halves them.
struct Unit {
  std::array<std::int8_t, 5> quarters{};

  bool operator==(const Unit&) const = default;
  bool is_number() const { return *this == Unit{}; }
  std::uint64_t key() const;
  Unit times(const Unit& other) const;
  Unit over(const Unit& other) const;
  Unit squared() const;
  // Nothing where an exponent is no multiple of a quarter.
  std::optional<Unit> rooted() const;
};
// "kg m²/s²"; "1" for a number.
std::string unit_text(const Unit& unit);

// The units of all nodes; false where the formula adds unlike ones or takes a function of one that is no number.
//   variables  the unit of each variable; units  overwritten, one a token
bool units_of(std::span<const Token> formula, std::span<const Unit> variables, std::vector<Unit>& units);

// Room for the values of all nodes and the derivatives of the root by them. Memory is kept from call to call.
class FormulaTape {
 public:
  // The values of the root.   X  variables × n, one row a variable
  std::span<const double> values(std::span<const Token> formula, ConstMatrixView<double> X);
  // After `values` with the same arguments: ∂ root / ∂ node at every sample.
  void derivatives(std::span<const Token> formula);

  std::span<const double> node(std::size_t i) const { return {at_[i], n_}; }
  std::span<const double> derivative(std::size_t i) const { return {adjoint_.data() + i * n_, n_}; }
  const Links& links() const { return links_; }

 private:
  std::size_t n_ = 0;
  std::vector<const double*> at_;
  AlignedVector<double> room_, adjoint_;
  Links links_;
};

// Rewrites a formula into scale · formula with constants folded and numeric factors gathered in front; no longer than
// before. A formula without variables becomes the empty one and its value.
double simplify(Formula& formula);
// scale · formula as one formula; nothing is written for a scale of 1.
Formula scaled(double scale, bool is_number, const Formula& formula);

// Infix with as few brackets as needed: "m₀/√(1 − v²/c²)".   names  of the variables
std::string formula_text(std::span<const Token> formula, std::span<const std::string> names);
// "3.142 → π", "0.5 → ½": a number as people write it.
std::string constant_text(double value);

// Whether two lists of values agree everywhere to `tolerance` times the largest magnitude of `truth`.
bool agrees(std::span<const double> values, std::span<const double> truth, double tolerance);

}  // namespace lectern::symbolic
