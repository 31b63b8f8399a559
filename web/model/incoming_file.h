#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/data/file_intake.h"
#include "core/lab/data_file.h"
#include "core/math/result.h"

namespace lectern {

// A file that somebody gave, while it is read in parts.
class IncomingFile {
 public:
  IncomingFile(std::string name, std::uint64_t bytes) : name_(std::move(name)), intake_(bytes) {}

  void add(std::string_view part) { intake_.add(part); }
  // It need not be read any further.
  bool is_hopeless() const { return intake_.is_hopeless(); }
  const std::string& name() const { return name_; }
  std::uint64_t taken() const { return intake_.taken(); }
  std::uint64_t bytes() const { return intake_.expected(); }
  // "Reading HIGGS.csv: 1.2 of 8.0 GB"
  std::string progress() const;

  // The file, or a sentence.
  Result<std::shared_ptr<const DataFile>> finish();

 private:
  std::string name_;
  data::FileIntake intake_;
};

}  // namespace lectern
