#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/history.h"
#include "core/parts/surface_picture.h"

namespace lectern {

// stuck: no step along its direction leads lower; stopped: by a rule of its own.
enum class SearchStatus { running, at_minimum, at_saddle, at_maximum, stuck, diverged, stopped };
const char* to_string(SearchStatus status);  // "running", "minimum" …

// What kind of stationary point a place is, by its curvatures, ascending.
SearchStatus status_at_rest(std::span<const double> curvatures);

// What is seen of a method that searches a surface for its minimum: where it is, its path, and how it ended. A method
// is a class derived from it.
class SurfaceSearch {
 public:
  std::string_view name() const { return name_; }
  SearchStatus status() const { return status_; }
  bool runs() const { return status_ == SearchStatus::running; }
  bool has_diverged() const { return status_ == SearchStatus::diverged; }

  // As shown: of a method that has diverged the last before that.
  std::span<const double> place() const { return place_; }
  double f() const { return f_; }
  double gradient_norm() const { return gradient_norm_; }
  const Trail& trail() const { return trail_; }

  // Over its steps, not below kLeast: f − f*, and the distance to the nearest minimum.
  enum Curve : std::size_t { height, distance };
  static constexpr double kLeast = 1e-16;
  const History& curves() const { return curves_; }

 protected:
  // Picture and name must outlive the search and its copies.
  SurfaceSearch(const SurfacePicture& picture, std::string_view name) : picture_(&picture), name_(name) {}

  const Surface& surface() const { return picture_->surface(); }
  // Whether a method is at a place that can be shown, inside `windows` times the window.
  bool is_within(double windows, std::span<const double> x, double f) const;
  void show(double step, std::span<const double> x, double f, double gradient_norm);
  void set_status(SearchStatus status) { status_ = status; }

  auto search_state() const { return std::tuple(status_, std::cref(place_), unhashed(trail_), std::cref(curves_)); }

 private:
  const SurfacePicture* picture_;
  std::string_view name_;
  SearchStatus status_ = SearchStatus::running;
  std::vector<double> place_;
  double f_ = 0, gradient_norm_ = 0;
  Trail trail_;
  History curves_{2};
};

// "(1.2, -0.5)"
std::string place_text(std::span<const double> x);

}  // namespace lectern
