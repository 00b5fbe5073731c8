# Tests of core/files, a line each: house_test(<file> core)

# Photo files are made in the tests, by the libraries themselves.
find_package(PkgConfig REQUIRED)
pkg_check_modules(photo_libraries REQUIRED IMPORTED_TARGET
  libheif lcms2 libjpeg libpng libwebp libwebpmux libtiff-4 zlib)
find_package(OpenCV REQUIRED COMPONENTS core)
add_library(photo_files STATIC photo_files.cpp photo_files.h)
target_include_directories(photo_files SYSTEM PUBLIC ${OpenCV_INCLUDE_DIRS})
target_link_libraries(photo_files PUBLIC rules opencv_core PRIVATE PkgConfig::photo_libraries)

house_test(format core)
house_test(header core photo_files)
house_test(heif_header core photo_files)
house_test(photo core photo_files)

house_test(deflate_blocks core PkgConfig::photo_libraries)
house_test(png_writer core PkgConfig::photo_libraries)
house_test(safe_save core)
house_test(made_folder core)
house_test(utf8 core)

if(PAWTRAIT_FUZZ)
  # fuzz_read -max_total_time=60 CORPUS: a folder of small photos of every kind. Not a test of CTest.
  add_executable(fuzz_read fuzz/fuzz_read.cpp)
  target_link_libraries(fuzz_read PRIVATE core rules)
  target_link_options(fuzz_read PRIVATE -fsanitize=fuzzer)
endif()

