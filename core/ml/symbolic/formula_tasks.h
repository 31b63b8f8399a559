#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/symbolic/block_library.h"
#include "core/ml/symbolic/constant_fit.h"

namespace lectern::symbolic {

struct TaskVariable {
  const char* name;
  Unit unit;
  double low, high;  // drawn evenly between these
};

// A formula of physics, to be found from its values.
struct FormulaTask {
  const char* id;
  const char* label;
  const char* target;  // what the formula gives: "E"
  Unit unit;
  const char* postfix;  // as parse_postfix reads it
  std::vector<TaskVariable> variables;
};
// Twenty of them, of one to four variables, most of them after the Feynman lectures.
// Source: Udrescu, Tegmark, AI Feynman, Science Advances 6 (2020) eaay2631.
std::span<const FormulaTask> formula_tasks();

Formula true_formula(const FormulaTask& task);
std::vector<std::string> variable_names(const FormulaTask& task);

// Functions of one operand that all tasks may use.
Grammar task_grammar(const FormulaTask& task, bool uses_units);

// Samples of a task's law.
struct TaskData {
  Matrix<double> X;       // variables × n
  std::vector<double> y;  // with noise
  double variance = 1;    // of y
  int symbols = 16;

  Samples samples() const { return {X, y, variance, symbols}; }
  auto state() const { return std::tie(X, y); }
};
// noise   standard deviation of normal noise, as a share of that of the law's values
// stretch 1: variables in their ranges; s: in ranges s times as wide upwards
TaskData make_task_data(const FormulaTask& task, int n, double noise, double stretch, int symbols, Rng rng);

// Whether the candidate is the task's formula: equal to 10⁻⁶ of the largest value at fresh places, to be made by
// make_task_data without noise.
bool is_recovered(const Formula& whole, const TaskData& fresh);

}  // namespace lectern::symbolic
