#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::cluster {

// How far a sample is from a centre, and with it which centre is best for a cluster.
//   euclidean  Σ_j (a_j − b_j)²; the mean
//   manhattan  Σ_j |a_j − b_j|; the median of each feature
//   fidelity   1 − |⟨a|b⟩|² / (⟨a|a⟩⟨b|b⟩) of complex vectors, each number as two features (real, imaginary part);
//              the leading eigenvector of Σ_n |x_n⟩⟨x_n|
// Each centre minimises the sum of its own distance, so that no half-step of k-means can raise the cost.
enum class Distance { euclidean, manhattan, fidelity };

// a, b  d numbers each; of fidelity d is even. Between vectors of length zero the fidelity is 0.
double distance(Distance kind, const double* a, const double* b, std::ptrdiff_t d);

// Samples laid out for the search of the nearest centre: blocks of kBlock samples, in each block feature by feature.
class PackedSamples {
 public:
  static constexpr std::ptrdiff_t kBlock = 8;

  PackedSamples() = default;
  // X  n × d, copied
  explicit PackedSamples(ConstMatrixView<double> X);

  std::ptrdiff_t size() const { return samples_.rows(); }
  std::ptrdiff_t features() const { return samples_.cols(); }
  const Matrix<double>& samples() const { return samples_; }
  // kBlock × d numbers, those of one feature in a row; samples beyond the last are repetitions of it.
  const double* block(std::ptrdiff_t number) const { return blocks_.data() + number * kBlock * features(); }

  auto state() const { return std::tie(samples_, blocks_); }

 private:
  Matrix<double> samples_;  // n × d
  AlignedVector<double> blocks_;
};

// The first half-step: each sample joins its nearest centre, of equally near ones the first. Returns the cost, the sum
// of the distances to the centres joined.
//   r_nk = 1 for k = argmin_k distance(x_n, μ_k), else 0;  C = Σ_n Σ_k r_nk distance(x_n, μ_k)
// centres  k × d, k ≥ 1
// labels   n  overwritten
double assign(const PackedSamples& samples, ConstMatrixView<double> centres, Distance kind,
              std::span<std::int32_t> labels);

// The second half-step: each centre moves to the best place for the samples that joined it. A centre that nobody joined
// stays where it is.
// labels   n, in [0, k)
// centres  k × d  overwritten
void move_centres(const PackedSamples& samples, std::span<const std::int32_t> labels, Distance kind,
                  MatrixView<double> centres);

// The cost of an assignment, with the centres as they are now.
double cost(const PackedSamples& samples, std::span<const std::int32_t> labels, ConstMatrixView<double> centres,
            Distance kind);

// k different samples, each choice equally likely; k ≤ n.
Matrix<double> random_centres(ConstMatrixView<double> X, int k, Rng& rng);

// k-means++: each further centre is a sample drawn with probability proportional to its distance from those chosen.
// Where all samples lie on centres already, the rest are samples drawn evenly.
// Source: Arthur, Vassilvitskii, k-means++: the advantages of careful seeding (2007).
Matrix<double> spread_centres(ConstMatrixView<double> X, int k, Distance kind, Rng& rng);

struct KMeansFit {
  Matrix<double> centres;            // k × d
  std::vector<std::int32_t> labels;  // n
  double cost = 0;
  int assignments = 0;  // made, the last of which changed nothing
};
// Both half-steps in turn until an assignment equals the one before, or after so many assignments; or, once the squares
// of the centres' moves add up to no more than `tolerance` times the mean variance of a feature, with one last
// assignment.
// Source: Lloyd, Least squares quantization in PCM, IEEE Trans. Information Theory 28 (1982) 129.
KMeansFit kmeans(const PackedSamples& samples, Matrix<double> centres, Distance kind = Distance::euclidean,
                 int maximum_assignments = 300, double tolerance = 0);

// The same for samples X, n × d, that are fitted once: they need not be copied row by row.
KMeansFit kmeans(ConstMatrixView<double> X, Matrix<double> centres, Distance kind = Distance::euclidean,
                 int maximum_assignments = 300, double tolerance = 0);

// A step of mini-batch k-means with Euclidean distance: the samples of a batch join their nearest centres, then each
// pulls its centre, μ ← μ + (x − μ)/c, c being how many samples this centre has ever been given.
// X        n × d
// rows     of the batch, in [0, n)
// centres  k × d  overwritten
// counts   k      overwritten; at first 0
// Source: Sculley, Web-scale k-means clustering (2010).
void mini_batch_step(ConstMatrixView<double> X, std::span<const std::int32_t> rows, MatrixView<double> centres,
                     std::span<std::int64_t> counts);

}  // namespace lectern::cluster
