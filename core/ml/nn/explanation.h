#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"

namespace lectern {
class ThreadPool;
}

// Why a classifier with one score a class decides as it does: which pixels its score hangs on, what happens without
// them, and how little has to change for another decision. Pictures have levels in [0, 1].
namespace lectern::nn {

// ∂score_k/∂pixel of one picture.   picture  inputs;  gradient  inputs, overwritten
// Source: Simonyan, Vedaldi, Zisserman, Deep inside convolutional networks (2014).
template <typename T>
void score_gradient(const Network<T>& network, Pass<T>& pass, std::span<const T> picture, std::size_t k,
                    std::span<T> gradient, ThreadPool* pool = nullptr);

// A square of `side` pixels around a pixel, set to 0 in all channels; what reaches over the border is left out.
void occlude(std::span<float> picture, const Shape& shape, int row, int column, int side);

// By how much the posterior of class k falls where a square is occluded, for squares around every `stride`-th pixel.
// drops  rows × columns of such places, resized and overwritten; negative: the posterior rises
// Source: Zeiler, Fergus, Visualizing and understanding convolutional networks (2014).
// memory  kept from call to call
struct OcclusionMemory {
  Pass<float> pass;
  Matrix<float> X, scores;
};
void occlusion_drops(const Network<float>& network, OcclusionMemory& memory, std::span<const float> picture,
                     std::size_t k, int side, int stride, Matrix<float>& drops, ThreadPool* pool = nullptr);

// How a picture is changed, towards a larger margin m = score_j − score_own of another class j. The margin has a
// gradient even where the posterior is 1 to the last bit.
enum class AttackRule {
  sign_once,  // all along the sign of the first gradient (fast gradient sign method)
  sign,       // along the sign of the gradient at each place
  gradient,   // along the gradient at each place
  noise,      // along random signs
};
inline constexpr std::array<Named<AttackRule>, 4> kAttackRules{{
    {AttackRule::gradient, "gradient", "Gradient, anew each step"},
    {AttackRule::sign, "sign", "Sign of the gradient, anew each step"},
    {AttackRule::sign_once, "sign_once", "Sign of the first gradient"},
    {AttackRule::noise, "noise", "Random signs"},
}};

// A walk from a picture until the network reads another class. All rules go equally far a step: `length` grey levels,
// root mean square over the pixels. Where the class flips, the picture is drawn back by bisection to the least change
// on the last step that still flips it.
// Sources: Szegedy et al., Intriguing properties of neural networks (2014); Goodfellow, Shlens, Szegedy, Explaining and
// harnessing adversarial examples (2015); Kurakin, Goodfellow, Bengio, Adversarial examples in the physical world
// (2017).
class Attack {
 public:
  // target  the class wanted; −1: whichever other is nearest.   signs  for AttackRule::noise: inputs, ±1
  Attack(const Network<float>& network, std::span<const float> picture, AttackRule rule, double length, int target,
         std::vector<float> signs);

  // Does nothing once it has succeeded.
  void step(const Network<float>& network, ThreadPool* pool);

  bool succeeded() const { return succeeded_; }
  int own_class() const { return own_; }    // as which the picture was read
  int class_now() const { return reads_; }  // as which it is read now
  std::span<const float> original() const { return original_; }
  std::span<const float> picture() const { return {picture_.data(), static_cast<std::size_t>(picture_.size())}; }
  double size() const;            // of the change: root mean square over the pixels
  double largest_change() const;  // of a pixel
  // The walk: sizes, and the posteriors of the class it was and, at the end, the class it became.
  std::span<const double> sizes() const { return sizes_; }
  std::span<const double> own_posteriors() const { return posteriors_; }

  auto state() const {
    return std::tuple(unhashed(picture_), unhashed(direction_), unhashed(original_), unhashed(sizes_),
                      unhashed(posteriors_));
  }

 private:
  bool reached() const { return target_ < 0 ? reads_ != own_ : reads_ == target_; }
  void read(const Network<float>& network, ThreadPool* pool);
  void record();

  AttackRule rule_;
  double length_;
  int target_, own_ = -1, reads_ = -1;
  bool succeeded_ = false;
  std::vector<float> original_, direction_;
  Matrix<float> picture_;
  std::vector<float> posterior_;
  std::vector<double> sizes_, posteriors_;
  Scratch<Pass<float>> pass_;
};

}  // namespace lectern::nn
