#pragma once

// What is known in closed form about uniform points of a cube in many dimensions. The cube is [−1, 1]^D, its
// inscribed ball has radius 1.
namespace lectern::density {

// Volume of the ball over the volume of the cube, π^{D/2} / (2^D Γ(D/2 + 1)), by the recursion
// ratio_D = ratio_{D−2} · π/(2D).   D ≥ 0
double ball_in_cube(int dimension);

// Share of the volume of the cube within `margin` of its surface, in units of half its edge: 1 − (1 − margin)^D; the
// same share as that of a ball of radius 1 within `margin` of its surface.   0 ≤ margin ≤ 1
double near_surface(int dimension, double margin);

}  // namespace lectern::density
