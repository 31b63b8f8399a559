#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/math/state.h"
#include "core/ml/symbolic/formula.h"

namespace lectern::symbolic {

// What formulas are made of in one task.
struct Grammar {
  std::vector<Unit> variables;  // their units; all numbers where dimensions are not looked at
  Unit target;
  std::vector<Op> functions;  // of one operand, which the search may use
  int longest = 25;           // tokens

  int symbols() const { return static_cast<int>(variables.size() + functions.size()) + 5; }  // c + − · /
  auto state() const { return std::tuple(longest); }
};

// All short formulas without constants, by brute force, each value once up to a factor, sorted by unit: the building
// blocks of the search. Their values are known at a few samples.
class BlockLibrary {
 public:
  struct Group {
    Unit unit;
    std::vector<int> members;  // ascending complexity
  };

  BlockLibrary() = default;
  // X  variables × n, of which the first `kPlaces` samples are used;  most  blocks at most
  BlockLibrary(const Grammar& grammar, ConstMatrixView<double> X, int most);

  std::size_t size() const { return formulas_.size(); }
  std::size_t places() const { return places_; }
  const Formula& formula(int block) const { return formulas_[static_cast<std::size_t>(block)]; }
  std::span<const float> values(int block) const {
    return {values_.data() + static_cast<std::size_t>(block) * places_, places_};
  }
  const Unit& unit(int block) const { return units_[static_cast<std::size_t>(block)]; }
  // Null: there is none of that unit.
  const Group* group(const Unit& unit) const;
  std::span<const Group> groups() const { return groups_; }

  static constexpr std::size_t kPlaces = 48;

  auto state() const { return std::tuple(places_, std::cref(values_)); }

 private:
  std::size_t places_ = 0;
  std::vector<Formula> formulas_;
  std::vector<Unit> units_;
  AlignedVector<float> values_;  // blocks × places
  std::vector<Group> groups_;
};

}  // namespace lectern::symbolic
