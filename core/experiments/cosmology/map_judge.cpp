#include "core/experiments/cosmology/map_judge.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/ml/metrics/predictive.h"

namespace lectern {

MapJudge::MapJudge(std::shared_ptr<const Sky> sky, const Rng& rng) : sky_(std::move(sky)) {
  auto maps = std::make_shared<Matrix<float>>(kMaps, Sky::kCells);
  auto truth = std::make_shared<std::vector<FieldParameters>>();
  auto likelihood = std::make_shared<std::vector<FieldAnswer>>();
  Sky::Workspace work;
  FieldParameters squares{0, 0};
  for (int i = 0; i < kMaps; ++i) {
    Rng draws = rng.split(static_cast<std::uint64_t>(i));
    truth->push_back(Sky::draw_parameters(draws));
    const std::span<float> map(maps->row(i), static_cast<std::size_t>(Sky::kCells));
    sky_->draw(truth->back(), draws, map, work);
    likelihood->push_back(sky_->most_likely(map, work));
    const FieldAnswer limit = sky_->limit(truth->back());
    for (std::size_t p = 0; p < 2; ++p) squares[p] += limit.error[p] * limit.error[p] / kMaps;
  }
  for (std::size_t p = 0; p < 2; ++p) limit_[p] = std::sqrt(squares[p]);
  maps_ = std::move(maps);
  truth_ = std::move(truth);
  likelihood_ = std::move(likelihood);
  for (auto& answers : networks_) answers.resize(kMaps);
}

MapJudge::MapJudge(std::shared_ptr<const Sky> sky, const OwnMaps::Part& held_out)
    : sky_(std::move(sky)),
      maps_(std::make_shared<const Matrix<float>>(held_out.maps)),
      truth_(std::make_shared<const std::vector<FieldParameters>>(held_out.truth)),
      likelihood_(std::make_shared<const std::vector<FieldAnswer>>()) {
  const auto n = static_cast<double>(count());
  for (std::size_t p = 0; p < 2; ++p) {
    double mean = 0, squares = 0;
    for (const FieldParameters& at : *truth_) mean += at[p] / n;
    for (const FieldParameters& at : *truth_) squares += (at[p] - mean) * (at[p] - mean) / n;
    limit_[p] = std::sqrt(squares);
  }
  for (auto& answers : networks_) answers.resize(count());
}

void MapJudge::ask(const MapReaders& readers, std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool& pool) {
  count = std::min(count, maps_->rows() - first);
  for (const MapReaders::Reader reader : {MapReaders::kSpectrum, MapReaders::kPictures}) {
    readers.read(reader, *sky_, maps_->view().rows_range(first, count), *portion_, pool);
    std::copy(portion_->begin(), portion_->end(), networks_[reader].begin() + first);
  }
}

void MapJudge::ask_all(const MapReaders& readers, ThreadPool& pool) { ask(readers, 0, maps_->rows(), pool); }

void MapJudge::step(const MapReaders& readers, ThreadPool& pool) {
  ask(readers, position_, kPortion, pool);
  position_ = position_ + kPortion < maps_->rows() ? position_ + kPortion : 0;
  const std::array now{score(kSpectrumNet).both, score(kMapNet).both};
  race_.record(static_cast<double>(readers.updates()), now);
}

MapJudge::Score MapJudge::score(Contender contender) const {
  Score score;
  const std::vector<FieldAnswer>& said = answers(contender);
  const auto n = static_cast<double>(said.size());
  for (std::size_t p = 0; p < 2; ++p) {
    double squares = 0, inside = 0, widths = 0;
    for (std::size_t i = 0; i < said.size(); ++i) {
      const double by = said[i].value[p] - (*truth_)[i][p], error = said[i].error[p];
      squares += by * by / n;
      widths += error * error / n;
      if (std::fabs(by) <= error) inside += 1 / n;
    }
    const double limit = limit_[p] * limit_[p];
    score.error[p] = std::sqrt(squares / limit);
    score.inside[p] = inside;
    score.both += squares / limit / 2;
    score.width += widths / limit / 2;
    score.coverage += inside / 2;
  }
  score.both = std::sqrt(score.both);
  score.width = std::sqrt(score.width);
  return score;
}

std::vector<double> MapJudge::coverage(Contender contender, std::span<const double> levels) const {
  std::vector<double> needed;
  const std::vector<FieldAnswer>& said = answers(contender);
  for (std::size_t i = 0; i < said.size(); ++i)
    for (std::size_t p = 0; p < 2; ++p)
      needed.push_back(metrics::central_level((*truth_)[i][p], said[i].value[p], said[i].error[p] * said[i].error[p]));
  std::sort(needed.begin(), needed.end());
  std::vector<double> shares;
  for (const double level : levels)
    shares.push_back(static_cast<double>(std::upper_bound(needed.begin(), needed.end(), level) - needed.begin()) /
                     static_cast<double>(needed.size()));
  return shares;
}

}  // namespace lectern
