#include "core/experiments/gan-2d/training_moments.h"

#include <algorithm>
#include <string>

#include "core/experiments/gan-2d/law_fields.h"

namespace lectern {
namespace {

constexpr std::uint64_t kFirst = 25, kFactor = 4;
constexpr std::size_t kMoments = 4;

// The rows of a field upside down: a picture begins at the top.
std::vector<float> as_picture(const std::vector<float>& field, const PlanarGrid& grid) {
  std::vector<float> picture(field.size());
  for (int row = 0; row < grid.rows; ++row)
    std::copy_n(field.begin() + std::ptrdiff_t{row} * grid.cols, grid.cols,
                picture.begin() + std::ptrdiff_t{grid.rows - 1 - row} * grid.cols);
  return picture;
}

}  // namespace

struct TrainingMoments::Moment {
  std::uint64_t round;
  Matrix<float> samples;
  std::vector<float> judgement;
};

bool TrainingMoments::is_due(std::uint64_t round) {
  if (round == 0) return true;
  while (round % (kFirst * kFactor) == 0) round /= kFactor;
  return round == kFirst;
}

void TrainingMoments::record(std::uint64_t round, const Matrix<float>& samples, const std::vector<float>& judgement) {
  if (moments_.size() == kMoments) moments_.erase(moments_.begin() + 1);
  moments_.push_back(std::make_shared<const Moment>(Moment{round, samples, judgement}));
}

void TrainingMoments::describe(Snapshot& snapshot, const PlanarGrid& grid, ConstMatrixView<float> data, double blur,
                               std::string_view judge, Range judgement) const {
  Images& images = snapshot.images(
      "moments", "Moments of training",
      {.weight = 3,
       .help =
           "The start of the game, and rounds each four times as late as the one before. Samples: their density. Best "
           "judge: D* = p/(p + q) of these samples, grey where nobody can tell data from samples."});
  images.setup({.columns = static_cast<int>(kMoments)});
  std::vector<LawFields> laws;
  float densest = 0;
  for (const auto& moment : moments_) {
    laws.emplace_back(grid, data, moment->samples, blur);
    for (double density : laws.back().data) densest = std::max(densest, static_cast<float>(density));
  }
  const auto row = [&](std::string_view name, Range color, auto values_of) {
    images.row(name, color);
    for (std::size_t k = 0; k < moments_.size(); ++k) {
      const std::string label = k == 0 ? "start" : "round " + std::to_string(moments_[k]->round);
      images.tile(label, as_picture(values_of(k), grid), grid.rows, grid.cols);
    }
  };
  std::vector<float> values;
  row("samples", {0, static_cast<double>(densest)}, [&](std::size_t k) {
    values.assign(laws[k].model.begin(), laws[k].model.end());
    return values;
  });
  row(judge, judgement, [&](std::size_t k) { return moments_[k]->judgement; });
  row("best judge D*(x)", {0, 1}, [&](std::size_t k) {
    laws[k].write(GanBackground::best, values);
    return values;
  });
}

}  // namespace lectern
