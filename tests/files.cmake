# Tests of core/files, a line each: house_test(<file> core)

# Photo files are made in the tests, by the libraries themselves.
find_package(PkgConfig REQUIRED)
pkg_check_modules(photo_libraries REQUIRED IMPORTED_TARGET
  libheif lcms2 libjpeg libpng libwebp libwebpmux libtiff-4 zlib)
find_package(OpenCV REQUIRED COMPONENTS core)
add_library(photo_files STATIC photo_files.cpp photo_files.h support/heif_grid.cpp support/heif_grid.h)
target_include_directories(photo_files SYSTEM PUBLIC ${OpenCV_INCLUDE_DIRS})
target_link_libraries(photo_files PUBLIC rules opencv_core PRIVATE PkgConfig::photo_libraries)

house_test(format pictures)
house_test(photo_folder pictures)
house_test(header pictures photo_files)
house_test(heif_header pictures photo_files)
find_package(exiv2 REQUIRED CONFIG)
house_test(metadata pictures photo_files exiv2lib)
house_test(png_text pictures photo_files)
house_test(photo pictures photo_files)
# Deeper HEIF than libheif writes, by the encoders that it brings along.
pkg_check_modules(heif_encoders REQUIRED IMPORTED_TARGET aom x265)
add_library(deep_heif STATIC support/deep_heif.cpp support/deep_heif.h)
target_link_libraries(deep_heif PUBLIC photo_files PRIVATE PkgConfig::heif_encoders)
house_test(depth pictures photo_files deep_heif)
house_test(photo_features pictures photo_files made_profiles)
house_test(read_limits pictures photo_files)
house_test(jpeg_eighth pictures photo_files)
house_test(scaled_rows pictures photo_files)

# What strangers send.
add_library(broken_files STATIC support/broken_files.cpp support/broken_files.h support/odd_files.cpp support/odd_files.h)
target_link_libraries(broken_files PUBLIC photo_files PRIVATE PkgConfig::photo_libraries)
house_test(broken_files core broken_files)
set_tests_properties(broken_files PROPERTIES TIMEOUT 900) # more than a thousand files, each written and read

# Reading in processes of their own: by the installed program, and by one that falls into traps.
add_executable(trapped_reader support/trapped_reader.cpp)
target_link_libraries(trapped_reader PRIVATE pictures rules)
house_test(decode_wire pictures)
house_test(patience pictures)
house_test(contained_reader pictures photo_files)
starts_readers(contained_reader)
house_test(kept_photos pictures photo_files)
house_test(kept_sum pictures photo_files)
house_test(photo_readers pictures photo_files)
starts_readers(photo_readers)
add_test(NAME wire_id COMMAND ${CMAKE_COMMAND} -DSCRIPT=${PROJECT_SOURCE_DIR}/core/files/wire_id.cmake
  -DFOLDER=${CMAKE_CURRENT_BINARY_DIR}/wire_id -P ${CMAKE_CURRENT_SOURCE_DIR}/wire_id.cmake)
add_test(NAME reader_links COMMAND ${CMAKE_COMMAND} -DREADELF=${CMAKE_READELF} -DPROGRAM=$<TARGET_FILE:pawtrait-reader>
  -P ${CMAKE_CURRENT_SOURCE_DIR}/reader_links.cmake)

house_test(deflate_blocks core PkgConfig::photo_libraries)
house_test(deflate_runs pictures PkgConfig::photo_libraries)
house_test(huffman_code pictures)
house_test(png_writer core PkgConfig::photo_libraries)
house_test(safe_save core)
house_test(made_folder core)
house_test(utf8 core)

# The fuzz targets: run over their seeds and findings by every test run, and by libFuzzer (clang) with
#   bin/fuzz_seeds CORPUS && bin/fuzz_png -dict=bin/dictionaries/png.dict CORPUS/png
# Those that read photos need no LibTorch.
add_library(fuzz_read_targets STATIC fuzz/read_targets.cpp fuzz/targets.h fuzz/memory_file.h)
target_link_libraries(fuzz_read_targets PUBLIC pictures rules)
add_library(fuzz_targets STATIC fuzz/targets.cpp support/fuzz_seeds.cpp support/fuzz_seeds.h)
target_link_libraries(fuzz_targets PUBLIC fuzz_read_targets broken_files core network PRIVATE PkgConfig::photo_libraries)
house_test(fuzz_corpus fuzz_targets)
add_executable(fuzz_seeds EXCLUDE_FROM_ALL fuzz/write_seeds.cpp)
target_link_libraries(fuzz_seeds PRIVATE fuzz_targets)
if(PAWTRAIT_FUZZ)
  function(fuzzes name library)
    add_executable(fuzz_${name} fuzz/entry.cpp)
    target_compile_definitions(fuzz_${name} PRIVATE PAWTRAIT_FUZZ_TARGET=${name})
    target_link_libraries(fuzz_${name} PRIVATE ${library})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endfunction()
  foreach(target probe jpeg png webp heif tiff rows)
    fuzzes(${target} fuzz_read_targets)
  endforeach()
  foreach(target checkpoint models texts)
    fuzzes(${target} fuzz_targets)
  endforeach()

  # Rows are of every format that has them.
  set(dictionaries ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/dictionaries)
  file(COPY ${dictionaries} DESTINATION ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set(rows_words)
  foreach(format png webp tiff heif)
    file(READ ${dictionaries}/${format}.dict words)
    string(APPEND rows_words "${words}")
  endforeach()
  file(WRITE ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/dictionaries/rows.dict "${rows_words}")
endif()
