#pragma once

#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/panel.h"
#include "core/lab/trail.h"
#include "core/ml/optimise/local_model.h"
#include "core/parts/surface_settings.h"

namespace lectern {

// A surface as a map with contours and as a mesh in three dimensions, or a function of one variable as a curve;
// and paths over it. Heights of two variables are shown as log₁₀(1 + f − f_least), so that the floor of a valley and
// its walls can be seen together. Computed once and never changed.
class SurfacePicture {
 public:
  explicit SurfacePicture(Surface surface);

  const Surface& surface() const { return surface_; }
  bool is_curve() const { return surface_.dimension() == 1; }
  const PlanarGrid& grid() const { return grid_; }

  // Where the point x of value f is drawn: (x, f) on a curve, else x itself with its height.
  Trail::Place place(std::span<const double> x, double f) const;

  // Sets the axes and appends the landscape and its minima.
  void describe(Plane& plane) const;
  // Appends a method's local model: its contours around where the method stands, ½, 1 and 1½ times as wide as the one
  // through that place, with an arrow to its stationary point; on a curve the parabola. Nothing if there is no model.
  void add_model(Plane& plane, std::string_view label, const optimise::LocalModel& model, ColorRole color) const;
  // Sets the axes and appends the mesh.
  void describe(Cloud& cloud) const;
  // Appends some places of a path, those inside the window and the last among them, as points.
  void add_path(Cloud& cloud, const Trail& trail, ColorRole color) const;

  auto state() const { return std::tie(surface_.general_formula, surface_.least, values_); }

 private:
  float height(double f) const;
  double value_at(double x) const { return surface_.f->value(std::span(&x, 1)); }  // of a curve
  void sample_curve();
  void sample_map();
  void sample_mesh();

  Surface surface_;
  PlanarGrid grid_;            // of the map; for a curve one row
  std::vector<float> values_;  // grid_ cells
  PlanarGrid fine_grid_;       // of a map's contours
  std::vector<float> fine_values_;
  std::vector<float> levels_;  // of the contours
  Range heights_;
  int mesh_rows_ = 0, mesh_cols_ = 0;
  std::vector<float> mesh_;  // mesh_rows_ × mesh_cols_, corners at the window's corners
  Matrix<float> minima_;     // places, n × 2
  std::size_t lowest_ = 0;   // how many of them are the lowest
};

}  // namespace lectern
