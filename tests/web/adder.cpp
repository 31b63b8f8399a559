#include "tests/web/adder.h"

namespace lectern::tests {
namespace {

const RegisterExperiment adder{adder_info("adder", "numbers")};
const RegisterExperiment other_adder{adder_info("other-adder", "numbers", {{"flat", "Flat"}, {"steep", "Steep"}})};
const RegisterExperiment adding_reader{reader_info("adding-reader")};
const RegisterExperiment weighing_network{network_info("weighing-network")};
const RegisterExperiment other_reader{reader_info("other-reader")};
const RegisterExperiment lonely_adder{adder_info("lonely-adder", "")};

}  // namespace
}  // namespace lectern::tests
