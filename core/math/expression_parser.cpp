#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "core/math/expression.h"

namespace lectern {
namespace {

constexpr double kPi = 3.1415926535897932384626433832795;
constexpr double kEuler = 2.7182818284590452353602874713527;
constexpr int kDeepestNesting = 40;

constexpr std::string_view kConditions[] = {"where", "if", "for", "when"};
constexpr std::string_view kElse[] = {"else", "otherwise"};

// Signs without a plain one stand for themselves as one byte each.
constexpr char kPiSign = '\x01', kRootSign = '\x02', kDegreeSign = '\x03', kAtMost = '\x04', kAtLeast = '\x05';
constexpr char kFirstFraction = '\x0e';  // the others follow

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Fraction {
  std::string_view sign;
  double value;
};
constexpr Fraction kFractions[] = {{"½", 1 / 2.}, {"¼", 1 / 4.}, {"¾", 3 / 4.}, {"⅓", 1 / 3.}, {"⅔", 2 / 3.},
                                   {"⅕", 1 / 5.}, {"⅙", 1 / 6.}, {"⅛", 1 / 8.}, {"⅜", 3 / 8.}};

bool is_fraction(char c) { return c >= kFirstFraction && c < kFirstFraction + static_cast<int>(std::size(kFractions)); }

// Signs that people type or paste, as those that the grammar knows.
using Signs = std::pair<std::string_view, std::string_view>;
constexpr Signs kSigns[] = {{"−", "-"},      {"–", "-"},      {"‐", "-"},      {"‑", "-"},      {"·", "*"},
                            {"⋅", "*"},      {"∙", "*"},      {"×", "*"},      {"∗", "*"},      {"÷", "/"},
                            {"∕", "/"},      {"⁄", "/"},      {"**", "^"},     {"[", "("},      {"]", ")"},
                            {"{", "("},      {"}", ")"},      {"π", "\x01"},   {"√", "\x02"},   {"°", "\x03"},
                            {"≤", "\x04"},   {"≥", "\x05"},   {"<=", "\x04"},  {">=", "\x05"},  {"₁", "_1"},
                            {"₂", "_2"},     {"\u00a0", " "}, {"\u2009", " "}, {"\u202f", " "}, {"\u200a", " "},
                            {"\u2007", " "}, {"\u3000", " "}, {"\u200b", ""},  {"\u200c", ""},  {"\u200d", ""},
                            {"\u2060", ""},  {"\u2061", ""},  {"\u2062", ""},  {"\ufeff", ""},  {"\u00ad", ""}};
constexpr Signs kSuperscripts[] = {{"⁰", "0"}, {"¹", "1"}, {"²", "2"}, {"³", "3"}, {"⁴", "4"}, {"⁵", "5"},
                                   {"⁶", "6"}, {"⁷", "7"}, {"⁸", "8"}, {"⁹", "9"}, {"⁺", "+"}, {"⁻", "-"},
                                   {"⁽", "("}, {"⁾", ")"}, {"ˣ", "x"}, {"ʸ", "y"}};

const Signs* sign_at(std::string_view text, std::span<const Signs> signs) {
  for (const Signs& sign : signs)
    if (text.starts_with(sign.first)) return &sign;
  return nullptr;
}

// Bytes of the character at the start of a text, as far as they belong together.
std::size_t length_of_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
  return length;
}

// A formula in the signs of the grammar, and where in the text as it was written each of its bytes comes from.
struct PlainFormula {
  std::string text;
  std::vector<std::size_t> places;

  explicit PlainFormula(std::string_view written) {
    bool raised = false;  // inside x¹⁰, which is x^(10)
    for (std::size_t at = 0; at < written.size();) {
      const std::string_view rest = written.substr(at);
      const Signs* superscript = sign_at(rest, kSuperscripts);
      if (raised != (superscript != nullptr)) add(raised ? ")" : "^(", at);
      raised = superscript != nullptr;
      const Signs* sign = raised ? superscript : sign_at(rest, kSigns);
      const auto* fraction = std::find_if(std::begin(kFractions), std::end(kFractions),
                                          [&](const Fraction& one) { return rest.starts_with(one.sign); });
      if (sign != nullptr) {
        add(sign->second, at);
        at += sign->first.size();
      } else if (fraction != std::end(kFractions)) {
        add(std::string(1, static_cast<char>(kFirstFraction + (fraction - std::begin(kFractions)))), at);
        at += fraction->sign.size();
      } else {
        // A byte below the blank would be taken for one of the signs above.
        const char c = rest.front();
        add(std::string(1, static_cast<unsigned char>(c) < ' ' && !is_space(c) ? '\x7f' : c), at);
        at += length_of_character(rest);
      }
    }
    if (raised) add(")", written.size());
  }

