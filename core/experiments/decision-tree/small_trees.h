#pragma once

#include "core/lab/snapshot.h"
#include "core/math/named_enum.h"
#include "core/ml/trees/impurity.h"

namespace lectern {

// Small data sets that are no points of the plane, each learned by a tree of its own.
enum class SmallTree { none, cube, words, salaries };
inline constexpr Named<SmallTree> kSmallTrees[] = {{SmallTree::none, "none", "None"},
                                                   {SmallTree::cube, "cube", "Four classes in three dimensions"},
                                                   {SmallTree::words, "words", "A table of words"},
                                                   {SmallTree::salaries, "salaries", "Salaries by words and numbers"}};

// The examples and their tree as panels: "cube", "words" or "people", and "small_tree". Nothing for none.
void describe_small_tree(Snapshot& snapshot, SmallTree which, trees::Criterion criterion);

}  // namespace lectern
