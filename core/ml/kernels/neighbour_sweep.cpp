#include "core/ml/kernels/neighbour_sweep.h"

#include <algorithm>
#include <utility>

namespace lectern::kernels {
namespace {

constexpr std::ptrdiff_t kWork = 200'000;   // neighbours weighed in one advance, about
constexpr std::ptrdiff_t kQueryWork = 200;  // what a query costs besides them
constexpr std::ptrdiff_t kChunk = 16;       // examples

std::span<const double> place(const NeighbourExamples& examples, std::ptrdiff_t i) {
  return {examples.X.row(i), static_cast<std::size_t>(examples.X.cols())};
}

NeighbourErrors errors_of(const NeighbourMemory& memory, const NeighbourExamples& examples, std::ptrdiff_t i, int k) {
  const auto count = static_cast<std::size_t>(k);
  std::vector<int> indices(count);
  std::vector<double> distances(count), weights(count), votes(static_cast<std::size_t>(examples.classes));
  memory.search.nearest(place(examples, i), indices, distances);
  NeighbourErrors errors{};
  for (const NeighbourWeights kind : {NeighbourWeights::uniform, NeighbourWeights::inverse_distance}) {
    neighbour_weights(kind, distances, weights);
    double& error = errors[static_cast<std::size_t>(kind)];
    if (examples.classes > 0) {
      error = memory.vote(indices, weights, votes) == examples.labels[static_cast<std::size_t>(i)] ? 0 : 1;
    } else {
      const double difference = memory.mean(indices, weights) - examples.values[static_cast<std::size_t>(i)];
      error = difference * difference;
    }
  }
  return errors;
}

}  // namespace

int NeighbourMemory::vote(std::span<const int> indices, std::span<const double> weights,
                          std::span<double> votes) const {
  std::fill(votes.begin(), votes.end(), 0.0);
  for (std::size_t i = 0; i < indices.size(); ++i)
    votes[static_cast<std::size_t>(examples.labels[static_cast<std::size_t>(indices[i])])] += weights[i];
  return static_cast<int>(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

double NeighbourMemory::mean(std::span<const int> indices, std::span<const double> weights) const {
  double sum = 0;
  for (std::size_t i = 0; i < indices.size(); ++i)
    sum += weights[i] * examples.values[static_cast<std::size_t>(indices[i])];
  return sum;
}

NeighbourErrors sum_of_errors(const NeighbourMemory& memory, const NeighbourExamples& examples, int k,
                              std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool& pool) {
  std::vector<NeighbourErrors> answers(static_cast<std::size_t>(count));
  pool.run((count + kChunk - 1) / kChunk, [&](std::ptrdiff_t chunk) {
    for (std::ptrdiff_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i)
      answers[static_cast<std::size_t>(i)] = errors_of(memory, examples, first + i, k);
  });
  NeighbourErrors sum{};
  for (const NeighbourErrors& answer : answers)
    for (std::size_t w = 0; w < sum.size(); ++w) sum[w] += answer[w];
  return sum;
}

NeighbourSweep::NeighbourSweep(std::shared_ptr<const NeighbourMemory> memory,
                               std::shared_ptr<const NeighbourExamples> validation)
    : memory_(std::move(memory)), validation_(std::move(validation)) {}

void NeighbourSweep::advance(ThreadPool& pool) {
  if (finished()) return;
  const std::ptrdiff_t remembered = memory_->examples.X.rows(), all = remembered + validation_->X.rows();
  const std::ptrdiff_t next = std::min(all, answered_ + std::max(kChunk, kWork / (kQueryWork + k_)));
  const auto answer = [&](NeighbourErrors& sum, const NeighbourExamples& examples, std::ptrdiff_t first,
                          std::ptrdiff_t last) {
    if (first >= last) return;
    const NeighbourErrors errors = sum_of_errors(*memory_, examples, k_, first, last - first, pool);
    for (std::size_t w = 0; w < errors.size(); ++w) sum[w] += errors[w];
  };
  answer(sums_.training, memory_->examples, answered_, std::min(next, remembered));
  answer(sums_.validation, *validation_, std::max(answered_, remembered) - remembered, next - remembered);
  answered_ = next;
  if (answered_ < all) return;
  for (double& error : sums_.training) error /= static_cast<double>(remembered);
  for (double& error : sums_.validation) error /= static_cast<double>(std::max<std::ptrdiff_t>(all - remembered, 1));
  sums_.k = k_;
  errors_.push_back(sums_);
  sums_ = {};
  answered_ = 0;
  const int last = memory_->search.size();
  k_ = k_ == last ? k_ + 1 : std::min(k_ + std::max(1, k_ / 20), last);
}

}  // namespace lectern::kernels
