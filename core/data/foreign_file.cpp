#include "core/data/foreign_file.h"

#include <algorithm>
#include <array>

namespace lectern::data {
namespace {

using namespace std::literals;

constexpr char kSaveAsCsv[] = " Open it in a spreadsheet program and save the sheet as CSV.";
constexpr char kUnpack[] = " Unpack it and give the table in it; of packed files only gzip is read.";
constexpr char kExport[] = " Write the table as CSV or NPY.";

struct Kind {
  std::string_view start;
  std::string_view what;
  std::string_view advice;
};

constexpr std::array kKinds{
    Kind{"PAR1"sv, "a Parquet file", " Write it as CSV, for example with pandas: read_parquet(…).to_csv(…)."},
    Kind{"ARROW1"sv, "an Arrow or Feather file", kExport},
    Kind{"FEA1"sv, "a Feather file", kExport},
    Kind{"\x89HDF"sv, "an HDF5 file", kExport},
    Kind{"CDF\x01"sv, "a NetCDF file", kExport},
    Kind{"CDF\x02"sv, "a NetCDF file", kExport},
    Kind{"MATLAB 5.0"sv, "a MATLAB file", kExport},
    Kind{"SQLite format 3"sv, "a database of SQLite", kExport},
    Kind{"\xd0\xcf\x11\xe0"sv, "an old Excel or Office file", kSaveAsCsv},
    Kind{"SIMPLE  ="sv, "a FITS file", kExport},
    Kind{"root\0"sv, "a ROOT file", kExport},
    Kind{"BZh"sv, "packed by bzip2", kUnpack},
    Kind{"\xfd"
         "7zXZ"sv,
         "packed by xz", kUnpack},
    Kind{"\x28\xb5\x2f\xfd"sv, "packed by Zstandard", kUnpack},
    Kind{"7z\xbc\xaf"sv, "a 7z archive", kUnpack},
    Kind{"Rar!"sv, "a RAR archive", kUnpack},
    Kind{"%PDF"sv, "a PDF document", " Save the table itself as CSV."},
    Kind{"\x89PNG"sv, "a PNG picture", " Pictures are read as arrays n × height × width in NPY or IDX."},
    Kind{"\xff\xd8\xff"sv, "a JPEG picture", " Pictures are read as arrays n × height × width in NPY or IDX."},
    Kind{"GIF8"sv, "a GIF picture", " Pictures are read as arrays n × height × width in NPY or IDX."},
    Kind{"\x80\x02"sv, "a pickle of Python", kExport},
    Kind{"\x80\x03"sv, "a pickle of Python", kExport},
    Kind{"\x80\x04"sv, "a pickle of Python", kExport},
    Kind{"\x80\x05"sv, "a pickle of Python", kExport},
    Kind{"<!DOCTYPE"sv, "a web page", " Save the table itself as CSV."},
    Kind{"<!doctype"sv, "a web page", " Save the table itself as CSV."},
    Kind{"<html"sv, "a web page", " Save the table itself as CSV."},
    Kind{"<?xml"sv, "an XML file", " Save the table in it as CSV."},
    Kind{"{\""sv, "a JSON file", kExport},
    Kind{"[{"sv, "a JSON file", kExport},
    Kind{"[["sv, "a JSON file", kExport},
};

std::string sentence(std::string_view what, std::string_view advice) {
  return "The file is " + std::string(what) + ", not a table that can be read." + std::string(advice);
}

// What a ZIP archive is for shows in the names of its entries, which stand in it as they are.
std::string zip_sentence(std::string_view bytes) {
  constexpr std::size_t kEnough = 64 * 1024;
  const std::string_view start = bytes.substr(0, kEnough),
                         end = bytes.substr(bytes.size() - std::min(bytes.size(), kEnough));
  const auto holds = [&](std::string_view name) {
    return start.find(name) != std::string_view::npos || end.find(name) != std::string_view::npos;
  };
  if (holds("xl/")) return sentence("an Excel file (.xlsx)", kSaveAsCsv);
  if (holds("opendocument.spreadsheet")) return sentence("a spreadsheet (.ods)", kSaveAsCsv);
  if (holds("word/")) return sentence("a Word document", " Save the table itself as CSV.");
  if (holds(".npy")) {
    return sentence("an archive of NumPy arrays (.npz)",
                    " Save one array with numpy.save, or unpack the archive and give the .npy files in it.");
  }
  return sentence("a ZIP archive", kUnpack);
}

}  // namespace

std::string foreign_file(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return zip_sentence(bytes);
  const auto known =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return bytes.starts_with(kind.start); });
  if (known != kKinds.end()) return sentence(known->what, known->advice);
  constexpr std::size_t kTarMark = 257;
  if (bytes.size() > kTarMark && bytes.substr(kTarMark).starts_with("ustar")) return sentence("a tar archive", kUnpack);
  return {};
}

}  // namespace lectern::data
