# How our code is compiled: what for speed, what for size, and which headers once for many files.

# For code that no training loop spends its time in. The rest, the kernels and the algorithms, keeps -O3.
function(lectern_favour_size)
  foreach(target ${ARGN})
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:$<IF:$<BOOL:${EMSCRIPTEN}>,-Oz,-O1>>)
  endforeach()
endfunction()

# Precompiled headers take about half of the time away that a file needs. A compiler cache works without them, and so
# shows a file that forgets to include what it uses.
if(CMAKE_CXX_COMPILER_LAUNCHER OR DEFINED ENV{EM_COMPILER_WRAPPER})
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()
set(lectern_standard_headers <algorithm> <array> <cmath> <cstddef> <cstdint> <cstdio> <functional> <limits> <memory>
  <numeric> <optional> <span> <string> <string_view> <tuple> <utility> <variant> <vector>)
set(lectern_contract_headers ${CMAKE_SOURCE_DIR}/core/lab/demo.h)

# lectern_precompile(TARGET HEADER…): the target's files begin with these headers.
function(lectern_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
endfunction()

# lectern_precompile_as(DONOR TARGET…): the targets use the headers precompiled for a target with the same options.
function(lectern_precompile_as donor)
  foreach(target ${ARGN})
    target_precompile_headers(${target} REUSE_FROM ${donor})
  endforeach()
endfunction()
