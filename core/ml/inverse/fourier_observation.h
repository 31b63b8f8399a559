#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/matrix.h"
#include "core/math/state.h"

// Pictures that were seen badly: y = H x + n, where H multiplies each Fourier mode of the N × N picture x by a real
// factor (a blur; or 1 and 0, modes that were measured and modes that were not) and n is white noise.
namespace lectern::inverse {

class FourierObservation {
 public:
  // response  N², H(k) = H(−k);  noise  standard deviation of a pixel's noise, > 0
  FourierObservation(const math::PlanarFourier& fourier, std::vector<double> response, double noise);

  const math::PlanarFourier& fourier() const { return fourier_; }
  std::span<const double> response() const { return response_; }
  double noise() const { return noise_; }

  // H x of rows of pictures, two at a time as one complex picture.   X, Y  n × N²; may be the same
  template <typename T>
  void apply(ConstMatrixView<T> X, MatrixView<T> Y) const;
  // The data: H x + n; where H is 0 nothing is measured, and there is no noise either.
  // picture  N²;  white  N² standard normal numbers;  data  N², overwritten
  void observe(std::span<const double> picture, std::span<const double> white, std::span<double> data) const;

  // The mean of p(x|y) if each mode of x had mean `prior`(k) and a Gaussian error of variance N² v(k), so that a white
  // error has the variance v in each pixel:
  //   x̂(k) = prior(k) + v H/(v H² + s²) (y(k) − H prior(k));   and with `draw` a sample around it, whose modes have
  //   variance N² v s²/(v H² + s²).
  // data, variance  N²;  prior  n × N²;  white  n × N² standard normal numbers, not read without `draw`;
  // X  n × N², overwritten
  template <typename T>
  void correct(std::span<const double> data, ConstMatrixView<T> prior, std::span<const double> variance, bool draw,
               ConstMatrixView<T> white, MatrixView<T> X) const;

  auto state() const { return std::tie(response_, noise_); }

 private:
  math::PlanarFourier fourier_;
  std::vector<double> response_;
  double noise_;
  Scratch<std::vector<math::Complex>> waves_, other_;
};

// ⟨|F(k)|²⟩ of pictures less their mean picture, by shells of equal |k|; at least `floor`.   X  n × N²
std::vector<double> shell_power(const math::PlanarFourier& fourier, ConstMatrixView<float> X,
                                std::span<const double> mean, double floor);

// The Wiener filter: of all linear estimates the one of least mean square error, if modes are independent with power
// P(k), and the mean of p(x|y) if they are Gaussian as well:
//   x̂(k) = m(k) + P H/(P H² + N² s²) (y(k) − H m(k)),   left over  P N² s²/(P H² + N² s²) of each mode
// Source: Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series (1949).
struct WienerAnswer {
  std::vector<double> picture;  // N²
  double deviation = 0;         // standard deviation of a pixel; the same for all
};
// power  by shells;  mean, data  N²
WienerAnswer wiener_filter(const FourierObservation& observation, std::span<const double> power,
                           std::span<const double> mean, std::span<const double> data);

}  // namespace lectern::inverse
