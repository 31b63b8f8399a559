#include "core/lab/network_parameters.h"

#include <utility>

namespace lectern {

void add_input_parameters(ParameterSchema& schema) {
  schema.group("Inputs")
      .boolean("in_x1", "x₁", true)
      .help("Feed the first coordinate to the network.")
      .boolean("in_x2", "x₂", true)
      .help("Feed the second coordinate to the network (not for y = f(x)).")
      .boolean("in_x1_squared", "x₁²", false)
      .help("With x₁² and x₂² a circle is a straight line.")
      .boolean("in_x2_squared", "x₂²", false)
      .help("With x₁² and x₂² a circle is a straight line.")
      .boolean("in_product", "x₁x₂", false)
      .help("With the product XNOR needs no hidden layer.")
      .boolean("in_sine_x1", "sin πx₁", false)
      .help("A periodic function of the first coordinate.")
      .boolean("in_sine_x2", "sin πx₂", false)
      .help("A periodic function of the second coordinate.");
}

void add_network_parameters(ParameterSchema& schema, std::vector<int> layers) {
  schema.group("Network")
      .integer_list("layers", "Hidden layers", {1, 100}, 6, std::move(layers))
      .help("Neurons in each hidden layer, one number a layer; none: the output sees the inputs directly.")
      .choice("activation", "Activation",
              {{"sigmoid", "Sigmoid"}, {"tanh", "Tanh"}, {"relu", "ReLU"}, {"leaky_relu", "Leaky ReLU"}, {"elu", "ELU"},
               {"gelu", "GELU"}, {"softplus", "Softplus"}, {"identity", "Linear"}},
              "tanh")
      .help("The only nonlinearity there is: with linear neurons any depth is one straight cut. Sigmoid and tanh "
            "saturate at large inputs, ReLU and its relatives do not.")
      .choice("initialisation", "Initialisation",
              {{"zero", "Zero"}, {"random", "Random"}, {"glorot_normal", "Glorot"}, {"he_normal", "He"}},
              "glorot_normal")
      .help("How weights start. Zero: all neurons of a layer stay alike for ever.")
      .real("scale", "Scale of the weights", {0.001, 10}, 0.5)
      .logarithmic()
      .help("Standard deviation of the starting weights.")
      .shown_when("initialisation", {"random"})
      .real("dropout", "Dropout p", {0, 0.9}, 0)
      .help("Each hidden neuron is left out of an update with this probability.");
}

void add_optimizer_parameters(ParameterSchema& schema, double learning_rate, int batch_size) {
  schema
      .choice("optimizer", "Optimiser",
              {{"sgd", "Gradient descent"}, {"momentum", "Momentum"}, {"nesterov", "Nesterov"}, {"adagrad", "AdaGrad"},
               {"rmsprop", "RMSprop"}, {"adam", "Adam"}, {"adamw", "AdamW"}},
              "adam")
      .help("The rule that turns a gradient into an update.")
      .real("learning_rate", "Learning rate η", {1e-5, 100}, learning_rate)
      .logarithmic()
      .live()
      .help("Length of the step along the negative gradient. Too small: nothing happens; too large: the loss "
            "jumps, grows, is no longer a number.")
      .real("momentum", "Momentum γ", {0, 0.999}, 0.9)
      .live()
      .help("Share of the last update that is kept.")
      .shown_when("optimizer", {"momentum", "nesterov"})
      .real("beta1", "β₁", {0, 0.999}, 0.9)
      .live()
      .help("Memory of the mean gradient.")
      .shown_when("optimizer", {"adam", "adamw"})
      .real("beta2", "β₂", {0, 0.9999}, 0.999)
      .live()
      .help("Memory of the mean squared gradient.")
      .shown_when("optimizer", {"adam", "adamw", "rmsprop"})
      .boolean("full_batch", "All points in every step", false)
      .help("Gradient descent proper. Otherwise each step sees a mini-batch drawn at random.")
      .integer("batch_size", "Mini-batch", {1, 1000}, batch_size)
      .help("Points per step. One: online learning, noisy; more: a smoother and dearer gradient.")
      .shown_when("full_batch", {"false"})
      .real("l1", "L1 penalty", {0, 0.1}, 0)
      .live()
      .help("Pulls every weight towards zero by the same force: many end there.")
      .real("l2", "L2 penalty", {0, 0.1}, 0)
      .live()
      .help("Pulls every weight towards zero in proportion to its size (weight decay).");
}

void add_stopping_parameters(ParameterSchema& schema) {
  schema.group("Stopping")
      .choice("stopping", "When to stop", {{"never", "Never"}, {"early", "Early"}, {"look_back", "Look-back"}}, "never")
      .help("Early: when the validation loss has not improved for a while. Look-back: after a fixed training. Both "
            "then take the weights of the best validation loss.")
      .integer("patience", "Patience", {1, 2000}, 50)
      .unit("epochs")
      .help("How long to wait for a better validation loss.")
      .shown_when("stopping", {"early"})
      .integer("epochs", "Length of the training", {1, 20000}, 1000)
      .unit("epochs")
      .help("The training ends here at the latest.")
      .shown_when("stopping", {"early", "look_back"});
}

void add_player_parameters(ParameterSchema& schema) {
  schema.group("Players")
      .integer("noise_dimension", "Dimension of the noise", {1, 16}, 2)
      .help("Numbers that enter the generator. With one it can only bend a thread.")
      .choice("noise_law", "Law of the noise", {{"uniform", "Uniform in [-1, 1]"}, {"normal", "Normal"}}, "normal")
      .help("What the generator bends into samples.")
      .integer_list("generator_layers", "Generator", {1, 64}, 3, {64, 64})
      .help("Neurons in each hidden layer of G.")
      .integer_list("discriminator_layers", "Discriminator", {1, 64}, 3, {64, 64})
      .help("Neurons in each hidden layer of D. A weak judge teaches little.")
      .choice("activation", "Activation", {{"relu", "ReLU"}, {"leaky_relu", "Leaky ReLU"}, {"tanh", "Tanh"}}, "relu")
      .help("Of the hidden layers of both.");
}

void add_adversarial_parameters(ParameterSchema& schema) {
  schema.group("Training")
      .choice("loss", "Cost of G", {{"non_saturating", "Non-saturating, -log D(G(z))"}, {"minimax", "Minimax, log(1 - D(G(z)))"}},
              "non_saturating")
      .live()
      .help("Minimax is the game's own cost, but flat where D is sure of itself: a generator that is behind stays behind.")
      .real("discriminator_rate", "Learning rate of D", {1e-5, 1}, 1e-3)
      .logarithmic()
      .live()
      .help("Much larger than G's: D wins and G has no slope. Much smaller: G runs to wherever D is fooled now.")
      .real("generator_rate", "Learning rate of G", {1e-5, 1}, 1e-3)
      .logarithmic()
      .live()
      .help("Ten times D's, together with much memory (β₁ = 0.9), makes modes collapse.")
      .integer("discriminator_steps", "D steps per G step", {1, 5}, 1)
      .live()
      .help("With more, D is closer to the best judge of the present samples.")
      .choice("optimizer", "Optimiser", {{"adam", "Adam"}, {"rmsprop", "RMSprop"}, {"sgd", "Gradient descent"}}, "adam")
      .help("The rule of both players.")
      .real("beta1", "β₁", {0, 0.99}, 0.5)
      .live()
      .help("Memory of the mean gradient, or momentum of gradient descent. In a game much momentum overshoots.")
      .integer("batch_size", "Mini-batch", {8, 256}, 128)
      .help("Real points and samples in each update.");
}

}  // namespace lectern
