#include "core/math/expression.h"

#include <cmath>

#include "core/math/elementary.h"
#include "core/math/second_order_number.h"

namespace lectern {
namespace {

constexpr double kTwoOverRootPi = 1.1283791670955125738961589031215;

double value_of(double a) { return a; }
double value_of(const SecondOrderNumber& a) { return a.value; }

double chained(double, double f, double, double) { return f; }

// x^n by repeated squaring: exact signs for negative x, the same operations everywhere.
double whole_power(double x, int n) {
  double result = 1, square = x;
  for (int left = n < 0 ? -n : n; left > 0; left /= 2) {
    if (left % 2 == 1) result *= square;
    square *= square;
  }
  return n < 0 ? 1 / result : result;
}

bool is_small_whole(double n) { return n == std::floor(n) && std::fabs(n) <= 64; }

double power_value(double x, double n) {
  return is_small_whole(n) ? whole_power(x, static_cast<int>(n)) : math::pow(x, n);
}

double raised(double a, double b) { return power_value(a, b); }

bool is_constant(const SecondOrderNumber& a) {
  return a.gradient[0] == 0 && a.gradient[1] == 0 && a.second[0] == 0 && a.second[1] == 0 && a.second[2] == 0;
}

SecondOrderNumber raised(const SecondOrderNumber& a, const SecondOrderNumber& b) {
  const double value = power_value(a.value, b.value);
  if (is_constant(b)) {
    const double n = b.value;
    const double first = n == 0 ? 0.0 : n * power_value(a.value, n - 1);
    const double second = n == 0 || n == 1 ? 0.0 : n * (n - 1) * power_value(a.value, n - 2);
    return chained(a, value, first, second);
  }
  const double log_a = math::log(a.value);
  const SecondOrderNumber exponent = b * chained(a, log_a, 1 / a.value, -1 / (a.value * a.value));
  return chained(exponent, value, value, value);
}

}  // namespace

template <typename Number>
Number Expression::apply(Operation operation, const Number& a, const Number& b) {
  const double x = value_of(a);
  switch (operation) {
    case Operation::negate: return -a;
    case Operation::add: return a + b;
    case Operation::subtract: return a - b;
    case Operation::multiply: return a * b;
    case Operation::divide: return a / b;
    case Operation::power: return raised(a, b);
    case Operation::absolute: return x < 0 ? -a : a;
    case Operation::maximum: return x < value_of(b) ? b : a;
    case Operation::minimum: return value_of(b) < x ? b : a;
    case Operation::rectify: return x > 0 ? a : Number(x > 0 || x <= 0 ? 0.0 : x);
    case Operation::sign: return Number(x > 0 ? 1.0 : x < 0 ? -1.0 : x);
    case Operation::step: return Number(x > 0 ? 1.0 : x <= 0 ? 0.0 : x);
    case Operation::cosine: return chained(a, math::cos(x), -math::sin(x), -math::cos(x));
    case Operation::sine: return chained(a, math::sin(x), math::cos(x), -math::sin(x));
    case Operation::exponential: {
      const double f = math::exp(x);
      return chained(a, f, f, f);
    }
    case Operation::logarithm: return chained(a, math::log(x), 1 / x, -1 / (x * x));
    case Operation::error_function: {
      const double f1 = kTwoOverRootPi * math::exp(-x * x);
      return chained(a, math::erf(x), f1, -2 * x * f1);
    }
    case Operation::sigmoid: {
      const double f = math::sigmoid(x), f1 = f * (1 - f);
      return chained(a, f, f1, f1 * (1 - 2 * f));
    }
    case Operation::square_root: {
      const double f = std::sqrt(x), f1 = 0.5 / f;
      return chained(a, f, f1, -0.5 * f1 / x);
    }
    case Operation::tangent: {
      const double f = math::sin(x) / math::cos(x), f1 = 1 + f * f;
      return chained(a, f, f1, 2 * f * f1);
    }
    case Operation::hyperbolic_tangent: {
      const double f = math::tanh(x), f1 = 1 - f * f;
      return chained(a, f, f1, -2 * f * f1);
    }
    case Operation::constant:
    case Operation::variable:
    case Operation::select_above:
    case Operation::select_at_least: break;
  }
  return a;
}

template <typename Number>
Number Expression::evaluate(std::span<const Number> variables) const {
  std::array<Number, kMaximumLength> stack;  // a formula has no more numbers than bytes
  std::size_t used = 0;
  for (const Instruction& instruction : program_) {
    switch (instruction.operation) {
      case Operation::constant: stack[used++] = Number(instruction.constant); break;
      case Operation::variable: stack[used++] = variables[instruction.variable]; break;
      case Operation::add:
      case Operation::subtract:
      case Operation::multiply:
      case Operation::divide:
      case Operation::power:
      case Operation::maximum:
      case Operation::minimum:
        --used;
        stack[used - 1] = apply(instruction.operation, stack[used - 1], stack[used]);
        break;
      case Operation::select_above:
      case Operation::select_at_least: {
        used -= 2;
        const double condition = value_of(stack[used]);
        const bool holds = instruction.operation == Operation::select_above ? condition > 0 : condition >= 0;
        if (!holds) stack[used - 1] = stack[used + 1];
        break;
      }
      default: stack[used - 1] = apply(instruction.operation, stack[used - 1], stack[used - 1]);
    }
  }
  return stack[0];
}

double Expression::value(std::span<const double> x) const { return evaluate<double>(x); }

Expression::Jet Expression::jet(std::span<const double> x) const {
  std::array<SecondOrderNumber, kMaximumVariables> variables;
  for (std::size_t i = 0; i < x.size(); ++i) variables[i] = SecondOrderNumber::variable(x[i], i);
  const SecondOrderNumber result = evaluate<SecondOrderNumber>(std::span(variables).first(x.size()));
  return {result.value, result.gradient, result.second};
}

std::span<const Expression::FunctionName> Expression::functions() {
  static constexpr FunctionName kFunctions[] = {
      {"abs", Operation::absolute, 1},       {"cos", Operation::cosine, 1},
      {"erf", Operation::error_function, 1}, {"exp", Operation::exponential, 1},
      {"ln", Operation::logarithm, 1},       {"log", Operation::logarithm, 1},
      {"max", Operation::maximum, 2},        {"min", Operation::minimum, 2},
      {"relu", Operation::rectify, 1},       {"sigmoid", Operation::sigmoid, 1},
      {"sign", Operation::sign, 1},          {"sin", Operation::sine, 1},
      {"sqrt", Operation::square_root, 1},   {"step", Operation::step, 1},
      {"tan", Operation::tangent, 1},        {"tanh", Operation::hyperbolic_tangent, 1},
  };
  return kFunctions;
}

}  // namespace lectern
