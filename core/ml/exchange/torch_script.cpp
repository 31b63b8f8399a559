#include "core/ml/exchange/torch_script.h"

#include <initializer_list>
#include <utility>
#include <variant>

#include "core/math/decimal.h"
#include "core/ml/exchange/layer_arrays.h"

namespace lectern::exchange {
namespace {

std::string text_of(std::ptrdiff_t number) { return std::to_string(number); }
std::string text_of(double number) { return math::shortest_decimal(number); }
std::string text_of(const nn::Pair& sizes) { return "(" + text_of(sizes.y) + ", " + text_of(sizes.x) + ")"; }
std::string text_of(bool flag) { return flag ? "True" : "False"; }
std::string text_of(const nn::Shape& shape) {
  return "(" + text_of(shape.channels) + ", " + text_of(shape.height) + ", " + text_of(shape.width) + ")";
}

// "nn.Conv2d(1, 6, (5, 5), stride=(1, 1))" of its parts.
std::string call(std::string_view function, std::initializer_list<std::string> arguments) {
  std::string text(function);
  const char* separator = "(";
  for (const std::string& argument : arguments) {
    text += separator + argument;
    separator = ", ";
  }
  return text + (arguments.size() == 0 ? "()" : ")");
}

// The modules of a chain, one behind the other. Those that hold numbers are called by the number of their layer, so
// that the arrays find them; what stands between them is called "3_flatten".
class Modules {
 public:
  // is_picture  the input has the dimensions of a picture, not of a row of numbers
  Modules(const nn::Chain<float>& chain, bool is_picture, std::string indent)
      : indent_(std::move(indent)), shape_(chain.input_shape()), is_picture_(is_picture) {
    for (const auto& link : chain.links()) {
      prefix_ = text_of(static_cast<std::ptrdiff_t>(number_++));
      if (shape_ != link.layer->input_shape()) flatten();
      std::visit([&](const auto& spec) { add(spec, link); }, link.spec.as_variant());
    }
    prefix_ = "last";
    if (shape_ != chain.output_shape()) flatten();
  }

  // "nn.Sequential(OrderedDict([…]))"
  std::string text() const { return "nn.Sequential(OrderedDict([\n" + lines_ + indent_ + "]))"; }
  bool is_picture() const { return is_picture_; }
  bool has_residual() const { return has_residual_; }

 private:
  using Link = nn::Chain<float>::Link;

  void line(const std::string& name, const std::string& module) {
    lines_ += indent_ + "    (\"" + name + "\", " + module + "),\n";
  }
  void between(const char* what, const std::string& module) { line(prefix_ + "_" + what, module); }

  void flatten() {
    if (is_picture_) between("flatten", "nn.Flatten()");
    shape_ = {shape_.size(), 1, 1};
    is_picture_ = false;
  }
  void unflatten(const nn::Shape& shape) {
    if (is_picture_ && shape_ == shape) return;
    between("picture", call("nn.Unflatten", {"1", text_of(shape)}));
    shape_ = shape;
    is_picture_ = true;
  }

  static std::string activation_module(const nn::Activation& activation) {
    switch (activation.kind) {
      case nn::ActivationKind::identity: return "nn.Identity()";
      case nn::ActivationKind::sigmoid: return "nn.Sigmoid()";
      case nn::ActivationKind::tanh: return "nn.Tanh()";
      case nn::ActivationKind::relu: return "nn.ReLU()";
      case nn::ActivationKind::leaky_relu: return call("nn.LeakyReLU", {text_of(activation.negative_slope)});
      case nn::ActivationKind::elu: return call("nn.ELU", {text_of(activation.alpha)});
      case nn::ActivationKind::gelu: return "nn.GELU()";
      case nn::ActivationKind::softplus:
        return call("nn.Softplus", {text_of(activation.beta), text_of(activation.threshold)});
      case nn::ActivationKind::softmax: return "nn.Softmax(1)";
      case nn::ActivationKind::log_softmax: return "nn.LogSoftmax(1)";
    }
    return "nn.Identity()";
  }
  void activate(const nn::Activation& activation) {
    if (activation.kind == nn::ActivationKind::identity) return;
    const nn::Shape shape = shape_;
    const bool is_over_picture = is_picture_ && nn::is_row_wise(activation.kind);
    if (is_over_picture) between("row", "nn.Flatten()");
    between("activation", activation_module(activation));
    if (is_over_picture) between("shape", call("nn.Unflatten", {"1", text_of(shape)}));
  }

