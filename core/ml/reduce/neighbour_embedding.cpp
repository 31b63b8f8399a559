#include "core/ml/reduce/neighbour_embedding.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/vector.h"
#include "core/simd/thread_pool.h"

namespace lectern::reduce {
namespace {

using math::F32x4;
using math::load;
using math::store;

constexpr int kLanes = 4;
constexpr int kRowsOfChunk = 16;
constexpr int kLeaf = 8;       // points of a cell that is not cut
constexpr int kLevels = 16;    // of cells
constexpr float kFar = 1e15f;  // where the points that pad a vector lie
constexpr double kLeastGain = 0.01;

std::size_t padded(int n) { return static_cast<std::size_t>((n + kLanes - 1) / kLanes * kLanes); }

float sum_of(F32x4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }

// body(first, last) for fixed parts of the rows.
template <typename Body>
void for_rows(int rows, ThreadPool* pool, const Body& body) {
  const std::ptrdiff_t chunks = (rows + kRowsOfChunk - 1) / kRowsOfChunk;
  const auto chunk = [&](std::ptrdiff_t c) {
    const int first = static_cast<int>(c) * kRowsOfChunk;
    body(first, std::min(first + kRowsOfChunk, rows));
  };
  if (pool != nullptr) return pool->run(chunks, chunk);
  for (std::ptrdiff_t c = 0; c < chunks; ++c) chunk(c);
}

struct PairSums {
  float z = 0, fx = 0, fy = 0, ax = 0, ay = 0;
};

// Of one point with all: Σ q, Σ q² (y_i − y_j), Σ P_ij q (y_i − y_j); P may be null. A function of its own, called
// often.
__attribute__((noinline)) PairSums sum_pairs(const float* x, const float* y, std::size_t size, float xi, float yi,
                                             const float* P) {
  const F32x4 at_x = math::broadcast<F32x4>(xi), at_y = math::broadcast<F32x4>(yi);
  F32x4 z{}, fx{}, fy{}, ax{}, ay{};
  if (P != nullptr) {
    for (std::size_t j = 0; j < size; j += kLanes) {
      const F32x4 dx = at_x - load<F32x4>(x + j), dy = at_y - load<F32x4>(y + j);
      const F32x4 q = 1.0f / (1.0f + (dx * dx + dy * dy)), q2 = q * q, p = load<F32x4>(P + j) * q;
      z += q;
      fx += q2 * dx;
      fy += q2 * dy;
      ax += p * dx;
      ay += p * dy;
    }
  } else {
    for (std::size_t j = 0; j < size; j += kLanes) {
      const F32x4 dx = at_x - load<F32x4>(x + j), dy = at_y - load<F32x4>(y + j);
      const F32x4 q = 1.0f / (1.0f + (dx * dx + dy * dy)), q2 = q * q;
      z += q;
      fx += q2 * dx;
      fy += q2 * dy;
    }
  }
  return {sum_of(z), sum_of(fx), sum_of(fy), sum_of(ax), sum_of(ay)};
}

// Of one point with its near ones, the attraction.
__attribute__((noinline)) PairSums sum_near(const float* x, const float* y, const int* columns, const float* values,
                                            int count, float xi, float yi) {
  const F32x4 at_x = math::broadcast<F32x4>(xi), at_y = math::broadcast<F32x4>(yi);
  F32x4 ax{}, ay{};
  int k = 0;
  for (; k + kLanes <= count; k += kLanes) {
    const int* c = columns + k;
    const F32x4 dx = at_x - F32x4{x[c[0]], x[c[1]], x[c[2]], x[c[3]]};
    const F32x4 dy = at_y - F32x4{y[c[0]], y[c[1]], y[c[2]], y[c[3]]};
    const F32x4 p = load<F32x4>(values + k) / (1.0f + (dx * dx + dy * dy));
    ax += p * dx;
    ay += p * dy;
  }
  PairSums sums{0, 0, 0, sum_of(ax), sum_of(ay)};
  for (; k < count; ++k) {
    const float dx = xi - x[columns[k]], dy = yi - y[columns[k]];
    const float p = values[k] / (1.0f + (dx * dx + dy * dy));
    sums.ax += p * dx;
    sums.ay += p * dy;
  }
  return sums;
}

// e^{−|y_i − y_j|²} of one point with all, 0 with itself; their sum.
__attribute__((noinline)) double gaussian_row(const float* x, const float* y, std::size_t size, int i, float* near) {
  const F32x4 at_x = math::broadcast<F32x4>(x[i]), at_y = math::broadcast<F32x4>(y[i]);
  for (std::size_t j = 0; j < size; j += kLanes) {
    const F32x4 dx = at_x - load<F32x4>(x + j), dy = at_y - load<F32x4>(y + j);
    // Nothing in place of numbers so small that processors are slow with them.
    const F32x4 square = dx * dx + dy * dy;
    store(near + j, math::select(square < math::broadcast<F32x4>(80.0f), math::exp(-square), F32x4{}));
  }
  near[i] = 0;
  F32x4 sum{};
  for (std::size_t j = 0; j < size; j += kLanes) sum += load<F32x4>(near + j);
  return static_cast<double>(sum_of(sum));
}

// Σ_j (2n P_ij − e_ij (1/Z_i + 1/Z_j)) (y_i − y_j)
__attribute__((noinline)) PairSums sum_gaussian_forces(const float* x, const float* y, const float* P,
                                                       const float* near, const float* inverse, std::size_t size, int i,
                                                       float scale) {
  const F32x4 at_x = math::broadcast<F32x4>(x[i]), at_y = math::broadcast<F32x4>(y[i]);
  const F32x4 own = math::broadcast<F32x4>(inverse[i]);
  F32x4 fx{}, fy{};
  for (std::size_t j = 0; j < size; j += kLanes) {
    const F32x4 weight = scale * load<F32x4>(P + j) - load<F32x4>(near + j) * (own + load<F32x4>(inverse + j));
    fx += weight * (at_x - load<F32x4>(x + j));
    fy += weight * (at_y - load<F32x4>(y + j));
  }
  return {0, sum_of(fx), sum_of(fy), 0, 0};
}

// Every second bit of a 16-bit number.
std::uint32_t spread_bits(std::uint32_t v) {
  v = (v | v << 8) & 0x00FF00FF;
  v = (v | v << 4) & 0x0F0F0F0F;
  v = (v | v << 2) & 0x33333333;
  return (v | v << 1) & 0x55555555;
}

}  // namespace

// ---- The tree ------------------------------------------------------------------------------------------------------

void RepulsionTree::build(std::span<const float> x, std::span<const float> y) {
  const std::size_t n = x.size();
  keys_.resize(n);
  spare_keys_.resize(n);
  order_.resize(n);
  spare_order_.resize(n);
  const auto [x_low, x_high] = std::minmax_element(x.begin(), x.end());
  const auto [y_low, y_high] = std::minmax_element(y.begin(), y.end());
  const float left = *x_low, bottom = *y_low;
  const float width = std::max(std::max(*x_high - left, *y_high - bottom), 1e-30f);
  const float cells = 65535.0f / width;
  for (std::size_t i = 0; i < n; ++i) {
    const auto column = static_cast<std::uint32_t>(std::min((x[i] - left) * cells, 65535.0f));
    const auto row = static_cast<std::uint32_t>(std::min((y[i] - bottom) * cells, 65535.0f));
    keys_[i] = spread_bits(column) | spread_bits(row) << 1;
    order_[i] = static_cast<int>(i);
  }
  // By counting, 8 bits at a time; equal keys keep the order of the points.
  for (int shift = 0; shift < 32; shift += 8) {
    std::array<std::uint32_t, 257> starts{};
    for (const std::uint32_t key : keys_) ++starts[(key >> shift & 255) + 1];
    for (std::size_t b = 0; b < 256; ++b) starts[b + 1] += starts[b];
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t to = starts[keys_[i] >> shift & 255]++;
      spare_keys_[to] = keys_[i];
      spare_order_[to] = order_[i];
    }
    keys_.swap(spare_keys_);
    order_.swap(spare_order_);
  }
  x_.resize(padded(static_cast<int>(n)));
  y_.resize(x_.size());
  for (std::size_t i = 0; i < x_.size(); ++i) {
    // What pads the last group does what its last point does.
    const auto from = static_cast<std::size_t>(order_[std::min(i, n - 1)]);
    x_[i] = x[from];
    y_[i] = y[from];
  }
  cells_.clear();
  add_cell(0, static_cast<int>(n), 0, width * (65536.0f / 65535.0f));
}

