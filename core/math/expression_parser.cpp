#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include "core/math/expression.h"

namespace lectern {
namespace {

constexpr double kPi = 3.1415926535897932384626433832795;
constexpr double kEuler = 2.7182818284590452353602874713527;
constexpr int kDeepestNesting = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Signs that people type or paste, as the plain ones. One character of the result stands for one of the text, so
// that places in error sentences count what a person sees.
std::string with_plain_signs(std::string_view text) {
  constexpr std::pair<std::string_view, char> kSigns[] = {{"−", '-'}, {"·", '*'}, {"×", '*'}, {"π", '\x01'}};
  std::string plain;
  while (!text.empty()) {
    bool replaced = false;
    for (const auto& [sign, character] : kSigns) {
      if (!text.starts_with(sign)) continue;
      plain += character;
      text.remove_prefix(sign.size());
      replaced = true;
      break;
    }
    if (replaced) continue;
    plain += text.front();
    text.remove_prefix(1);
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0) == 0x80) text.remove_prefix(1);
  }
  return plain;
}

}  // namespace

// Recursive descent: sum ← product ← signed ← power ← atom.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::span<const std::string_view> variables)
      : text_(with_plain_signs(text)), variables_(variables) {
    expression_.text_.assign(text);
  }

  Result<Expression> parse() {
    skip_spaces();
    if (at_end()) return Error{"The formula is empty; write something like " + example() + "."};
    sum();
    if (error_.empty() && !at_end()) fail("there is " + here() + " where an operator or the end should be");
    if (!error_.empty()) return Error{error_};
    return std::move(expression_);
  }

 private:
  using Operation = Expression::Operation;

  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[position_]; }
  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++position_;
  }
  bool take(char c) {
    skip_spaces();
    if (peek() != c) return false;
    ++position_;
    skip_spaces();
    return true;
  }

  std::string here() const {
    if (at_end()) return "the end";
    const char c = peek();
    if (c == '\x01') return "“π”";
    return c > ' ' && c < '\x7f' ? std::string("“") + c + "”" : std::string("a character that formulas do not have");
  }
  std::string example() const { return variables_.size() > 1 ? "sin(3x) + y^2" : "2x - 10x^5"; }
  // The first fault counts.
  void fail(const std::string& what) {
    if (error_.empty()) error_ = "At character " + std::to_string(position_ + 1) + " of the formula " + what + ".";
  }

  void emit(Expression::Instruction instruction) { expression_.program_.push_back(instruction); }

  void sum() {
    product();
    while (error_.empty()) {
      if (take('+')) {
        product();
        emit({Operation::add});
      } else if (take('-')) {
        product();
        emit({Operation::subtract});
      } else {
        return;
      }
    }
  }

  bool starts_an_atom() const {
    return is_digit(peek()) || peek() == '.' || is_letter(peek()) || peek() == '(' || peek() == '\x01';
  }

  void product() {
    signed_power();
    while (error_.empty()) {
      skip_spaces();
      if (take('*')) {
        signed_power();
        emit({Operation::multiply});
      } else if (take('/')) {
        signed_power();
        emit({Operation::divide});
      } else if (starts_an_atom()) {
        power();
        emit({Operation::multiply});
      } else {
        return;
      }
    }
  }

  void signed_power() {
    int minus = 0;
    while (true) {
      if (take('-'))
        ++minus;
      else if (!take('+'))
        break;
    }
    power();
    if (minus % 2 == 1) emit({Operation::negate});
  }

  void power() {
    if (++nesting_ > kDeepestNesting) return fail("brackets and powers are nested too deeply");
    atom();
    if (error_.empty() && take('^')) {
      signed_power();
      emit({Operation::power});
    }
    --nesting_;
  }

  void atom() {
    skip_spaces();
    if (is_digit(peek()) || peek() == '.') return number();
    if (take('\x01')) return emit({Operation::constant, kPi});
    if (is_letter(peek())) return name();
    if (take('(')) {
      sum();
      if (error_.empty() && !take(')')) fail("a closing bracket is missing");
      return;
    }
    fail("there is " + here() + " where a number, a variable (" + joined_variables() + ") or a function should be");
  }

  // digits [. digits] [e [+-] digits]; an exponent only where digits follow, so that "2e" stays 2 times e.
  void number() {
    std::size_t end = after_digits(position_);
    if (end < text_.size() && text_[end] == '.') end = after_digits(end + 1);
    end = after_exponent(end);
    // from_chars for floating point is missing from the C++ library of the WebAssembly build.
    const std::string digits = text_.substr(position_, end - position_);
    char* stop = nullptr;
    const double value = std::strtod(digits.c_str(), &stop);
    if (stop != digits.c_str() + digits.size()) return fail("a number cannot be read");
    if (!std::isfinite(value)) return fail("a number is too large");
    position_ = end;
    emit({Operation::constant, value});
    skip_spaces();
  }

  std::size_t after_digits(std::size_t at) const {
    while (at < text_.size() && is_digit(text_[at])) ++at;
    return at;
  }

  std::size_t after_exponent(std::size_t at) const {
    if (at >= text_.size() || (text_[at] != 'e' && text_[at] != 'E')) return at;
    std::size_t start = at + 1;
    if (start < text_.size() && (text_[start] == '-' || text_[start] == '+')) ++start;
    const std::size_t end = after_digits(start);
    return end > start ? end : at;
  }

  // Letters and digits: the longest variable, constant or function that begins here, so that "xy" is x times y.
  void name() {
    std::size_t length = 0;
    while (position_ + length < text_.size() &&
           (is_letter(text_[position_ + length]) || is_digit(text_[position_ + length])))
      ++length;
    const std::string_view word = std::string_view(text_).substr(position_, length);
    for (const Expression::FunctionName& function : Expression::functions()) {
      if (word.size() >= function.name.size() && word == function.name) return call(function);
    }
    std::size_t best = 0, variable = 0;
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      if (word.starts_with(variables_[i]) && variables_[i].size() > best) {
        best = variables_[i].size();
        variable = i;
      }
    }
    if (best > 0 && (best == word.size() || is_all_variables(word))) {
      position_ += best;
      skip_spaces();
      return emit({Operation::variable, 0, variable});
    }
    if (word == "pi" || word == "e") {
      position_ += word.size();
      skip_spaces();
      return emit({Operation::constant, word == "e" ? kEuler : kPi});
    }
    fail("“" + std::string(word.substr(0, 20)) + "” is unknown; the variables are " + joined_variables() +
         ", the functions " + joined_functions());
  }

  bool is_all_variables(std::string_view word) const {
    while (!word.empty()) {
      std::size_t best = 0;
      for (std::string_view variable : variables_) {
        if (word.starts_with(variable) && variable.size() > best) best = variable.size();
      }
      if (best == 0) return false;
      word.remove_prefix(best);
    }
    return true;
  }

  void call(const Expression::FunctionName& function) {
    position_ += function.name.size();
    if (!take('(')) return fail("the function " + std::string(function.name) + " needs its argument in brackets");
    for (int i = 0; i < function.arguments; ++i) {
      if (i > 0 && !take(','))
        return fail("the function " + std::string(function.name) + " needs " + std::to_string(function.arguments) +
                    " arguments, separated by a comma");
      sum();
      if (!error_.empty()) return;
    }
    if (!take(')')) return fail("a closing bracket is missing");
    emit({function.operation});
  }

  std::string joined_variables() const {
    std::string list;
    for (std::string_view variable : variables_) list += (list.empty() ? "" : " and ") + std::string(variable);
    return list;
  }
  static std::string joined_functions() {
    std::string list;
    for (const Expression::FunctionName& function : Expression::functions()) {
      list += (list.empty() ? "" : ", ") + std::string(function.name);
    }
    return list;
  }

  std::string text_;
  std::span<const std::string_view> variables_;
  std::size_t position_ = 0;
  int nesting_ = 0;
  std::string error_;
  Expression expression_;
};

Result<Expression> Expression::parse(std::string_view text, std::span<const std::string_view> variables) {
  if (text.size() > kMaximumLength) {
    return Error{"The formula is " + std::to_string(text.size()) + " bytes long; at most " +
                 std::to_string(kMaximumLength) + " are allowed."};
  }
  return ExpressionParser(text, variables).parse();
}

}  // namespace lectern
