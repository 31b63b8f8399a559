#pragma once

#include <string>
#include <vector>

#include "core/lab/snapshot.h"
#include "core/ml/symbolic/formula_front.h"
#include "core/ml/symbolic/formula_tasks.h"
#include "core/ml/symbolic/token_writer.h"

namespace lectern {

// A law of physics, its samples, and what formulas are made of.
struct FormulaProblem {
  const symbolic::FormulaTask* task = nullptr;
  double noise = 0;
  symbolic::Grammar grammar;
  symbolic::TaskData data, held_out;  // held out: without noise, in ranges a fifth wider
  symbolic::BlockLibrary library;
  symbolic::TokenRules rules;
  std::vector<std::string> names;

  auto state() const { return std::tie(data, held_out); }
};

// A front as people see it: formulas in words, one of them chosen. Made anew where the front or the choice has changed.
class FormulaView {
 public:
  // chosen  a complexity; 0: the formula of least description length
  void update(const FormulaProblem& problem, const symbolic::FormulaFront& front, int chosen);

  void describe_front(const FormulaProblem& problem, Plane& plane) const;
  void describe_prediction(const FormulaProblem& problem, Plane& plane) const;
  void describe_tree(Tree& tree) const;
  void describe_table(Table& table) const;
  void describe_numbers(Snapshot& snapshot, std::int64_t tried) const;

 private:
  struct Entry {
    int complexity = 0;
    double error = 0, test_error = 0, bits = 0;
    bool is_recovered = false;
    std::string text;
  };
  struct Node {
    std::string label;
    NodeStyle style;
  };
  void grow(const symbolic::Formula& whole, const symbolic::Links& links, int token, int depth,
            const FormulaProblem& problem);

  std::vector<Entry> entries_;
  int chosen_ = -1;
  std::size_t shown_ = 0, guess_ = 0;  // entries
  std::vector<Node> nodes_;
  std::vector<double> predicted_;
  std::string truth_, shown_line_;
  int truth_complexity_ = 0;
  symbolic::FormulaTape tape_;
};

// As people write an operation: "√", "ln".
const char* sign_of(symbolic::Op op);

// The member of a front nearest to a complexity; 0: there is none.
int nearest_member(const symbolic::FormulaFront& front, double complexity);

}  // namespace lectern