  void add(const nn::DenseSpec& spec, const Link& link) {
    flatten();
    line(prefix_, call("nn.Linear", {text_of(shape_.size()), text_of(spec.units), "bias=" + text_of(spec.bias)}));
    shape_ = link.layer->output_shape();
    activate(spec.activation);
  }
  void add(const nn::Conv2dSpec& spec, const Link& link) {
    unflatten(link.layer->input_shape());
    line(prefix_, call("nn.Conv2d", {text_of(shape_.channels), text_of(spec.channels), text_of(spec.kernel),
                                     "stride=" + text_of(spec.stride), "padding=" + text_of(spec.padding),
                                     "bias=" + text_of(spec.bias)}));
    shape_ = link.layer->output_shape();
    activate(spec.activation);
  }
  void add(const nn::ConvTranspose2dSpec& spec, const Link& link) {
    unflatten(link.layer->input_shape());
    line(prefix_,
         call("nn.ConvTranspose2d", {text_of(shape_.channels), text_of(spec.channels), text_of(spec.kernel),
                                     "stride=" + text_of(spec.stride), "padding=" + text_of(spec.padding),
                                     "output_padding=" + text_of(spec.output_padding), "bias=" + text_of(spec.bias)}));
    shape_ = link.layer->output_shape();
    activate(spec.activation);
  }
  void add(const nn::MaxPool2dSpec& spec, const Link& link) {
    unflatten(link.layer->input_shape());
    line(prefix_, call("nn.MaxPool2d", {text_of(spec.kernel), text_of(spec.stride), text_of(spec.padding)}));
    shape_ = link.layer->output_shape();
  }
  void add(const nn::AvgPool2dSpec& spec, const Link& link) {
    unflatten(link.layer->input_shape());
    line(prefix_, call("nn.AvgPool2d", {text_of(spec.kernel), text_of(spec.stride), text_of(spec.padding),
                                        "count_include_pad=" + text_of(spec.count_include_pad)}));
    shape_ = link.layer->output_shape();
  }
  void add(const nn::BatchNormSpec& spec, const Link&) {
    line(prefix_,
         call(is_picture_ ? "nn.BatchNorm2d" : "nn.BatchNorm1d",
              {text_of(shape_.channels), "eps=" + text_of(spec.epsilon), "momentum=" + text_of(spec.momentum)}));
  }
  void add(const nn::LayerNormSpec& spec, const Link&) {
    line(prefix_, call("nn.LayerNorm",
                       {is_picture_ ? text_of(shape_) : text_of(shape_.size()), "eps=" + text_of(spec.epsilon)}));
  }
  void add(const nn::DropoutSpec& spec, const Link&) { line(prefix_, call("nn.Dropout", {text_of(spec.probability)})); }
  void add(const nn::FlattenSpec&, const Link&) { flatten(); }
  void add(const nn::ActivationSpec& spec, const Link&) { activate(spec.activation); }
  void add(const nn::ResidualSpec& spec, const Link& link) {
    has_residual_ = true;
    const auto body = nn::Chain<float>::build(shape_, spec.body);
    const auto across = nn::Chain<float>::build(shape_, spec.skip);
    const std::string deeper = indent_ + "    ";
    Modules along(*body, is_picture_, deeper);
    std::optional<Modules> beside;
    if (across && !spec.skip.empty()) beside.emplace(*across, is_picture_, deeper);
    const bool skips_as_picture = beside ? beside->is_picture() : is_picture_;
    if (along.is_picture() && !skips_as_picture) along.flatten();
    if (beside && skips_as_picture && !along.is_picture()) beside->flatten();
    const std::string skip = beside                                    ? beside->text()
                             : skips_as_picture && !along.is_picture() ? "nn.Flatten()"
                                                                       : "nn.Identity()";
    line(prefix_, call("Residual", {along.text(), skip}));
    shape_ = link.layer->output_shape();
    is_picture_ = along.is_picture();
    activate(spec.activation);
  }

