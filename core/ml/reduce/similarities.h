#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

// How near points are to each other as probabilities: what stochastic neighbour embedding keeps.
//   p_{j|i} ∝ exp(−β_i |x_i − x_j|²), p_{i|i} = 0, with β_i = 1/(2σ_i²) such that exp(−Σ_j p_{j|i} log p_{j|i}) is the
//   perplexity;   P = (p_{j|i} + p_{i|j}) / (2n)
// Sources: Hinton, Roweis, Stochastic neighbor embedding (NIPS 2002); van der Maaten, Hinton, Visualizing data using
// t-SNE, JMLR 9 (2008) 2579.
namespace lectern::reduce {

// The probabilities of one point's neighbours, and their β.
// squared_distances  m ≥ 1, of the others;  p  m, overwritten;  perplexity  at least 1, in effect at most m
// β is found by Newton's method kept inside brackets, to rounding. Where all neighbours are equally far, or fewer than
// `perplexity` have any distance but a common least one, the perplexity may be out of reach: then β is the nearest that
// keeps it finite.
double neighbour_probabilities(std::span<const double> squared_distances, double perplexity, std::span<double> p);

// Of all pairs, in double precision.   X  n × d;  P  n × n, overwritten with p_{j|i} in row i;  beta  n, overwritten
void conditional_similarities(ConstMatrixView<double> X, double perplexity, MatrixView<double> P,
                              std::span<double> beta);
// (P + Pᵀ) / (2n)
Matrix<double> joint_similarities(ConstMatrixView<double> P);

// The cost and its gradient as they are written: the oracle of the fast embedding.
//   t-SNE  q_ij ∝ 1 / (1 + |y_i − y_j|²) over all pairs,  C = Σ_ij P_ij log(P_ij / q_ij)
//          ∂C/∂y_i = 4 Σ_j (P_ij − q_ij) (y_i − y_j) / (1 + |y_i − y_j|²)
//   SNE    q_{j|i} ∝ exp(−|y_i − y_j|²) over j,           C = (1/n) Σ_ij p_{j|i} log(p_{j|i} / q_{j|i})
//          ∂C/∂y_i = (2/n) Σ_j (p_{j|i} − q_{j|i} + p_{i|j} − q_{i|j}) (y_i − y_j)
// Y  n × r;  Q  n × n, overwritten;  gradient  n × r, overwritten
void student_similarities(ConstMatrixView<double> Y, MatrixView<double> Q);
double tsne_divergence(ConstMatrixView<double> joint, ConstMatrixView<double> Y);
void tsne_gradient(ConstMatrixView<double> joint, ConstMatrixView<double> Y, double exaggeration,
                   MatrixView<double> gradient);
double sne_divergence(ConstMatrixView<double> conditional, ConstMatrixView<double> Y);
void sne_gradient(ConstMatrixView<double> conditional, ConstMatrixView<double> Y, MatrixView<double> gradient);

// The joint similarities as the fast embedding reads them: of all pairs, or of near ones alone.
struct Similarities {
  int n = 0;
  // All pairs: n × stride, rows padded with zeros to whole vectors. Else empty.
  Matrix<float> all;
  // Near pairs: row i has columns[first[i]] … columns[first[i + 1] − 1].
  std::vector<int> first, columns;
  std::vector<float> values;
  double entropy_term = 0;              // Σ_ij P_ij log P_ij
  double conditional_entropy_term = 0;  // Σ_ij p_{j|i} log p_{j|i}

  bool is_complete() const { return all.rows() > 0; }
  auto state() const { return std::tie(n, all, first, columns, values); }
};

// Makes similarities row by row, so that a run can do other things between.
class SimilarityBuilder {
 public:
  // neighbours: how many of the nearest count for each point, in effect at most n − 1; 0: all.
  SimilarityBuilder(int n, double perplexity, int neighbours = 0);

  // The next point's squared distances to all points, itself included.   n
  void add_row(std::span<const float> squared_distances);
  int rows() const { return rows_; }
  bool is_complete() const { return rows_ == n_; }
  // After all rows.
  Similarities finish() const;

  auto state() const { return std::tie(n_, rows_, columns_, p_, entropy_term_); }

 private:
  int n_, per_row_, rows_ = 0;
  double perplexity_;
  std::vector<int> columns_;  // rows × per_row_: the neighbours, by index
  std::vector<float> p_;      // rows × per_row_: their probabilities
  double entropy_term_ = 0;
};

// D_ij = |x_{first + i} − x_j|², at least 0.
// X  n × d;  norms  n: |x_j|² (squared_norms);  D  rows × n, overwritten
std::vector<float> squared_norms(ConstMatrixView<float> X);
void squared_distances(ConstMatrixView<float> X, std::span<const float> norms, std::ptrdiff_t first,
                       MatrixView<float> D);

}  // namespace lectern::reduce
