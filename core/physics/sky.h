#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/rng.h"

// Small pictures of things in the sky, N × N pixels of brightness, row 0 at the bottom; (0, 0) is the corner of the
// picture, and the centre of pixel (row, column) is (column + ½, row + ½).
namespace lectern::physics {

// crescent  the ring of gas around a black hole, brighter on the side that comes towards us; its radius, width, bright
//           side and place differ
// galaxies  one to three disks whose brightness falls exponentially from the centre, seen at all inclinations
// stars     two or three points
enum class SkyKind { crescent, galaxies, stars };

inline constexpr std::array<Named<SkyKind>, 3> kSkyKinds{{
    {SkyKind::crescent, "crescent", "Rings of a black hole"},
    {SkyKind::galaxies, "galaxies", "Galaxies"},
    {SkyKind::stars, "stars", "Two or three stars"},
}};

// A picture of a kind, its largest value 1.   picture  side², overwritten
void draw_sky(SkyKind kind, int side, Rng& rng, std::span<float> picture);

struct Crescent {
  double x_pixels = 16, y_pixels = 16;
  double radius_pixels = 8, width_pixels = 1.5;  // of the ring, and standard deviation across it
  double asymmetry = 0.6;                        // (bright − faint)/(bright + faint)
  double bright_rad = -1.57;                     // towards the bright side

  auto state() const { return std::tie(x_pixels, y_pixels, radius_pixels, width_pixels, asymmetry, bright_rad); }
};
// Added to the picture; the largest value is 1 between pixels.
void add_crescent(const Crescent& crescent, int side, std::span<float> picture);

// A galaxy with an exponential disk, I = peak · exp(−R/R_d), R the distance in the plane of its disk; or a star.
// What is seen went through a point-spread function of standard deviation kSeeing_pixels: of stars exactly, of disks by
// rounding the centre, R² → R² + kSeeing².
// Source: Freeman, On the disks of spiral and S0 galaxies, ApJ 160 (1970) 811.
struct SkySource {
  bool is_star = false;
  double x_pixels = 16, y_pixels = 16;
  double peak = 1;
  double scale_pixels = 2;  // R_d
  double flattening = 0.6;  // apparent minor over major axis
  double angle_rad = 0;     // of the major axis

  auto state() const { return std::tie(is_star, x_pixels, y_pixels, peak, scale_pixels, flattening, angle_rad); }
};
inline constexpr double kSeeing_pixels = 0.9;

double brightness(const SkySource& source, double x_pixels, double y_pixels);
// Added to the picture.
void add_source(const SkySource& source, int side, std::span<float> picture);

// A galaxy anywhere, `margin` pixels from the border or more.
SkySource random_galaxy(int side, double margin_pixels, Rng& rng);
// Two galaxies that overlap, their centres 3 to 9 pixels apart.
std::array<SkySource, 2> random_blend(int side, Rng& rng);
// Galaxies and stars of a field, three to six of them; about half are stars, of any brightness.
std::vector<SkySource> random_field(int side, Rng& rng);

// What a pixel shows: the class of the source that is brightest there, sky where all are fainter than kVisible.
enum class SkyClass { sky, galaxy, star };
inline constexpr double kVisible = 0.12;
// labels  side², overwritten with SkyClass as numbers
void label_field(std::span<const SkySource> sources, int side, std::span<int> labels);

}  // namespace lectern::physics
