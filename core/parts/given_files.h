#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/files.h"
#include "core/lab/demo.h"
#include "core/math/result.h"

namespace lectern {

// The files that the user gave, as the decoders read them; they live as long as `start`'s.
std::vector<data::NamedBytes> given_files(const DataStart& start);

// What the page says of the files given.
struct FileReport {
  std::vector<std::string> shapes;  // of each file
  std::vector<std::string> notes;
};

// The labelled pictures given, see data::pictures_from_files, without colour: at most so many, a share of each class.
Result<data::Dataset> given_grey_pictures(const DataStart& start, int most, FileReport& report);

}  // namespace lectern
