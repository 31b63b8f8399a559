#include "core/experiments/nearest-neighbours/digit_neighbours.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/data/bundled.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

constexpr int kSide = 8, kClasses = 10, kMostShown = 23, kMostMistakes = 60;
constexpr const char* kDigitsHelp =
    "The digit asked about, and the digits remembered whose pixels are nearest to its own, with their distances. Green "
    "frames: of the same class.";
constexpr const char* kErrorsHelp =
    "The fraction of 400 digits held out that the vote of k neighbours among 800 digits misclassifies, for three "
    "meanings of near.";
constexpr const char* kMistakesHelp =
    "The digits held out that the vote misclassifies: what they are, and what is said. Tap one to ask about it.";

// Each row scaled to length 1: Euclidean distances d between such rows are cosine distances d²/2.
void normalise_rows(Matrix<double>& X) {
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    double square = 0;
    for (std::ptrdiff_t j = 0; j < X.cols(); ++j) square += X(i, j) * X(i, j);
    const double length = square > 0 ? std::sqrt(square) : 1;
    for (std::ptrdiff_t j = 0; j < X.cols(); ++j) X(i, j) /= length;
  }
}

data::Dataset rows_of(const data::Dataset& all, std::span<const int> rows) {
  data::Dataset part = all;
  part.X.resize(static_cast<std::ptrdiff_t>(rows.size()), all.X.cols());
  part.labels.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(all.X.row(rows[i]), all.X.cols(), part.X.row(static_cast<std::ptrdiff_t>(i)));
    part.labels.push_back(all.labels[static_cast<std::size_t>(rows[i])]);
  }
  return part;
}

}  // namespace

DigitNeighbours::DigitNeighbours(Rng rng) {
  const Result<data::Dataset> all = data::digits_8x8();
  if (!all) return;
  std::vector<int> order(static_cast<std::size_t>(all->size()));
  std::iota(order.begin(), order.end(), 0);
  rng.shuffle(std::span(order));
  remembered_ = rows_of(*all, std::span(order).first(kRemembered));
  asked_ = rows_of(*all, std::span(order).subspan(kRemembered, kAsked));
  for (std::size_t which = 0; which < by_distance_.size(); ++which) {
    const auto distance = static_cast<PixelDistance>(which);
    Matrix<double> X = inputs_of(remembered_), Q = inputs_of(asked_);
    if (distance == PixelDistance::cosine) {
      normalise_rows(X);
      normalise_rows(Q);
    }
    const kernels::NeighbourSearch search(X, distance == PixelDistance::manhattan ? kernels::Metric::manhattan
                                                                                  : kernels::Metric::euclidean);
    Neighbours& found = by_distance_[which];
    found.indices.resize(std::size_t{kAsked} * kMostVotes);
    found.distances.resize(found.indices.size());
    search.nearest(Q, {found.indices.data(), kAsked, kMostVotes}, {found.distances.data(), kAsked, kMostVotes});
    if (distance == PixelDistance::cosine)
      for (double& d : found.distances) d = d * d / 2;
    for (int k = 1; k <= kMostVotes; ++k) {
      int wrong = 0;
      for (int i = 0; i < kAsked; ++i) wrong += vote(found, i, k) != asked_.labels[static_cast<std::size_t>(i)] ? 1 : 0;
      found.errors.push_back(wrong / static_cast<double>(kAsked));
    }
  }
  // How much nearer the nearest is than an average digit, in the Euclidean distance.
  const Matrix<double> X = inputs_of(remembered_), Q = inputs_of(asked_);
  constexpr int kSampled = 50;
  double nearest = 0, mean = 0;
  for (int i = 0; i < kSampled; ++i) {
    nearest += by_distance_[0].distances[static_cast<std::size_t>(i) * kMostVotes];
    for (std::ptrdiff_t r = 0; r < X.rows(); ++r) {
      double square = 0;
      for (std::ptrdiff_t j = 0; j < X.cols(); ++j) square += (X(r, j) - Q(i, j)) * (X(r, j) - Q(i, j));
      mean += std::sqrt(square) / kRemembered;
    }
  }
  by_distance_[0].nearness = nearest / mean;
}

// The class with most of the k votes; of equals the one that has the nearer neighbour.
int DigitNeighbours::vote(const Neighbours& neighbours, int asked, int k) const {
  std::array<int, kClasses> votes{};
  const int* row = neighbours.indices.data() + std::ptrdiff_t{asked} * kMostVotes;
  for (int i = 0; i < k; ++i) ++votes[static_cast<std::size_t>(remembered_.labels[static_cast<std::size_t>(row[i])])];
  const int most = *std::max_element(votes.begin(), votes.end());
  for (int i = 0; i < k; ++i) {
    const int label = remembered_.labels[static_cast<std::size_t>(row[i])];
    if (votes[static_cast<std::size_t>(label)] == most) return label;
  }
  return 0;
}

