#include "core/data/class_law.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr int kPlacesOnCurve = 500, kPlacesInBox = 150, kPlacesOfEnergy = 400;
constexpr double kMostMeans = 12;  // of an exponential, beyond which nothing is left
constexpr double kTail = 3.5;      // deviations

// A node of the middle of part i of n equal parts of [0, 1).
double part(int i, int n) { return (i + 0.5) / n; }

}  // namespace

ClassLaw::Factor ClassLaw::box(double low, double high, double noise) {
  Factor factor;
  for (int i = 0; i < kPlacesInBox; ++i)
    factor.push_back({low + (high - low) * part(i, kPlacesInBox), noise, 1.0 / kPlacesInBox});
  return factor;
}

// The laws of collider_events(), each quantity smeared as it is measured, then standardised.
ClassLaw::Factor ClassLaw::measured(int column, bool signal, double resolution, double mean, double scale) {
  Factor factor;
  const auto add = [&](double value, double deviation, double weight) {
    factor.push_back({(value - mean) / scale, std::max(deviation / scale, kLeastNoise), weight});
  };
  // Energies t at even spacing with the weight of their density.
  const auto energies = [&](double low, double high, double error, const auto& density) {
    for (int i = 0; i < kPlacesOfEnergy; ++i) {
      const double t = low + (high - low) * part(i, kPlacesOfEnergy);
      add(t, std::max(error * t, (high - low) / kPlacesOfEnergy), density(t));
    }
  };
  if (column == 0) {
    const double half = signal ? 35 : 20;
    energies(0, kMostMeans * half, resolution, [&](double t) { return t * math::exp(-t / half); });
  } else if (column == 1) {
    const double own = signal ? 2 : 5;
    energies(0, kMostMeans * own, resolution, [&](double t) { return math::exp(-t / own); });
  } else if (column == 2) {
    for (int i = 0; i < kPlacesOfEnergy; ++i) {
      const double u = part(i, kPlacesOfEnergy);
      add(signal ? u : 1 - u * u, kLeastNoise, 1);
    }
  } else if (signal) {
    add(125, 125 * resolution / std::sqrt(2.0), 1);
  } else {
    energies(100, 160, resolution / std::sqrt(2.0), [](double t) { return math::exp(-t / 40); });
  }
  double sum = 0;
  for (const Bell& bell : factor) sum += bell.weight;
  for (Bell& bell : factor) bell.weight /= sum;
  return factor;
}

std::optional<ClassLaw> ClassLaw::of(std::string_view set, int classes, double noise, const EventColumns& columns) {
  const double width = std::max(noise, kLeastNoise);
  ClassLaw law;
  const auto spot = [&](double x, double y) { return Product{{{x, width, 1}}, {{y, width, 1}}}; };
  const auto on_circle = [&](double radius, double angle, double x = 0, double y = 0) {
    return spot(x + radius * math::cos(angle), y + radius * math::sin(angle));
  };
  // A class along a curve: at(u) for u in [0, 1).
  const auto add_curve = [&](const auto& at) {
    Mixture& mixture = law.mixtures_.emplace_back();
    for (int i = 0; i < kPlacesOnCurve; ++i) mixture.push_back(at(part(i, kPlacesOnCurve)));
  };
  if (set == "spirals") {
    for (int c : {0, 1}) add_curve([&](double u) { return on_circle(std::sqrt(u), 3 * kPi * std::sqrt(u) + kPi * c); });
  } else if (set == "circles") {
    for (double radius : {0.9, 0.45}) add_curve([&](double u) { return on_circle(radius, 2 * kPi * u); });
  } else if (set == "moons") {
    add_curve([&](double u) { return on_circle(0.6, kPi * u, -0.3, -0.15); });
    add_curve([&](double u) { return on_circle(0.6, -kPi * u, 0.3, 0.15); });
  } else if (set == "xnor") {
    const Factor low = box(-1, 0, width), high = box(0, 1, width);
    law.mixtures_ = {{{low, high}, {high, low}}, {{low, low}, {high, high}}};
  } else if (set == "blobs" || set == "row") {
    const int k = std::clamp(classes, 2, 5);
    for (int c = 0; c < k; ++c) {
      const double at = -0.75 + 1.5 * c / (k - 1);
      law.mixtures_.push_back({set == "row" ? spot(at, at) : on_circle(0.6, 2 * kPi * c / k + kPi / 4)});
    }
  } else if (set == "events") {
    for (bool signal : {false, true}) {
      const auto factor = [&](std::size_t axis) {
        return measured(columns.column[axis], signal, noise, columns.mean[axis], columns.scale[axis]);
      };
      law.mixtures_.push_back({{factor(0), factor(1)}});
    }
  } else {
    return {};
  }
  return law;
}

