#include "core/experiments/recurrent-networks/arithmetic.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr std::string_view kNames[kOperators] = {"+", "−", "×"};

double applied(std::int32_t operation, double left, double right) {
  return operation == 0 ? left + right : operation == 1 ? left - right : left * right;
}

std::int32_t add_digit(std::int32_t digit, Expressions& into) {
  into.values.push_back(digit);
  return into.forest.add(digit);
}

std::int32_t add_operation(std::int32_t operation, std::int32_t left, std::int32_t right, Expressions& into) {
  into.values.push_back(
      applied(operation, into.values[static_cast<std::size_t>(left)], into.values[static_cast<std::size_t>(right)]));
  return into.forest.add(operation, left, right);
}

// Returns the root, and whether every value is within what is taught.
std::int32_t draw(int leaves, Rng& rng, Expressions& into, bool& is_taught) {
  if (leaves == 1) return add_digit(static_cast<std::int32_t>(rng.below(kDigits)), into);
  const int on_left = 1 + static_cast<int>(rng.below(static_cast<std::uint32_t>(leaves - 1)));
  const auto operation = static_cast<std::int32_t>(rng.below(kOperators));
  const std::int32_t left = draw(on_left, rng, into, is_taught), right = draw(leaves - on_left, rng, into, is_taught);
  const std::int32_t root = add_operation(operation, left, right, into);
  if (std::fabs(into.values.back()) > kLargestTaught) is_taught = false;
  return root;
}

void finish(std::int32_t root, int leaves, Expressions& into) {
  into.roots.push_back(root);
  into.leaves.push_back(leaves);
}

// Descends through the ranks: sums of products of digits and brackets.
class Reader {
 public:
  Reader(std::string_view text, Expressions& into) : text_(text), into_(into) {}

  Result<bool> read() {
    const std::int32_t root = sum();
    if (problem_.empty() && peek() != kEnd) expect("an operator");
    if (!problem_.empty()) return Error{problem_};
    finish(root, leaves_, into_);
    return true;
  }

 private:
  static constexpr int kEnd = -1, kUnknown = -2;  // other than digits, and these: ( ) and operators 0 to 2
  static constexpr int kOpen = '(', kClose = ')', kFirstOperator = 1000;
  static constexpr int kDeepest = 30;  // brackets

  struct Sign {
    std::string_view text;
    int token;
  };
  static constexpr std::array<Sign, 9> kSigns{{{"(", kOpen},
                                               {")", kClose},
                                               {"+", kFirstOperator},
                                               {"-", kFirstOperator + 1},
                                               {"−", kFirstOperator + 1},
                                               {"*", kFirstOperator + 2},
                                               {"×", kFirstOperator + 2},
                                               {"·", kFirstOperator + 2},
                                               {"x", kFirstOperator + 2}}};

  // The token here, and how many bytes it has.
  int peek(std::size_t* length = nullptr) {
    while (place_ < text_.size() && text_[place_] == ' ') ++place_;
    if (place_ == text_.size()) return kEnd;
    std::size_t own = 1;
    int token = kUnknown;
    const char here = text_[place_];
    if (here >= '0' && here <= '9') token = here;
    for (const Sign& sign : kSigns)
      if (text_.substr(place_, sign.text.size()) == sign.text) token = sign.token, own = sign.text.size();
    if (length) *length = own;
    return token;
  }
  void skip() {
    std::size_t length = 0;
    peek(&length);
    place_ += length;
  }
  void expect(std::string_view what) {
    if (!problem_.empty()) return;
    problem_ = "The expression " + in_quotes(text_) + " cannot be read at character " + std::to_string(place_ + 1) +
               ": there should be " + std::string(what) + ". Digits 0 to 9, + − × and brackets are known.";
  }

  std::int32_t sum() {
    std::int32_t left = product();
    for (int token = peek(); problem_.empty() && (token == kFirstOperator || token == kFirstOperator + 1);
         token = peek()) {
      skip();
      const std::int32_t right = product();
      if (problem_.empty()) left = add_operation(token - kFirstOperator, left, right, into_);
    }
    return left;
  }
  std::int32_t product() {
    std::int32_t left = factor();
    while (problem_.empty() && peek() == kFirstOperator + 2) {
      skip();
      const std::int32_t right = factor();
      if (problem_.empty()) left = add_operation(2, left, right, into_);
    }
    return left;
  }
  std::int32_t factor() {
    const int token = peek();
    if (token == kOpen && depth_ < kDeepest) {
      skip();
      ++depth_;
      const std::int32_t inside = sum();
      --depth_;
      if (problem_.empty() && peek() != kClose) expect("a bracket that closes");
      if (problem_.empty()) skip();
      return inside;
    }
    if (token < '0' || token > '9') return expect("a digit or a bracket"), 0;
    skip();
    if (++leaves_ > kMostLeaves) {
      if (problem_.empty()) problem_ = "An expression has at most " + std::to_string(kMostLeaves) + " digits.";
      return 0;
    }
    const int next = peek();
    if (next >= '0' && next <= '9') return expect("an operator: numbers have one digit here"), 0;
    return add_digit(token - '0', into_);
  }

  std::string_view text_;
  Expressions& into_;
  std::size_t place_ = 0;
  int leaves_ = 0, depth_ = 0;
  std::string problem_;
};

}  // namespace

void Expressions::clear() {
  forest.clear();
  values.clear();
  roots.clear();
  leaves.clear();
}

void add_random_tree(int leaves, Rng& rng, Expressions& into) {
  const std::size_t before = into.values.size();
  for (;;) {
    bool is_taught = true;
    const std::int32_t root = draw(leaves, rng, into, is_taught);
    if (is_taught) return finish(root, leaves, into);
    into.values.resize(before);
    for (std::vector<std::int32_t>* list : {&into.forest.symbol, &into.forest.left, &into.forest.right})
      list->resize(before);
  }
}

Result<bool> add_typed_tree(std::string_view text, Expressions& into) {
  Expressions own;
  Result<bool> read = Reader(text, own).read();
  if (read) into = std::move(own);
  return read;
}

std::string_view operator_name(std::int32_t number) { return kNames[static_cast<std::size_t>(number)]; }

}  // namespace lectern