double DigitNeighbours::error(PixelDistance distance, int k) const {
  const std::vector<double>& errors = by_distance_[static_cast<std::size_t>(distance)].errors;
  return errors.empty() ? NAN : errors[static_cast<std::size_t>(std::clamp(k, 1, kMostVotes) - 1)];
}

void DigitNeighbours::describe(Snapshot& snapshot, PixelDistance distance, int asked, int k,
                               std::string_view asks) const {
  const int votes = std::clamp(k, 1, kMostVotes), row = std::clamp(asked, 1, kAsked) - 1;
  const Neighbours& neighbours = by_distance_[static_cast<std::size_t>(distance)];
  if (neighbours.errors.empty()) return;
  const int said = vote(neighbours, row, votes), is = asked_.labels[static_cast<std::size_t>(row)];
  const std::string title = "A " + std::to_string(is) + ", taken for a " + std::to_string(said);
  describe_neighbours(snapshot.images("digits", title, {.weight = 4, .help = kDigitsHelp}), neighbours, row, votes);
  describe_errors(snapshot.curves("digit_errors", "Digits: error against k", {.weight = 3, .help = kErrorsHelp}),
                  distance, votes);
  describe_mistakes(snapshot.images("digit_mistakes", "Digits misclassified", {.weight = 2, .help = kMistakesHelp}),
                    neighbours, votes, asks);
  snapshot.metric("digit_error", "digits misclassified", error(distance, votes), {.digits = 3});
  snapshot.metric("digit_vote", "the digit said", said, {.digits = 1});
  snapshot.metric("digit_nearness", "nearest digit ÷ mean distance", by_distance_[0].nearness, {.digits = 3});
}

void DigitNeighbours::describe_neighbours(Images& images, const Neighbours& neighbours, int asked, int k) const {
  const auto picture = [](const data::Dataset& set, int row) {
    return std::span<const float>(set.X.row(row), std::size_t{kSide} * kSide);
  };
  images.setup({.columns = k < 6 ? k + 1 : 0});
  images.tile("asked: " + std::to_string(asked_.labels[static_cast<std::size_t>(asked)]), picture(asked_, asked), kSide,
              kSide, {.color = {0, 1}, .frame = kColorAccent});
  const std::size_t first = static_cast<std::size_t>(asked) * kMostVotes;
  for (int i = 0; i < std::min(k, kMostShown); ++i) {
    const int row = neighbours.indices[first + static_cast<std::size_t>(i)];
    const int label = remembered_.labels[static_cast<std::size_t>(row)];
    images.tile(std::to_string(label) + " · " +
                    number_in_words(neighbours.distances[first + static_cast<std::size_t>(i)], 3),
                picture(remembered_, row), kSide, kSide,
                {.color = {0, 1},
                 .frame = label == asked_.labels[static_cast<std::size_t>(asked)] ? kColorGood : kColorBad});
  }
}

void DigitNeighbours::describe_mistakes(Images& images, const Neighbours& neighbours, int k,
                                        std::string_view asks) const {
  images.setup({.picks_parameter = asks});
  int shown = 0;
  for (int i = 0; i < kAsked && shown < kMostMistakes; ++i) {
    const int said = vote(neighbours, i, k), is = asked_.labels[static_cast<std::size_t>(i)];
    if (said == is) continue;
    ++shown;
    images.tile(std::to_string(is) + " → " + std::to_string(said),
                std::span<const float>(asked_.X.row(i), std::size_t{kSide} * kSide), kSide, kSide,
                {.color = {0, 1}, .pick = i + 1});
  }
}

void DigitNeighbours::describe_errors(Plane& plane, PixelDistance distance, int k) const {
  plane.axes({.label = "neighbours k", .range = {0.8, 1.25 * kMostVotes}, .logarithmic = true},
             {.label = "fraction misclassified"});
  constexpr std::array kNames{"Euclidean", "Manhattan", "cosine"};
  for (std::size_t which = 0; which < by_distance_.size(); ++which) {
    LineLayer& line = plane.line(kNames[which], Places(), {.color = static_cast<int>(which)});
    for (int votes = 1; votes <= kMostVotes; ++votes) {
      line.x.push_back(static_cast<float>(votes));
      line.y.push_back(static_cast<float>(by_distance_[which].errors[static_cast<std::size_t>(votes - 1)]));
    }
  }
  plane.read_at = k;
  plane.point("here", k, error(distance, k), {.color = kColorAccent, .size_px = 6});
}

}  // namespace lectern
