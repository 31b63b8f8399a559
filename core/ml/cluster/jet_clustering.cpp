#include "core/ml/cluster/jet_clustering.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lectern::cluster {
namespace {

constexpr double kNoDistance = std::numeric_limits<double>::infinity();

// An object not yet a jet.
struct Loose {
  std::int32_t number = 0;
  double y = 0, phi = 0;
  double scale = 0;  // p_T^2p
  std::int32_t neighbour = -1;
  double square = kNoDistance;  // of the distance from it, in (y, φ)
};

double square_between(const Loose& a, const Loose& b) {
  const double dy = a.y - b.y, dphi = math::azimuth_difference(a.phi, b.phi);
  return dy * dy + dphi * dphi;
}

Loose loose(const std::vector<math::FourMomentum>& objects, std::size_t number, JetAlgorithm algorithm) {
  const math::FourMomentum& p = objects[number];
  const double square = p.px * p.px + p.py * p.py;
  const double scale = algorithm == JetAlgorithm::kt ? square : algorithm == JetAlgorithm::anti_kt ? 1 / square : 1;
  return {static_cast<std::int32_t>(number), p.rapidity(), p.azimuth(), scale, -1, kNoDistance};
}

void find_neighbour(std::vector<Loose>& all, Loose& one) {
  one.neighbour = -1;
  one.square = kNoDistance;
  for (const Loose& other : all) {
    if (other.number == one.number) continue;
    const double square = square_between(one, other);
    if (!(square < one.square)) continue;
    one.square = square;
    one.neighbour = other.number;
  }
}

}  // namespace

JetClustering cluster_jets(std::span<const math::FourMomentum> particles, JetAlgorithm algorithm, double radius) {
  JetClustering result{{particles.begin(), particles.end()}, {}};
  result.objects.reserve(2 * particles.size());
  std::vector<Loose> left;
  for (std::size_t i = 0; i < particles.size(); ++i) left.push_back(loose(result.objects, i, algorithm));
  for (Loose& one : left) find_neighbour(left, one);
  const double per_square = 1 / (radius * radius);
  const auto erase = [&](std::int32_t number) {
    left.erase(std::find_if(left.begin(), left.end(), [&](const Loose& one) { return one.number == number; }));
  };
  while (!left.empty()) {
    JetStep step{.distance = kNoDistance};
    for (const Loose& one : left) {
      const double to_neighbour = one.scale * one.square * per_square;
      if (to_neighbour < step.distance && to_neighbour < one.scale)
        step = {std::min(one.number, one.neighbour), std::max(one.number, one.neighbour), -1, to_neighbour};
      else if (one.scale < step.distance)
        step = {one.number, -1, -1, one.scale};
    }
    erase(step.i);
    if (step.j >= 0) {
      erase(step.j);
      step.made = static_cast<std::int32_t>(result.objects.size());
      result.objects.push_back(result.objects[static_cast<std::size_t>(step.i)] +
                               result.objects[static_cast<std::size_t>(step.j)]);
      left.push_back(loose(result.objects, result.objects.size() - 1, algorithm));
      find_neighbour(left, left.back());
    }
    for (Loose& one : left) {
      if (one.neighbour == step.i || (step.j >= 0 && one.neighbour == step.j)) {
        find_neighbour(left, one);
      } else if (step.made >= 0 && one.number != step.made) {
        const double square = square_between(one, left.back());
        if (square < one.square) {
          one.square = square;
          one.neighbour = step.made;
        }
      }
    }
    result.steps.push_back(step);
  }
  return result;
}

std::vector<std::int32_t> holders_after(const JetClustering& clustering, std::size_t steps) {
  std::vector<std::int32_t> holders(clustering.objects.size());
  std::iota(holders.begin(), holders.end(), 0);
  // Backwards, so that what an object went into is known when its own parts are asked.
  for (std::size_t t = std::min(steps, clustering.steps.size()); t-- > 0;) {
    const JetStep& step = clustering.steps[t];
    if (step.made < 0) continue;
    holders[static_cast<std::size_t>(step.i)] = holders[static_cast<std::size_t>(step.j)] =
        holders[static_cast<std::size_t>(step.made)];
  }
  holders.resize(clustering.steps.size());
  return holders;
}

std::vector<std::int32_t> jets_of(const JetClustering& clustering, double least_transverse) {
  std::vector<std::int32_t> jets;
  const auto transverse = [&](std::int32_t jet) {
    return clustering.objects[static_cast<std::size_t>(jet)].transverse();
  };
  for (const JetStep& step : clustering.steps)
    if (step.made < 0 && transverse(step.i) >= least_transverse) jets.push_back(step.i);
  std::sort(jets.begin(), jets.end(), [&](std::int32_t a, std::int32_t b) {
    return transverse(a) != transverse(b) ? transverse(a) > transverse(b) : a < b;
  });
  return jets;
}

}  // namespace lectern::cluster
