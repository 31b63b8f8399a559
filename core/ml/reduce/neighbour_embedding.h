#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/reduce/similarities.h"

namespace lectern {
class ThreadPool;
}

// Stochastic neighbour embedding in the plane, in float: all pairs exactly, or t-SNE by the Barnes–Hut approximation.
namespace lectern::reduce {

enum class EmbeddingKind { tsne, sne };
inline constexpr std::array<Named<EmbeddingKind>, 2> kEmbeddingKinds{{
    {EmbeddingKind::tsne, "tsne", "t-SNE: Student's t in the plane"},
    {EmbeddingKind::sne, "sne", "SNE: Gaussians in the plane"},
}};

struct EmbeddingOptions {
  EmbeddingKind kind = EmbeddingKind::tsne;
  double exaggeration = 12;     // of the attraction, in the first steps of t-SNE
  int exaggerated_steps = 250;  // with momentum early_momentum; then late_momentum
  double early_momentum = 0.5, late_momentum = 0.8;
  double learning_rate = 0;  // 0: max(n / exaggeration / 4, 50) for t-SNE, n / 10 for SNE
  // Where the similarities are of near pairs alone: a cell of width w at distance d repels as one point where
  // w < theta · d; 0: all points one by one. At most 0.7.
  double theta = 0.5;
};

// The sums over all other points that repel a point:
//   Z_i = Σ_j q_ij,   F_i = Σ_j q_ij² (y_i − y_j),   q_ij = 1 / (1 + |y_i − y_j|²)
// of groups of four neighbouring points at once, by a quadtree whose cells are in the order of a walk through it.
// Sources: Barnes, Hut, Nature 324 (1986) 446; van der Maaten, JMLR 15 (2014) 3221.
class RepulsionTree {
 public:
  // x, y  n, at least 1; finite. What it looks at must live until the next call.
  void build(std::span<const float> x, std::span<const float> y);
  int groups() const { return static_cast<int>((order_.size() + 3) / 4); }
  // Overwrites the sums of the four points of a group, in [0, groups()).
  void sum_group(int group, double theta, float* z, float* fx, float* fy) const;

 private:
  struct Cell {
    float x = 0, y = 0;  // centre of mass
    float count = 0;
    float width2 = 0;                // squared
    std::int32_t skip = 0;           // the next cell that is not inside this
    std::int32_t low = 0, high = 0;  // its points, of a leaf; else none
  };
  void add_cell(int low, int high, int level, float width);

  std::vector<std::uint32_t> keys_, spare_keys_;
  std::vector<int> order_, spare_order_;
  std::vector<float> x_, y_;  // in the order of the curve
  std::vector<Cell> cells_;
};

// Gradient descent with momentum and gains, as of van der Maaten: a coordinate's gain grows by 0.2 while the gradient
// and its last update agree in direction, else shrinks by a fifth. Results depend neither on the pool nor on the
// machine.
class NeighbourEmbedding {
 public:
  // start  n × 2.  SNE needs the similarities of all pairs.
  NeighbourEmbedding(Similarities similarities, ConstMatrixView<float> start, const EmbeddingOptions& options = {});

  void step(ThreadPool* pool = nullptr);
  int steps() const { return steps_; }
  bool is_exaggerated() const { return options_.kind == EmbeddingKind::tsne && steps_ < options_.exaggerated_steps; }

  std::span<const float> x() const { return {x_.data(), static_cast<std::size_t>(similarities_->n)}; }
  std::span<const float> y() const { return {y_.data(), static_cast<std::size_t>(similarities_->n)}; }
  // The gradient of the last step, without exaggeration's effect removed.
  std::span<const float> gradient_x() const { return {gx_.data(), x().size()}; }
  std::span<const float> gradient_y() const { return {gy_.data(), x().size()}; }
  // The cost at the present places, in nats; see similarities.h. Of near pairs alone where the similarities are. By
  // Barnes and Hut's sums where the steps use them.
  double divergence(ThreadPool* pool = nullptr) const;
  bool is_finite() const;
  double learning_rate() const;
  // Replaces a place, and forgets its speed.
  void move(int i, float x, float y);

  auto state() const {
    return std::tuple(std::cref(similarities_), std::tie(x_, y_, vx_, vy_, gain_x_, gain_y_, steps_), unhashed(gx_),
                      unhashed(gy_));
  }

 private:
  struct Work {
    RepulsionTree tree;
    AlignedVector<float> z, fx, fy, ax, ay;  // padded n
    Matrix<float> near;                      // SNE: e^{−|y_i − y_j|²}, n × stride
    std::vector<double> sums;                // SNE: Z_i
  };

  bool is_approximate() const { return !similarities_->is_complete() && options_.theta > 0; }
  double student_sums(Work& work, ThreadPool* pool) const;
  void attract(Work& work, ThreadPool* pool) const;
  void student_gradient(ThreadPool* pool);
  void gaussian_sums(Work& work, ThreadPool* pool) const;
  void gaussian_gradient(ThreadPool* pool);
  void update();

  EmbeddingOptions options_;
  Shared<Similarities> similarities_;
  // n padded to whole vectors; what pads lies far away and does not move.
  AlignedVector<float> x_, y_, vx_, vy_, gain_x_, gain_y_, gx_, gy_;
  int steps_ = 0;
  Scratch<Work> work_;
};

}  // namespace lectern::reduce