  std::string indent_, prefix_, lines_;
  std::size_t number_ = 0;
  nn::Shape shape_;
  bool is_picture_;
  bool has_residual_ = false;
};

constexpr std::string_view kImports = R"(import os
import sys
from collections import OrderedDict

import numpy as np
import torch
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))

)";

constexpr std::string_view kResidual = R"(
class Residual(nn.Module):
    def __init__(self, body, skip):
        super().__init__()
        self.body, self.skip = body, skip

    def forward(self, x):
        return self.body(x) + self.skip(x)

)";

std::string loading(const std::string& name) {
  return R"(
with np.load(os.path.join(FOLDER, ")" +
         name + R"(.npz")) as arrays:
    missing, unknown = network.load_state_dict({key: torch.from_numpy(arrays[key]) for key in arrays}, strict=False)
assert not unknown and all(key.endswith("num_batches_tracked") for key in missing), (missing, unknown)
network.eval()
)";
}

std::string loss_of(nn::LossKind kind) {
  switch (kind) {
    case nn::LossKind::mse: return "nn.functional.mse_loss(z, target)";
    case nn::LossKind::mae: return "nn.functional.l1_loss(z, target)";
    case nn::LossKind::bce: return "nn.functional.binary_cross_entropy(z, target)";
    case nn::LossKind::bce_with_logits: return "nn.functional.binary_cross_entropy_with_logits(z, target)";
    case nn::LossKind::softmax_cross_entropy: return "nn.functional.cross_entropy(z, target)";
    case nn::LossKind::hinge: return "torch.relu(1 - target * z).mean()";
    case nn::LossKind::squared_hinge: return "torch.relu(1 - target * z).square().mean()";
    case nn::LossKind::huber: return "nn.functional.huber_loss(z, target)";
  }
  return "";
}

std::string optimizer_of(const nn::OptimizerSpec& spec) {
  const std::string parameters = "network.parameters()", rate = "lr=" + text_of(spec.learning_rate),
                    epsilon = "eps=" + text_of(spec.epsilon), decay = "weight_decay=" + text_of(spec.l2),
                    momentum = "momentum=" + text_of(spec.momentum), alpha = text_of(spec.alpha),
                    betas = "betas=(" + text_of(spec.beta1) + ", " + text_of(spec.beta2) + ")";
  switch (spec.kind) {
    case nn::OptimizerKind::sgd:
      return call("torch.optim.SGD", {parameters, rate, momentum, "dampening=" + text_of(spec.dampening),
                                      "nesterov=" + text_of(spec.nesterov && spec.momentum > 0), decay});
    case nn::OptimizerKind::adagrad:
      return call("torch.optim.Adagrad",
                  {parameters, rate, "lr_decay=" + text_of(spec.learning_rate_decay), epsilon, decay});
    case nn::OptimizerKind::rmsprop:
      return call("torch.optim.RMSprop",
                  {parameters, rate, "alpha=" + alpha, momentum, "centered=" + text_of(spec.centered), epsilon, decay});
    case nn::OptimizerKind::adam: return call("torch.optim.Adam", {parameters, rate, betas, epsilon, decay});
    case nn::OptimizerKind::adamw: return call("torch.optim.AdamW", {parameters, rate, betas, epsilon, decay});
    case nn::OptimizerKind::adadelta:
      return call("torch.optim.Adadelta", {parameters, rate, "rho=" + alpha, epsilon, decay});
  }
  return "";
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? ", \"" : "\"") + text + "\"";
  return list + "]";
}

std::string going_on(const nn::Network<float>& network, const std::string& name, const TorchTraining& training) {
  std::vector<std::string> frozen, slots;
  const float* first = network.parameters().data();
  const float* learned = first + training.frozen;
  for (const LayerArray& array : layer_arrays(network))
    if (array.values.data() >= first && array.values.data() < learned) frozen.push_back(array.name);
  for (const char* slot : optimizer_slots(training.optimizer))
    if (*slot != '\0') slots.emplace_back(slot);

  std::string text = R"(

def loss_of(z, target):
    return )" + loss_of(training.loss) +
                     R"(


