#pragma once

#include <span>

#include "core/data/dataset.h"
#include "core/data/files.h"
#include "core/math/result.h"

namespace lectern::data {

constexpr int kSmallestPicture = 8, kLargestPicture = 32;  // pixels, of square pictures

// The first `most` samples.
Dataset first_examples(Dataset all, int most);

// Labelled square pictures from the files a user gave (pictures and labels).
// 3 to 10 classes, kSmallestPicture to kLargestPicture pixels a side; an error names what is given and allowed.
Result<Dataset> pictures_from_files(std::span<const NamedBytes> files);

}  // namespace lectern::data
