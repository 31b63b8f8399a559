# Puts the shader bodies into the program: writes OUTPUT, a source file that defines gl::shader_source.
# Run as a script: cmake -DFOLDER=… -DFILES=a;b -DOUTPUT=… -P embed.cmake
set(table "")
foreach(file IN LISTS FILES)
  file(READ ${FOLDER}/${file} body)
  string(APPEND table "    {\"${file}\", R\"glsl(${body})glsl\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"web/gl/shader_sources.h\"

#include <utility>

namespace lectern::gl {

std::string_view shader_source(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kSources[] = {
${table}  };
  for (const auto& [known, body] : kSources)
    if (known == name) return body;
  return {};
}

}  // namespace lectern::gl
")
