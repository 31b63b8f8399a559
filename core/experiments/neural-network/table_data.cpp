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
    case WholeTable::plane:
    case WholeTable::file: break;
  }
  return data::digits_8x8();
}

TableData split_table(data::Dataset all, double train_fraction, Rng& split_rng) {
  data::TrainValidation parts = data::split(all, 1 - train_fraction, split_rng);
  if (all.image_rows == 0) {
    const auto scaled = data::Standardisation::of(parts.training.X);
    scaled.apply(parts.training.X);
    scaled.apply(parts.validation.X);
  }
  TableData made;
  made.column_names = std::move(all.column_names);
  made.class_names = std::move(all.class_names);
  made.side = all.image_rows;
  made.training = std::move(parts.training.X);
  made.validation = std::move(parts.validation.X);
  made.training_labels = std::move(parts.training.labels);
  made.validation_labels = std::move(parts.validation.labels);
  made.training_targets = std::move(parts.training.targets);
  made.validation_targets = std::move(parts.validation.targets);
  const PrincipalPlane plane = principal_plane(made.training);
  plane.place(made.training, made.training_places);
  plane.place(made.validation, made.validation_places);
  return made;
}

MatrixView<float> column(std::vector<float>& numbers) {
  return {numbers.data(), static_cast<std::ptrdiff_t>(numbers.size()), 1};
}

}  // namespace

Result<TableData> whole_table(WholeTable table, double train_fraction, Rng& split_rng) {
  Result<data::Dataset> all = load(table);
  if (!all) return Error{all.error()};
  return split_table(std::move(*all), train_fraction, split_rng);
}

Result<TableData> whole_table(data::Dataset all, std::string target, double train_fraction, Rng& split_rng) {
  if (all.features() > kMostTableColumns)
    return Error{"The table has " + std::to_string(all.features()) + " columns besides the label; at most " +
                 std::to_string(kMostTableColumns) + " can be inputs. Some can be left out: see “Columns left out”."};
  if (!all.is_classification() && !all.is_regression())
    return Error{"Without a label column there is nothing to be learned."};
  TableData made = split_table(std::move(all), train_fraction, split_rng);
  const auto scaled = data::Standardisation::of(column(made.training_targets));
  scaled.apply(column(made.training_targets));
  scaled.apply(column(made.validation_targets));
  made.target = std::move(target);
  return made;
}

}  // namespace lectern
