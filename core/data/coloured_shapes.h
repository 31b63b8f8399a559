#pragma once

#include "core/data/dataset.h"

namespace lectern::data {

inline constexpr int kColouredSide = 16;

// n pictures of 16 × 16 pixels in three colours: a disc, a square or a triangle, red or blue, of random size, place,
// turn and brightness on a grey ground; six classes, sample i of class i mod 6. Red and blue differ by what they add to
// one channel and take from the others, so that the mean of the channels says nothing about the colour.
// X n × (3·16·16), channel by channel, levels in [0, 1]; image_channels is 3.
// Each picture depends only on rng and its number i, not on n.
Dataset coloured_shapes(const Rng& rng, int n);

// The same pictures with one channel, the mean of all.
Dataset without_colour(Dataset pictures);

}  // namespace lectern::data
