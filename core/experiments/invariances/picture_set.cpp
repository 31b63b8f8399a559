#include "core/experiments/invariances/picture_set.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/data/drawn_digits.h"
#include "core/data/files.h"
#include "core/data/pen.h"
#include "core/data/png.h"
#include "core/lab/limits.h"
#include "core/parts/given_files.h"

namespace lectern::invariances {
namespace {

constexpr int kTestDigits = 200, kMostTest = 200;
constexpr int kBendFields = 32;
constexpr std::ptrdiff_t kMostOfStrip = 200;           // pictures
constexpr int kDigitSide = 16;                         // pixels that a drawn digit's sheet takes of a picture
constexpr double kPenRadius = 1.3, kRubberRadius = 3;  // pixels of the sheet
constexpr float kLineLevel = 0.18f, kClassLineLevel = 0.6f;

// The digits' sheet of 28 × 28 in the middle of the picture.
void place_digit(ConstMatrixView<float> drawn, MatrixView<float> picture) {
  constexpr int margin = (kSide - kDigitSide) / 2;
  Matrix<float> small(kDigitSide, kDigitSide);
  data::shrink(drawn, small);
  for (std::ptrdiff_t r = 0; r < kDigitSide; ++r)
    std::copy_n(small.row(r), kDigitSide, picture.row(r + margin) + margin);
}

PictureSet drawn_digits(int n, double distortion, const Rng& rng) {
  PictureSet set;
  const auto draw = [&](const char* name, int count, LabelledPictures& part) {
    data::Dataset digits = data::drawn_digits(rng.split(name), count, {.distortion = distortion, .noise = 0});
    part.X = Matrix<float>(count, kPixels);
    for (std::ptrdiff_t i = 0; i < count; ++i)
      place_digit({digits.X.row(i), data::kDrawnDigitSide, data::kDrawnDigitSide, data::kDrawnDigitSide},
                  {part.X.row(i), kSide, kSide, kSide});
    part.labels = std::move(digits.labels);
    set.class_names = std::move(digits.class_names);
  };
  draw("training", n, set.training);
  draw("test", kTestDigits, set.test);
  return set;
}

// The middle square of a picture of any size, as large as a network wants it.
void fit(ConstMatrixView<float> picture, MatrixView<float> fitted) {
  const std::ptrdiff_t side = std::min(picture.rows, picture.cols);
  const ConstMatrixView<float> square{picture.row((picture.rows - side) / 2) + (picture.cols - side) / 2, side, side,
                                      picture.stride};
  data::shrink(square, fitted);
}

// "Dog" of "Dog-07.png": the letters that the name begins with.
std::string class_in_name(std::string_view name) {
  std::string word;
  for (const char c : name.substr(0, name.find('.'))) {
    if (c == '-' || c == '_' || c == ' ' || c == '(' || (c >= '0' && c <= '9')) break;
    word += c;
  }
  return word.empty() ? "?" : word;
}

// One picture, or the squares of a strip of pictures side by side or one below the other.
void add_squares(ConstMatrixView<float> strip, int label, LabelledPictures& pictures) {
  const std::ptrdiff_t side = std::min(strip.rows, strip.cols), longer = std::max(strip.rows, strip.cols);
  const std::ptrdiff_t count = std::min<std::ptrdiff_t>(longer / side, kMostOfStrip);
  Matrix<float> fitted(kSide, kSide);
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const std::ptrdiff_t first = count == 1 ? (longer - side) / 2 : i * side;
    const float* corner = strip.cols > strip.rows ? strip.row(0) + first : strip.row(first);
    data::shrink({corner, side, side, strip.stride}, fitted);
    pictures.add(fitted, label);
  }
}

Result<data::Dataset> pictures_by_name(const std::vector<data::NamedBytes>& files) {
  data::Dataset set;
  std::map<std::string, int> classes;
  for (const data::NamedBytes& file : files) classes.emplace(class_in_name(file.name), 0);
  for (auto& [name, number] : classes) {
    number = static_cast<int>(set.class_names.size());
    set.class_names.push_back(name);
  }
  LabelledPictures pictures;
  for (const data::NamedBytes& file : files) {
    const std::string name(file.name);
    if (!data::is_png(file.bytes))
      return Error{name + " is no PNG picture. Give PNG files named after their classes (dog-1.png, hen-1.png), or one "
                          "array of pictures with their labels (NPY, IDX)."};
    const Result<data::NumberArray> png = data::read_png(file.bytes);
    if (!png) return Error{name + ": " + png.error()};
    const auto channels = static_cast<std::ptrdiff_t>(png->shape[2]);
    Matrix<float> grey(static_cast<std::ptrdiff_t>(png->shape[0]), static_cast<std::ptrdiff_t>(png->shape[1]));
    for (std::ptrdiff_t p = 0; p < grey.size(); ++p) {
      float sum = 0;
      for (std::ptrdiff_t c = 0; c < channels; ++c)
        sum += static_cast<float>(png->values[static_cast<std::size_t>(p * channels + c)]);
      grey.data()[p] = sum / static_cast<float>(channels);
    }
    add_squares(grey, classes[class_in_name(file.name)], pictures);
  }
  set.X = std::move(pictures.X);
  set.labels = std::move(pictures.labels);
  return set;
}

Result<data::Dataset> pictures_in_arrays(const std::vector<data::NamedBytes>& files) {
  Result<data::Dataset> read = data::read_files(files);
  if (!read) return read;
  if (read->image_rows == 0 || read->labels.empty())
    return Error{"Give labelled pictures: PNG files named after their classes (dog-1.png, hen-1.png), or an array n × "
                 "height × width with an array of n labels (NPY, IDX)."};
  data::Dataset set;
  set.labels = read->labels;
  set.class_names = read->class_names;
  set.X = Matrix<float>(read->size(), kPixels);
  const std::ptrdiff_t plane = std::ptrdiff_t{read->image_rows} * read->image_cols;
  Matrix<float> grey(read->image_rows, read->image_cols);
  for (std::ptrdiff_t i = 0; i < read->size(); ++i) {
    for (std::ptrdiff_t p = 0; p < plane; ++p) {
      float sum = 0;
      for (int c = 0; c < read->image_channels; ++c) sum += read->X(i, c * plane + p);
      grey.data()[p] = sum / static_cast<float>(read->image_channels);
    }
    fit(grey, {set.X.row(i), kSide, kSide, kSide});
  }
  return set;
}

LabelledPictures shuffled(const data::Dataset& part, std::ptrdiff_t most, Rng rng) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(part.size()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  rng.shuffle(std::span(rows));
  if (std::ssize(rows) > most) rows.resize(static_cast<std::size_t>(most));
  LabelledPictures pictures;
  pictures.X = Matrix<float>(std::ssize(rows), kPixels);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(part.X.row(static_cast<std::ptrdiff_t>(rows[i])), kPixels,
                pictures.X.row(static_cast<std::ptrdiff_t>(i)));
    pictures.labels.push_back(part.labels[rows[i]]);
  }
  return pictures;
}