# Goes on with the training for so many updates; gives the loss of each batch before its update.
def train(updates):
    with np.load(os.path.join(FOLDER, ")" +
                     name + R"(_training.npz")) as arrays:
        data = {key: torch.from_numpy(arrays[key]) for key in arrays}
    x, target = data["x"], data["target"]
)";
  if (!frozen.empty())
    text += "    for key, parameter in network.named_parameters():\n        parameter.requires_grad_(key not in " +
            list_of(frozen) + ")\n";
  text += "    optimizer = " + optimizer_of(training.optimizer) + "\n";
  if (training.steps > 0) {
    text += "    for key, parameter in network.named_parameters():\n";
    text += "        state = {slot: data[slot + \"/\" + key] for slot in " + list_of(slots) + "}\n";
    text += "        optimizer.state[parameter] = {\"step\": torch.tensor(" + std::to_string(training.steps) +
            ".0), **state}\n";
  }
  text += R"(    network.train()
    rows, losses = data["rows"].long(), []  # the epoch begun
    for _ in range(updates):
        if len(rows) == 0:
            rows = )";
  const std::string size = std::to_string(training.batch_size);
  text += "torch.randperm(len(x)) if len(x) > " + size + " else torch.arange(len(x))\n";
  text += "        batch, rows = rows[:" + size + "], rows[" + size + ":]\n";
  text += R"(        optimizer.zero_grad()
        loss = loss_of(network(x[batch]), target[batch])
        loss.backward()
)";
  if (training.optimizer.l1 > 0)
    text += "        for parameter in network.parameters():\n            if parameter.grad is not None:\n"
            "                parameter.grad += " +
            text_of(training.optimizer.l1) + " * parameter.detach().sign()\n";
  text += R"(        optimizer.step()
        losses.append(loss.item())
    network.eval()
    return losses


if __name__ == "__main__":
    for update, loss in enumerate(train(int(sys.argv[1]) if len(sys.argv) > 1 else 100)):
        print(f"update {update + )";
  text += std::to_string(training.steps + 1) + "}: loss {loss:.9g}\")\n";
  return text;
}

std::string heading(std::string_view name) {
  return "# The network of a run of Lectern, with its numbers from " + std::string(name) + ".npz beside this file.\n";
}

}  // namespace

std::vector<const char*> optimizer_slots(const nn::OptimizerSpec& spec) {
  const bool has_momentum = spec.momentum != 0;
  switch (spec.kind) {
    case nn::OptimizerKind::sgd: return {has_momentum ? "momentum_buffer" : ""};
    case nn::OptimizerKind::adagrad: return {"sum"};
    case nn::OptimizerKind::rmsprop:
      return {"square_avg", spec.centered ? "grad_avg" : "", has_momentum ? "momentum_buffer" : ""};
    case nn::OptimizerKind::adadelta: return {"square_avg", "acc_delta"};
    default: return {"exp_avg", "exp_avg_sq"};
  }
}

std::string torch_script(const nn::Network<float>& network, std::string_view name,
                         const std::optional<TorchTraining>& training) {
  const Modules modules(network.chain(), network.input_shape().plane() > 1, "");
  std::string script = heading(name);
  if (training)
    script +=
        "# python3 " + std::string(name) + ".py 100 goes on with its training for 100 updates, from the data in " +
        std::string(name) +
        "_training.npz.\n# The epoch begun is ended in the order of the run; later ones, and dropout, draw anew.\n";
  script += kImports;
  if (modules.has_residual()) script += kResidual;
  script += "\nnetwork = " + modules.text() + "\n" + loading(std::string(name));
  if (training) script += going_on(network, std::string(name), *training);
  return script;
}

std::string torch_script(const nn::SequenceModel<float>& model, std::string_view name) {
  const nn::SequenceShape& shape = model.shape();
  const char* layer = shape.cell == nn::CellKind::lstm  ? "nn.LSTM"
                      : shape.cell == nn::CellKind::gru ? "nn.GRU"
                                                        : "nn.RNN";
  std::string script = heading(name) + std::string(kImports);
  script += R"(
class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.recurrent = )" +
            call(layer, {text_of(shape.inputs), text_of(shape.hidden)}) + R"(
        self.readout = )" +
            call("nn.Linear", {text_of(shape.hidden), text_of(shape.outputs)}) + R"(

    # steps × samples × numbers
    def forward(self, x):
        return self.readout(self.recurrent(x)[0])


network = Forecaster()
)";
  return script + loading(std::string(name));
}

}  // namespace lectern::exchange
