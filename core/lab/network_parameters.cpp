#include "core/lab/network_parameters.h"

namespace lectern {

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
