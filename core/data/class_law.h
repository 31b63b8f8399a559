#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::data {

// Two columns of the collider events (from 0), and how they are standardised.
struct EventColumns {
  std::array<int, 2> column{0, 1};
  std::array<double, 2> mean{}, scale{1, 1};
};

// A part of an axis.
struct Extent {
  double low = 0, high = 0;
};

// The law behind a generated set of classes in the plane: the density of each class, all equally frequent, as a
// mixture of products of one factor by x and one by y. A density along a curve, or with an edge, becomes a mixture of
// many Gaussians; noise below kLeastNoise counts as that.
class ClassLaw {
 public:
  static constexpr double kLeastNoise = 0.01;

  // Of the sets "spirals", "circles", "xnor", "blobs", "row", "moons" and, in a plane of two columns, "events"; nothing
  // for any other.   classes  of "blobs" and "row"
  static std::optional<ClassLaw> of(std::string_view set, int classes, double noise, const EventColumns& columns = {});

  int classes() const { return static_cast<int>(mixtures_.size()); }
  // The part of the axis (0: x, 1: y) with all but a thousandth of every class.
  Extent extent(int axis) const;

  // The density of class k, and how often it occurs, multiplied: π_k p(x, y | k), on a grid.
  // x, y  places along the axes;  out  y.size() × x.size(), overwritten
  void joint_density(int k, std::span<const double> x, std::span<const double> y, std::span<double> out) const;

 private:
  struct Bell {
    double at, deviation, weight;
  };
  using Factor = std::vector<Bell>;
  struct Product {
    Factor x, y;
  };
  using Mixture = std::vector<Product>;  // of equally frequent parts

  static Factor box(double low, double high, double noise);
  static Factor measured(int column, bool signal, double resolution, double mean, double scale);
  static void along_axis(const Factor& factor, std::span<const double> places, std::span<double> out);

  std::vector<Mixture> mixtures_;
};

// The least risk that any classifier can have, and the least risk's decisions, on a grid over all of a law.
//   R* = 1 − ∫ max_k π_k p(x|k) dx
// Source: Duda, Hart, Stork, Pattern Classification (2001), §2.2.
class BayesRule {
 public:
  BayesRule(const ClassLaw& law, int side);

  int classes() const { return static_cast<int>(joint_.size()); }
  std::span<const double> x() const { return x_; }
  std::span<const double> y() const { return y_; }
  const Extent& x_extent() const { return x_extent_; }
  const Extent& y_extent() const { return y_extent_; }
  // π_k p(x, y | k) at each cell, y().size() × x().size().
  std::span<const double> joint(int k) const { return joint_[static_cast<std::size_t>(k)]; }
  double risk() const;
  // The risk of a rule that decides for class decisions[cell], in all the cells.
  double risk_of(std::span<const int> decisions) const;

 private:
  Extent x_extent_, y_extent_;
  std::vector<double> x_, y_;
  std::vector<std::vector<double>> joint_;
  double mass_ = 0;  // Σ over classes and cells
};

}  // namespace lectern::data