  void add(std::string_view signs, std::size_t place) {
    text += signs;
    places.insert(places.end(), signs.size(), place);
  }
};

}  // namespace

// Recursive descent: cases ← sum ← product ← signed ← power ← atom.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::span<const std::string_view> variables)
      : plain_(text), text_(plain_.text), variables_(variables) {
    expression_.text_.assign(text);
  }

  Result<Expression> parse() {
    skip_name_of_formula();
    skip_spaces();
    if (at_end()) return Error{"The formula is empty; write something like " + example() + "."};
    cases();
    if (error_.empty() && !at_end()) fail("there is " + here() + " where an operator or the end should be");
    if (!error_.empty()) return Error{error_};
    return std::move(expression_);
  }

 private:
  using Operation = Expression::Operation;

  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[position_]; }
  void skip_spaces() {
    while (is_space(peek())) ++position_;
  }
  bool after_space() const { return position_ > 0 && is_space(text_[position_ - 1]); }
  bool take(char c) {
    skip_spaces();
    if (peek() != c) return false;
    ++position_;
    skip_spaces();
    return true;
  }
  std::string_view word_here() const {
    std::size_t length = 0;
    while (position_ + length < text_.size() &&
           (is_letter(text_[position_ + length]) || is_digit(text_[position_ + length])))
      ++length;
    return std::string_view(text_).substr(position_, length);
  }
  bool is_here(std::span<const std::string_view> words) const {
    return std::find(words.begin(), words.end(), word_here()) != words.end();
  }

  // "y = 2x": what stands before the sign only says what the formula is called.
  void skip_name_of_formula() {
    const std::size_t equals = text_.find('=');
    if (equals == std::string::npos) return;
    std::string name = text_.substr(0, equals);
    std::erase_if(name, is_space);
    for (const std::string_view known : {"y", "z", "f", "f(x)", "y(x)", "f(x,y)", "z(x,y)"}) {
      if (name == known) position_ = equals + 1;
    }
  }

  // The character as it was written.
  std::string here() const {
    if (at_end()) return "the end";
    const std::string_view rest =
        std::string_view(expression_.text_).substr(std::min(plain_.places[position_], expression_.text_.size()));
    if (rest.empty()) return "the end";
    const auto first = static_cast<unsigned char>(rest.front());
    const std::size_t length = length_of_character(rest);
    const std::size_t wanted = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (first <= ' ' || first == 0x7f || first > 0xf4 || length != wanted)
      return "a character that formulas do not have";
    return "“" + std::string(rest.substr(0, length)) + "”";
  }
  std::string example() const { return variables_.size() > 1 ? "sin(3x) + y^2" : "2x - 10x^5"; }
  // The first fault counts. Characters are counted as a person sees them.
  void fail(const std::string& what) {
    if (!error_.empty()) return;
    const std::string_view written = expression_.text_;
    const std::size_t place = at_end() ? written.size() : plain_.places[position_];
    const auto before = std::count_if(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(place),
                                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    error_ = "At character " + std::to_string(before + 1) + " of the formula " + what + ".";
  }

  void emit(Expression::Instruction instruction) { expression_.program_.push_back(instruction); }

  // VALUE, or VALUE where SUM ≥ SUM, else VALUE.
  void cases() {
    if (++nesting_ > kDeepestNesting) return fail("there are too many cases");
    sum();
    if (error_.empty() && is_here(kConditions)) {
      position_ += word_here().size();
      condition();
    }
    --nesting_;
  }

  void condition() {
    sum();
    if (!error_.empty()) return;
    const char sign = peek();
    if (sign != '<' && sign != '>' && sign != kAtMost && sign != kAtLeast)
      return fail("there is " + here() + " where one of <, >, ≤ and ≥ should be");
    ++position_;
    sum();
    if (!error_.empty()) return;
    emit({Operation::subtract});
    if (sign == '<' || sign == kAtMost) emit({Operation::negate});
    if (!take(',')) take(';');
    if (!is_here(kElse)) return fail("there is " + here() + " where “else” and another value should be");
    position_ += word_here().size();
    cases();
    emit({sign == '<' || sign == '>' ? Operation::select_above : Operation::select_at_least});
  }

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
    const char c = peek();
    if (is_letter(c)) return !is_here(kConditions) && !is_here(kElse);
    return is_digit(c) || c == '.' || c == '(' || c == kPiSign || c == kRootSign || is_fraction(c) ||
           (c == '|' && !inside_bars_);
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
    if (error_.empty() && peek() == kDegreeSign) {
      take(kDegreeSign);
      emit({Operation::constant, kPi / 180});
      emit({Operation::multiply});
    }
    if (error_.empty() && take('^')) {
      signed_power();
      emit({Operation::power});
    }
    --nesting_;
  }

  void atom() {
    skip_spaces();
    if (is_digit(peek()) || peek() == '.') return number();
    if (take(kPiSign)) return emit({Operation::constant, kPi});
    if (is_fraction(peek())) return emit({Operation::constant, fraction()});
    if (is_letter(peek())) return name();
    if (peek() == '(') return bracket();
    if (take('|')) {
      const bool outside = std::exchange(inside_bars_, true);
      sum();
      inside_bars_ = outside;
      if (error_.empty() && !take('|')) fail("there is " + here() + " where a closing | should be");
      return emit({Operation::absolute});
    }
    if (take(kRootSign)) {
      power();
      return emit({Operation::square_root});
    }
    fail("there is " + here() + " where a number, a variable (" + joined_variables() + ") or a function should be");
  }

  // A sum in brackets, in which bars and commas mean what they mean outside of everything.
  void bracket() {
    take('(');
    const bool bars = std::exchange(inside_bars_, false), comma = std::exchange(decimal_comma_, true);
    sum();
    inside_bars_ = bars;
    decimal_comma_ = comma;
    if (error_.empty() && !take(')')) fail("a closing bracket is missing");
  }

  double fraction() {
    const double value = kFractions[peek() - kFirstFraction].value;
    ++position_;
    skip_spaces();
    return value;
  }

  // digits [. digits] [e [+-] digits]; an exponent only where digits follow, so that "2e" stays 2 times e. Digits and a
  // fraction are their sum: 3½.
  void number() {
    std::size_t end = after_digits(position_);
    const bool is_whole = end > position_;
    const bool has_comma =
        decimal_comma_ && is_whole && end + 1 < text_.size() && text_[end] == ',' && is_digit(text_[end + 1]);
    const std::size_t point = end;
    if ((end < text_.size() && text_[end] == '.') || has_comma) end = after_digits(end + 1);
    end = after_exponent(end);
    // from_chars for floating point is missing from the C++ library of the WebAssembly build.
    std::string digits = text_.substr(position_, end - position_);
    if (has_comma) digits[point - position_] = '.';
    char* stop = nullptr;
    double value = std::strtod(digits.c_str(), &stop);
    if (stop != digits.c_str() + digits.size()) return fail("a number cannot be read");
    if (!std::isfinite(value)) return fail("a number is too large");
    position_ = end;
    if (is_whole && end == point && is_fraction(peek())) value += fraction();
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

  struct Found {
    std::size_t length = 0;  // 0: nothing
    std::size_t variable = 0;
  };
  // The longest variable at the start of a word; x_1 and x_2 are the first and the second.
  Found variable_at(std::string_view word) const {
    Found found;
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      if (word.starts_with(variables_[i]) && variables_[i].size() > found.length) found = {variables_[i].size(), i};
      if (word.starts_with("x_" + std::to_string(i + 1))) found = {3, i};
    }
    return found;
  }

  // Whether nothing but variables and, where they may, digits stand in a word.
  bool is_product(std::string_view word, bool with_digits) const {
    while (!word.empty()) {
      const std::size_t length = with_digits && is_digit(word[0]) ? 1 : variable_at(word).length;
      if (length == 0) return false;
      word.remove_prefix(length);
    }
    return true;
  }

  // Letters and digits: the longest variable, constant or function that begins here, so that "xy" is x times y.
  void name() {
    const std::string_view word = word_here();
    const Expression::FunctionName* beginning = nullptr;  // of a word such as "sinx"
    for (const Expression::FunctionName& function : Expression::functions()) {
      if (word == function.name) return call(function);
      const bool longer = beginning == nullptr || function.name.size() > beginning->name.size();
      if (longer && word.starts_with(function.name)) beginning = &function;
    }
    if (const Found found = variable_at(word); found.length > 0 && is_product(word, false)) {
      position_ += found.length;
      skip_spaces();
      return emit({Operation::variable, 0, found.variable});
    }
    if (word == "e" || (word.starts_with("pi") && is_product(word.substr(2), false))) {
      position_ += word == "e" ? 1 : 2;
      skip_spaces();
      return emit({Operation::constant, word == "e" ? kEuler : kPi});
    }
    if (beginning != nullptr && is_product(word.substr(beginning->name.size()), true)) return call(*beginning);
    const std::size_t variable = variable_at(word).length;
    const bool lost_power = variable > 0 && variable < word.size() && is_product(word, true);
    fail("“" + std::string(word.substr(0, 20)) + "” is unknown; " +
         (lost_power ? "a power is written " + std::string(word.substr(0, variable)) + "^2; " : "") +
         "the variables are " + joined_variables() + ", the functions " + joined_functions());
  }

  void call(const Expression::FunctionName& function) {
    const std::string name(function.name);
    position_ += name.size();
    const double exponent = power_of_function(name);
    if (!error_.empty()) return;
    skip_spaces();
    if (peek() == '(') {
      arguments(function);
    } else if (function.arguments == 1 && (starts_an_atom() || peek() == '-' || peek() == '|')) {
      argument_without_brackets(name);
    } else {
      fail("the function " + name + " needs its argument in brackets");
    }
    if (!error_.empty()) return;
    emit({function.operation});
    if (exponent == 1) return;
    emit({Operation::constant, exponent});
    emit({Operation::power});
  }

  // sin²x is (sin x)²; sin⁻¹ would be understood in two ways.
  double power_of_function(const std::string& name) {
    if (!take('^')) return 1;
    const bool in_brackets = take('(');
    const std::size_t end = after_digits(position_);
    const double exponent = std::strtod(text_.substr(position_, end - position_).c_str(), nullptr);
    if (end == position_ || exponent < 1) {
      fail("a power of " + name + " must be a whole number from 1; write " + name + "(x)^n for any other");
      return 1;
    }
    position_ = end;
    if (in_brackets && !take(')')) fail("a power of " + name + " must be a whole number");
    return exponent;
  }

  // Factors without blanks between them: cos 2πx, sin −x. What could end earlier or later needs brackets.
  void argument_without_brackets(const std::string& name) {
    const bool is_negative = take('-');
    power();
    while (error_.empty() && starts_an_atom() && !after_space() && !starts_a_function()) {
      if (peek() == '(') return fail("it is not clear where the argument of " + name + " ends; put it in brackets");
      power();
      emit({Operation::multiply});
    }
    if (is_negative) emit({Operation::negate});
  }

  bool starts_a_function() const {
    const std::string_view word = word_here();
    for (const Expression::FunctionName& function : Expression::functions())
      if (word.starts_with(function.name)) return true;
    return false;
  }

  // Where a semicolon stands between the arguments of a function, a comma is a decimal sign there.
  bool semicolon_follows() const {
    int depth = 0;
    for (std::size_t at = position_; at < text_.size() && depth >= 0; ++at) {
      if (text_[at] == ';' && depth == 0) return true;
      depth += text_[at] == '(' ? 1 : text_[at] == ')' ? -1 : 0;
    }
    return false;
  }

  void arguments(const Expression::FunctionName& function) {
    if (function.arguments == 1) return bracket();
    take('(');
    const bool semicolons = semicolon_follows();
    const char separator = semicolons ? ';' : ',';
    const bool bars = std::exchange(inside_bars_, false), comma = std::exchange(decimal_comma_, semicolons);
    const std::string wants = "the function " + std::string(function.name) + " needs " +
                              std::to_string(function.arguments) + " arguments, separated by a comma";
    for (int i = 0; i < function.arguments && error_.empty(); ++i) {
      if (i > 0 && !take(separator)) return fail(wants);
      sum();
    }
    inside_bars_ = bars;
    decimal_comma_ = comma;
    if (!error_.empty()) return;
    if (peek() == separator) return fail(wants);
    if (!take(')')) fail("a closing bracket is missing");
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

  PlainFormula plain_;
  const std::string& text_;
  std::span<const std::string_view> variables_;
  std::size_t position_ = 0;
  int nesting_ = 0;
  bool inside_bars_ = false;   // a | closes
  bool decimal_comma_ = true;  // a comma between digits belongs to the number
  std::string error_;
  Expression expression_;
};

namespace {

// A formula of a link that was percent-encoded once more on its way; no formula has a % of its own.
std::string without_codes(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
  };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      plain += static_cast<char>(16 * digit(text[i + 1]) + digit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace

Result<Expression> Expression::parse(std::string_view text, std::span<const std::string_view> variables) {
  if (text.size() > kMaximumLength) {
    return Error{"The formula is " + std::to_string(text.size()) + " bytes long; at most " +
                 std::to_string(kMaximumLength) + " are allowed."};
  }
  return ExpressionParser(without_codes(text), variables).parse();
}

}  // namespace lectern
