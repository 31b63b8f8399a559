#pragma once

#include <vector>

#include "core/ml/kernels/nearest_neighbours.h"

namespace lectern::kernels {

// A piece of the line that is as far from one point as from another, and no farther from either than from any third.
struct VoronoiEdge {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  int a = 0, b = 0;  // the two points, a < b
};

// A window of the plane.
struct VoronoiWindow {
  double x_low = 0, x_high = 1, y_low = 0, y_high = 1;
};

// The edges, inside the window, of the cells in which one of the points is the nearest, each edge once. Of points at
// the same place the first has the cell. X       n × 2 search  of X, by Euclidean distance Each cell is the window cut
// by the bisectors towards the neighbours, nearest first, until none farther can cut it. Source: Aurenhammer, Voronoi
// diagrams, ACM Computing Surveys 23 (1991), §1.
std::vector<VoronoiEdge> voronoi_edges(ConstMatrixView<double> X, const NeighbourSearch& search,
                                       const VoronoiWindow& window);

}  // namespace lectern::kernels
