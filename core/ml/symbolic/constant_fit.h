#pragma once

#include <span>

#include "core/ml/symbolic/formula.h"

namespace lectern::symbolic {

// What a formula is judged on. Memory belongs to the caller.
struct Samples {
  ConstMatrixView<double> X;  // variables × n
  std::span<const double> y;  // n
  double variance = 1;        // of y: errors are given as shares of it
  int symbols = 16;           // that a token may be: what a token costs in bits
};

// A formula with its factor in front, and how well it does.
//   error   mean square of what remains, over the variance of y; infinite where the formula is not finite
struct Candidate {
  Formula formula;
  double scale = 1;
  bool scale_is_number = true;
  double error = 0;

  // Tokens, those of the factor included.
  int complexity() const;
  int constants() const;  // that are fitted, the factor included
  Formula whole() const { return scaled(scale, scale_is_number, formula); }
  auto state() const { return std::tie(formula, scale, scale_is_number, error); }
};

// The bits that it takes to write the formula and then what remains of the data:
//   tokens · log2 symbols + constants · ½ log2 n + n/2 · log2 max(error, kLeastError)
// Source: Rissanen, Modeling by shortest data description, Automatica 14 (1978) 465.
constexpr double kLeastError = 1e-16;
double description_length(const Candidate& candidate, const Samples& samples);

// What remains of y for a formula as it stands, its factor included.
double error_of(const Candidate& candidate, const Samples& samples, FormulaTape& tape);

// Fits the free constants and the factor in front by the method of Levenberg and Marquardt; derivatives are exact.
// Nothing gets worse. Returns the error, which it also writes to the candidate.
// Source: Marquardt, An algorithm for least-squares estimation of nonlinear parameters (1963).
double fit_constants(Candidate& candidate, const Samples& samples, FormulaTape& tape, int iterations);

// Replaces constants, one after the other, by near numbers that people write (small whole numbers and their ratios, and
// these with π or a root) where what the shorter constant saves is more than what the error costs.
void round_constants(Candidate& candidate, const Samples& samples, FormulaTape& tape);

// Drops terms of sums, one after the other, and fits the rest anew, where the formula takes fewer bits without them.
void prune_terms(Candidate& candidate, const Samples& samples, FormulaTape& tape);

}  // namespace lectern::symbolic
