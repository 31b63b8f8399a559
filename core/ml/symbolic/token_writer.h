#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/ml/symbolic/block_library.h"

namespace lectern::symbolic {

// The tokens of a grammar as a network writes them — variables, one constant to be fitted, + − · /, functions of one
// operand — and what is known of the units that can be reached.
class TokenRules {
 public:
  TokenRules() = default;
  // A unit that no block of the library has is taken to be out of reach.
  TokenRules(const Grammar& grammar, const BlockLibrary& library);

  int size() const { return static_cast<int>(tokens_.size()); }
  const Token& token(int k) const { return tokens_[static_cast<std::size_t>(k)]; }
  const Unit& variable_unit(int k) const { return variables_[static_cast<std::size_t>(k)]; }
  const Unit& target() const { return target_; }
  int longest() const { return longest_; }
  // The fewest tokens of that unit; 0: out of reach.
  int need(const Unit& unit) const;

 private:
  std::vector<Token> tokens_;
  std::vector<Unit> variables_;
  Unit target_;
  int longest_ = 0;
  std::vector<std::pair<Unit, int>> needs_;
};

// A formula that is written in prefix order: an operation before its operands, the left one first. What may come next
// follows from the units, from the tokens that are left, and from five bans: no operation on constants alone, no
// function of a function (exp, ln, sin, cos, tanh), no lone constant, no fourth one, no
// inverse of an inverse.
constexpr int kMostWrittenConstants = 3;
class TokenWriter {
 public:
  explicit TokenWriter(const TokenRules& rules);

  bool is_complete() const { return open_.empty(); }
  // Which tokens may come next, one flag a token; how many there are. None: a dead end, or complete.
  int legal(std::span<char> flags) const;
  void write(int token);

  std::span<const int> written() const { return written_; }
  // Of the next token: the operation that it is an operand of, and the left operand where it is the right one; −1:
  // none.
  int parent() const;
  int sibling() const;
  // Complete formulas alone.
  Formula formula() const;

 private:
  struct Slot {
    int parent = -1;                                             // node
    bool is_right = false, is_known = false, is_inside = false;  // unit known; inside a function
    Unit unit{};
  };
  struct Node {
    int token = 0, parent = -1, left = -1, right = -1;
    bool is_right = false, is_known = false;  // what its slot asked for
    Unit wanted{}, unit{};
  };
  int need(const Slot& slot) const { return slot.is_known ? rules_->need(slot.unit) : 1; }
  void completed(int node);

  const TokenRules* rules_;
  std::vector<int> written_;
  std::vector<Node> nodes_;
  std::vector<Slot> open_;  // the last is next
  int constants_ = 0;
  bool is_dead_ = false;
};

}  // namespace lectern::symbolic
