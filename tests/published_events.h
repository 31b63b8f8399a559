#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

// Made-up events in exactly the formats in which the HIGGS, SUSY and HiggsML tables are published, of laws simple
// enough that a learner finds something: the derived columns follow from the measured ones, and show the signal better.
namespace lectern::tests {

// HIGGS.csv: no names, the label 1 or 0 first, 21 measured and 7 derived columns, all as 1.000000000000000000e+00.
std::string higgs_table(std::size_t rows, std::uint64_t seed = 1);
// SUSY.csv: likewise, 8 measured and 10 derived columns.
std::string susy_table(std::size_t rows, std::uint64_t seed = 1);
// HiggsML: names, EventId, 13 columns DER_…, 17 columns PRI_…, Weight, Label (s or b); −999.0 where a number is not
// known. `open_data` as at CERN Open Data, with KaggleSet and KaggleWeight, else as training.csv. The weights add up to
// 692 expected events of signal and 411000 of background.
std::string higgs_challenge_table(std::size_t rows, bool open_data, std::uint64_t seed = 1);

}  // namespace lectern::tests
