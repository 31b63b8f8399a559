#include "core/ml/nn/reading.h"

#include <algorithm>

namespace lectern::nn {
namespace {

int winner(ConstMatrixView<float> scores, std::ptrdiff_t row) {
  return static_cast<int>(std::max_element(scores.row(row), scores.row(row) + scores.cols) - scores.row(row));
}

bool is_rectifier(ActivationKind kind) {
  return kind == ActivationKind::relu || kind == ActivationKind::leaky_relu || kind == ActivationKind::elu ||
         kind == ActivationKind::gelu;
}

}  // namespace

void posterior_of_scores(std::span<const float> scores, std::span<float> posterior) {
  const auto k = static_cast<std::ptrdiff_t>(scores.size());
  activate<float>({ActivationKind::softmax}, {scores.data(), 1, k}, {posterior.data(), 1, k});
}

void rank_mistakes(ConstMatrixView<float> scores, std::span<const int> labels, std::vector<Prediction>& mistakes) {
  mistakes.clear();
  std::vector<float> posterior(static_cast<std::size_t>(scores.cols));
  for (std::ptrdiff_t i = 0; i < scores.rows; ++i) {
    const int truth = labels[static_cast<std::size_t>(i)], predicted = winner(scores, i);
    if (predicted == truth) continue;
    posterior_of_scores({scores.row(i), posterior.size()}, posterior);
    mistakes.push_back({i, truth, predicted, posterior[static_cast<std::size_t>(predicted)]});
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Prediction& a, const Prediction& b) { return a.posterior > b.posterior; });
}

std::vector<int> predicted_classes(ConstMatrixView<float> scores) {
  std::vector<int> classes(static_cast<std::size_t>(scores.rows));
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = winner(scores, static_cast<std::ptrdiff_t>(i));
  return classes;
}

std::vector<LayerSpec> layer_specs(const ConvolutionalPlan& plan) {
  const Initialisation start{is_rectifier(plan.activation.kind) ? InitialisationKind::he_normal
                                                                : InitialisationKind::glorot_uniform};
  const Activation own = plan.normalises ? Activation{} : plan.activation;
  std::vector<LayerSpec> specs;
  const auto normalise = [&] {
    if (!plan.normalises) return;
    specs.push_back(BatchNormSpec{});
    specs.push_back(ActivationSpec{plan.activation});
  };
  std::ptrdiff_t side = plan.side;
  for (std::size_t i = 0; i < plan.channels.size(); ++i) {
    const std::ptrdiff_t border = plan.paddings.empty() ? plan.kernel / 2 : plan.paddings[i];
    Conv2dSpec layer;
    layer.channels = plan.channels[i];
    layer.kernel = {plan.kernel, plan.kernel};
    layer.stride = {plan.stride, plan.stride};
    layer.padding = {border, border};
    layer.activation = own;
    layer.initialisation = start;
    specs.push_back(layer);
    normalise();
    side = (side + 2 * border - plan.kernel) / plan.stride + 1;
    if (plan.pooling == Pooling::none || (plan.side > 0 && side < 2)) continue;
    side /= 2;
    if (plan.pooling == Pooling::max) specs.push_back(MaxPool2dSpec{});
    if (plan.pooling == Pooling::average) specs.push_back(AvgPool2dSpec{});
  }
  specs.push_back(FlattenSpec{});
  for (int units : plan.dense) {
    specs.push_back(DenseSpec{units, own, start});
    normalise();
    if (plan.dropout > 0) specs.push_back(DropoutSpec{plan.dropout});
  }
  specs.push_back(DenseSpec{plan.classes});
  return specs;
}

ConvolutionalPlan lenet5_plan(int classes) {
  return {.channels = {6, 16},
          .kernel = 5,
          .paddings = {2, 0},
          .pooling = Pooling::average,
          .dense = {120, 84},
          .activation = {ActivationKind::tanh},
          .classes = classes};
}

}  // namespace lectern::nn
