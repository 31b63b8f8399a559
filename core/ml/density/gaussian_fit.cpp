#include "core/ml/density/gaussian_fit.h"

#include <algorithm>
#include <cmath>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::density {
namespace {

// Of what is more than rounding.
double sign(double x) { return x > 1e-12 ? 1 : x < -1e-12 ? -1 : 0; }

// ∂ log σ̃ / ∂ log σ of q, which with the noise added is `seen`.
double share_of_width(const Gaussian1& q, const Gaussian1& seen) {
  return q.deviation * q.deviation / (seen.deviation * seen.deviation);
}

}  // namespace

double FitGradient::norm() const { return std::sqrt(by_mean * by_mean + by_log_deviation * by_log_deviation); }

GaussianFit::GaussianFit(const LineMixture& p, double blur, double low, double high, int cells)
    : blur_(blur), cell_((high - low) / cells), law_(p.blurred(blur)) {
  for (int i = 0; i < cells; ++i) {
    x_.push_back(low + (i + 0.5) * cell_);
    log_p_.push_back(law_.log_density(x_.back()));
    p_.push_back(math::exp(log_p_.back()));
  }
}

Gaussian1 GaussianFit::seen(const Gaussian1& q) const {
  return {q.mean, std::sqrt(q.deviation * q.deviation + blur_ * blur_)};
}

void GaussianFit::tabulate(const Gaussian1& seen) const {
  const double norm = math::log(seen.deviation) + math::kLogTwoPi / 2, scale = 1 / seen.deviation;
  log_q_->resize(x_.size());
  q_->resize(x_.size());
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const double z = (x_[i] - seen.mean) * scale;
    (*log_q_)[i] = -0.5 * z * z - norm;
  }
  math::exp(std::span<const double>(*log_q_), std::span<double>(*q_));
}

double GaussianFit::value(DivergenceKind kind, const Gaussian1& q) const {
  tabulate(seen(q));
  switch (kind) {
    case DivergenceKind::forward_kl: return kl_divergence(target(), model(), cell_);
    case DivergenceKind::reverse_kl: return kl_divergence(model(), target(), cell_);
    case DivergenceKind::jensen_shannon: return jensen_shannon(target(), model(), cell_);
    case DivergenceKind::wasserstein: return wasserstein1(p_, *q_, cell_);
  }
  return 0;
}

double GaussianFit::cross_entropy_of(const Gaussian1& q) const {
  tabulate(seen(q));
  return cross_entropy(target(), model(), cell_);
}

FitGradient GaussianFit::gradient(DivergenceKind kind, const Gaussian1& q) const {
  const Gaussian1 law = seen(q);
  tabulate(law);
  if (kind == DivergenceKind::wasserstein) return wasserstein_gradient(q, law);
  double by_mean = 0, by_log = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const double z = (x_[i] - law.mean) / law.deviation, q_i = (*q_)[i], log_ratio = (*log_q_)[i] - log_p_[i];
    double factor = 0;
    switch (kind) {
      case DivergenceKind::forward_kl: factor = -p_[i]; break;
      case DivergenceKind::reverse_kl: factor = q_i * log_ratio; break;
      // log(q/m) = log 2 − log(1 + p/q), and ∫ ∂q log 2 = 0: left out, where it would drown tiny slopes.
      default: factor = -0.5 * q_i * math::softplus(-log_ratio); break;
    }
    by_mean += factor * z / law.deviation;
    by_log += factor * (z * z - 1);
  }
  const double share = share_of_width(q, law);
  return {by_mean * cell_, by_log * cell_ * share};
}

FitGradient GaussianFit::wasserstein_gradient(const Gaussian1& q, const Gaussian1& law) const {
  // Between the edges of a cell F_q − F_p is taken to be straight, and ∂F_q too.
  struct Edge {
    double ahead = 0;                // F_q − F_p
    double by_mean = 0, by_log = 0;  // ∂F_q
  } before;
  double by_mean = 0, by_log = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const double z = (x_[i] - law.mean) / law.deviation, mass = (*q_)[i] * cell_;
    const Edge now{before.ahead + mass - p_[i] * cell_, before.by_mean + mass * z / law.deviation,
                   before.by_log + mass * (z * z - 1)};
    double first = sign(before.ahead), second = sign(now.ahead);
    if (first == 0) first = second;
    if (second == 0) second = first;
    // The sign changes after this share of the cell.
    const double t = first == second ? 1 : before.ahead / (before.ahead - now.ahead);
    const auto area = [&](double a, double b) {  // ∫ sign ∂F_q over the cell
      const double whole = 0.5 * (a + b), head = t * a + 0.5 * t * t * (b - a);
      return first * head + second * (whole - head);
    };
    by_mean += area(before.by_mean, now.by_mean);
    by_log += area(before.by_log, now.by_log);
    before = now;
  }
  const double share = share_of_width(q, law);
  return {by_mean * cell_, by_log * cell_ * share};
}

FitGradient GaussianFit::sampled_gradient(DivergenceKind kind, const Gaussian1& q, std::span<const double> data,
                                          std::span<const double> noise) const {
  const Gaussian1 law = seen(q);
  const double share = share_of_width(q, law);
  const auto n = static_cast<double>(data.size());
  double by_mean = 0, by_log = 0;
  if (kind == DivergenceKind::forward_kl) {
    for (const double y : data) {
      const double z = (y - law.mean) / law.deviation;
      by_mean -= z / law.deviation;
      by_log -= z * z - 1;
    }
  } else if (kind == DivergenceKind::wasserstein) {
    std::vector<double> z(noise.begin(), noise.end()), y(data.begin(), data.end());
    std::sort(z.begin(), z.end());
    std::sort(y.begin(), y.end());
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double way = sign(law.mean + law.deviation * z[i] - y[i]);
      by_mean += way;
      by_log += way * law.deviation * z[i];
    }
  } else {
    for (const double z : noise) {
      const double x = law.mean + law.deviation * z;
      double slope = -z / law.deviation - law_.score(x);
      if (kind == DivergenceKind::jensen_shannon) {
        const double log_q = -0.5 * z * z - math::log(law.deviation) - math::kLogTwoPi / 2;
        slope *= 0.5 * math::sigmoid(law_.log_density(x) - log_q);  // D = p/(p + q)
      }
      by_mean += slope;
      by_log += slope * law.deviation * z;
    }
  }
  return {by_mean / n, by_log / n * share};
}

void GaussianFit::integrand(DivergenceKind kind, const Gaussian1& q, std::span<double> out) const {
  tabulate(seen(q));
  double ahead = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const double q_i = (*q_)[i], log_ratio = (*log_q_)[i] - log_p_[i];
    ahead += (q_i - p_[i]) * cell_;
    switch (kind) {
      case DivergenceKind::forward_kl: out[i] = -p_[i] * log_ratio; break;
      case DivergenceKind::reverse_kl: out[i] = q_i * log_ratio; break;
      case DivergenceKind::jensen_shannon:
        out[i] = 0.5 *
                 (p_[i] * (math::kLog2 - math::softplus(log_ratio)) + q_i * (math::kLog2 - math::softplus(-log_ratio)));
        break;
      case DivergenceKind::wasserstein: out[i] = std::fabs(ahead); break;
    }
  }
}

void GaussianFit::cumulative(std::span<double> out) const {
  double sum = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) out[i] = sum += p_[i] * cell_;
}

void GaussianFit::cumulative_of(const Gaussian1& q, std::span<double> out) const {
  tabulate(seen(q));
  double sum = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) out[i] = sum += (*q_)[i] * cell_;
}

}  // namespace lectern::density
