# Puts files into the program as byte arrays, so that the core has its data sets without touching a disk.
#
#   lectern_embed(TARGET NAME FILE)
#     adds to TARGET a source, made at build time, that defines
#     std::string_view lectern::data::embedded::NAME()  with the bytes of FILE.
#
# As a script (cmake -DNAME= -DINPUT= -DOUTPUT= -P embed.cmake) it makes that source.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${INPUT} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(REGEX REPLACE "(....,....,....,....,....,....,....,....,....,....,....,....,....,....,....,....,)" "\\1\n" bytes "${bytes}")
  file(WRITE ${OUTPUT} "#include <string_view>

namespace lectern::data::embedded {
namespace {
constexpr unsigned char kBytes[] = {
${bytes}};
}
std::string_view ${NAME}() { return {reinterpret_cast<const char*>(kBytes), sizeof kBytes}; }
}
")
  return()
endif()

set(LECTERN_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
function(lectern_embed target name file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DINPUT=${file} -DOUTPUT=${source} -P ${LECTERN_EMBED_SCRIPT}
    DEPENDS ${file} ${LECTERN_EMBED_SCRIPT}
    COMMENT "Embedding ${name}")
  target_sources(${target} PRIVATE ${source})
endfunction()
