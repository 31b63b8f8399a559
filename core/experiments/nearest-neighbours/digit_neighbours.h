#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/snapshot.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"

namespace lectern {

// What near means for pictures, taken as vectors of pixels.
enum class PixelDistance { euclidean, manhattan, cosine };

inline constexpr std::array<Named<PixelDistance>, 3> kPixelDistances{{
    {PixelDistance::euclidean, "euclidean", "Euclidean, √Σ(a − b)²"},
    {PixelDistance::manhattan, "manhattan", "Manhattan, Σ|a − b|"},
    {PixelDistance::cosine, "cosine", "Cosine, 1 − a·b/|a||b|"},
}};

// Handwritten digits told by the nearest of others, pixel by pixel: 800 are remembered, 400 others are asked about.
class DigitNeighbours {
 public:
  static constexpr int kRemembered = 800, kAsked = 400;
  static constexpr int kMostVotes = 100;  // neighbours of a digit that are known

  // Draws which digits are remembered and which are asked about, and finds the neighbours by each distance.
  explicit DigitNeighbours(Rng rng);

  // The fraction of the digits asked about that k neighbours misclassify, k ≤ kMostVotes.
  double error(PixelDistance distance, int k) const;

  // Adds the panels "digits" (digit number `asked`, from 1, and its neighbours), "digit_errors" and "digit_mistakes",
  // whose tiles set the parameter `asks`, and the metrics of them.
  void describe(Snapshot& snapshot, PixelDistance distance, int asked, int k, std::string_view asks) const;

 private:
  struct Neighbours {
    std::vector<int> indices;       // kAsked × kMostVotes, nearest first
    std::vector<double> distances;  // likewise
    std::vector<double> errors;     // for k = 1 … kMostVotes
    double nearness = 0;            // of the nearest, relative to the mean over all
  };

  int vote(const Neighbours& neighbours, int asked, int k) const;
  void describe_neighbours(Images& images, const Neighbours& neighbours, int asked, int k) const;
  void describe_mistakes(Images& images, const Neighbours& neighbours, int k, std::string_view asks) const;
  void describe_errors(Plane& plane, PixelDistance distance, int k) const;

  data::Dataset remembered_, asked_;
  std::array<Neighbours, kPixelDistances.size()> by_distance_;
};

}  // namespace lectern
