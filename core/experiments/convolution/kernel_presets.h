#pragma once

#include <array>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/rng.h"

namespace lectern {

enum class KernelPreset {
  own,
  cross,
  vertical,
  horizontal,
  sobel,
  identity,
  blur,
  gaussian,
  sharpen,
  laplace,
  red_blue,
  random
};

inline constexpr std::array<Named<KernelPreset>, 12> kKernelPresets{{
    {KernelPreset::own, "own", "As on the picture's slide"},
    {KernelPreset::cross, "cross", "Cross (slide A)"},
    {KernelPreset::vertical, "vertical", "Vertical edges (slide B)"},
    {KernelPreset::horizontal, "horizontal", "Horizontal edges"},
    {KernelPreset::sobel, "sobel", "Vertical edges, smoothed (Sobel)"},
    {KernelPreset::identity, "identity", "Identity"},
    {KernelPreset::blur, "blur", "Mean"},
    {KernelPreset::gaussian, "gaussian", "Gaussian"},
    {KernelPreset::sharpen, "sharpen", "Sharpen"},
    {KernelPreset::laplace, "laplace", "Outline (Laplace)"},
    {KernelPreset::red_blue, "red_blue", "Red minus blue"},
    {KernelPreset::random, "random", "Random"},
}};

// The weights of a preset, channels × height × width; of a signal (height 1) what the preset does along the row. The
// same for every channel, but those of red minus blue, and random ones.
std::vector<double> kernel_weights(KernelPreset preset, int channels, int height, int width, Rng& rng);

}  // namespace lectern
