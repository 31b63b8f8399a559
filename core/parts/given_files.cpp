#include "core/parts/given_files.h"

namespace lectern {

std::vector<data::NamedBytes> given_files(const DataStart& start) {
  std::vector<data::NamedBytes> files;
  for (const auto& file : start.files) files.push_back({file->name, file->bytes});
  return files;
}

}  // namespace lectern
