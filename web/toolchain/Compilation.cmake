# How our code is compiled: what for speed, what for size, and which headers once for many files.

# For code that no training loop spends its time in. The rest, the kernels and the algorithms, keeps -O3.
function(lectern_favour_size)
  foreach(target ${ARGN})
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:$<IF:$<BOOL:${EMSCRIPTEN}>,-Oz,-O1>>)
  endforeach()
endfunction()

# emcc and em++ are Python programs that start the compiler and take longer for it than a small file takes to compile. They
# tell which compiler they start for files of these flags, and with which options: it is called directly from here on.
# (A macro, because the rules belong to the project.)
macro(lectern_compile_without_wrapper)
  file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/probe.c "")
  foreach(language C CXX)
    execute_process(COMMAND ${CMAKE_${language}_COMPILER} --cflags ${ARGN}
      OUTPUT_VARIABLE options OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${CMAKE_${language}_COMPILER} -\#\#\# -c ${CMAKE_BINARY_DIR}/CMakeFiles/probe.c
      ERROR_VARIABLE command COMMAND_ERROR_IS_FATAL ANY)
    if(NOT command MATCHES "^[ \n]*\"?([^\" ]+)")
      message(FATAL_ERROR "${CMAKE_${language}_COMPILER} does not tell which compiler it starts: ${command}")
    endif()
    set(CMAKE_${language}_COMPILE_OBJECT
      "$ENV{EM_COMPILER_WRAPPER} ${CMAKE_MATCH_1} ${options} <DEFINES> <INCLUDES> <FLAGS> -o <OBJECT> -c <SOURCE>")
  endforeach()
endmacro()

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

# lectern_in_batches(TARGET SIZE FILE…): files of one directory are compiled together, at most so many at once, which
# reads their headers and makes their templates once. Names in a directory's anonymous namespaces must therefore differ.
# With a compiler cache, which is there for changing single files, each is compiled alone.
function(lectern_in_batches target size)
  if(CMAKE_DISABLE_PRECOMPILE_HEADERS)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(file ${ARGN})
    get_filename_component(directory ${file} DIRECTORY)
    file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${directory})
    string(REPLACE "/" "_" name ${name})
    math(EXPR files_of_${name} "${files_of_${name}} + 1")
    math(EXPR batch "(${files_of_${name}} - 1) / ${size}")
    set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${name}_${batch})
  endforeach()
endfunction()
