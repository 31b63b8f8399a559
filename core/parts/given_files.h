#pragma once

#include <vector>

#include "core/data/files.h"
#include "core/lab/demo.h"

namespace lectern {

// The files that the user gave, as the decoders read them; they live as long as `start`'s.
std::vector<data::NamedBytes> given_files(const DataStart& start);

}  // namespace lectern