void RepulsionTree::add_cell(int low, int high, int level, float width) {
  const std::size_t at = cells_.size();
  cells_.emplace_back();
  float sum_x = 0, sum_y = 0;
  if (high - low <= kLeaf || level == kLevels) {
    for (int i = low; i < high; ++i) {
      sum_x += x_[static_cast<std::size_t>(i)];
      sum_y += y_[static_cast<std::size_t>(i)];
    }
    cells_[at].low = low;
    cells_[at].high = high;
  } else {
    const int shift = 2 * (kLevels - 1 - level);
    int from = low;
    while (from < high) {
      const std::uint32_t quarter = keys_[static_cast<std::size_t>(from)] >> shift;
      const auto end = std::partition_point(keys_.begin() + from, keys_.begin() + high,
                                            [&](std::uint32_t key) { return key >> shift == quarter; });
      const int to = static_cast<int>(end - keys_.begin());
      const std::size_t child = cells_.size();
      add_cell(from, to, level + 1, width / 2);
      sum_x += cells_[child].x * cells_[child].count;
      sum_y += cells_[child].y * cells_[child].count;
      from = to;
    }
  }
  Cell& cell = cells_[at];
  cell.count = static_cast<float>(high - low);
  cell.x = sum_x / cell.count;
  cell.y = sum_y / cell.count;
  cell.width2 = width * width;
  cell.skip = static_cast<std::int32_t>(cells_.size());
}

