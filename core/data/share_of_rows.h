#pragma once

#include <cstddef>
#include <vector>

#include "core/data/dataset.h"
#include "core/math/rng.h"

namespace lectern::data {

// Which rows of a data set stand for all, where no more than `most` can be used; ascending, all rows if they are few
// enough. Each class gives its share, each tenth of the targets likewise (of samples without either, the whole), but at
// least one row as long as `most` allows it; within a class every row is equally likely. Which rows these are depends
// on what stands in them and on the generator, not on their order in the file.
std::vector<std::size_t> share_of_rows(const Dataset& all, std::size_t most, const Rng& rng);

}  // namespace lectern::data
