#pragma once

#include "core/data/dataset.h"

// Synthetic sets of points in the plane. Each is drawn from `rng` alone and, without noise, lies in
// the square [-1, 1]². Sample i belongs to class (or mode) i mod k, so every prefix is balanced;
// `noise` is the standard deviation of the normal numbers added to both coordinates.
// All functions: n ≥ 0 samples; X is n × 2 with columns "x" and "y".
namespace lectern::data {

// Two interleaved spirals of `turns` revolutions, the second turned by π.
//   r = √u (so that points are as dense outside as inside), φ = 2π·turns·r + π·class
Dataset two_spirals(Rng& rng, int n, double noise, double turns = 1.5);

// Class 0 on a circle of radius 0.9, class 1 on one of radius 0.9·inner.
Dataset concentric_circles(Rng& rng, int n, double noise, double inner = 0.5);

// The square's quadrants as a chequerboard: class 1 where x and y have the same sign (XNOR), else
// class 0. Classes are told before the noise is added, so noise blurs the borders.
Dataset xnor(Rng& rng, int n, double noise);

// Normal clouds of standard deviation `noise` around centres evenly spaced on a circle of radius 0.6.
// classes in 2 … 5.
Dataset blobs(Rng& rng, int n, double noise, int classes);

// The same around centres evenly spaced on the diagonal from (-0.75, -0.75) to (0.75, 0.75): for more than two
// classes, those between lie between others.
Dataset blobs_in_a_row(Rng& rng, int n, double noise, int classes);

// Two interlocking half circles.
Dataset moons(Rng& rng, int n, double noise);

// Points everywhere in the square with a class that has nothing to do with them: nothing to learn.
Dataset random_labels(Rng& rng, int n, int classes);

// Mixtures used as targets of density models; labels are the modes.
// Modes on a circle of radius 0.8, of standard deviation `noise`.
Dataset ring_of_gaussians(Rng& rng, int n, double noise, int modes = 8);
// Modes on a side × side lattice over [-0.8, 0.8]².
Dataset grid_of_gaussians(Rng& rng, int n, double noise, int side = 5);
// One spiral arm, without classes.
Dataset spiral_density(Rng& rng, int n, double noise, double turns = 1.5);
// The uniform density on the square, without classes.
Dataset uniform_points(Rng& rng, int n);

// The centres of the mixtures: modes × 2.
Matrix<float> ring_centres(int modes);
Matrix<float> grid_centres(int side);

}  // namespace lectern::data