__attribute__((noinline)) void RepulsionTree::sum_group(int group, double theta, float* z, float* fx, float* fy) const {
  const auto first = static_cast<std::size_t>(group) * kLanes;
  const F32x4 at_x = load<F32x4>(x_.data() + first), at_y = load<F32x4>(y_.data() + first);
  const auto theta2 = static_cast<float>(theta * theta);
  F32x4 sum_z{}, sum_x{}, sum_y{};
  const Cell* cells = cells_.data();
  const auto end = static_cast<std::int32_t>(cells_.size());
  for (std::int32_t c = 0; c < end;) {
    const Cell& cell = cells[c];
    const F32x4 dx = at_x - cell.x, dy = at_y - cell.y, d2 = dx * dx + dy * dy;
    if (!math::any(theta2 * d2 <= math::broadcast<F32x4>(cell.width2))) {
      const F32x4 q = 1.0f / (1.0f + d2), all = cell.count * q, q2 = all * q;
      sum_z += all;
      sum_x += q2 * dx;
      sum_y += q2 * dy;
      c = cell.skip;
      continue;
    }
    for (std::int32_t i = cell.low; i < cell.high; ++i) {
      const F32x4 ex = at_x - x_[static_cast<std::size_t>(i)], ey = at_y - y_[static_cast<std::size_t>(i)];
      const F32x4 q = 1.0f / (1.0f + (ex * ex + ey * ey)), q2 = q * q;
      sum_z += q;
      sum_x += q2 * ex;
      sum_y += q2 * ey;
    }
    ++c;
  }
  const std::size_t last = std::min(first + kLanes, order_.size());
  for (std::size_t i = first; i < last; ++i) {
    const auto to = static_cast<std::size_t>(order_[i]);
    z[to] = sum_z[i - first] - 1;  // without itself
    fx[to] = sum_x[i - first];
    fy[to] = sum_y[i - first];
  }
}

// ---- The embedding -------------------------------------------------------------------------------------------------

NeighbourEmbedding::NeighbourEmbedding(Similarities similarities, ConstMatrixView<float> start,
                                       const EmbeddingOptions& options)
    : options_(options), similarities_(std::move(similarities)) {
  const std::size_t size = padded(similarities_->n);
  for (auto* all : {&vx_, &vy_, &gx_, &gy_}) all->assign(size, 0.0f);
  gain_x_.assign(size, 1.0f);
  gain_y_.assign(size, 1.0f);
  x_.assign(size, kFar);
  y_.assign(size, kFar);
  for (int i = 0; i < similarities_->n; ++i) {
    x_[static_cast<std::size_t>(i)] = start(i, 0);
    y_[static_cast<std::size_t>(i)] = start(i, 1);
  }
}

