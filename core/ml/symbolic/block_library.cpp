#include "core/ml/symbolic/block_library.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_set>

namespace lectern::symbolic {
namespace {

// Values up to a factor, to ten digits or so: equal keys are one function.
std::uint64_t key_of(std::span<const double> values) {
  const double unit = values[0];
  std::uint64_t key = 0x9e3779b97f4a7c15u;
  for (const double v : values) {
    // 30 bits behind the leading one; half a step is added so that rounding noise at a border is rare.
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(v / unit) + (std::uint64_t{1} << 21);
    key = (key ^ (bits >> 22)) * 0xff51afd7ed558ccdu;
    key ^= key >> 32;
  }
  return key;
}

bool is_useful(std::span<const double> values) {
  double least = values[0], most = values[0];
  for (const double v : values) {
    if (!std::isfinite(v) || std::fabs(v) > 1e12) return false;
    least = std::min(least, v);
    most = std::max(most, v);
  }
  // Constants are no blocks, nor is what begins with nothing: blocks are told apart up to a factor.
  return most - least > 1e-9 * std::max(std::fabs(least), std::fabs(most)) && std::fabs(values[0]) > 1e-12;
}

}  // namespace

BlockLibrary::BlockLibrary(const Grammar& grammar, ConstMatrixView<double> X, int most)
    : places_(std::min(static_cast<std::size_t>(X.cols), kPlaces)) {
  Matrix<double> places(X.rows, static_cast<std::ptrdiff_t>(places_));
  for (std::ptrdiff_t k = 0; k < X.rows; ++k) std::copy_n(X.row(k), places_, places.row(k));
  std::unordered_set<std::uint64_t> known;
  std::vector<std::vector<int>> by_length(2);
  FormulaTape tape;
  const auto is_full = [&] { return static_cast<int>(formulas_.size()) >= most; };
  const auto offer = [&](Formula formula, const Unit& unit) {
    const std::span<const double> values = tape.values(formula, places);
    if (!is_useful(values) || !known.insert(key_of(values) ^ unit.key()).second) return;
    by_length[formula.size()].push_back(static_cast<int>(formulas_.size()));
    for (const double v : values) values_.push_back(static_cast<float>(v));
    formulas_.push_back(std::move(formula));
    units_.push_back(unit);
  };
  for (std::size_t k = 0; k < grammar.variables.size(); ++k)
    offer({variable_token(static_cast<int>(k))}, grammar.variables[k]);

  for (std::size_t length = 2; !is_full() && length <= 9; ++length) {
    by_length.emplace_back();
    const std::size_t before = formulas_.size();
    for (const int block : by_length[length - 1]) {
      const Formula inner = formulas_[static_cast<std::size_t>(block)];
      const Unit unit = units_[static_cast<std::size_t>(block)];
      for (const Op function : grammar.functions) {
        if (is_full()) break;
        Unit result = unit;
        if (function == Op::inverse) {
          result = Unit{}.over(unit);
        } else if (function == Op::square) {
          result = unit.squared();
        } else if (function == Op::root) {
          const std::optional<Unit> half = unit.rooted();
          if (!half) continue;
          result = *half;
        } else {
          if (!unit.is_number()) continue;
          // Functions of functions are left to the search.
          const Op last = inner.back().op;
          if (last == Op::exponential || last == Op::logarithm || last == Op::sine || last == Op::cosine ||
              last == Op::tanh)
            continue;
        }
        Formula formula = inner;
        formula.push_back(op_token(function));
        offer(std::move(formula), result);
      }
    }
    for (std::size_t first = 1; first + 2 <= length; ++first) {
      const std::size_t second = length - 1 - first;
      for (const int a : by_length[first])
        for (const int b : by_length[second]) {
          if (is_full()) break;
          for (const Op op : {Op::multiply, Op::divide, Op::add, Op::subtract}) {
            const Unit &of_a = units_[static_cast<std::size_t>(a)], &of_b = units_[static_cast<std::size_t>(b)];
            if (op != Op::divide && first < second) continue;
            if (op != Op::divide && first == second && a <= b) continue;
            if ((op == Op::add || op == Op::subtract) && of_a != of_b) continue;
            Formula formula = formulas_[static_cast<std::size_t>(a)];
            const Formula& other = formulas_[static_cast<std::size_t>(b)];
            formula.insert(formula.end(), other.begin(), other.end());
            formula.push_back(op_token(op));
            const Unit result = op == Op::multiply ? of_a.times(of_b) : op == Op::divide ? of_a.over(of_b) : of_a;
            offer(std::move(formula), result);
          }
        }
    }
    if (formulas_.size() == before) {
      // Nothing of this length; longer ones may still exist.
      if (length > 4) break;
    }
  }

  for (std::size_t i = 0; i < formulas_.size(); ++i) {
    const auto found =
        std::find_if(groups_.begin(), groups_.end(), [&](const Group& group) { return group.unit == units_[i]; });
    if (found != groups_.end())
      found->members.push_back(static_cast<int>(i));
    else
      groups_.push_back({units_[i], {static_cast<int>(i)}});
  }
}

const BlockLibrary::Group* BlockLibrary::group(const Unit& unit) const {
  for (const Group& group : groups_)
    if (group.unit == unit) return &group;
  return nullptr;
}

}  // namespace lectern::symbolic