Result<PictureSet> from_files(const PictureSettings& settings, const DataStart& start) {
  const std::vector<data::NamedBytes> files = given_files(start);
  if (files.empty())
    return Error{std::string("Drop your pictures on the page: up to ") + std::to_string(kMaximumFiles) +
                 " PNG files named after their classes (dog-1.png, hen-1.png), or an "
                 "array of pictures with their labels (NPY, IDX)."};
  const bool are_pngs =
      std::any_of(files.begin(), files.end(), [](const auto& file) { return data::is_png(file.bytes); });
  Result<data::Dataset> all = are_pngs ? pictures_by_name(files) : pictures_in_arrays(files);
  if (!all) return Error{all.error()};
  if (all->classes() < 2 || all->classes() > kMostClasses)
    return Error{"The pictures are of " + std::to_string(all->classes()) + " class" +
                 (all->classes() == 1 ? "" : "es") +
                 ". Give two to ten: a PNG file's class is the word that its name begins with."};
  Rng split_rng = start.streams.data_rng("split");
  data::TrainValidation parts = data::split(*all, 0.25, split_rng);
  PictureSet set;
  set.class_names = all->class_names;
  set.training = shuffled(parts.training, settings.n, start.streams.data_rng("rows"));
  set.test = shuffled(parts.validation, kMostTest, start.streams.data_rng("test_rows"));
  return set;
}

}  // namespace

void LabelledPictures::add(ConstMatrixView<float> picture, int label) {
  Matrix<float> longer(X.rows() + 1, kPixels);
  if (X.rows() > 0) std::copy_n(X.data(), X.size(), longer.data());
  for (std::ptrdiff_t r = 0; r < kSide; ++r) std::copy_n(picture.row(r), kSide, longer.row(X.rows()) + r * kSide);
  X = std::move(longer);
  labels.push_back(label);
}

void Sheet::draw(std::span<const float> xy, bool erases) {
  data::Stroke stroke;
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2)
    stroke.push_back({static_cast<double>(xy[i]), static_cast<double>(xy[i + 1])});
  if (!erases) return data::draw_stroke(stroke, kPenRadius, ink_);
  Matrix<float> rubbed(kHeight, kWidth);
  data::draw_stroke(stroke, kRubberRadius, rubbed);
  for (std::ptrdiff_t i = 0; i < ink_.size(); ++i) ink_.data()[i] = std::min(ink_.data()[i], 1 - rubbed.data()[i]);
}

void Sheet::write_lined(std::vector<float>& levels) const {
  levels.assign(ink_.data(), ink_.data() + ink_.size());
  const auto draw = [&](int row, int column, float level) {
    float& at = levels[static_cast<std::size_t>(row * kWidth + column)];
    at = std::max(at, level);
  };
  for (int row = 0; row < kHeight; ++row)
    for (int c = 1; c < kColumns; ++c) draw(row, c * kCell, c == kColumns - 1 ? kClassLineLevel : kLineLevel);
  for (int column = 0; column < kWidth; ++column)
    for (int r = 1; r < kRows; ++r) draw(r * kCell, column, r == kRows / 2 ? kClassLineLevel : kLineLevel);
}

