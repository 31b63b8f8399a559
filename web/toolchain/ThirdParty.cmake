# Third-party libraries, compiled from the sources that web/toolchain/bring keeps in the cache.
#   lectern_zlib    WebAssembly only; natively the system's
#   lectern_sdl2    WebAssembly: its C files directly (its own checks take minutes there); natively the system's
#   lectern_qr      the QR Code generator
#   lectern_imgui   Dear ImGui with the SDL2 and OpenGL 3 backends, and ImPlot
if(DEFINED ENV{LECTERN_CACHE})
  set(lectern_cache $ENV{LECTERN_CACHE})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(lectern_cache $ENV{XDG_CACHE_HOME}/lectern)
else()
  set(lectern_cache $ENV{HOME}/.cache/lectern)
endif()
foreach(part third_party qr_code)
  string(TOUPPER LECTERN_${part}_DIR folder)
  if(NOT ${folder})
    file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/common.sh line REGEX "^lectern_${part}=")
    string(REGEX REPLACE ".*/([^/\"]+)\"$" "\\1" name "${line}")
    set(${folder} ${lectern_cache}/${name})
  endif()
  if(NOT EXISTS ${${folder}})
    message(FATAL_ERROR "${${folder}} does not exist: run web/toolchain/bring first")
  endif()
endforeach()

function(lectern_third_party_library name)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_compile_options(${name} PRIVATE -w)
  lectern_favour_size(${name})
  target_compile_options(${name} PRIVATE $<$<BOOL:${EMSCRIPTEN}>:-fno-exceptions>)
endfunction()

if(EMSCRIPTEN)
  set(zlib ${LECTERN_THIRD_PARTY_DIR}/zlib)
  lectern_third_party_library(lectern_zlib ${zlib}/adler32.c ${zlib}/crc32.c ${zlib}/inffast.c ${zlib}/inflate.c
    ${zlib}/inftrees.c ${zlib}/zutil.c ${zlib}/compress.c ${zlib}/deflate.c ${zlib}/trees.c ${zlib}/uncompr.c)
  target_compile_definitions(lectern_zlib PRIVATE HAVE_UNISTD_H)
  target_include_directories(lectern_zlib SYSTEM PUBLIC ${zlib})

  set(sdl ${LECTERN_THIRD_PARTY_DIR}/SDL2)
  set(sdl_patterns "")
  foreach(folder . atomic cpuinfo events file filesystem/emscripten joystick joystick/dummy joystick/emscripten libm loadso/dlopen locale
          locale/emscripten misc misc/emscripten render sensor sensor/dummy stdlib thread thread/pthread timer timer/unix
          video video/emscripten)
    list(APPEND sdl_patterns ${sdl}/src/${folder}/*.c)
  endforeach()
  file(GLOB sdl_sources ${sdl_patterns})
  lectern_third_party_library(lectern_sdl2 ${sdl_sources})
  # The page needs a window, its events and cursors. Everything else would only be downloaded.
  target_compile_definitions(lectern_sdl2 PRIVATE SDL_LEAN_AND_MEAN=1 SDL_AUDIO_DISABLED=1 SDL_HAPTIC_DISABLED=1
    SDL_JOYSTICK_DISABLED=1 SDL_POWER_DISABLED=1 SDL_RENDER_DISABLED=1 SDL_SENSOR_DISABLED=1)
  target_include_directories(lectern_sdl2 SYSTEM PUBLIC ${sdl}/include)
else()
  find_package(SDL2 REQUIRED)
  find_package(OpenGL REQUIRED)
  add_library(lectern_sdl2 INTERFACE)
  target_link_libraries(lectern_sdl2 INTERFACE SDL2::SDL2 OpenGL::GL ${CMAKE_DL_LIBS})
endif()

lectern_third_party_library(lectern_qr ${LECTERN_QR_CODE_DIR}/qrcodegen.c)
target_include_directories(lectern_qr SYSTEM PUBLIC ${LECTERN_QR_CODE_DIR})

set(imgui ${LECTERN_THIRD_PARTY_DIR}/imgui)
set(implot ${LECTERN_THIRD_PARTY_DIR}/implot)
lectern_third_party_library(lectern_imgui
  ${imgui}/imgui.cpp ${imgui}/imgui_draw.cpp ${imgui}/imgui_tables.cpp ${imgui}/imgui_widgets.cpp
  ${imgui}/misc/cpp/imgui_stdlib.cpp ${imgui}/backends/imgui_impl_sdl2.cpp ${imgui}/backends/imgui_impl_opengl3.cpp
  ${implot}/implot.cpp ${implot}/implot_items.cpp)
# ImPlot includes "imgui/imgui.h".
target_include_directories(lectern_imgui SYSTEM PUBLIC ${LECTERN_THIRD_PARTY_DIR} ${imgui} ${imgui}/backends
  ${imgui}/misc/cpp ${implot})
target_compile_definitions(lectern_imgui PUBLIC "ImDrawIdx=unsigned int" IMGUI_DISABLE_DEMO_WINDOWS
  $<$<BOOL:${EMSCRIPTEN}>:IMGUI_IMPL_OPENGL_ES3>)
# Without this, ImPlot compiles each of its plots for ten types of numbers.
target_compile_definitions(lectern_imgui PRIVATE "IMPLOT_CUSTOM_NUMERIC_TYPES=(float)")
target_link_libraries(lectern_imgui PUBLIC lectern_sdl2)
