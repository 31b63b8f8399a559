#include "core/ml/generative/log_odds_cut.h"

#include "core/math/elementary.h"

namespace lectern::generative {

LogOddsCut log_odds_cut(const GaussianClassifier& model, const GaussianClassifier& linear, int first, int second,
                        int places) {
  const Matrix<double> W = linear.linear_weights();
  const std::vector<double> b = linear.linear_biases();
  const std::ptrdiff_t d = model.means().cols();
  const auto i = static_cast<std::size_t>(first), j = static_cast<std::size_t>(second);
  std::vector<double> x(static_cast<std::size_t>(d)), joint(static_cast<std::size_t>(model.classes()));
  LogOddsCut cut;
  for (int place = 0; place < places; ++place) {
    const double at = -1 + 3.0 * place / (places - 1);
    double odds = b[j] - b[i];
    for (std::ptrdiff_t c = 0; c < d; ++c) {
      double& coordinate = x[static_cast<std::size_t>(c)];
      coordinate = model.means()(first, c) + at * (model.means()(second, c) - model.means()(first, c));
      odds += (W(second, c) - W(first, c)) * coordinate;
    }
    model.log_joint(x, joint);
    cut.at.push_back(at);
    cut.first.push_back(math::exp(joint[i]));
    cut.second.push_back(math::exp(joint[j]));
    cut.posterior.push_back(cut.second.back() / (cut.first.back() + cut.second.back()));
    // Where both have vanished, their quotient is known from the logarithms alone.
    if (!(cut.first.back() + cut.second.back() > 0)) cut.posterior.back() = math::sigmoid(joint[j] - joint[i]);
    cut.log_odds.push_back(joint[j] - joint[i]);
    cut.linear_log_odds.push_back(odds);
    cut.linear_posterior.push_back(math::sigmoid(odds));
  }
  return cut;
}

}  // namespace lectern::generative
