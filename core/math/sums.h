#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <tuple>

// Sums whose order is part of their definition. The numbers are cut into chunks of kSumChunk; in
// a chunk, number i goes to virtual lane l = i mod 8; the lanes are added as
// ((l0+l2)+(l4+l6)) + ((l1+l3)+(l5+l7)); the chunks' sums are added as a binary tree (fold_chunks).
// So a sum may be computed by any vector width, or chunk by chunk on many threads, and gives the
// same bits. All accumulate in double.
namespace lectern::math {

inline constexpr std::size_t kSumChunk = 4096;

// Σ x_i
double sum(std::span<const float> x);
double sum(std::span<const double> x);

// Σ x_i y_i; sizes equal. Products of floats are exact in double.
double dot(std::span<const float> x, std::span<const float> y);
double dot(std::span<const double> x, std::span<const double> y);

// Σ x_i²
double sum_of_squares(std::span<const float> x);
double sum_of_squares(std::span<const double> x);

// Σ (x_i - centre)²
double sum_of_squares_about(std::span<const float> x, double centre);
double sum_of_squares_about(std::span<const double> x, double centre);

// (1/n) Σ x_i, 0 for no numbers.
double mean(std::span<const float> x);
double mean(std::span<const double> x);

// Mean and variance (1/n) Σ (x_i - mean)², by two passes; 0 and 0 for no numbers.
struct MeanVariance {
  double mean = 0;
  double variance = 0;
};
MeanVariance mean_and_variance(std::span<const float> x);
MeanVariance mean_and_variance(std::span<const double> x);

// Adds chunk sums as a binary tree: ((c0+c1)+(c2+c3))+…; the array is used as scratch space.
double fold_chunks(std::span<double> chunk_sums);

// A running sum with the lost low parts carried along: the error does not grow with the number of terms.
// Source: Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen (1974).
class CompensatedSum {
 public:
  void add(double value) {
    const double next = sum_ + value;
    lost_ += std::fabs(sum_) >= std::fabs(value) ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  double value() const { return sum_ + lost_; }

  auto state() const { return std::tie(sum_, lost_); }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace lectern::math
