#include "core/ml/symbolic/formula_tasks.h"

#include <array>
#include <cmath>

namespace lectern::symbolic {
namespace {

constexpr double kRecovered = 1e-6;

// Whole powers of metre, kilogram, second, kelvin, ampere.
Unit unit(int m, int kg, int s, int K = 0, int A = 0) {
  Unit result;
  const std::array powers{m, kg, s, K, A};
  for (std::size_t i = 0; i < powers.size(); ++i) result.quarters[i] = static_cast<std::int8_t>(4 * powers[i]);
  return result;
}

std::vector<FormulaTask> make_tasks() {
  const Unit number{}, length = unit(1, 0, 0), mass = unit(0, 1, 0), time = unit(0, 0, 1), speed = unit(1, 0, -1),
                       acceleration = unit(1, 0, -2), energy = unit(2, 1, -2), rate = unit(0, 0, -1),
                       kelvin = unit(0, 0, 0, 1), per_kelvin = unit(2, 1, -2, -1), charge = unit(0, 0, 1, 0, 1),
                       current = unit(0, 0, 0, 0, 1), voltage = unit(2, 1, -3, 0, -1), field = unit(0, 1, -2, 0, -1),
                       moment = unit(2, 0, 0, 0, 1), intensity = unit(0, 1, -3), density = unit(-3, 0, 0),
                       permittivity = unit(-3, -1, 4, 0, 2), force = unit(1, 1, -2), gravity = unit(3, -1, -2);
  return {
      {"gaussian", "Normal density", "p", number, "x0 square 2 / neg exp 2 pi * sqrt /", {{"z", number, 0.1, 3}}},
      {"kepler",
       "Kepler's third law",
       "T",
       time,
       "2 pi * x0 cube x1 x2 * / sqrt *",
       {{"a", length, 1, 5}, {"G", gravity, 1, 3}, {"M", mass, 1, 5}}},
      {"oscillator",
       "Energy of an oscillator",
       "E",
       energy,
       "x0 x1 square x2 square + * x3 square * 4 /",
       {{"m", mass, 1, 3}, {"ω", rate, 1, 3}, {"ω₀", rate, 1, 3}, {"x", length, 1, 3}}},
      {"free_fall",
       "Throw upwards",
       "h",
       length,
       "x0 x1 x3 * + x2 x3 square * 2 / -",
       {{"h₀", length, 1, 5}, {"v", speed, 1, 5}, {"g", acceleration, 1, 3}, {"t", time, 1, 3}}},
      {"coulomb",
       "Coulomb's law",
       "F",
       force,
       "x0 x1 * 4 pi * x2 * x3 square * /",
       {{"q₁", charge, 1, 5}, {"q₂", charge, 1, 5}, {"ε", permittivity, 1, 5}, {"r", length, 1, 5}}},
      {"relativistic_mass",
       "Relativistic mass",
       "m",
       mass,
       "x0 1 x1 square x2 square / - sqrt /",
       {{"m₀", mass, 1, 5}, {"v", speed, 1, 2}, {"c", speed, 2.2, 5}}},
      {"lorentz",
       "Lorentz transformation",
       "x′",
       length,
       "x0 x1 x2 * - 1 x1 square x3 square / - sqrt /",
       {{"x", length, 5, 10}, {"u", speed, 1, 2}, {"t", time, 1, 2}, {"c", speed, 2.2, 5}}},
      {"velocities",
       "Sum of velocities",
       "w",
       speed,
       "x0 x1 + 1 x0 x1 * x2 square / + /",
       {{"u", speed, 1, 5}, {"v", speed, 1, 5}, {"c", speed, 3, 6}}},
      {"centre_of_mass",
       "Centre of mass",
       "r",
       length,
       "x0 x2 * x1 x3 * + x0 x1 + /",
       {{"m₁", mass, 1, 5}, {"m₂", mass, 1, 5}, {"r₁", length, 1, 5}, {"r₂", length, 1, 5}}},
      {"lens",
       "Focal length",
       "f",
       length,
       "1 1 x0 / x2 x1 / + /",
       {{"d₁", length, 1, 5}, {"d₂", length, 1, 5}, {"n", number, 1, 5}}},
      {"two_sources",
       "Sum of two oscillations",
       "A",
       length,
       "x0 square x1 square + 2 x0 * x1 * x2 x3 - cos * - sqrt",
       {{"x₁", length, 1, 5}, {"x₂", length, 1, 5}, {"θ₁", number, 1, 5}, {"θ₂", number, 1, 5}}},
      {"grating",
       "Diffraction grating",
       "I",
       intensity,
       "x0 x1 x2 * 2 / sin square * x2 2 / sin square /",
       {{"I₀", intensity, 1, 5}, {"n", number, 1, 5}, {"θ", number, 1, 5}}},
      {"doppler",
       "Relativistic Doppler effect",
       "ω",
       rate,
       "1 x1 x2 / + 1 x1 square x2 square / - sqrt / x0 *",
       {{"ω₀", rate, 1, 5}, {"v", speed, 1, 2}, {"c", speed, 2.2, 5}}},
      {"interference",
       "Interference",
       "I",
       intensity,
       "x0 x1 + 2 x0 x1 * sqrt * x2 cos * +",
       {{"I₁", intensity, 1, 5}, {"I₂", intensity, 1, 5}, {"δ", number, 1, 5}}},
      {"boltzmann",
       "Boltzmann's factor",
       "n",
       density,
       "x0 x1 neg x2 x3 * / exp *",
       {{"n₀", density, 1, 5}, {"E", energy, 1, 5}, {"k", per_kelvin, 1, 3}, {"T", kelvin, 1, 3}}},
      {"planck",
       "Planck's oscillator",
       "E",
       energy,
       "x0 x1 * x0 x1 * x2 x3 * / exp 1 - /",
       {{"ħ", unit(2, 1, -1), 1, 3}, {"ω", rate, 1, 3}, {"k", per_kelvin, 1, 3}, {"T", kelvin, 1, 3}}},
      {"entropy",
       "Entropy of expansion",
       "S",
       per_kelvin,
       "x0 x1 * x3 x2 / log *",
       {{"N", number, 1, 5}, {"k", per_kelvin, 1, 5}, {"V₁", unit(3, 0, 0), 1, 5}, {"V₂", unit(3, 0, 0), 1, 5}}},
      {"anharmonic",
       "Anharmonic oscillation",
       "x",
       length,
       "x0 x1 x2 * cos x3 x1 x2 * cos square * + *",
       {{"x₁", length, 1, 3}, {"ω", rate, 1, 3}, {"t", time, 1, 3}, {"α", number, 1, 3}}},
      {"magnetisation",
       "Magnetisation",
       "M",
       unit(-1, 0, 0, 0, 1),
       "x0 x1 * x1 x2 * x3 / tanh *",
       {{"n", density, 1, 5}, {"μ", moment, 1, 3}, {"B", field, 1, 3}, {"ε", energy, 1, 5}}},
      {"diode",
       "Diode",
       "I",
       current,
       "x0 x1 x2 / exp 1 - *",
       {{"I₀", current, 1, 5}, {"V", voltage, 1, 3}, {"V_T", voltage, 1, 3}}},
  };
}

}  // namespace

std::span<const FormulaTask> formula_tasks() {
  static const std::vector<FormulaTask> tasks = make_tasks();
  return tasks;
}

Formula true_formula(const FormulaTask& task) { return *parse_postfix(task.postfix, task.variables.size(), {}); }

std::vector<std::string> variable_names(const FormulaTask& task) {
  std::vector<std::string> names;
  for (const TaskVariable& variable : task.variables) names.emplace_back(variable.name);
  return names;
}

Grammar task_grammar(const FormulaTask& task, bool uses_units) {
  Grammar grammar;
  for (const TaskVariable& variable : task.variables) grammar.variables.push_back(uses_units ? variable.unit : Unit{});
  grammar.target = uses_units ? task.unit : Unit{};
  grammar.functions = {Op::inverse,   Op::square, Op::root,   Op::exponential,
                       Op::logarithm, Op::sine,   Op::cosine, Op::tanh};
  return grammar;
}

TaskData make_task_data(const FormulaTask& task, int n, double noise, double stretch, int symbols, Rng rng) {
  TaskData data;
  data.symbols = symbols;
  data.X.resize(static_cast<std::ptrdiff_t>(task.variables.size()), n);
  for (int i = 0; i < n; ++i)
    for (std::size_t k = 0; k < task.variables.size(); ++k) {
      const TaskVariable& variable = task.variables[k];
      const double high = variable.low + stretch * (variable.high - variable.low);
      data.X(static_cast<std::ptrdiff_t>(k), i) = rng.uniform(variable.low, high);
    }
  FormulaTape tape;
  const Formula truth = true_formula(task);
  const std::span<const double> law = tape.values(truth, data.X);
  data.y.assign(law.begin(), law.end());
  const auto spread = [&] {
    double mean = 0, square = 0;
    for (const double value : data.y) mean += value;
    mean /= n;
    for (const double value : data.y) square += (value - mean) * (value - mean);
    return square / n;
  };
  const double sigma = noise * std::sqrt(spread());
  if (sigma > 0)
    for (double& y : data.y) y += sigma * rng.normal();
  data.variance = spread();
  if (!(data.variance > 0)) data.variance = 1;
  return data;
}

bool is_recovered(const Formula& whole, const TaskData& fresh) {
  if (whole.empty()) return false;
  FormulaTape tape;
  return agrees(tape.values(whole, fresh.X), fresh.y, kRecovered);
}

}  // namespace lectern::symbolic