double NeighbourEmbedding::learning_rate() const {
  if (options_.learning_rate > 0) return options_.learning_rate;
  if (options_.kind == EmbeddingKind::sne) return 0.1 * similarities_->n;
  return std::max(similarities_->n / options_.exaggeration / 4, 50.0);
}

// Fills z, fx, fy, and where all pairs are known ax and ay; returns Σ z.
double NeighbourEmbedding::student_sums(Work& work, ThreadPool* pool) const {
  const int n = similarities_->n;
  for (auto* all : {&work.z, &work.fx, &work.fy, &work.ax, &work.ay}) all->resize(x_.size());
  if (is_approximate()) {
    work.tree.build(x(), y());
    for_rows(work.tree.groups(), pool, [&](int first, int last) {
      for (int group = first; group < last; ++group)
        work.tree.sum_group(group, options_.theta, work.z.data(), work.fx.data(), work.fy.data());
    });
  } else {
    const bool complete = similarities_->is_complete();
    for_rows(n, pool, [&](int first, int last) {
      for (int i = first; i < last; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const PairSums sums =
            sum_pairs(x_.data(), y_.data(), x_.size(), x_[at], y_[at], complete ? similarities_->all.row(i) : nullptr);
        work.z[at] = sums.z - 1;
        work.fx[at] = sums.fx;
        work.fy[at] = sums.fy;
        work.ax[at] = sums.ax;
        work.ay[at] = sums.ay;
      }
    });
  }
  double total = 0;
  for (int i = 0; i < n; ++i) total += static_cast<double>(work.z[static_cast<std::size_t>(i)]);
  return std::max(total, 1e-30);
}

void NeighbourEmbedding::attract(Work& work, ThreadPool* pool) const {
  const Similarities& near = *similarities_;
  for_rows(near.n, pool, [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const int from = near.first[at], count = near.first[at + 1] - from;
      const PairSums sums =
          sum_near(x_.data(), y_.data(), near.columns.data() + from, near.values.data() + from, count, x_[at], y_[at]);
      work.ax[at] = sums.ax;
      work.ay[at] = sums.ay;
    }
  });
}

void NeighbourEmbedding::student_gradient(ThreadPool* pool) {
  Work& work = *work_;
  const double total = student_sums(work, pool);
  if (!similarities_->is_complete()) attract(work, pool);
  const auto attraction = static_cast<float>(4 * (is_exaggerated() ? options_.exaggeration : 1));
  const auto repulsion = static_cast<float>(4 / total);
  for (std::size_t i = 0; i < x().size(); ++i) {
    gx_[i] = attraction * work.ax[i] - repulsion * work.fx[i];
    gy_[i] = attraction * work.ay[i] - repulsion * work.fy[i];
  }
}

void NeighbourEmbedding::gaussian_sums(Work& work, ThreadPool* pool) const {
  const int n = similarities_->n;
  work.near.resize(n, static_cast<std::ptrdiff_t>(x_.size()));
  work.sums.resize(static_cast<std::size_t>(n));
  for_rows(n, pool, [&](int first, int last) {
    for (int i = first; i < last; ++i)
      work.sums[static_cast<std::size_t>(i)] =
          std::max(gaussian_row(x_.data(), y_.data(), x_.size(), i, work.near.row(i)), 1e-30);
  });
}

void NeighbourEmbedding::gaussian_gradient(ThreadPool* pool) {
  Work& work = *work_;
  const int n = similarities_->n;
  gaussian_sums(work, pool);
  work.z.assign(x_.size(), 0.0f);
  for (std::size_t i = 0; i < work.sums.size(); ++i) work.z[i] = static_cast<float>(1 / work.sums[i]);
  for_rows(n, pool, [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      const PairSums sums = sum_gaussian_forces(x_.data(), y_.data(), similarities_->all.row(i), work.near.row(i),
                                                work.z.data(), x_.size(), i, 2.0f * static_cast<float>(n));
      gx_[static_cast<std::size_t>(i)] = 2.0f / static_cast<float>(n) * sums.fx;
      gy_[static_cast<std::size_t>(i)] = 2.0f / static_cast<float>(n) * sums.fy;
    }
  });
}

