#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/file_intake.h"
#include "core/data/table_reading.h"
#include "core/lab/data_file.h"
#include "core/lab/experiment.h"
#include "core/lab/parameter_set.h"

namespace lectern {

// A table as it will be read, shown to a person before it is used, and what that person changes about it: the values of
// the demo's parameters about tables (label, label_kind, left_out, use_index, header, separator, decimal).
class TablePreview {
 public:
  // Whether the first file can be a table for this demo.
  static bool is_possible(const ExperimentInfo& demo, const DataFiles& files);

  // values  the choices to begin with
  TablePreview(const ExperimentInfo& demo, const ParameterSet& values, DataFiles files);

  const DataFiles& files() const { return files_; }
  const data::TableOptions& options() const { return options_; }
  const data::TableReading& reading() const { return reading_; }
  // Only the beginning of the file was looked at, as all of it would take too long.
  bool is_part() const { return is_part_; }
  // The file was too large to be kept: these of its rows were drawn.
  const std::optional<data::DrawnRows>& drawn() const { return drawn_; }
  // Whether the demo leaves it open that the label is a class or a number.
  bool offers_kind() const { return offers_kind_; }

  // Whether the demo, which takes one input, takes another column than this.   place  from 1
  bool is_passed_over(std::size_t place) const;

  // Why no run can be made of it: what was found in reading, or what the demo said when it was tried; empty: nothing
  // known.
  const std::string& problem() const { return reading_.ok() ? refusal_ : reading_.problem; }
  void refuse(std::string sentence) { refusal_ = std::move(sentence); }

  void change(data::TableOptions options);
  // By the column's place, from 1; 0: found by rule.
  void choose_label(std::size_t place);
  // An input is left out; what is left out becomes an input.
  void toggle_column(std::size_t place);

  // The choices as values of the demo's parameters.
  std::vector<Tuning> settings() const;

 private:
  void look();
  std::string name_for_options(std::size_t place) const;

  const ExperimentInfo* demo_;
  DataFiles files_;
  data::TableOptions options_;
  data::TableReading reading_;
  std::string refusal_;
  bool offers_kind_ = false;
  std::size_t input_ = 0;  // the only one used, among the inputs, from 1; 0: the demo uses all
  bool is_part_ = false;
  std::optional<data::DrawnRows> drawn_;
};

// The values that let a table be read by rule alone; none for a demo without such parameters.
std::vector<Tuning> automatic_table_settings(const ExperimentInfo& demo);

}  // namespace lectern