PictureSet Sheet::pictures() const {
  constexpr float kInk = 0.3f;
  PictureSet set;
  set.class_names = {"A", "B"};
  Matrix<float> picture(kSide, kSide);
  // Of the two classes in turn.
  for (int r = 0; r < kRows / 2; ++r)
    for (int column = 0; column < kColumns; ++column)
      for (int label = 0; label < 2; ++label) {
        const int row = r + label * kRows / 2;
        const ConstMatrixView<float> cell{ink_.row(std::ptrdiff_t{row} * kCell) + std::ptrdiff_t{column} * kCell, kCell,
                                          kCell, kWidth};
        float most = 0;
        for (std::ptrdiff_t i = 0; i < kCell; ++i)
          most = std::max(most, *std::max_element(cell.row(i), cell.row(i) + kCell));
        if (most < kInk) continue;
        data::shrink(cell, picture);
        (column == kColumns - 1 ? set.test : set.training).add(picture, label);
      }
  return set;
}

Schema<PictureSettings> PictureSettings::schema(const PictureSettings& defaults) {
  using Self = PictureSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::source, "data", glossary_label("data"),
              {{Source::digits, "digits", "Digits, drawn by the program"},
               {Source::own, "own", "Two classes that I draw"},
               {Source::file, "file", "My own files (PNG, NPY, IDX)"}})
      .help(
          "Digits of 20×20 pixels, always upright, in the middle, and of one size; two classes of your own, drawn on a "
          "sheet; or pictures dropped on the page.")
      .integer(&Self::n, "n", {20, 2000})
      .logarithmic()
      .shown_when(&Self::source, {Source::digits, Source::file})
      .help(
          "How many pictures the networks learn from. Afterwards new networks learn from a quarter of them, and so on.")
      .real(&Self::distortion, "distortion", "Distortion", {0, 3})
      .shown_when(&Self::source, {Source::digits})
      .help("Slant, rotation and elastic deformation of the drawn digits.")
      .boolean(&Self::is_varied, "varied", "Pictures come transformed")
      .shown_when(&Self::source, {Source::digits, Source::file})
      .help("Each picture that is learned from is transformed once and for all, as augmentation would do it: as if the "
            "examples had been collected shifted, turned and smeared.")
      .boolean(&Self::is_mixed, "mixed", "Pixels mixed")
      .help("All pictures have their pixels in the same random order: no pixel is lost, but who stood beside whom is.");
}

FileUse PictureData::file_use() {
  return {
      ".png .idx .npy .gz .idx3-ubyte .idx1-ubyte",
      "twenty or more PNG files at once, named after their classes (dog-1.png, hen-1.png), each one picture or a strip of "
      "square ones; or an array of pictures and their labels (NPY, IDX)",
      "data", "file"};
}

Result<PictureData> PictureData::make(const Settings& settings, const DataStart& start) {
  PictureData made;
  switch (settings.source) {
    case Source::digits:
      made.pictures_ = Shared(drawn_digits(settings.n, settings.distortion, start.streams.data_rng("digits")));
      break;
    case Source::own: made.pictures_ = Shared(Sheet().pictures()); break;
    case Source::file: {
      Result<PictureSet> set = from_files(settings, start);
      if (!set) return Error{set.error()};
      made.notes_.push_back(std::to_string(set->training.size()) + " pictures are learned from, " +
                            std::to_string(set->test.size()) + " are kept for the test; all grey, 20×20 pixels.");
      made.file_shapes_.assign(start.files.size(), std::to_string(kSide) + "×" + std::to_string(kSide));
      made.pictures_ = Shared(std::move(*set));
      break;
    }
  }
  std::vector<data::BendField> bends;
  const Rng rng = start.streams.data_rng("bends");
  for (std::uint64_t i = 0; i < kBendFields; ++i) bends.emplace_back(kSide, rng.split(i));
  made.bends_ = Shared(std::move(bends));
  if (settings.is_mixed) {
    made.order_.resize(kPixels);
    std::iota(made.order_.begin(), made.order_.end(), 0);
    Rng mixing = start.streams.data_rng("mixing");
    mixing.shuffle(std::span<int>(made.order_));
  }
  return made;
}

void PictureData::write_input(ConstMatrixView<float> picture, const data::Deformation& deformation, std::size_t bend,
                              float* input, std::vector<float>& room) const {
  if (order_.empty())
    return data::deform(picture, deformation, (*bends_)[bend % kBendFields], {input, kSide, kSide, kSide});
  room.resize(kPixels);
  data::deform(picture, deformation, (*bends_)[bend % kBendFields], {room.data(), kSide, kSide, kSide});
  for (std::size_t p = 0; p < kPixels; ++p) input[p] = room[static_cast<std::size_t>(order_[p])];
}

}  // namespace lectern::invariances