void NeighbourEmbedding::update() {
  const auto momentum =
      static_cast<float>(steps_ < options_.exaggerated_steps ? options_.early_momentum : options_.late_momentum);
  const auto rate = static_cast<float>(learning_rate());
  const auto coordinate = [&](AlignedVector<float>& at, AlignedVector<float>& v, AlignedVector<float>& gain,
                              const AlignedVector<float>& g) {
    for (std::size_t i = 0; i < x().size(); ++i) {
      const float grown = v[i] * g[i] < 0 ? gain[i] + 0.2f : gain[i] * 0.8f;
      gain[i] = std::max(grown, static_cast<float>(kLeastGain));
      v[i] = momentum * v[i] - rate * gain[i] * g[i];
      at[i] += v[i];
    }
  };
  coordinate(x_, vx_, gain_x_, gx_);
  coordinate(y_, vy_, gain_y_, gy_);
}

void NeighbourEmbedding::step(ThreadPool* pool) {
  if (similarities_->n < 2) return static_cast<void>(++steps_);
  if (options_.kind == EmbeddingKind::sne)
    gaussian_gradient(pool);
  else
    student_gradient(pool);
  update();
  ++steps_;
}

double NeighbourEmbedding::divergence(ThreadPool* pool) const {
  const Similarities& near = *similarities_;
  const int n = near.n;
  if (n < 2) return 0;
  Work& work = *work_;
  if (options_.kind == EmbeddingKind::sne) {
    gaussian_sums(work, pool);
    double sum = near.conditional_entropy_term;
    for (int i = 0; i < n; ++i) {
      double row = 0;
      for (int j = 0; j < n; ++j) {
        const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
        const auto dx = static_cast<double>(x_[a] - x_[b]), dy = static_cast<double>(y_[a] - y_[b]);
        row += static_cast<double>(near.all(i, j)) * (dx * dx + dy * dy);
      }
      sum += n * row + math::log(work.sums[static_cast<std::size_t>(i)]);
    }
    return sum / n;
  }
  const double total = student_sums(work, pool);
  std::vector<double> rows(static_cast<std::size_t>(n));
  for_rows(n, pool, [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const int count = near.is_complete() ? static_cast<int>(x_.size()) : near.first[at + 1] - near.first[at];
      const float* values = near.is_complete() ? near.all.row(i) : near.values.data() + near.first[at];
      const int* columns = near.is_complete() ? nullptr : near.columns.data() + near.first[at];
      double sum = 0;
      for (int k = 0; k < count; k += kLanes) {
        F32x4 p{}, square{};
        if (columns == nullptr) {
          const F32x4 dx = x_[at] - load<F32x4>(x_.data() + k), dy = y_[at] - load<F32x4>(y_.data() + k);
          p = load<F32x4>(values + k);
          square = dx * dx + dy * dy;
        }
        for (int lane = 0; columns != nullptr && lane < kLanes && k + lane < count; ++lane) {
          const auto j = static_cast<std::size_t>(columns[k + lane]);
          const float dx = x_[at] - x_[j], dy = y_[at] - y_[j];
          p[lane] = values[k + lane];
          square[lane] = dx * dx + dy * dy;
        }
        sum += static_cast<double>(sum_of(p * math::log(1.0f + square)));
      }
      rows[at] = sum;
    }
  });
  double sum = near.entropy_term + math::log(total);
  for (const double row : rows) sum += row;
  return sum;
}

bool NeighbourEmbedding::is_finite() const {
  const auto finite = [](float v) { return std::isfinite(v); };
  return std::all_of(x().begin(), x().end(), finite) && std::all_of(y().begin(), y().end(), finite);
}

void NeighbourEmbedding::move(int i, float x, float y) {
  const auto at = static_cast<std::size_t>(i);
  x_[at] = x;
  y_[at] = y;
  vx_[at] = vy_[at] = 0;
}

}  // namespace lectern::reduce
