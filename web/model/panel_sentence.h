#pragma once

#include <string>

#include "core/lab/panel.h"

namespace lectern {

// What a panel shows, in words made from its numbers, for people who cannot see it: "Training loss falls from 0.69 to
// 0.02, least at step 5300." Each part of the panel is a sentence; of many parts the first are told, and how many more
// there are. Empty where the panel is.
//   lines         whether they rise, fall or stay, from what to what, where they are least and most
//   fields        their range and where its ends are; of classes the share of each
//   points        how many of which class, around where
//   bars          the highest and the lowest
//   matrices      every cell where there are few, otherwise the range
//   tables, text  as they stand
std::string panel_sentences(const Panel& panel);

// A number as it is read aloud: "0.69", "−3", "1.2 times 10 to the −6"; "not known" for NaN.
std::string spoken_number(double value, int digits = 3);

}  // namespace lectern
