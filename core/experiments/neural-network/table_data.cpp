#include "core/experiments/neural-network/table_data.h"

#include <utility>

#include "core/data/bundled.h"
#include "core/experiments/neural-network/embedding_picture.h"

namespace lectern {
namespace {

Result<data::Dataset> load(WholeTable table) {
  switch (table) {
    case WholeTable::iris: return data::iris();
    case WholeTable::wine: return data::wine();
    case WholeTable::breast_cancer: return data::breast_cancer();
    case WholeTable::digits:
    case WholeTable::plane: break;
  }
  return data::digits_8x8();
}

}  // namespace

Result<TableData> whole_table(WholeTable table, double train_fraction, Rng& split_rng) {
  Result<data::Dataset> all = load(table);
  if (!all) return Error{all.error()};
  data::TrainValidation parts = data::split(*all, 1 - train_fraction, split_rng);
  if (all->image_rows == 0) {
    const auto scaled = data::Standardisation::of(parts.training.X);
    scaled.apply(parts.training.X);
    scaled.apply(parts.validation.X);
  }
  TableData made;
  made.column_names = std::move(all->column_names);
  made.class_names = std::move(all->class_names);
  made.side = all->image_rows;
  made.training = std::move(parts.training.X);
  made.validation = std::move(parts.validation.X);
  made.training_labels = std::move(parts.training.labels);
  made.validation_labels = std::move(parts.validation.labels);
  const PrincipalPlane plane = principal_plane(made.training);
  plane.place(made.training, made.training_places);
  plane.place(made.validation, made.validation_places);
  return made;
}

}  // namespace lectern