Extent ClassLaw::extent(int axis) const {
  Extent range{1e9, -1e9};
  for (const Mixture& mixture : mixtures_)
    for (const Product& product : mixture) {
      const Factor& factor = axis == 0 ? product.x : product.y;
      // Of a factor of many bells the last thousandth by weight is left out.
      double skipped = 0;
      const double most = factor.size() > 1 ? 2e-4 : 0;
      for (auto bell = factor.rbegin(); bell != factor.rend(); ++bell) {
        skipped += bell->weight;
        range.low = std::min(range.low, bell->at - kTail * bell->deviation);
        if (skipped > most) range.high = std::max(range.high, bell->at + kTail * bell->deviation);
      }
    }
  return range;
}

void ClassLaw::along_axis(const Factor& factor, std::span<const double> places, std::span<double> out) {
  constexpr double kInverseSqrt2Pi = 0.39894228040143267794;
  std::fill(out.begin(), out.end(), 0.0);
  for (const Bell& bell : factor)
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double z = (places[i] - bell.at) / bell.deviation;
      if (z > -9 && z < 9) out[i] += bell.weight * kInverseSqrt2Pi / bell.deviation * math::exp(-0.5 * z * z);
    }
}

void ClassLaw::joint_density(int k, std::span<const double> x, std::span<const double> y, std::span<double> out) const {
  const Mixture& mixture = mixtures_[static_cast<std::size_t>(k)];
  std::vector<double> by_x(x.size()), by_y(y.size());
  std::fill(out.begin(), out.end(), 0.0);
  const double share = 1.0 / static_cast<double>(mixture.size()) / static_cast<double>(mixtures_.size());
  for (const Product& product : mixture) {
    along_axis(product.x, x, by_x);
    along_axis(product.y, y, by_y);
    for (std::size_t row = 0; row < y.size(); ++row)
      if (by_y[row] > 0)
        for (std::size_t col = 0; col < x.size(); ++col) out[row * x.size() + col] += share * by_y[row] * by_x[col];
  }
}

BayesRule::BayesRule(const ClassLaw& law, int side) : x_extent_(law.extent(0)), y_extent_(law.extent(1)) {
  for (int i = 0; i < side; ++i) {
    x_.push_back(x_extent_.low + (x_extent_.high - x_extent_.low) * part(i, side));
    y_.push_back(y_extent_.low + (y_extent_.high - y_extent_.low) * part(i, side));
  }
  for (int k = 0; k < law.classes(); ++k) {
    law.joint_density(k, x_, y_, joint_.emplace_back(x_.size() * y_.size()));
    for (double density : joint_.back()) mass_ += density;
  }
}

double BayesRule::risk() const {
  double right = 0;
  for (std::size_t cell = 0; cell < joint_[0].size(); ++cell) {
    double most = 0;
    for (const auto& joint : joint_) most = std::max(most, joint[cell]);
    right += most;
  }
  return 1 - right / mass_;
}

double BayesRule::risk_of(std::span<const int> decisions) const {
  double right = 0;
  for (std::size_t cell = 0; cell < decisions.size(); ++cell)
    right += joint_[static_cast<std::size_t>(decisions[cell])][cell];
  return 1 - right / mass_;
}

}  // namespace lectern::data
