#include "core/parts/given_files.h"

#include <cstddef>
#include <utility>

#include "core/data/coloured_shapes.h"
#include "core/data/digit_sets.h"
#include "core/data/share_of_rows.h"

namespace lectern {

std::vector<data::NamedBytes> given_files(const DataStart& start) {
  std::vector<data::NamedBytes> files;
  for (const auto& file : start.files) files.push_back({file->name, file->bytes});
  return files;
}

Result<data::Dataset> given_grey_pictures(const DataStart& start, int most, FileReport& report) {
  Result<data::Dataset> all = data::pictures_from_files(given_files(start));
  if (!all) return all;
  data::Dataset pictures = data::without_colour(std::move(*all));
  const std::string count = std::to_string(pictures.size());
  report.shapes.assign(start.files.size(),
                       count + "×" + std::to_string(pictures.image_rows) + "×" + std::to_string(pictures.image_cols));
  pictures = data::select_rows(pictures, data::share_of_rows(pictures, static_cast<std::size_t>(most),
                                                             start.streams.data_rng("rows")));
  report.notes.push_back(std::to_string(pictures.size()) + " of " + count +
                         " pictures are used, without colour: a share of each class.");
  return pictures;
}

}  // namespace lectern
