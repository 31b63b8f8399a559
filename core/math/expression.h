#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/math/result.h"
#include "core/math/state.h"

namespace lectern {

// A formula that a person typed, "2x - 10x^5 + 15x^10" or "sin(3x) * exp(-y^2)", read once and then evaluated as
// often as wanted. Its functions are those of core/math/elementary.h, so a typed law has the same bits everywhere.
//
//   + - * / ^ ( ) with the usual ranks, ^ from the right; 2x, 2(x + 1) and x y are products; π, pi and e
//   abs cos erf exp ln log max min relu sigmoid sign sin sqrt step tan tanh       (ln is log)
// and what the page prints and people write: −, ·, ×, ÷ and ** for the signs; x⁵, ½, |x|, √x, 30°; x₁ and x₂ for x and
// y; [ ] and { } as brackets; sin x, cos 2πx and sin²x, whose argument ends at a blank or a sign; "y =" before it; and
//   VALUE where SUM ≥ SUM, else VALUE                        (or if, for, otherwise; one of < > ≤ ≥ <= >=)
// A comma between digits is a decimal sign, but in max and min a separator: max(1,5) is 5, and max(1,5; 2) is 2.
class Expression {
 public:
  static constexpr std::size_t kMaximumLength = 200;  // bytes of text
  static constexpr std::size_t kMaximumVariables = 2;

  // Reads `text` as a formula of `variables` (at most kMaximumVariables names, each a letter with or without a
  // digit). An error says in one sentence what is wrong, at which character, and what is allowed there.
  static Result<Expression> parse(std::string_view text, std::span<const std::string_view> variables);

  // The value at x, one number a variable. Not finite where the formula is not.
  double value(std::span<const double> x) const;

  // Value, gradient and second derivatives (∂²/∂x₀², ∂²/∂x₀∂x₁, ∂²/∂x₁²), exact, not by differences.
  // Where a function has a kink (abs, sign, step, min, max, relu) the derivative from one side.
  struct Jet {
    double value = 0;
    std::array<double, kMaximumVariables> gradient{};
    std::array<double, 3> second{};
  };
  Jet jet(std::span<const double> x) const;

  const std::string& text() const { return text_; }

  auto state() const { return std::tuple(std::cref(text_), unhashed(program_)); }

 private:
  friend class ExpressionParser;

  enum class Operation : unsigned char {
    constant,
    variable,
    negate,
    add,
    subtract,
    multiply,
    divide,
    power,
    absolute,
    cosine,
    error_function,
    exponential,
    logarithm,
    maximum,
    minimum,
    rectify,
    sigmoid,
    sign,
    sine,
    square_root,
    step,
    tangent,
    hyperbolic_tangent,
    select_above,     // of three: the first where the second is > 0, else the third
    select_at_least,  // the same, ≥ 0
  };
  struct Instruction {
    Operation operation;
    double constant = 0;       // of Operation::constant
    std::size_t variable = 0;  // of Operation::variable
  };
  struct FunctionName {
    std::string_view name;
    Operation operation;
    int arguments;
  };
  static std::span<const FunctionName> functions();

  template <typename Number>
  static Number apply(Operation operation, const Number& a, const Number& b);
  template <typename Number>
  Number evaluate(std::span<const Number> variables) const;

  std::string text_;
  std::vector<Instruction> program_;  // postfix
};

}  // namespace lectern
