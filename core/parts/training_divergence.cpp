#include "core/parts/training_divergence.h"

#include "core/lab/text.h"

namespace lectern {

std::string learning_rate_too_large(std::int64_t step, std::string_view loss, double learning_rate) {
  return "At step " + std::to_string(step) + " the loss " + std::string(loss) +
         ": the learning rate η = " + number_text(learning_rate) + " is too large here. Try a tenth of it, " +
         number_text(learning_rate / 10) + ".";
}

}  // namespace lectern
