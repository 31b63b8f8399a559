#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/parts/path_picture.h"
#include "core/parts/surface_problem.h"
#include "core/parts/surface_search.h"

namespace lectern {

// The frame of demos in which methods search one surface from one start. Settings has, besides the surface (data), the
// `steps` after which the race ends and `takes_part`, for each method whether it is shown; the others do not notice.
// Searcher is a SurfaceSearch; the demo makes one for each method in start_again(), which runs again when the start is
// dragged.
template <typename Self, typename Settings, typename Searcher>
class SurfaceRace : public Demo<Self, Settings, SurfaceProblem> {
  using Base = Demo<Self, Settings, SurfaceProblem>;

 public:
  static bool takes_points(std::string_view panel) { return panel == "surface"; }
  void data_changed() {
    steps_ = 0;
    searchers_.clear();
    self().start_again();
  }

  bool finished() const override { return steps_ >= Base::settings().steps || (steps_ > 0 && !any_runs()); }
  SeedUse seeds() const override { return {.run = Base::data().start_is_random(), .data = false}; }
  auto state() const { return std::tie(steps_, searchers_); }

 protected:
  using Base::Base;

  const SurfacePicture& picture() const { return Base::data().picture(); }
  const Surface& surface() const { return Base::data().surface(); }
  std::int64_t steps() const { return steps_; }
  void count_step() { ++steps_; }
  std::vector<Searcher>& searchers() { return searchers_; }
  const std::vector<Searcher>& searchers() const { return searchers_; }

  // Calls visit(searcher, its number, which is its colour) for each that takes part.
  template <typename Visit>
  void for_each_shown(Visit visit) const {
    for (std::size_t i = 0; i < searchers_.size(); ++i)
      if (Base::settings().takes_part[i]) visit(searchers_[i], i);
  }
  bool any_runs() const {
    bool runs = false;
    for_each_shown([&](const Searcher& searcher, std::size_t) { runs = runs || searcher.runs(); });
    return runs;
  }
  // The race has diverged when all methods have; one that diverges does not stop the others.
  bool all_diverged() const {
    bool any = false, all = true;
    for_each_shown([&](const Searcher& searcher, std::size_t) {
      any = true;
      all = all && searcher.has_diverged();
    });
    return any && all;
  }

  void describe_paths(Plane& plane) const {
    for_each_shown([&](const Searcher& searcher, std::size_t i) {
      add_path(plane, searcher.name(), searcher.trail(), static_cast<ColorRole>(i), searcher.has_diverged());
    });
    Base::data().describe_start(plane);
  }
  void describe_curves(Plane& plane, std::string_view step, SurfaceSearch::Curve curve) const {
    plane.axes({.label = step}, {.label = curve == SurfaceSearch::height ? "f − f*" : "|x − x*|", .logarithmic = true});
    for_each_shown([&](const Searcher& searcher, std::size_t i) {
      plane.line(searcher.name(), searcher.curves(), curve,
                 {.color = static_cast<ColorRole>(i), .least = SurfaceSearch::kLeast});
    });
  }
  // Red for a method that has diverged.
  static Color row_color(const Searcher& searcher, std::size_t i) {
    return {searcher.has_diverged() ? kColorBad : static_cast<ColorRole>(i)};
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }

  std::int64_t steps_ = 0;
  std::vector<Searcher> searchers_;
};

}  // namespace lectern
